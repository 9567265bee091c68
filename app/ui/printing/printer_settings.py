"""What is remembered of a printer: its tray, and by how many millimetres it prints askew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QWidget

from app.printing.paper import A3, Paper
from app.ui.printing.printers import FINENESS, sends_pictures
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import label

FURTHEST: Final = 20.0
"""Millimetres; a printer that is further off needs its maker, not us."""
USUAL: Final = "平常的纸盒"


@dataclass(frozen=True)
class Feeding:
    """``tray``: blank for the usual one; ``right`` and ``down`` in millimetres; ``dpi``: of pages
    that are sent as pictures."""

    tray: str = ""
    right: float = 0.0
    down: float = 0.0
    dpi: int = FINENESS[0]

    def written(self) -> str:
        """As a setting."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Feeding:
        """From a setting; the usual where it cannot be read."""
        try:
            said = cast("dict[str, Any]", json.loads(text))
            dpi = int(said.get("dpi", FINENESS[0]))
            dpi = dpi if dpi in FINENESS else FINENESS[0]
            return cls(str(said["tray"]), _near(said["right"]), _near(said["down"]), dpi)
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()


def _near(value: Any) -> float:
    return max(-FURTHEST, min(FURTHEST, float(value)))


def setting_of(printer: str) -> str:
    """The name of the setting."""
    return f"printing.feeding.{printer}"


class FeedingRow(QWidget):
    """``changed`` with a ``Feeding``; ``calibration_requested``; ``shape_changed``: 套打, A3."""

    changed = Signal(object)
    calibration_requested = Signal()
    shape_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tray = QComboBox()
        self.tray.setAccessibleName("纸盒")
        self.right = _millimetres("右移", "整页往右移几毫米，负数往左")
        self.down = _millimetres("下移", "整页往下移几毫米，负数往上")
        self.calibrate = Button("打印校准页", icon_name="print")
        self.calibrate.setToolTip("打一张带标尺的纸，量一量这台打印机偏了几毫米")
        self.calibrate.clicked.connect(self.calibration_requested)
        self.filling = QCheckBox("套打")
        self.filling.setToolTip("证件本已经印好格子时勾上：不打格子和标题，只打名字、金额这些内容")
        self.a3 = QCheckBox("A3")
        self.a3.setToolTip("打在A3纸上：名册打宽一些，公示打大一些")
        for box in (self.filling, self.a3):
            box.toggled.connect(self._on_shape_toggled)
            box.hide()
        self.fineness = QComboBox()
        self.fineness.setAccessibleName("清晰度")
        self.fineness.setToolTip("小字不清楚时选600点，打得慢一些")
        self.fineness.addItems([f"{dpi}点" for dpi in FINENESS])
        if not sends_pictures():
            self.fineness.hide()
        row = FlowLayout(self, spacing=10)
        row.addWidget(label("送纸：", "muted"))
        for widget in (
            self.tray,
            self.fineness,
            self.right,
            self.down,
            self.filling,
            self.a3,
            self.calibrate,
        ):
            row.addWidget(widget)
        self.show_feeding(Feeding())
        self.tray.activated.connect(self._on_changed)
        self.fineness.activated.connect(self._on_changed)
        self.right.valueChanged.connect(self._on_changed)
        self.down.valueChanged.connect(self._on_changed)

    def feeding(self) -> Feeding:
        """As it stands."""
        tray = self.tray.currentText() if self.tray.currentIndex() > 0 else ""
        dpi = FINENESS[max(self.fineness.currentIndex(), 0)]
        return Feeding(tray, self.right.value(), self.down.value(), dpi)

    def offer(self, paper: Paper) -> None:
        """What is shown may be printed onto paper that is printed already, or on A3, or not."""
        self.filling.setVisible(paper.may_fill)
        self.a3.setVisible(paper.a3 is not A3.NONE)

    @property
    def is_filling(self) -> bool:
        """Only what is filled in is printed, where the paper may be."""
        return self.filling.isChecked()

    @property
    def is_a3(self) -> bool:
        """On A3, where the paper may be."""
        return self.a3.isChecked()

    def _on_shape_toggled(self, _is_on: bool) -> None:
        self.shape_changed.emit()

    def show_feeding(self, feeding: Feeding) -> None:
        """What is remembered of the printer that was chosen; says nothing."""
        for widget in (self.tray, self.fineness, self.right, self.down):
            widget.blockSignals(True)
        self._fill_trays(feeding.tray, ())
        self.fineness.setCurrentIndex(FINENESS.index(feeding.dpi))
        self.right.setValue(feeding.right)
        self.down.setValue(feeding.down)
        for widget in (self.tray, self.fineness, self.right, self.down):
            widget.blockSignals(False)

    def show_trays(self, trays: Sequence[str]) -> None:
        """The trays that the printer says it has; what is chosen or typed stays."""
        chosen = self.feeding().tray
        self.tray.blockSignals(True)
        self._fill_trays(chosen, trays)
        self.tray.blockSignals(False)

    def _fill_trays(self, chosen: str, trays: Sequence[str]) -> None:
        self.tray.clear()
        known = [*trays, *([chosen] if chosen and chosen not in trays else [])]
        self.tray.addItems([USUAL, *known])
        self.tray.setCurrentIndex(max(self.tray.findText(chosen), 0) if chosen else 0)

    def _on_changed(self, _value: object = None) -> None:
        self.changed.emit(self.feeding())


def _millimetres(name: str, tip: str) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setAccessibleName(name)
    made.setToolTip(tip)
    made.setRange(-FURTHEST, FURTHEST)
    made.setDecimals(1)
    made.setSingleStep(0.5)
    made.setPrefix(f"{name} ")
    made.setSuffix(" 毫米")
    return made
