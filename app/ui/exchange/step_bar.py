"""The steps of an import in one line: which are done, which one this is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme import Colour, sounds
from app.ui.widgets.texts import Sign, label

STEPS: Final = ("选文件", "看列", "核对", "导入", "结果")


class StepBar(QWidget):
    """Shows where one is; the keys 上一步 and 下一步 stand below the step."""

    def __init__(self) -> None:
        super().__init__()
        self._signs = [Sign("circle", Colour.MUTED) for _ in STEPS]
        self._texts = [label(f"{number} {text}") for number, text in enumerate(STEPS, 1)]
        self._file = label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for place, (sign, text) in enumerate(zip(self._signs, self._texts, strict=True)):
            if place:
                row.addSpacing(14)
            row.addWidget(sign)
            row.addWidget(text)
        row.addStretch(1)
        row.addWidget(self._file, 0, Qt.AlignmentFlag.AlignRight)

    def show_step(self, step: int, file_name: str) -> None:
        """Mark ``step``, from 0; ``file_name``: what is being brought in."""
        for place, (sign, text) in enumerate(zip(self._signs, self._texts, strict=True)):
            is_here = place == step
            sign.show_sign(*_sign(place, step))
            sounds(text, "heading" if is_here else "muted")
            text.setAccessibleName(f"{text.text()}{'，现在在这一步' if is_here else ''}")
        shown = file_name if len(file_name) <= 24 else f"{file_name[:12]}…{file_name[-11:]}"
        self._file.setText(shown)
        self._file.setToolTip(file_name)


def _sign(place: int, step: int) -> tuple[str, str]:
    if place < step:
        return "done", Colour.OK
    return ("right", Colour.PRIMARY) if place == step else ("circle", Colour.MUTED)
