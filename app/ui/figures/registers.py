"""指标、月报、疑点核对: three lists, each row opening the people behind the number."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.services import figures
from app.services.figures import KINDS, CheckFile, IndicatorFile, TableFile
from app.services.indicator_looks import Behind
from app.services.indicators import IndicatorFigure
from app.ui.filing.acts import Act, nothing
from app.ui.filing.asking import Asking
from app.ui.filing.filter_chip import Pick
from app.ui.filing.register import Filter, Listed, Untyped
from app.ui.filing.shown import Facts, Lines, Shown
from app.ui.pages import Desk, Target
from app.ui.widgets.cards import ShownValue
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.description import FieldDescription, Kind

INDICATOR, TABLE, CHECK = "indicator", "month_table", "check"
COUNTED: Final = frozenset(
    ("assistance_case", "household", "person", "member", "visit", "pay_run", "vagrant", "child",
     "disability_subsidy", "departure", "stat_report", "child_check_in", "resettlement", "monitored_household")
)  # fmt: skip
"""Nouns whose change may change a figure."""
_OPENS: Final = frozenset(("vagrant", "child", "household"))
"""Nouns of people behind a number that have a page of their own."""
ROWS: Final = (
    Column("group", "分组", lambda row: row.group, "事实无人抚养"),
    Column("label", "项目", lambda row: row.label, "缺乏劳动力"),
    Column("value", "数值", lambda row: "—" if row.value is None else f"{row.value:,f}",
           "12,345,678.00", is_number=True),
    Column("unit", "单位", lambda row: row.unit, "人次"),
    Column("note", "说明", lambda row: row.note, "当月名册还没有确认"),
)  # fmt: skip
CHANGES: Final = (Column("changed", "项目", str, "低保户数 1234→1235"),)
REASON: Final = FieldDescription(
    "reason", "更正原因", Kind.TEXT, most=200, hint="第一次定稿不填；更正时要填"
)


class Figures(Untyped):
    """What the three have in common: nothing is added or typed in."""

    empty = "还没有数据。"
    has_closed = False
    touched = COUNTED
    filters: tuple[Filter, ...] = ()

    def __init__(self, desk: Desk, pack: RulePack) -> None:
        self._desk = desk
        self._pack = pack
        self._village = Asking(desk.divisions).village_name

    def adds(self) -> tuple[Act, ...]:
        """Nothing is added here."""
        return ()


class IndicatorRegister(Figures):
    """The indicators, and who is behind each."""

    noun = INDICATOR
    title = "指标"

    def __init__(self, desk: Desk, pack: RulePack) -> None:
        super().__init__(desk, pack)
        self.columns = (
            Column("name", "指标", lambda row: row.name, "农村低保标准占城市低保标准比例"),
            Column("value", "现值", lambda row: row.figure.shown, "100.0%", is_number=True),
            Column("verdict", "", lambda row: row.figure.verdict, "未达标",
                   tone=lambda row: _tone(row.figure)),
            Column("goal", "目标", lambda row: row.figure.goal_text, "不低于100%"),
        )  # fmt: skip

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """Those below their goal first."""
        del is_closed
        found = figures.indicator_rows(work, self._pack, places=self._desk.divisions)
        below = sum(row.figure.is_met is False for row in found)
        return Listed(found, f"未达标 {below} 项" if below else "")

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> IndicatorFile:
        """One, with its people."""
        del is_click
        return figures.indicator_file(work, self._pack, entry_id, places=self._desk.divisions)

    def shown(self, file: IndicatorFile) -> Shown:
        """Numerator, denominator, and the list."""
        one = file.figure
        tone = _tone(one)
        marks = ((one.verdict, tone),) if one.verdict else ()
        values = (
            ShownValue("value", "现值", one.shown),
            ShownValue("numerator", "分子", _counted(one.numerator_text, one.numerator)),
            ShownValue("denominator", "分母", _counted(one.denominator_text, one.denominator)),
            ShownValue("goal", "目标", f"{one.goal_text}　{one.nature}".strip("　")),
            ShownValue("source", "依据", one.source, tone="muted"),
            *([ShownValue("note", "口径", one.note, tone="muted")] if one.note else []),
        )
        cards = [Facts("怎么算的", values)]
        if not one.is_listed:
            return Shown(file.id, one.title, one.code, marks, (), tuple(cards))
        people = Lines(
            "背后的人员", self._columns(), file.people, "没有符合条件的对象。", opens=self._open
        )
        return Shown(file.id, one.title, one.code, marks, (), (*cards, people))

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
            Column("counts", "计入", lambda row: "计入" if row.counts else "不计入", "不计入",
                   tone=lambda row: "ok" if row.counts else "warn"),
            Column("why", "理由", lambda row: row.why, "分散供养，照料协议有效"),
            Column("village", "村社区", lambda row: self._village(row.village_code), "顺昌社区"),
        )  # fmt: skip

    def _open(self, row: Behind) -> None:
        if row.noun in _OPENS:
            self._desk.open(Target(row.noun, row.record_id))
        elif row.noun in ("person", "assistance_case"):
            verb = partial(figures.home_of, noun=row.noun, record_id=row.record_id)
            self._desk.operation(self._desk.requests, verb).then(self._open_home).start()

    def _open_home(self, household_id: str) -> None:
        if household_id:
            self._desk.open(Target("household", household_id))
        else:
            self._desk.say("此人没有家庭档案")


class TableRegister(Figures):
    """The monthly tables."""

    noun = TABLE
    title = "月报"

    def __init__(self, desk: Desk, pack: RulePack, role: str) -> None:
        super().__init__(desk, pack)
        self._may_keep = may(role, Action.FIGURES_KEEP)
        self.columns = (Column("name", "月报", lambda row: row.name, "2026年11月流浪救助月报"),)
        self.filters = (
            Filter("种类", "按月报种类筛选",
                   tuple(Pick(kind, one.text) for kind, one in KINDS.items()),
                   lambda row: (row.kind,)),
        )  # fmt: skip

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """The last twelve months."""
        del is_closed
        return Listed(figures.table_heads(work))

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> TableFile:
        """One table."""
        del is_click
        return figures.table_file(work, self._pack, entry_id)

    def shown(self, file: TableFile) -> Shown:
        """Its rows, what does not add up, and what has changed since it was reported."""
        table = file.table
        marks = [(text, "warn") for text in table.checks] or [("自动核对没有发现问题", "ok")]
        if file.reported:
            marks.insert(0, (file.reported, "info"))
        rows = Lines("各项", ROWS, table.rows, help_key="month_table")
        cards = [rows]
        if file.changed:
            now = tuple(file.changed)
            cards.insert(0, Lines("定稿以后记录有变化，现在再算是", CHANGES, now))
        return Shown(file.id, table.title, "", tuple(marks), tuple(self._acts(file)), tuple(cards))

    def _acts(self, file: TableFile) -> Iterator[Act]:
        if file.prints:
            target = Target("paper", file.prints, file.paper)
            yield Act("打印月报", nothing, icon="print", instead=lambda: self._desk.open(target))
        if self._may_keep and (file.changed or not file.reported):
            yield Act(
                "更正月报" if file.reported else "月报定稿",
                partial(self._keep, file.id),
                (REASON,),
                button="按现在的数定稿",
                icon="check",
                is_primary=not file.prints,
                remark="定稿以后这张月报不再随记录变动，可以打印上报。以后要更正，写明原因再定一次。",
                said="已定稿",
            )

    def _keep(self, table_id: str, typed: dict[str, Any]) -> Any:
        reason = typed.get("reason") or ""
        return partial(figures.keep_table, pack=self._pack, table_id=table_id, reason=reason)


class CheckRegister(Figures):
    """The sixteen checks of 专项治理."""

    noun = CHECK
    title = "疑点核对"

    def __init__(self, desk: Desk, pack: RulePack) -> None:
        super().__init__(desk, pack)
        self.columns = (
            Column("name", "核对什么", lambda row: row.name, "救助金打入他人账户"),
            Column("count", "疑点", lambda row: str(row.count), "1234", is_number=True,
                   tone=lambda row: "warn" if row.count else "", order=lambda row: row.count),
        )  # fmt: skip
        self._found = (
            Column("who", "户主或本人", lambda row: row.who, "买买提·艾力"),
            Column("why", "疑点", lambda row: row.why, "现发990元，按规则应为1040元（不符合条件）"),
            Column("village", "村社区", lambda row: self._village(row.village_code), "顺昌社区"),
        )

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """Those that found most first."""
        del is_closed
        found = figures.check_rows(work, self._pack)
        total = sum(row.count for row in found)
        return Listed(found, f"疑点 {total} 处" if total else "没有发现疑点")

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> CheckFile:
        """What one found."""
        del is_click
        return figures.check_file(work, self._pack, entry_id)

    def shown(self, file: CheckFile) -> Shown:
        """The rule, what to do, and every finding; nothing is changed from here."""
        found = file.result.found
        mark = (f"{len(found)}处疑点", "warn") if found else ("没有发现疑点", "ok")
        values = (
            ShownValue("rule", "依据", file.result.rule),
            ShownValue("todo", "怎么办", file.todo),
        )
        lines = Lines("疑点", self._found, found, "没有发现疑点。", opens=self._open)
        cards = (Facts("这一项", values), lines)
        return Shown(file.id, file.result.title, "", (mark,), (), cards)

    def _open(self, row: Any) -> None:
        if row.household_id:
            self._desk.open(Target("household", row.household_id))


def _tone(one: IndicatorFigure) -> str:
    if one.is_met is None:
        return "info"
    return "ok" if one.is_met else "error"


def _counted(text: str, value: Any) -> str:
    if not text:
        return ""
    return f"{text}：{value:f}" if value is not None else text
