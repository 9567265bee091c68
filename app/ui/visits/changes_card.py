"""What a visit found that the files do not have yet: taken over when the person says so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.services.seen import Sight
from app.services.visit_changes import OfferedChange
from app.ui.widgets.buttons import primary
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.texts import label


class ChangesCard(SectionCard):
    """Hidden while there is nothing. ``apply_requested`` with the ids of those that are ticked."""

    apply_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__("走访中发现、档案里还没有的")
        self.boxes: dict[str, QCheckBox] = {}
        self._changes: Sequence[OfferedChange] = ()
        self.apply_button = primary("更新到档案", icon_name="done")
        self.apply_button.clicked.connect(lambda: self.apply_requested.emit(self._ticked()))
        self._rows: list[QWidget] = []
        self.body.addWidget(self.apply_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_changes(self, changes: Sequence[OfferedChange]) -> None:
        """Replace what is offered; everything is ticked, nothing is done."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self.boxes = {}
        self._changes = changes
        self._rows = [self._row(one) for one in changes]
        for place, row in enumerate(self._rows):
            self.body.insertWidget(place, row)
        self._show_button()
        self.setVisible(bool(changes))

    def sight(self) -> Sight:
        """What stood in the files when this was shown, of what is ticked."""
        ticked = self._ticked()
        chosen = [one for one in self._changes if one.id in ticked]
        return {place: seen for one in chosen for place, seen in one.sight.items()}

    def _row(self, one: OfferedChange) -> QWidget:
        box = QCheckBox(f"{one.whose}的{one.label}")
        box.setChecked(True)
        box.toggled.connect(self._show_button)
        self.boxes[one.id] = box
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(f"{one.before or '空'} → {one.after}", wraps=True), 1)
        return made

    def _ticked(self) -> tuple[str, ...]:
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def _show_button(self) -> None:
        self.apply_button.setEnabled(bool(self._ticked()))
