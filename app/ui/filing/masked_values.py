"""Numbers of a record that a screen shows with stars, and in full on request, which is audited."""

from __future__ import annotations

from functools import partial

from app.services import people
from app.services.fields import RecordFile
from app.ui.pages import Desk
from app.ui.widgets.cards import ShownValue, ValueGrid


class MaskedValues(ValueGrid):
    """The masked fields of ``record`` that hold something, each with 显示."""

    def __init__(self, desk: Desk, record: RecordFile) -> None:
        super().__init__()
        self._desk = desk
        self._noun, self._id = record.noun, record.id
        self.reveal_requested.connect(self._on_reveal_requested)
        self.show_values(
            ShownValue(name, one.note.label, one.text, is_masked=True)
            for name, one in record.fields.items()
            if one.is_masked
        )

    @classmethod
    def of(cls, desk: Desk, record: RecordFile) -> MaskedValues | None:
        """None where nothing is masked."""
        has_any = any(one.is_masked for one in record.fields.values())
        return cls(desk, record) if has_any else None

    def _on_reveal_requested(self, name: str) -> None:
        self._desk.operation(
            self, lambda work: people.reveal(work, self._noun, self._id, name)
        ).then(partial(self.reveal, name)).start()
