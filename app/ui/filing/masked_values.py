"""Numbers of a record that a screen shows with stars, and in full on request, which is audited."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from app.services import people
from app.services.fields import RecordFile
from app.ui.pages import Desk
from app.ui.widgets.cards import ShownValue, ValueGrid

Reveal = Callable[[Any, str, str, str], str]
"""A verb that tells a masked field in full: work, noun, record, field."""


class MaskedValues(ValueGrid):
    """The masked fields of ``record`` that hold something, each with 显示."""

    def __init__(self, desk: Desk, record: RecordFile, reveal: Reveal) -> None:
        super().__init__()
        self._desk = desk
        self._reveal_full = reveal
        self._noun, self._id = record.noun, record.id
        self.reveal_requested.connect(self._on_reveal_requested)
        self.show_values(
            ShownValue(name, one.note.label, one.text, is_masked=True)
            for name, one in record.fields.items()
            if one.is_masked
        )

    @classmethod
    def of(
        cls, desk: Desk, record: RecordFile, reveal: Reveal = people.reveal
    ) -> MaskedValues | None:
        """None where nothing is masked."""
        has_any = any(one.is_masked for one in record.fields.values())
        return cls(desk, record, reveal) if has_any else None

    def _on_reveal_requested(self, name: str) -> None:
        self._desk.operation(
            self, lambda work: self._reveal_full(work, self._noun, self._id, name)
        ).then(partial(self.reveal, name)).start()
