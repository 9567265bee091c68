"""What the simulation raises when something was noticed."""

from __future__ import annotations


class BrokenError(Exception):
    """An invariant does not hold; its first word says which."""
