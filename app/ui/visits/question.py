"""One question on its page: label, 必填 or 已带入, hint, field, and what is wrong beside it."""

from __future__ import annotations

from html import escape
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.forms.answer_words import answer_in_words
from app.forms.prefill import KnownAnswer
from app.forms.states import NodeState
from app.ui.theme import Colour, line_height
from app.ui.visits.doors import Doors
from app.ui.visits.fields.choosing import is_in_row, maker_for, span_of
from app.ui.visits.fields.field import Field
from app.ui.visits.form_picture import form_picture
from app.ui.visits.wording import what_to_do
from app.ui.widgets.texts import label

_PICTURE_LINES: Final = (16, 8)
"""How wide and how high a picture of the form may be, in lines of text."""
_LABEL_SHARE: Final = (4, 8)
"""Label and field, where they stand side by side."""


class QuestionBox(QWidget):
    """Shows one question.

    ``answered`` with path and canonical text. ``moved_on`` with the path on Enter. ``doubted`` with
    the path when what is typed became readable or unreadable. ``refreshes`` counts how often it
    was told a new state.
    """

    answered = Signal(str, str)
    moved_on = Signal(str)
    doubted = Signal(str)

    def __init__(
        self,
        state: NodeState,
        doors: Doors,
        known: KnownAnswer | None = None,
        value_kind: str = "",
    ) -> None:
        """``value_kind``: id_no or phone, when the answer is one."""
        super().__init__()
        self._value_kind = value_kind
        self.state = state
        self.refreshes = 0
        self._doors = doors
        self._known = known
        self._is_strict = False
        self._is_bare = False
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._hint: QLabel | None = None
        self._picture: QLabel | None = None
        self._picture_name = ""
        self._maker = maker_for(state)
        self.field = self._make_field()
        self._lay_out()
        self._show()

    @property
    def span(self) -> int:
        """How many twelfths of the width it takes."""
        return span_of(self.state)

    def show_state(self, state: NodeState) -> None:
        """Show how the question stands now."""
        self.refreshes += 1
        self.state = state
        if maker_for(state) is not self._maker:
            self._change_field()
        else:
            self.field.show_state(state)
        self._show()

    def be_strict(self) -> None:
        """From now on also say that a required answer is missing."""
        if not self._is_strict:
            self._is_strict = True
            self._say()

    def mark_known(self, known: KnownAnswer | None) -> None:
        """Say that the answer was carried in, while it is that answer."""
        self._known = known
        self._show()

    def be_bare(self, *, is_bare: bool) -> None:
        """In a table: without its label, which stands above the first row; whence the answer is
        stands below it, so that the answers of a row stay level."""
        if is_bare != self._is_bare:
            self._is_bare = is_bare
            above, below = self._whole, self._place
            (below if not is_bare else above).removeItem(self._words)
            (below if is_bare else above).insertLayout(int(is_bare), self._words)
            self._show()

    def left(self) -> None:
        """The focus has gone elsewhere: give what is typed, and say what is wrong with it."""
        self.field.commit()
        self._say()

    # -- inside ------------------------------------------------------------------------------

    def _make_field(self) -> Field:
        field = self._maker(self.state, self._doors)
        field.committed.connect(self._on_committed)
        field.moved_on.connect(self._on_moved_on)
        field.doubted.connect(self._on_doubted)
        self.setFocusProxy(field)
        return field

    def _change_field(self) -> None:
        had_focus = self.field.isAncestorOf(self.focusWidget() or self)
        old = self.field
        self._maker = maker_for(self.state)
        self.field = self._make_field()
        self._place.replaceWidget(old, self.field)
        old.hide()
        old.deleteLater()
        if had_focus:
            self.field.setFocus()

    def _lay_out(self) -> None:
        words = self._words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._label)
        is_row = is_in_row(self.state)
        whole = self._whole = QHBoxLayout(self) if is_row else QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12 if is_row else 5)
        if is_row:
            words.addStretch(1)
            words.insertStretch(0, 1)
        self._place = QVBoxLayout()
        self._place.addWidget(self.field)
        if not is_row:
            self._place.addStretch(1)
        whole.addLayout(words, _LABEL_SHARE[0] if is_row else 0)
        whole.addLayout(self._place, _LABEL_SHARE[1] if is_row else 1)

    def _show(self) -> None:
        heading = self.heading()
        self._label.setText(heading)
        self._label.setVisible(bool(heading) or is_in_row(self.state))
        self._show_hint()
        self._show_picture()
        self._say()

    def heading(self) -> str:
        """The label, and in words what is to be known of the answer."""
        is_said = self.field.shows_label or self._is_bare
        text = "" if is_said else escape(self.state.label).replace("\n", "<br>")
        is_asked = self.state.required and not self.state.readonly and not self._is_bare
        if is_asked and not self.state.value:
            text += _said("必填", Colour.ERROR)
        known = self._known
        if known is not None and self.state.value == known.value:
            text += _said(f"已带入 · {known.source}", Colour.INFO)
        elif known is not None:
            text += _said(
                f"已改动，{known.source}为：{answer_in_words(self.state, known.value)}", Colour.WARN
            )
        return text

    def _say(self) -> None:
        """What is wrong, unless it is being typed just now."""
        if self.field.is_being_typed and self.field.isAncestorOf(
            self.window().focusWidget() or self
        ):
            return
        message = what_to_do(self.state, self._value_kind, self._doors.today())
        if not self.state.value and not self._is_strict:
            message = ""
        self.field.say(message)

    def _show_hint(self) -> None:
        """Few questions have one; the others need no label for it."""
        if self._hint is None and self.state.hint:
            self._hint = self._add_below_label(label("", "small", wraps=True))
        if self._hint is not None:
            self._hint.setText(self.state.hint)
            self._hint.setVisible(bool(self.state.hint))

    def _show_picture(self) -> None:
        name = self.state.media.get("image", "")
        name = name or self.state.media.get("big-image", "")
        if name == self._picture_name:
            return
        self._picture_name = name
        content = self._doors.read_media(name) if name else b""
        room = QSize(*_PICTURE_LINES) * line_height(self)
        image = form_picture(content, room, self)
        if self._picture is None and image is not None:
            self._picture = self._add_below_label(QLabel())
        if self._picture is not None:
            self._picture.setVisible(image is not None)
            self._picture.setPixmap(QPixmap.fromImage(image or QImage()))
            self._picture.setAccessibleName(f"图片：{name}" if image is not None else "")

    def _add_below_label(self, made: QLabel) -> QLabel:
        self._words.insertWidget(self._words.indexOf(self._label) + 1, made)
        return made

    def _on_committed(self, value: str) -> None:
        self.answered.emit(self.state.path, value)
        QTimer.singleShot(0, self, self._say)  # by then it is known whether typing goes on

    def _on_moved_on(self) -> None:
        self.moved_on.emit(self.state.path)

    def _on_doubted(self) -> None:
        self.doubted.emit(self.state.path)


def _said(text: str, colour: str) -> str:
    return f'&nbsp; <span style="color:{colour}; font-size:small">{escape(text)}</span>'
