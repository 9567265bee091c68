"""What was done to a filling, entry by entry, so that it can be taken back exactly."""

from __future__ import annotations

from typing import NamedTuple

from app.forms.live import Garden, Live


class Put(NamedTuple):
    """A value was stored; ``old`` stood there before."""

    live: Live
    old: str


class Relevance(NamedTuple):
    """A node's relevance changed."""

    live: Live
    was_wanted: bool
    was_relevant: bool


class Row(NamedTuple):
    """A row came or went at ``place`` among its parent's children."""

    parent: Live
    live: Live
    place: int
    is_added: bool


Entry = Put | Relevance | Row


def take_back(entry: Entry, garden: Garden) -> None:
    """Put things as they were before the entry."""
    match entry:
        case Put(live, old):
            live.value = old
        case Relevance(live, was_wanted, was_relevant):
            live.is_wanted, live.is_relevant = was_wanted, was_relevant
        case Row(parent, live, place, is_added):
            if is_added:
                parent.remove(live)
                garden.forget(live)
            else:
                parent.insert(place, live)
                garden.remember(live)
