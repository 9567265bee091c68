"""设置: how it looks, whose it is, the password, backups, what the county has still to confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clock import today
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.services import accounts, audit, calendars, rule_packs
from app.services.accounts import AccountFile
from app.services.audit import ChainCheck
from app.services.rule_packs import UnusedPack
from app.storage.change_set import ChangeSet
from app.ui.pages import Desk, Page, Target
from app.ui.problem import Problem
from app.ui.settings.about_card import AboutCard
from app.ui.settings.calendar_card import CalendarCard
from app.ui.settings.rule_lines import lines_of, unconfirmed
from app.ui.theme import POINT_SIZES, ZOOMS, Look, row_height
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import DetailPane, SectionCard, ShownValue, ValueGrid
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.columns import Column
from app.ui.widgets.texts import Remark, label
from app.ui.widgets.work_list import WorkList

if TYPE_CHECKING:
    from app.workspace.opened import KeyAge

TO_CONFIRM: Final = "待县局确认"
RULES: Final = (
    Column("label", "项目", lambda row: row.label, "低保标准占城市低保标准比例"),
    Column("value", "现在的值", lambda row: row.value, "视力一级、视力二级、"),
    Column("confirmed", "县局", lambda row: "" if row.is_confirmed else TO_CONFIRM, TO_CONFIRM,
           tone=lambda row: "" if row.is_confirmed else "warn"),
    Column("source", "依据", lambda row: row.source, "渝民规〔2025〕6号（沿用2018年标准）"),
)  # fmt: skip
ROWS: Final = 8
"""Rules that are seen at once."""
FORMS: Final = (
    "接收县民政局发布的表单；县和乡镇的经办人员可以在这里检查、试填、预演用 Excel 写的表单，"
    "县管理员可以发布。"
)
RESTORE: Final = (
    "资料每天自动备份，备份也是加密的，和资料放在一起。资料文件坏了，打开时程序会提出抢救，"
    "抢救会用到最近的备份；要退回到以前的某一份备份，请技术支持来办。"
)


@dataclass(frozen=True)
class Keeping:
    """What the page may ask of the vault; called on a worker, each raises ``Trouble``.

    ``last_backup`` and ``back_up`` say when in words; ``check`` says what was found; ``rotate`` asks
    for another data key at the next opening.
    """

    last_backup: Callable[[], str]
    back_up: Callable[[], str]
    check: Callable[[], Sequence[str]]
    ask_password: Callable[[QWidget], None]
    key_age: Callable[[], KeyAge]
    rotate: Callable[[], KeyAge]


class SettingsPage(Page):
    """Cards from top to bottom."""

    def __init__(
        self,
        desk: Desk,
        *,
        pack: RulePack,
        calendar: WorkingCalendar,
        keeping: Keeping,
        arrived_at: datetime | None = None,
        open_forms: Callable[[QWidget], object] | None = None,
    ) -> None:
        """``arrived_at``: when the rules came from the county, None: with the program.
        ``open_forms`` shows the window 表单 over a widget."""
        super().__init__(desk)
        self._pack = pack
        self._calendar = calendar
        self._arrived_at = arrived_at
        self._keeping = keeping
        self.account = ValueGrid()
        self.rules = WorkList(RULES)
        self.unused = Remark()
        self.calendars = CalendarCard()
        self.remark = Remark()
        self.last_backup = label("", wraps=True)
        self._buttons = (
            Button("现在备份", icon_name="shield"),
            Button("检查资料文件", icon_name="check"),
        )
        self.key_age = Remark()
        self.rotate = Button("换数据密钥", icon_name="key")
        self.rotate.hide()
        self.sizes = _choice("文字大小", {str(size): f"{size}号" for size in POINT_SIZES})
        self.zooms = _choice("整体放大", {str(zoom): f"{zoom}%" for zoom in ZOOMS})
        self._pane = DetailPane()
        self._pane.add(
            self._look_card(),
            self._account_card(),
            self._keeping_card(),
            self._rules_card(),
            self.calendars,
            *([] if open_forms is None else [self._forms_card(open_forms)]),
            AboutCard(),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pane)
        desk.theme.changed.connect(self._show_look)

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self._show_look()
        self.remark.say("")
        self.desk.operation(self, accounts.owner).then(self._show_account).start()
        self.desk.background(self, self._keeping.last_backup).then(self.last_backup.setText).start()
        self.desk.background(self, self._keeping.key_age).then(self._show_key_age).start()
        self.rules.show_rows(lines_of(self._pack, today(self.desk.clock)))
        self.desk.operation(self, rule_packs.unused).then(self._show_unused).start()
        self._load_calendars()

    def changed(self, changes: ChangeSet) -> None:
        if changes.touches(calendars.NOUN) and self.isVisible():
            self._load_calendars()

    def open(self, target: Target) -> None:
        del target

    def help_key(self) -> str:
        return "page.settings"

    # -- slots ---------------------------------------------------------------------------------

    def _show_account(self, account: AccountFile | None) -> None:
        if account is None:
            return
        places = self.desk.divisions
        villages = account.village_codes
        where = places.full_name(account.org_code) if account.org_code else ""
        reach = "全乡镇" if villages is None else "、".join(map(places.full_name, villages))
        self.account.show_values(
            (
                ShownValue("name", "姓名", account.name),
                ShownValue("role", "岗位", account.role_text),
                ShownValue("unit", "单位", where),
                ShownValue("reach", "负责范围", reach),
                ShownValue("may", "可以做", "、".join(account.may)),
            )
        )

    def _show_key_age(self, age: KeyAge) -> None:
        self.key_age.say(*key_words(age))
        self.rotate.setVisible(age.is_due and not age.is_asked)

    def _show_unused(self, packs: Sequence[UnusedPack]) -> None:
        self.unused.say(unused_words(packs))

    def _on_rotate_pressed(self) -> None:
        self.desk.background(self, self._keeping.rotate).then(self._show_key_age).otherwise(
            self._on_trouble
        ).start()

    def _load_calendars(self) -> None:
        verb = partial(calendars.known_years, shipped=self._calendar)
        self.desk.operation(self, verb).then(self.calendars.show_years).start()

    def _show_look(self) -> None:
        look = self.desk.theme.look
        self.sizes.choose({str(look.point_size)})
        self.zooms.choose({str(look.zoom)})
        self.rules.setFixedHeight(row_height(self.rules) * (ROWS + 1) + 8)

    def _on_look_chosen(self, _keys: object) -> None:
        size, zoom = (int(next(iter(one.keys()))) for one in (self.sizes, self.zooms))
        self.desk.theme.show_as(Look(size, zoom))

    def _on_backup_pressed(self) -> None:
        self._begin("正在备份并核对…")
        self.desk.background(self, self._keeping.back_up).then(self._on_backed_up).otherwise(
            self._on_trouble
        ).start()

    def _on_backed_up(self, words: str) -> None:
        self.last_backup.setText(words)
        self._end("备份好了，已重新打开核对过", "ok")

    def _on_check_pressed(self) -> None:
        self._begin("正在检查每一页…")
        self.desk.background(self, self._keeping.check).then(self._on_checked).otherwise(
            self._on_trouble
        ).start()

    def _on_checked(self, sentences: Sequence[str]) -> None:
        if sentences:
            self._end("".join(sentences))
            return
        self.desk.operation(self, audit.verify_chain).then(self._on_chain_checked).otherwise(
            self._on_chain_not_checked
        ).start()

    def _on_chain_checked(self, chain: ChainCheck) -> None:
        if chain.holds:
            self._end(f"资料文件完好，{chain.entries} 条操作记录首尾相接", "ok")
        else:
            self._end("操作记录断了一环。请不要再改动，与县民政局联系。")

    def _on_chain_not_checked(self, problem: Problem) -> None:
        """Not everybody may look at the chain; the file was looked at all the same."""
        if problem.code == "not_permitted":
            self._end("资料文件完好", "ok")
        else:
            self._on_trouble(problem)

    def _on_trouble(self, problem: Problem) -> None:
        self._end(problem.sentence)

    # -- private -------------------------------------------------------------------------------

    def _begin(self, words: str) -> None:
        self.remark.say(words, "muted")
        for button in self._buttons:
            button.setEnabled(False)

    def _end(self, words: str, tone: str = "error") -> None:
        self.remark.say(words, tone)
        for button in self._buttons:
            button.setEnabled(True)

    def _look_card(self) -> SectionCard:
        card = SectionCard("显示")
        for words, chips in (("文字大小", self.sizes), ("整体放大", self.zooms)):
            chips.chosen.connect(self._on_look_chosen)
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(label(words, "muted"))
            row.addWidget(chips, 1)
            card.body.addLayout(row)
        card.body.addWidget(label("也可以随时按 Ctrl + 加号、减号、0 放大、缩小、恢复。", "muted"))
        return card

    def _account_card(self) -> SectionCard:
        card = SectionCard("我的账号")
        change = card.add_action("更换密码", "key")
        change.clicked.connect(lambda: self._keeping.ask_password(self))
        card.body.addWidget(self.account)
        return card

    def _keeping_card(self) -> SectionCard:
        card = SectionCard("备份和检查")
        export = card.add_action("导出资料", "download")
        export.clicked.connect(lambda: self.desk.open(Target("workbook")))
        back_up, check = self._buttons
        back_up.clicked.connect(self._on_backup_pressed)
        check.clicked.connect(self._on_check_pressed)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(back_up)
        row.addWidget(check)
        self.rotate.clicked.connect(self._on_rotate_pressed)
        row.addWidget(self.rotate)
        row.addStretch(1)
        card.body.addWidget(self.last_backup)
        card.body.addWidget(self.key_age)
        card.body.addLayout(row)
        card.body.addWidget(self.remark)
        card.body.addWidget(label(RESTORE, "muted", wraps=True))
        return card

    def _forms_card(self, open_forms: Callable[[QWidget], object]) -> SectionCard:
        card = SectionCard("走访表单")
        button = Button("打开表单窗口", icon_name="visit")
        button.clicked.connect(lambda: open_forms(self))
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        card.body.addWidget(label(FORMS, "muted", wraps=True))
        card.body.addLayout(row)
        return card

    def _rules_card(self) -> SectionCard:
        card = SectionCard(f"{self._pack.name} 第{self._pack.version}版")
        waiting = unconfirmed(lines_of(self._pack, today(self.desk.clock)))
        text = f"有 {waiting} 项“{TO_CONFIRM}”：先用表里的值，算出来的结果旁边会注明。"
        card.body.addWidget(label(origin_of(self._pack, self._arrived_at), wraps=True))
        card.body.addWidget(self.unused)
        card.body.addWidget(label(text, "muted", wraps=True))
        card.body.addWidget(self.rules)
        return card


def key_words(age: KeyAge) -> tuple[str, str]:
    """How long the data key is used, in words, and their tone."""
    day = f"{age.since.year}年{age.since.month}月{age.since.day}日"
    if age.is_asked:
        return "已经记下：下次打开时先换数据密钥，会多等一会儿。密码不变。", "ok"
    if age.is_due:
        return (
            f"数据密钥从{day}用起，满一年了，该换一次。请按“换数据密钥”，下次打开时自动换好，密码不变。",
            "warn",
        )
    return f"数据密钥从{day}用起，每年换一次，到时候这里会提醒。", "muted"


def origin_of(pack: RulePack, arrived_at: datetime | None) -> str:
    """Where the rules are from and since when they are in force."""
    day = pack.effective_from
    since = f"{day.year}年{day.month}月{day.day}日起执行。依据：{pack.source}。"
    if arrived_at is None:
        return f"{since}来源：随程序附带。县里发布新的以后，同步时会自动换上。"
    came = f"{arrived_at.year}年{arrived_at.month}月{arrived_at.day}日"
    return f"{since}来源：县民政局发布，{came}同步收到。"


def unused_words(packs: Sequence[UnusedPack]) -> str:
    """That rules of the county are not in force here, blank where all are."""
    days = sorted({one.arrived_at.date() for one in packs})
    if not days:
        return ""
    came = "、".join(f"{day.year}年{day.month}月{day.day}日" for day in days)
    return (
        f"县民政局发布的政策参数（{came}收到）这个程序读不了，没有用上，现在算钱用的不是它。"
        "请更新程序；已经是最新的，请告诉县民政局重新发布。"
    )


def _choice(name: str, words: dict[str, str]) -> ChipBar:
    bar = ChipBar([Chip(key, text) for key, text in words.items()], is_single=True)
    bar.setAccessibleName(name)
    return bar
