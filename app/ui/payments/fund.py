"""备用金: the township's ledger month by month; money in, money back, and 月末核对."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from app.domain.clock import today
from app.domain.months import day_text
from app.domain.permissions import Action, may
from app.services import fund_months, relief_fund
from app.services.fund_months import FundFile
from app.services.relief_fund import FundLedger
from app.ui.filing.acts import Act, Verb
from app.ui.filing.register import Filter, Listed, Untyped
from app.ui.filing.shown import Card, Facts, Lines, Shown
from app.ui.pages import Desk
from app.ui.payments.words import ORG, amount_field, org_fields, yuan
from app.ui.widgets.cards import ShownValue
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.description import FieldDescription, Kind

NOUN: Final = "fund_entry"
LINES: Final = (
    Column("day", "日期", lambda row: day_text(row.day), "2026年11月23日"),
    Column("direction", "收支", lambda row: row.direction_text, "拨入",
           tone=lambda row: "warn" if row.direction == relief_fund.OUT else ""),
    Column("amount", "金额（元）", lambda row: yuan(row.amount), "12,345.00", is_number=True),
    Column("balance", "余额（元）", lambda row: yuan(row.balance), "12,345.00", is_number=True),
    Column("note", "摘要", lambda row: row.note, "小额临时救助"),
    Column("handler", "经手", lambda row: row.handler, "周经办"),
    Column("approver", "批准", lambda row: row.approver, "钱主任"),
)  # fmt: skip


class FundRegister(Untyped):
    """As ``filing.register.Register`` asks: an entry is a month of a township's ledger."""

    noun = NOUN
    title = "备用金"
    empty = "台账里还没有登记。按 Ctrl+N 登记第一笔拨入。"
    touched = frozenset((NOUN, "fund_check"))
    has_closed = False
    filters: tuple[Filter, ...] = ()

    def __init__(self, desk: Desk, *, role: str, org: str | None) -> None:
        self._desk = desk
        self._org = org
        self._may_write = may(role, Action.PAYMENT_WRITE)
        place = desk.divisions.full_name
        self.columns = (
            Column("name", "月份", lambda row: row.name, "2026年11月"),
            Column("in", "收入（元）", lambda row: yuan(row.came_in), "12,345.00", is_number=True),
            Column("out", "支出（元）", lambda row: yuan(row.went_out), "12,345.00", is_number=True),
            Column("closing", "余额（元）", lambda row: yuan(row.closing), "12,345.00", is_number=True),
            Column("checked", "月末核对", lambda row: "已核对" if row.is_checked else "", "已核对",
                   tone=lambda row: "ok" if row.is_checked else ""),
            Column("org", "乡镇（街道）", lambda row: place(row.org_code), "沙坪镇"),
        )  # fmt: skip

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """The months, the newest first."""
        del is_closed
        return Listed(fund_months.fund_months(work))

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> FundFile:
        """The ledger of a month."""
        del is_click
        return fund_months.fund_file(work, entry_id)

    def adds(self) -> tuple[Act, ...]:
        """Money comes in, or comes back."""
        if not self._may_write:
            return ()
        day = FieldDescription("day", "日期", Kind.DAY, is_required=True)
        note = FieldDescription("note", "摘要", Kind.TEXT, most=200, is_required=True)
        fields = (
            *org_fields(self._desk.divisions, self._org), amount_field("amount", "金额"), day, note
        )  # fmt: skip
        now = {"day": today(self._desk.clock)}
        return (
            Act("登记拨入", partial(_enter, relief_fund.put_into_fund), fields, button="登记这笔拨入",
                values=now | {"note": "县级拨入备用金"}, said="已登记拨入"),
            Act("登记退回", partial(_enter, relief_fund.give_back_to_fund), fields,
                button="登记这笔退回", icon="undo", values=now, said="已登记退回",
                remark="付出去又收回的，或登记错了要冲回的。摘要写明原因。"),
        )  # fmt: skip

    def shown(self, file: FundFile) -> Shown:
        """A month with what this person may do."""
        ledger = file.ledger
        check = ledger.check
        mark = (
            (f"已由{check.checked_by}核对 {day_text(check.day)}", "ok") if check
            else ("还没有月末核对", "info")
        )  # fmt: skip
        return Shown(
            file.id,
            f"{ledger.month.year}年{ledger.month.month}月备用金",
            self._desk.divisions.full_name(ledger.org_code),
            (mark,),
            tuple(self._acts(ledger)),
            tuple(_cards(ledger)),
        )

    def _acts(self, ledger: FundLedger) -> Iterator[Act]:
        if not self._may_write or ledger.check is not None:
            return
        now = today(self._desk.clock)
        is_over = (ledger.month.year, ledger.month.month) < (now.year, now.month)
        yield Act(
            "月末核对",
            lambda typed: partial(
                relief_fund.reconcile_fund,
                month=ledger.month,
                counted=typed["counted"],
                explanation=typed.get("explanation") or "",
                org=ledger.org_code,
            ),
            (
                amount_field("counted", "盘点余额"),
                FieldDescription(
                    "explanation", "差额原因", Kind.TEXT, most=200, hint="没有差额不填"
                ),
            ),
            button="核对这个月",
            icon="check",
            is_primary=True,
            values={"counted": ledger.closing},
            remark=f"账面余额{yuan(ledger.closing)}元。核对以后这个月不再登记。",
            said="已核对",
            why_not="" if is_over else "这个月还没有结束，月末以后核对。",
        )


def _enter(verb: Any, typed: dict[str, Any]) -> Verb:
    return partial(
        verb, amount=typed["amount"], note=typed["note"], day=typed.get("day"), org=typed.get(ORG)
    )


def _cards(ledger: FundLedger) -> Iterator[Card]:
    values = [
        ShownValue("opening", "上月结余", f"{yuan(ledger.opening)}元"),
        ShownValue("in", "本月拨入", f"{yuan(ledger.came_in)}元"),
        ShownValue("out", "本月支出", f"{yuan(ledger.went_out)}元"),
        ShownValue("back", "本月退回", f"{yuan(ledger.came_back)}元"),
        ShownValue("closing", "本月余额", f"{yuan(ledger.closing)}元（{ledger.closing_words}）"),
    ]
    if ledger.check is not None:
        told = f"盘点{yuan(ledger.check.counted)}元，差额{yuan(ledger.check.difference)}元"
        why = f"：{ledger.check.explanation}" if ledger.check.explanation else ""
        values.append(ShownValue("check", "月末核对", f"{told}{why}"))
    yield Facts("这个月", tuple(values))
    yield Lines("台账", LINES, ledger.lines, "这个月没有收支。", help_key=NOUN)
