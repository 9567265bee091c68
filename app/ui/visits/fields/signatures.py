"""A signature: written on the pad and stored as a picture, or a fingerprint on the paper. A drawing
is made and kept the same way."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.forms.states import NodeState
from app.ui.visits.doors import Doors
from app.ui.visits.fields.field import Field
from app.ui.widgets.pictures import as_png
from app.ui.widgets.signature_pad import SignaturePad

FINGERPRINT: Final = "fingerprint"
"""The answer of somebody who does not write: the print goes onto the printed paper."""
_PAUSE_MS: Final = 1200
"""A name has many strokes; what is stored is the signature after the last."""


class SignatureField(Field):
    """The answer is the sha256 of the PNG, or ``FINGERPRINT``."""

    shows_label = True

    def __init__(self, state: NodeState, doors: Doors) -> None:
        super().__init__(state)
        self._doors = doors
        self._shown = ""
        self._is_unstored = False
        is_drawing = "draw" in state.appearance.split()
        self.pad = SignaturePad(
            state.label if is_drawing else _who(state.label), is_drawing=is_drawing
        )
        self.pad.signed.connect(self._on_signed)
        self.pad.cleared.connect(self._on_cleared)
        self.print_box = QCheckBox("不会写字，打印后在纸上按手印")
        self.print_box.clicked.connect(self._on_print_chosen)
        if is_drawing:
            self.print_box.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.commit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.pad)
        column.addWidget(self.print_box)
        column.addWidget(self.remark)
        self.setFocusProxy(self.pad if is_drawing else self.print_box)
        self.watch((self.pad if is_drawing else self.print_box,))
        self.show_state(state)

    def show_state(self, state: NodeState) -> None:
        super().show_state(state)
        is_print = state.value == FINGERPRINT
        self.print_box.setChecked(is_print)
        self.print_box.setEnabled(not state.readonly)
        self.pad.setEnabled(not state.readonly and not is_print)
        if state.value != self._shown and not self._is_unstored:
            self._shown = state.value
            self._show_picture(state.value)

    def commit(self) -> None:
        """Store what has been written and not been stored yet."""
        self._pause.stop()
        image = self.pad.image()
        if not self._is_unstored or image is None:
            return
        self._is_unstored = False
        self._doors.store_blob(as_png(image), "signature", self._on_stored, self._on_failed)

    @property
    def is_being_typed(self) -> bool:
        return self._is_unstored

    def stops(self) -> list[QWidget]:
        return [self.focusProxy() or self.print_box]

    def _show_picture(self, value: str) -> None:
        if not value or value == FINGERPRINT:
            self.pad.show_signature(None)
        else:
            self._doors.load_blob(value, partial(self._on_loaded, value), self.say)

    def _on_loaded(self, value: str, content: bytes) -> None:
        if value == self.state.value:
            self.pad.show_signature(QImage.fromData(content))

    def _on_signed(self, _image: QImage) -> None:
        self._is_unstored = True
        self._pause.start()

    def _on_cleared(self) -> None:
        self._is_unstored = False
        self._pause.stop()
        self._shown = ""
        if self.state.value:
            self.committed.emit("")

    def _on_print_chosen(self, is_on: bool) -> None:
        self._is_unstored = False
        self._pause.stop()
        self._shown = FINGERPRINT if is_on else ""
        self.pad.show_signature(None)
        self.committed.emit(self._shown)

    def _on_stored(self, sha256: str) -> None:
        if not self._is_unstored:
            self._shown = sha256
            self.committed.emit(sha256)

    def _on_failed(self, sentence: str) -> None:
        self._is_unstored = True
        self.say(sentence)


def _who(text: str) -> str:
    return text.removesuffix("签名").removesuffix("签字")
