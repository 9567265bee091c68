"""The pages of a form at the left: which one is shown, how far each is, where something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QVBoxLayout, QWidget

from app.ui.icons import picture
from app.ui.theme import Colour, line_height, looks, width_of
from app.ui.visits.sheet import SheetPage
from app.ui.visits.standing import PageMark

_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


class PageList(QScrollArea):
    """``chosen`` with the key of the page that was pressed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows: dict[str, PageRow] = {}
        self._inside = QWidget()
        looks(self._inside, "page")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(8, 8, 4, 8)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        self._fit()

    def show_pages(self, pages: Sequence[SheetPage]) -> None:
        """The pages there are, in order; called once."""
        for page in pages:
            row = PageRow(page.label)
            row.clicked.connect(partial(self._on_clicked, page.key))
            self.rows[page.key] = row
            self._column.insertWidget(self._column.count() - 1, row)

    def show_mark(self, key: str, mark: PageMark, *, is_strict: bool) -> None:
        """How a page stands. What is missing is a problem only if ``is_strict``."""
        row = self.rows[key]
        row.show_mark(mark, is_strict=is_strict)
        row.setVisible(mark.is_shown)

    def show_label(self, key: str, text: str) -> None:
        self.rows[key].setText(text)

    def show_current(self, key: str) -> None:
        """Which page is in front."""
        for one, row in self.rows.items():
            row.setChecked(one == key)
        self.ensureWidgetVisible(self.rows[key], 0, 20)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(width_of(self, "字" * 11) + 40)

    def _on_clicked(self, key: str, _is_on: bool = False) -> None:
        self.chosen.emit(key)


class PageRow(QAbstractButton):
    """One page: a sign, its label, and how many questions are answered."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.mark = PageMark()
        self.is_strict = False

    @property
    def words(self) -> str:
        """What stands below the label."""
        mark = self.mark
        if mark.wrong or (self.is_strict and mark.missing):
            parts = [f"{mark.wrong} 处要改"] if mark.wrong else []
            if self.is_strict and mark.missing:
                parts.append(f"{mark.missing} 处没填")
            return "，".join(parts)
        if not mark.asked:
            return ""
        if mark.is_done:
            return "已填好" if mark.answered == mark.asked else f"已填 {mark.answered}/{mark.asked}"
        return f"{mark.answered}/{mark.asked}"

    def show_mark(self, mark: PageMark, *, is_strict: bool) -> None:
        if (mark, is_strict) != (self.mark, self.is_strict):
            self.mark, self.is_strict = mark, is_strict
            self.setAccessibleName(f"{self.text()} {self.words}".strip())
            self.updateGeometry()
            self.update()

    # -- drawing -------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(100, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, self._text_width(width), 10_000)
        text = QFontMetrics(self._font()).boundingRect(room, _FLAGS, self.text()).height()
        below = QFontMetrics(self._small()).height() if self.words else 0
        return max(40, text + below + 10)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - pure virtual in Qt
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        ink = Colour.ON_PRIMARY if self.isChecked() else Colour.TEXT
        left = self._text_left()
        below = QFontMetrics(self._small()).height() if self.words else 0
        painter.setFont(self._font())
        painter.setPen(QColor(ink))
        room = QRect(left, 5, self._text_width(self.width()), self.height() - below - 9)
        painter.drawText(room, _FLAGS, self.text())
        painter.setFont(self._small())
        painter.setPen(QColor(self._words_ink()))
        foot = QRect(left, self.height() - below - 6, self._text_width(self.width()), below)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignLeft), self.words)
        self._paint_sign(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        ground = Colour.PRIMARY if self.isChecked() else Colour.RAIL_HOVER
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(self.rect(), 6, 6)

    def _paint_sign(self, painter: QPainter) -> None:
        name = self._sign()
        if not name:
            return
        side = self._sign_side()
        ink = Colour.ON_PRIMARY if self.isChecked() else _INKS[name]
        drawn = picture(name, side, self.devicePixelRatioF(), ink)
        painter.drawPixmap(8, (self.height() - side) // 2, drawn)

    def _sign(self) -> str:
        if self.mark.wrong or (self.is_strict and self.mark.missing):
            return "warning"
        return "done" if self.mark.is_done and self.mark.asked else ""

    def _words_ink(self) -> str:
        if self.isChecked():
            return Colour.ON_PRIMARY
        return Colour.WARN if self._sign() == "warning" else Colour.MUTED

    def _sign_side(self) -> int:
        return round(line_height(self) * 0.85)

    def _text_left(self) -> int:
        return 8 + self._sign_side() + 8

    def _text_width(self, width: int) -> int:
        return max(40, width - self._text_left() - 6)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setBold(self.isChecked())
        return font

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        return font


_INKS = {"warning": Colour.WARN, "done": Colour.OK}
