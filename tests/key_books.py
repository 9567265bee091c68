"""Books of keys for tests: of a few keys, as if they had come from the county."""

from __future__ import annotations

from app.domain.key_book import KeyBook, KnownKey, key_name


def a_book(*keys: KnownKey) -> KeyBook:
    """The book that holds ``keys`` and no more."""
    return KeyBook({key_name(each.public): each for each in keys})
