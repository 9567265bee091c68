"""同步情况: which county, when it was last met, what waits; sync now; enrol."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import codes
from app.services import published_forms
from app.services.sync_status import Waiting
from app.sync.laptop.link import LinkState
from app.ui.pages import Desk
from app.ui.sync import words
from app.ui.sync.enrol_card import EnrolCard
from app.ui.sync.forms_card import FormsCard
from app.ui.sync.rounds import Rounds
from app.ui.widgets.buttons import primary
from app.ui.widgets.cards import DetailPane, SectionCard, ShownValue, ValueGrid
from app.ui.widgets.texts import Remark, label

ABOUT: Final = (
    "有网络时自动同步：打开程序以后十分钟以内、存下内容以后、平时每一刻钟。不用等它，可以照常工作；"
    "没有网络也照常保存，什么也不会丢。"
)
ALONE: Final = "这台电脑还没有在县里登记，只在本机工作。内容都存着，登记以后再送到县里。"


class LineView(QWidget):
    """``enrolled`` with the ``LinkState``."""

    enrolled = Signal(object)

    def __init__(self, desk: Desk, rounds: Rounds) -> None:
        super().__init__()
        self._desk = desk
        self._rounds = rounds
        self._waiting: Waiting | None = None
        self._asks_anew = False
        self.values = ValueGrid()
        self.remark = Remark()
        self.enrol = EnrolCard(desk, rounds)
        self.enrol.enrolled.connect(self._on_enrolled)
        self._card = SectionCard("与县里同步")
        self.again = self._card.add_action("用新的票据重新登记", "key")
        self.again.clicked.connect(self._on_again_pressed)
        self.now = primary("现在同步", icon_name="sync")
        self.now.clicked.connect(rounds.sync_now)
        row = QHBoxLayout()
        row.addWidget(self.now)
        row.addStretch(1)
        self._card.body.addWidget(self.values)
        self._card.body.addLayout(row)
        self._card.body.addWidget(self.remark)
        self._card.body.addWidget(label(ABOUT, "muted", wraps=True))
        pane = DetailPane()
        self.forms = FormsCard()
        self.forms.read.connect(self._on_forms_read)
        pane.add(self._card, self.enrol, self.forms)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane)
        self.show_link()

    def begin(self) -> None:
        """Put the focus where work begins."""
        (self.now if self._rounds.is_enrolled else self.enrol.ticket).setFocus()

    def show_waiting(self, waiting: Waiting) -> None:
        """What waits here."""
        self._waiting = waiting
        self.show_link()

    def load_forms(self) -> None:
        """Look again what came of published forms."""
        self._desk.operation(self, published_forms.news).replacing("forms").then(
            self.forms.show_news
        ).start()

    def show_link(self) -> None:
        """How vault and county stand now."""
        rounds = self._rounds
        told = words.RUNNING if rounds.is_running else self._told()
        if rounds.state is not None and rounds.state.member is None:
            told = words.Told(ALONE, "info")
        self.remark.say(told.sentence, told.tone)
        self.now.setEnabled(rounds.is_enrolled and not rounds.is_running)
        self.now.setVisible(rounds.is_enrolled)
        self.again.setVisible(rounds.is_enrolled and not self._needs_ticket)
        self.enrol.setVisible(rounds.state is not None and self._needs_ticket)
        self.values.show_values(self._values(rounds.state))

    def _told(self) -> words.Told:
        """How the last try went; a county that was not met for long counts more than no line."""
        rounds = self._rounds
        if rounds.state is None or rounds.told.tone == "error":
            return rounds.told
        return words.long_away(rounds.state, self._desk.clock.now()) or rounds.told

    @property
    def _needs_ticket(self) -> bool:
        is_frozen = self._rounds.told is words.ENDS["frozen"]
        return self._asks_anew or is_frozen or not self._rounds.is_enrolled

    def _values(self, state: LinkState | None) -> list[ShownValue]:
        now, waiting = self._desk.clock.now(), self._waiting
        found: list[ShownValue] = []
        if state is not None and (member := state.member) is not None:
            places = "、".join(map(self._desk.divisions.full_name, member.places)) or "全县"
            found += [
                ShownValue("county", "县", member.county),
                ShownValue(
                    "person", "登记为", f"{member.name}　{codes.ROLE.label(member.role)}　{places}"
                ),
                ShownValue("level", "上次同步", words.since(state, now)),
            ]
        if waiting is not None:
            files = f"，附件 {waiting.files} 个" if waiting.files else ""
            of = f"（{waiting.records} 份档案）" if waiting.operations else ""
            found.append(ShownValue("waiting", "待上传", f"{waiting.operations} 条{of}{files}"))
        return found

    def _on_again_pressed(self) -> None:
        self._asks_anew = True
        self.show_link()
        self.enrol.ticket.setFocus()

    def _on_forms_read(self) -> None:
        self._desk.operation(self, published_forms.forget_left).then(
            lambda _none: self.load_forms()
        ).start()

    def _on_enrolled(self, state: LinkState) -> None:
        self._asks_anew = False
        self._rounds.enrolled(state)
        self.enrolled.emit(state)
