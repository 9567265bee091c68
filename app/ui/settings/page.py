"""设置: how it looks, whose it is, the password, backups, what the county has still to confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.parameters import Parameter
from app.domain.rule_pack import RulePack
from app.services import accounts, audit
from app.services.accounts import AccountFile
from app.services.audit import ChainCheck
from app.ui.pages import Desk, Page, Target
from app.ui.problem import Problem
from app.ui.theme import POINT_SIZES, ZOOMS, Look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import DetailPane, SectionCard, ShownValue, ValueGrid
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.columns import Column
from app.ui.widgets.texts import Remark, label
from app.ui.widgets.work_list import WorkList

VERSION: Final = "0.1.0"
ABOUT: Final = (
    f"入户通 {VERSION}",
    "界面使用 Qt for Python（PySide6），按 LGPL 第3版使用，可以自行替换其动态库。",
    "字体：思源黑体、思源宋体、花园明朝、霞鹜文楷，按 SIL 开放字体许可使用，许可书在程序的字体文件夹里。",
)
PARAMETERS: Final = (
    Column("label", "参数", lambda row: row.label, "单人户放宽收入倍数"),
    Column("value", "现在的值", lambda row: _value(row), "1/4、2/4、1/5、2/5"),
    Column("unit", "单位", lambda row: row.unit, "元/月·人"),
    Column("confirmed", "县局", lambda row: "" if row.confirmed else "待县局确认", "待县局确认",
           tone=lambda row: "" if row.confirmed else "warn"),
    Column("source", "依据", lambda row: row.source, "渝民规〔2025〕6号（沿用2018年标准）"),
)  # fmt: skip


@dataclass(frozen=True)
class Keeping:
    """What the page may ask of the vault; called on a worker, each raises ``Trouble``.

    ``last_backup`` and ``back_up`` say when in words; ``check`` says what was found.
    """

    last_backup: Callable[[], str]
    back_up: Callable[[], str]
    check: Callable[[], Sequence[str]]
    ask_password: Callable[[QWidget], None]


class SettingsPage(Page):
    """Cards from top to bottom."""

    def __init__(self, desk: Desk, *, pack: RulePack, keeping: Keeping) -> None:
        super().__init__(desk)
        self._pack = pack
        self._keeping = keeping
        self._account = ValueGrid()
        self._backup = label("", wraps=True)
        self._remark = Remark()
        self._parameters = WorkList(PARAMETERS)
        pane = DetailPane()
        pane.add(
            self._look_card(),
            self._account_card(),
            self._keeping_card(),
            self._parameter_card(),
            _about(),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane)

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self.desk.operation(self, accounts.owner).then(self._show_account).start()
        self.desk.background(self, self._keeping.last_backup).then(self._backup.setText).start()
        self._parameters.show_rows(list(self._pack.parameters.values()))

    def open(self, target: Target) -> None:
        del target

    def help_key(self) -> str:
        return "settings"

    # -- slots ---------------------------------------------------------------------------------

    def _show_account(self, account: AccountFile | None) -> None:
        if account is None:
            return
        places = self.desk.divisions
        villages = account.village_codes
        where = places.full_name(account.org_code) if account.org_code else ""
        reach = "全乡镇" if villages is None else "、".join(map(places.full_name, villages))
        self._account.show_values(
            (
                ShownValue("name", "姓名", account.name),
                ShownValue("role", "岗位", account.role_text),
                ShownValue("unit", "单位", where),
                ShownValue("reach", "负责范围", reach),
                ShownValue("may", "可以做", "、".join(account.may)),
            )
        )

    def _on_look_chosen(self, _keys: frozenset[str]) -> None:
        size = int(next(iter(self._sizes.keys())))
        zoom = int(next(iter(self._zooms.keys())))
        self.desk.theme.show_as(Look(size, zoom))

    def _on_backup_pressed(self) -> None:
        self._remark.say("正在备份并核对…", "muted")
        self.desk.background(self, self._keeping.back_up).then(self._on_backed_up).otherwise(
            self._on_trouble
        ).start()

    def _on_backed_up(self, words: str) -> None:
        self._backup.setText(words)
        self._remark.say("备份好了，已重新打开核对过", "ok")

    def _on_check_pressed(self) -> None:
        self._remark.say("正在检查每一页…", "muted")
        self.desk.background(self, self._keeping.check).then(self._on_checked).otherwise(
            self._on_trouble
        ).start()

    def _on_checked(self, sentences: Sequence[str]) -> None:
        if sentences:
            self._remark.say("".join(sentences))
            return
        self.desk.operation(self, audit.verify_chain).then(self._on_chain_checked).otherwise(
            lambda _problem: self._remark.say("资料文件完好", "ok")
        ).start()

    def _on_chain_checked(self, chain: ChainCheck) -> None:
        if chain.holds:
            self._remark.say(f"资料文件完好，{chain.entries} 条操作记录首尾相接", "ok")
        else:
            self._remark.say("操作记录断了一环。请不要再改动，与县民政局联系。")

    def _on_trouble(self, problem: Problem) -> None:
        self._remark.say(problem.sentence)

    # -- private -------------------------------------------------------------------------------

    def _look_card(self) -> SectionCard:
        card = SectionCard("字的大小")
        look = self.desk.theme.look
        self._sizes = ChipBar(
            [Chip(str(size), f"{size} 号") for size in POINT_SIZES], is_single=True
        )
        self._zooms = ChipBar([Chip(str(zoom), f"{zoom}%") for zoom in ZOOMS], is_single=True)
        self._sizes.choose({str(look.point_size)})
        self._zooms.choose({str(look.zoom)})
        self._sizes.chosen.connect(self._on_look_chosen)
        self._zooms.chosen.connect(self._on_look_chosen)
        card.body.addWidget(self._sizes)
        card.body.addWidget(self._zooms)
        card.body.addWidget(label("也可以随时按 Ctrl + 加号、减号、0。", "muted"))
        return card

    def _account_card(self) -> SectionCard:
        card = SectionCard("我的账号")
        card.body.addWidget(self._account)
        change = Button("更换密码", icon_name="key")
        change.clicked.connect(partial(self._keeping.ask_password, self))
        card.body.addWidget(change)
        return card

    def _keeping_card(self) -> SectionCard:
        card = SectionCard("备份和检查")
        card.body.addWidget(self._backup)
        card.body.addWidget(self._remark)
        back_up = Button("现在备份", icon_name="shield")
        back_up.clicked.connect(self._on_backup_pressed)
        check = Button("检查资料文件", icon_name="check")
        check.clicked.connect(self._on_check_pressed)
        card.body.addWidget(back_up)
        card.body.addWidget(check)
        return card

    def _parameter_card(self) -> SectionCard:
        waiting = sum(not one.confirmed for one in self._pack.parameters.values())
        card = SectionCard(f"{self._pack.name} 第{self._pack.version}版")
        text = f"带“待县局确认”的 {waiting} 项用的是默认值，打印出来的表也会注明。"
        card.body.addWidget(label(text, "muted", wraps=True))
        self._parameters.setMinimumHeight(320)
        card.body.addWidget(self._parameters)
        return card


def _about() -> SectionCard:
    card = SectionCard("关于")
    for line in ABOUT:
        card.body.addWidget(label(line, wraps=True))
    return card


def _value(parameter: Parameter) -> str:
    value: Any = parameter.value
    if value is None:
        return "未定"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        parts = cast("tuple[Any, ...]", value)
        return "、".join(str(getattr(one, "name", one)) for one in parts) or "未定"
    return str(value)
