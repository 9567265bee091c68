"""县里发布的表单: which came of late, and which were not taken, with the cause and what to do."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from app.services.published_forms import Arrived, FormNews
from app.ui.widgets.cards import SectionCard
from app.ui.widgets.texts import Remark, label

_OWN: Final = "县里没有收下本机发布的表单“{}”："
_OTHER: Final = "没有采用县里发布的表单“{}”："


class FormsCard(SectionCard):
    """``read`` when somebody has read what was not taken. Hidden while there is nothing to say."""

    read = Signal()

    def __init__(self) -> None:
        super().__init__("县里发布的表单")
        self._arrived = label("", wraps=True)
        self._left = QVBoxLayout()
        self._left.setSpacing(6)
        self.remarks: list[Remark] = []
        self.done = self.add_action("知道了", "check")
        self.done.clicked.connect(lambda: self.read.emit())
        self.body.addWidget(self._arrived)
        self.body.addLayout(self._left)
        self.hide()

    def show_news(self, news: FormNews) -> None:
        """What there is now."""
        self._arrived.setText("\n".join(map(_line, news.arrived)))
        self._arrived.setVisible(bool(news.arrived))
        for one in self.remarks:
            one.hide()
            one.deleteLater()
        self.remarks = []
        for left in news.left:
            words = (_OWN if left.is_own else _OTHER).format(left.name)
            remark = Remark()
            self._left.addWidget(remark)
            remark.say(words + left.sentence, "warn")
            self.remarks.append(remark)
        self.done.setVisible(bool(news.left))
        self.setVisible(bool(news.arrived or news.left))


def _line(one: Arrived) -> str:
    day = f"{one.kept_at:%Y-%m-%d}收到" if one.kept_at else ""
    return f"“{one.title}”{one.version}版　{day}".rstrip()
