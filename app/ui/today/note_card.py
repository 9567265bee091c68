"""A task that a person notes: what, by when, and for which household."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.editors.description import FieldDescription, Kind
from app.ui.widgets.editors.form import FieldForm

FIELDS: Final = (
    FieldDescription("kind", "事项", most=60, is_required=True, hint="例如：带残疾人证去复印"),
    FieldDescription("due_date", "期限", Kind.DAY),
)


class NoteCard(SectionCard):
    """``note_requested`` with the values of a new task, and the household's id or None."""

    note_requested = Signal(object, object)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__("记一件待办")
        self._household_id: str | None = None
        self.form = FieldForm(FIELDS, today)
        self.for_household = QCheckBox()
        self._save = Button("记下", icon_name="add")
        self._save.clicked.connect(self._on_save_pressed)
        self.form.finished.connect(self._save.setFocus)
        row = QHBoxLayout()
        row.addWidget(self.for_household)
        row.addStretch(1)
        row.addWidget(self._save)
        self.body.addWidget(self.form)
        self.body.addLayout(row)
        self.show_household(None, "")

    def show_household(self, household_id: str | None, who: str) -> None:
        """The household that a task may be noted for: that of the chosen row."""
        if household_id != self._household_id:
            self.for_household.setChecked(False)
        self._household_id = household_id
        self.for_household.setText(f"记在{who}户名下")
        self.for_household.setVisible(household_id is not None)

    def clear(self) -> None:
        """Ready for the next one."""
        self.form.show_values({each.name: None for each in FIELDS})
        self.for_household.setChecked(False)

    def _on_save_pressed(self) -> None:
        if not self.form.check():
            return
        values = {name: editor.value for name, editor in self.form.editors.items()}
        wanted = self._household_id if self.for_household.isChecked() else None
        self.note_requested.emit(values, wanted)
