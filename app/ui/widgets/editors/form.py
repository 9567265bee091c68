"""A form of editors: labels, one column or two, Enter goes from field to field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui.theme import line_height
from app.ui.widgets.editors.codes import FEW, ButtonsEditor, ListEditor, TicksEditor
from app.ui.widgets.editors.days import DayEditor
from app.ui.widgets.editors.description import FieldDescription, Finding, Kind
from app.ui.widgets.editors.editor import FieldEditor
from app.ui.widgets.editors.lines import LineEditor, MomentEditor, TextEditor
from app.ui.widgets.texts import label

Today = Callable[[], date]

_EDITORS: Final[Mapping[Kind, type[FieldEditor]]] = {
    Kind.TEXT: LineEditor,
    Kind.LONG_TEXT: TextEditor,
    Kind.NUMBER: LineEditor,
    Kind.AMOUNT: LineEditor,
    Kind.MONTH: LineEditor,
    Kind.FLAG: ButtonsEditor,
    Kind.CODES: TicksEditor,
    Kind.PLACE: ListEditor,
}


def editor_for(description: FieldDescription, today: Today) -> FieldEditor:
    """The editor that fits the description."""
    if description.kind is Kind.DAY:
        return DayEditor(description, today)
    if description.kind is Kind.MOMENT:
        return MomentEditor(description, today)
    if description.kind is Kind.CODE:
        is_few = len(description.choices) <= FEW
        return ButtonsEditor(description) if is_few else ListEditor(description)
    return _EDITORS[description.kind](description)


class FieldForm(QWidget):
    """Editors with their labels.

    ``committed`` with name and value, ready for a verb: ``records.put(work, id, {name: value})``.
    ``finished`` on Enter in the last field: give the focus to the filled button.
    """

    committed = Signal(str, object)
    finished = Signal()

    def __init__(
        self,
        descriptions: Iterable[FieldDescription],
        today: Today,
        *,
        columns: int = 1,
        has_labels_above: bool = False,
    ) -> None:
        super().__init__()
        self._today = today
        self._columns = columns
        self._has_labels_above = has_labels_above
        self._editors: dict[str, FieldEditor] = {}
        self._labels: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(10)
        for column in range(columns):
            self._grid.setColumnStretch(2 * column + 1, 1)
        for description in descriptions:
            self._add(description)

    @property
    def editors(self) -> Mapping[str, FieldEditor]:
        """The editors by name, in the order of the form."""
        return self._editors

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what the record says; what is being typed stays."""
        for name, editor in self._editors.items():
            if name in values:
                editor.show_value(values[name])

    def show_findings(self, findings: Mapping[str, Finding]) -> None:
        """Show what the rules say of each field; a field not named has nothing to be said."""
        for name, editor in self._editors.items():
            editor.show_finding(findings.get(name))

    def show_field(self, name: str, *, is_shown: bool) -> None:
        """Show or hide one field with its label."""
        self._editors[name].setVisible(is_shown)
        self._labels[name].setVisible(is_shown)

    def settle(self) -> bool:
        """Commit what is being typed; whether all of it could be read."""
        committed = [editor.commit() for editor in self._editors.values()]
        return all(committed)

    def check(self) -> bool:
        """Before submitting: every shown field is read and filled, or the first problem has the
        focus and False is returned."""
        shown = [editor for editor in self._editors.values() if not editor.isHidden()]
        wrong = [editor for editor in shown if not editor.check()]
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def start(self) -> None:
        """Put the focus into the first field."""
        for editor in self._editors.values():
            if not editor.isHidden() and not editor.description.is_readonly:
                editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _add(self, description: FieldDescription) -> None:
        place = len(self._editors)
        editor = editor_for(description, self._today)
        star = " *" if description.is_required else ""
        name = label(description.label + star, wraps=self._has_labels_above)
        name.setBuddy(editor)
        row, column = divmod(place, self._columns)
        if self._has_labels_above:
            self._grid.addWidget(name, 2 * row, 2 * column, 1, 2)
            self._grid.addWidget(editor, 2 * row + 1, 2 * column, 1, 2)
        else:
            name.setMinimumHeight(round(line_height(name) * 1.6))
            top_right = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
            self._grid.addWidget(name, row, 2 * column, top_right)
            self._grid.addWidget(editor, row, 2 * column + 1, Qt.AlignmentFlag.AlignTop)
        editor.committed.connect(partial(self.committed.emit, description.name))
        editor.next_requested.connect(partial(self._on_next, description.name))
        self._editors[description.name] = editor
        self._labels[description.name] = name

    def _on_next(self, name: str) -> None:
        names = list(self._editors)
        for later in names[names.index(name) + 1 :]:
            editor = self._editors[later]
            if not editor.isHidden() and not editor.description.is_readonly:
                editor.setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.finished.emit()
