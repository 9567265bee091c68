"""收件箱: what the county refused, and what came or went by a handover; each with its next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout

from app.services import inbox
from app.services.inbox import REFUSED, Letter
from app.ui.pages import Desk
from app.ui.status_bar import moment_in_words
from app.ui.sync.post_view import PostView
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import SectionCard, ShownValue, ValueGrid
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.texts import label

NOTHING: Final = "没有要看的消息。县里没有接受的改动、转进转出的档案，会在这里告诉您。"
KEPT: Final = "您填的内容一直保存在这里，也在导出的全部资料里。"


class InboxView(PostView):
    """The list of letters; 知道了 takes one off it."""

    slot = "inbox"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            name="收件箱",
            nothing=NOTHING,
            others="看过的也列出",
            columns=_columns(desk),
            actions=(RowAction("知道了", self._acknowledge, "done"),),
            sizes=(520, 660),
        )

    def verb(self, work: Any) -> Sequence[Letter]:
        """Those that nobody has acknowledged, or all."""
        return inbox.list_inbox(work, with_read=self.all.isChecked(), places=self._desk.divisions)

    def card(self, row: Letter) -> SectionCard:
        """What the letter says, and what was typed."""
        letter = row
        card = SectionCard(f"{letter.title}：{letter.what}" if letter.what else letter.title)
        grid = ValueGrid()
        tone = "error" if letter.kind == REFUSED else ""
        shown = [ShownValue("why", "说明", letter.why, tone=tone)]
        if letter.made_at:
            shown.append(ShownValue("made", "填写时间", self._moment(letter.made_at)))
        grid.show_values(shown)
        card.body.addWidget(grid)
        card.body.addLayout(self._buttons(letter))
        if letter.values:
            typed = ValueGrid()
            typed.show_values(
                ShownValue(f"value{place}", name, text)
                for place, (name, text) in enumerate(letter.values)
            )
            card.body.addWidget(typed)
            card.body.addWidget(label(KEPT, "muted", wraps=True))
        return card

    def _buttons(self, letter: Letter) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(10)
        if letter.read_at is None:
            done = primary("知道了", icon_name="done")
            done.clicked.connect(lambda: self._acknowledge([letter]))
            row.addWidget(done)
        if letter.noun and letter.record_id and letter.kind == REFUSED:
            show = Button("打开档案", icon_name="people")
            show.clicked.connect(lambda: self.open_row(letter))
            row.addWidget(show)
        row.addStretch(1)
        return row

    def _acknowledge(self, letters: Sequence[Any]) -> None:
        ids = [one.id for one in letters if one is not None]
        self._desk.operation(self, lambda work: inbox.acknowledge(work, ids)).then(
            lambda _count: self.was_settled()
        ).start()

    def _moment(self, moment: datetime | None) -> str:
        return moment_in_words(moment, self._desk.clock.now()) if moment else ""


def _columns(desk: Desk) -> tuple[Column, ...]:
    def arrived(letter: Letter) -> str:
        at = letter.arrived_at
        return moment_in_words(at, desk.clock.now()) if at else ""

    return (
        Column("title", "情况", lambda row: row.title, "县里没有接受",
               tone=lambda row: "error" if row.kind == REFUSED else ""),
        Column("what", "哪一份", lambda row: row.what, "欧阳建国：家庭成员"),
        Column("arrived", "收到", arrived, "11月20日 08:05", order=lambda row: row.arrived_at or 0),
    )  # fmt: skip
