"""Where a record is looked at: which page opens it, and with what."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from app.services import sync_status
from app.ui.pages import RAIL, Desk, Target

_BY_HOUSEHOLD: Final = frozenset(("today", "records", "sync"))
DIRECT: Final = frozenset(
    noun for row in RAIL if row.key not in _BY_HOUSEHOLD for noun in row.opens
) - frozenset(("draft", "paper", "workbook", "setting"))
"""Nouns that a page opens by themselves; all others are looked at in a household's file."""
GONE: Final = "这份档案现在不在本机，打不开。"


def open_record(desk: Desk, parent: QObject, noun: str, record_id: str) -> None:
    """Open the page where the record is; say so where it is on none."""
    if noun in DIRECT:
        verb = partial(sync_status.entry_of, noun=noun, record_id=record_id)
        desk.operation(parent, verb).replacing("where").then(
            partial(_show_entry, desk, noun)
        ).start()
        return

    def show(household: str | None) -> None:
        if household is None:
            desk.say(GONE)
        else:
            desk.open(Target("household", household))

    verb = partial(sync_status.household_of, noun=noun, record_id=record_id)
    desk.operation(parent, verb).replacing("where").then(show).start()


def _show_entry(desk: Desk, noun: str, entry: tuple[str, str] | None) -> None:
    if entry is None:
        desk.say(GONE)
    else:
        desk.open(Target(noun, *entry))
