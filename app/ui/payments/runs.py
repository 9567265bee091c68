"""发放名册: a scheme's roster of a month is drawn up, explained, confirmed by another, printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from app.domain.allowances import PriceRise
from app.domain.clock import today
from app.domain.codes import SCHEME
from app.domain.months import day_text, month_name, month_of
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.services import pay_list, pay_runs
from app.services.pay_due import PAID_SCHEMES, PRICE
from app.services.pay_list import LineSteps, RunFile
from app.services.pay_runs import RunLine, RunSheet
from app.ui.filing.acts import Act, Verb, nothing
from app.ui.filing.asking import REASON, Asking, reason
from app.ui.filing.filter_chip import Pick
from app.ui.filing.register import Filter, Listed, Untyped
from app.ui.filing.shown import Card, Facts, Lines, Shown
from app.ui.pages import Desk, Target
from app.ui.payments.words import ORG, org_fields, scheme_field, yuan
from app.ui.widgets.cards import ShownValue
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind

NOUN: Final = "pay_run"
LINE: Final = "pay_line"
_TONES: Final[Mapping[str, str]] = {"2": "ok", "1": "ok", "3": "warn", "4": "warn", "6": "warn"}
"""PAY_CHANGE -> tone."""
COUNTS: Final = (
    Column("label", "变动", lambda row: row[0], "新增"),
    Column("count", "户（人）数", lambda row: str(row[1]), "1234", is_number=True),
    Column("by", "比上月（元）", lambda row: f"{row[2]:+,.2f}", "+123,456.00", is_number=True),
)


class RunRegister(Untyped):
    """As ``filing.register.Register`` asks. ``line_id``: the line that was asked about."""

    noun = NOUN
    title = "发放名册"
    empty = "还没有编制过名册。按 Ctrl+N 编制这个月的名册。"
    touched = frozenset((NOUN, LINE))
    has_closed = False

    def __init__(self, desk: Desk, *, pack: RulePack, role: str, org: str | None) -> None:
        self._desk = desk
        self._pack = pack
        self._org = org
        self._may_write = may(role, Action.PAYMENT_WRITE)
        self._may_confirm = may(role, Action.PAYMENT_CONFIRM)
        self._village = Asking(desk.divisions).village_name
        self.line_id = ""
        self.columns = (
            Column("name", "名册", lambda row: row.name, "2026年11月低保（更正第1次）"),
            Column("state", "状态", lambda row: row.state_text, "编制中",
                   tone=lambda row: "" if row.is_confirmed else "warn"),
            Column("total", "合计（元）", lambda row: yuan(row.total), "1,234,567.00",
                   is_number=True, order=lambda row: row.total),
            Column("households", "户", lambda row: str(row.households), "1234", is_number=True,
                   order=lambda row: row.households),
            Column("persons", "人", lambda row: str(row.persons), "1234", is_number=True,
                   order=lambda row: row.persons),
        )  # fmt: skip
        self.filters = (
            Filter("项目", "按救助项目筛选",
                   tuple(Pick(code, SCHEME.label(code)) for code in PAID_SCHEMES),
                   lambda row: (row.scheme,)),
            Filter("状态", "按状态筛选",
                   (Pick("open", "等待确认"), Pick("done", "已确认")),
                   lambda row: ("done" if row.is_confirmed else "open",)),
        )  # fmt: skip

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """The runs; those that wait for confirmation first."""
        del is_closed
        found = pay_list.run_heads(work)
        waiting = sum(not each.is_confirmed for each in found)
        return Listed(found, f"等待确认的名册 {waiting} 份" if waiting else "")

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> RunFile:
        """The roster, and the line asked about if it is one of it."""
        del is_click
        return pay_list.run_file(work, self._pack, entry_id, self.line_id)

    def adds(self) -> tuple[Act, ...]:
        """A roster is drawn up."""
        if not self._may_write:
            return ()
        fields = (
            *org_fields(self._desk.divisions, self._org),
            scheme_field(),
            FieldDescription("month", "发放月份", Kind.MONTH, is_required=True),
            FieldDescription(
                "back_to", "补发从哪个月算起", Kind.MONTH, hint="没有补发、追回的不填"
            ),
        )
        return (
            Act(
                "编制名册",
                self._draw,
                fields,
                button="编制这份名册",
                values={"scheme": "1", "month": month_of(today(self._desk.clock))},
                remark="按已审核确认的金额编制。这个月的名册已经确认的，编出来的是更正名册，只列差额。",
                opens=True,
                said="已编制名册，请核对变动表",
            ),
            self._price(),
        )

    def shown(self, file: RunFile) -> Shown:
        """The roster with what this person may do with it now."""
        sheet = file.sheet
        place = self._desk.divisions.full_name(sheet.org_code) if sheet.org_code else ""
        return Shown(
            file.id,
            sheet.title,
            place,
            tuple(_marks(sheet)),
            tuple(self._acts(sheet)),
            tuple(self._cards(file)),
        )

    # -- private -------------------------------------------------------------------------------

    def _price(self) -> Act:
        def percent(name: str, label: str) -> FieldDescription:
            return FieldDescription(name, label, Kind.AMOUNT, unit="%", is_required=True)

        fields = (
            *org_fields(self._desk.divisions, self._org),
            FieldDescription("month", "补贴月份", Kind.MONTH, is_required=True),
            percent("cpi", "居民消费价格涨幅"),
            percent("food", "食品价格涨幅"),
            percent("scpi", "低收入居民基本生活费用涨幅"),
        )
        return Act(
            "编制价格补贴名册",
            self._draw_price,
            fields,
            button="编制价格补贴名册",
            icon="money",
            values={"month": month_of(today(self._desk.clock))},
            remark="填统计部门公布的当月同比涨幅，如3.6。达到启动条件的，按当月在保人员逐人计算。",
            opens=True,
            said="已编制价格补贴名册",
            source="重庆市价格补贴联动机制：指数公布后20个工作日内发放",
        )

    def _draw_price(self, typed: dict[str, Any]) -> Verb:
        return partial(
            pay_runs.draw_up,
            pack=self._pack,
            scheme=PRICE,
            month=typed["month"],
            org=typed.get(ORG),
            rise=PriceRise(typed["cpi"], typed["food"], typed["scpi"]),
        )

    def _draw(self, typed: dict[str, Any]) -> Verb:
        return partial(
            pay_runs.draw_up,
            pack=self._pack,
            scheme=typed.get("scheme", ""),
            month=typed.get("month") or today(self._desk.clock),
            back_to=typed.get("back_to"),
            org=typed.get(ORG),
        )

    def _acts(self, sheet: RunSheet) -> Iterator[Act]:
        if not sheet.is_confirmed and self._may_confirm:
            yield self._confirm(sheet)
        if not sheet.is_confirmed and self._may_write:
            yield self._redraw(sheet, "重新编制")
        if sheet.is_confirmed and self._may_write:
            yield self._redraw(sheet, "编制更正名册")
        for title, code in (("打印名册", "E-31"), ("打印变动表", "E-31b")):
            target = Target("paper", sheet.id, code)
            yield Act(title, nothing, icon="print", instead=partial(self._desk.open, target))
        if sheet.unexplained and self._may_write and not sheet.is_confirmed:
            yield self._explain(sheet)

    def _confirm(self, sheet: RunSheet) -> Act:
        wanting = f"还有{sheet.unexplained}项变动没有写明原因。" if sheet.unexplained else ""
        return Act(
            "确认发放",
            lambda _typed: partial(pay_runs.confirm_run, run_id=sheet.id),
            icon="done",
            is_primary=True,
            said="已确认，名册不再更改",
            why_not=wanting,
            source="经办、确认由两人办理；确认以后有错，用更正名册改",
        )

    def _redraw(self, sheet: RunSheet, text: str) -> Act:
        values = {"scheme": sheet.scheme, "month": sheet.month, ORG: sheet.org_code}
        return Act(
            text,
            lambda _typed: self._draw(dict(values)),
            icon="undo",
            opens=True,
            said="已按现在的审核结果编制",
        )

    def _explain(self, sheet: RunSheet) -> Act:
        wanting = [each for each in sheet.changes if not each.reason]
        lines = tuple(Choice(each.id, _named(each)) for each in wanting)
        line = FieldDescription("line", "哪一项变动", Kind.CODE, lines, is_required=True)
        return Act(
            f"写明变动原因（{len(wanting)}）",
            lambda typed: partial(
                pay_runs.explain_line, line_id=typed["line"], reason=typed[REASON]
            ),
            (line, reason("变动原因", hint="长子就业，家庭收入增加")),
            button="保存原因",
            icon="edit",
            values={"line": wanting[0].id},
            said="已写明原因",
        )

    def _cards(self, file: RunFile) -> Iterator[Card]:
        sheet = file.sheet
        if file.line is not None:
            yield self._of_line(sheet, file.line)
        yield Facts("合计", _totals(sheet))
        yield Lines("和上月比", COUNTS, sheet.change_counts, "和上月完全一样。")
        columns = self._columns()
        yield Lines(
            "变动表", columns, sheet.changes, "没有变动。", opens=partial(self._open_line, sheet.id)
        )
        yield Lines(
            "全部名单", columns, sheet.lines, "没有人。", opens=partial(self._open_line, sheet.id)
        )

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("name", "领款人", lambda row: row.name, "买买提·艾力"),
            Column("village", "村社区", lambda row: self._village(row.village_code), "顺昌社区"),
            Column("change", "变动", lambda row: row.change_text, "不变",
                   tone=lambda row: _TONES.get(row.change, "")),
            Column("former", "上月", lambda row: yuan(row.former), "1,234.00", is_number=True),
            Column("amount", "本月", lambda row: yuan(row.amount), "1,234.00", is_number=True),
            Column("back", "补发", lambda row: yuan(row.back_pay) if row.back_pay else "",
                   "1,234.00", is_number=True),
            Column("reason", "原因", lambda row: row.reason or (
                "还没有写明" if row.change != "0" else ""), "2026年11月起发放",
                   tone=lambda row: "error" if row.change != "0" and not row.reason else ""),
        )  # fmt: skip

    def _open_line(self, run_id: str, row: RunLine) -> None:
        self._desk.open(Target(LINE, row.id, run_id))

    def _of_line(self, sheet: RunSheet, found: LineSteps) -> Facts:
        line = found.line
        values = [ShownValue("decided", "审核确认", found.decided)]
        values += [
            ShownValue(f"step{at}", one.label, _step(one)) for at, one in enumerate(found.steps)
        ]
        values += [
            ShownValue(f"back{at}", f"{month_name(one.month)}补发",
                       f"应发{yuan(one.due)}元，已发{yuan(one.paid)}元，差{yuan(one.difference)}元")
            for at, one in enumerate(line.back_months)
        ]  # fmt: skip
        values.append(ShownValue("why", "变动原因", line.reason))
        if found.rules:
            month = f"，{month_name(found.worked_for)}核算" if found.worked_for else ""
            values.append(ShownValue("rules", "所用规则", f"{found.rules}{month}", tone="muted"))
        return Facts(
            f"{line.name}：怎么算的", tuple(values), acts=tuple(self._line_acts(sheet, line))
        )

    def _line_acts(self, sheet: RunSheet, line: RunLine) -> Iterator[Act]:
        if self._may_write and not sheet.is_confirmed and line.change != "0":
            yield Act(
                "写明变动原因",
                lambda typed: partial(pay_runs.explain_line, line_id=line.id, reason=typed[REASON]),
                (reason("变动原因"),),
                title=f"{line.name}：{line.change_text}",
                button="保存原因",
                icon="edit",
                values={REASON: line.reason},
                said="已写明原因",
            )
        if line.household_id:
            target = Target("household", line.household_id, "cases")
            yield Act("看这一户", nothing, icon="house", instead=lambda: self._desk.open(target))


def _step(one: Any) -> str:
    amount = "" if one.amount is None else f"　{yuan(one.amount)}元"
    note = f"；{one.note}" if one.note else ""
    return f"{one.formula}{amount}\n依据：{one.source}{note}"


def _named(line: RunLine) -> str:
    return f"{line.name}　{line.change_text}　{yuan(line.former)}→{yuan(line.amount)}"


def _marks(sheet: RunSheet) -> Iterator[tuple[str, str]]:
    if sheet.is_confirmed:
        yield f"已由{sheet.confirmed_by}确认 {day_text(sheet.confirmed_on)}", "ok"
    else:
        yield "编制中，还没有确认", "warn"
    if sheet.unexplained:
        yield f"{sheet.unexplained}项变动没有写明原因", "error"


def _totals(sheet: RunSheet) -> tuple[ShownValue, ...]:
    totals = sheet.totals
    back = f"（其中补发{yuan(totals.back_pay)}元）" if totals.back_pay else ""
    return (
        ShownValue("total", "合计", f"{yuan(totals.total)}元{back}"),
        ShownValue("words", "大写", totals.words),
        ShownValue("lines", "笔数", f"{totals.lines}笔，{totals.persons}人"),
        ShownValue("drawn", "制表", f"{sheet.drawn_by}　{day_text(sheet.drawn_on)}"),
        ShownValue(
            "confirmed", "确认", f"{sheet.confirmed_by}　{day_text(sheet.confirmed_on)}".strip("　")
        ),
    )
