"""The revisions, one purpose each; a published one never changes."""
