"""Revisions that do not exist yet: good ones, and ones that must not be kept."""
