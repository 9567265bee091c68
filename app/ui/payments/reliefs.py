"""临时救助: the needs behind the applications, what the rules make of each, and by when to pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from app.domain.codes_registers import RELIEF_KIND
from app.domain.months import day_text
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.services import relief, relief_list
from app.services.fields import RecordFile
from app.services.records import Saved
from app.services.relief_list import NeedFile
from app.ui.filing.acts import Act, Verb, nothing
from app.ui.filing.asking import Asking, names_in
from app.ui.filing.fields_shown import Spot
from app.ui.filing.filter_chip import Pick
from app.ui.filing.register import Filter, Listed, NobodyNamed
from app.ui.filing.shown import Card, Facts, Lines, Shown, facts_of
from app.ui.pages import Desk, Target
from app.ui.payments.words import yuan
from app.ui.widgets.cards import ShownValue
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.description import FieldDescription

NOUN: Final = "temporary_relief"
FIRST: Final = (
    "kind", "object_kind", "cause", "situation", "incident_date", "self_paid", "aid_forms",
    "amount",
)  # fmt: skip
FIELDS: Final = (
    "kind", "object_kind", "cause", "incident_date", "incident_area", "situation", "residence",
    "self_paid", "repeat_reason", "aid_forms", "tier", "months_factor", "amount", "goods",
    "pay_way",
)  # fmt: skip
DERIVED: Final = (
    "first_pay_at", "first_pay_amount", "first_pay_source", "emergency_end", "paperwork_done",
    "approve_level", "approver", "pay_date",
)  # fmt: skip
RECEIVER: Final = "receiver"
WITNESSES: Final = "witnesses"
BEFORE: Final = (
    Column("day", "发放日期", lambda row: day_text(row.day), "2026年11月23日"),
    Column("amount", "金额（元）", lambda row: yuan(row.amount), "12,345.00", is_number=True),
)


class ReliefRegister(NobodyNamed):
    """As ``filing.register.Register`` asks."""

    noun = NOUN
    title = "临时救助"
    empty = "还没有临时救助申请。按 Ctrl+N 登记一件。"
    touched = frozenset((NOUN, "assistance_case", "fund_entry"))
    has_closed = True

    def __init__(self, desk: Desk, *, pack: RulePack, role: str) -> None:
        self._desk = desk
        self._pack = pack
        self._asking = Asking(desk.divisions)
        self._may_write = may(role, Action.CASE_WRITE)
        village = self._asking.village_name
        self.columns = (
            Column("name", "申请人", lambda row: row.name, "买买提·艾力"),
            Column("state", "到了哪一步", lambda row: row.state_text, "急难缓解，补手续"),
            Column("kind", "类型", lambda row: row.kind_text, "支出型"),
            Column("amount", "金额（元）", lambda row: yuan(row.amount) if row.amount else "",
                   "12,345.00", is_number=True, order=lambda row: row.amount),
            Column("cause", "困难原因", lambda row: row.cause_text, "突发重大疾病"),
            Column("village", "村社区", lambda row: village(row.village_code), "顺昌社区"),
            Column("paid", "发放", lambda row: day_text(row.paid_on), "2026年11月23日"),
        )  # fmt: skip
        self.filters = (
            Filter("类型", "按救助类型筛选", tuple(Pick(text, text) for _, text in RELIEF_KIND),
                   lambda row: (row.kind_text,)),
            Filter("村社区", "按村（社区）筛选", self._asking.village_picks(),
                   lambda row: (row.village_code or "",)),
        )  # fmt: skip

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """The applications under way, or those that are over."""
        return Listed(relief_list.relief_lines(work, self._pack, is_done=is_closed))

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> NeedFile:
        """The need; looking at money leaves no entry of its own, opening the case does."""
        del is_click
        return relief_list.need_file(work, self._pack, entry_id)

    def records(self, file: NeedFile) -> Mapping[str, RecordFile]:
        """What can be typed into."""
        record = file.relief.record
        return {record.id: record} if record else {}

    def write(self, work: Any, spot: Spot, value: Any) -> Saved:
        """Put one value."""
        return relief_list.put_need(work, spot.id, {spot.name: value})

    def adds(self) -> tuple[Act, ...]:
        """Somebody is in need."""
        if not self._may_write:
            return ()
        return (
            Act(
                "登记临时救助",
                self._ask,
                self._asking.fields(NOUN, FIRST, needed=("kind", "cause")),
                button="登记这件临时救助",
                asks_person=True,
                values={"object_kind": "1"},
                opens=True,
                said="已登记；打开申请，按步骤办理",
            ),
        )

    def shown(self, file: NeedFile) -> Shown:
        """The need with what this person may do now."""
        village = self._asking.village_name(file.line.village_code)
        return Shown(
            file.id,
            f"{file.line.name}　临时救助",
            village,
            tuple(_marks(file)),
            tuple(self._acts(file)),
            tuple(self._cards(file)),
        )

    # -- private -------------------------------------------------------------------------------

    def _ask(self, typed: dict[str, Any]) -> Verb:
        values = {name: value for name, value in typed.items() if name in FIRST}
        return partial(
            relief_list.ask_relief,
            pack=self._pack,
            household_id=typed.get("household_id"),
            values=values,
        )

    def _acts(self, file: NeedFile) -> Iterator[Act]:
        if file.line.household_id:
            target = Target("household", file.line.household_id, "cases")
            yield Act(
                "办理这份申请", nothing, icon="case", is_primary=True,
                instead=lambda: self._desk.open(target),
            )  # fmt: skip
        if file.relief.record is None and self._may_write:
            yield Act(
                "填写困难情况",
                lambda typed: partial(relief.set_relief, case_id=file.id, values=typed),
                self._asking.fields(NOUN, FIRST, needed=("kind", "cause")),
                button="保存困难情况",
                icon="edit",
                said="已保存",
            )
        if file.relief.record is not None and self._may_write and file.line.paid_on is None:
            yield self._hand_over(file)

    def _hand_over(self, file: NeedFile) -> Act:
        """Who signs for it and who saw it: before the money goes, in an emergency too."""

        def verb(typed: dict[str, Any]) -> Verb:
            return partial(
                relief.note_receipt,
                case_id=file.id,
                way=typed["pay_way"],
                receiver=str(typed.get(RECEIVER) or ""),
                witnesses=names_in(typed.get(WITNESSES)),
            )

        record = file.relief.record
        receiver, seen_by = _signed(record) if record else ("", "")
        return Act(
            "登记签收",
            verb,
            (
                *self._asking.fields(NOUN, ("pay_way",), needed=("pay_way",)),
                FieldDescription(RECEIVER, "签收人", most=50, hint="按一卡通发放的不填"),
                FieldDescription(WITNESSES, "见证人", most=100, hint="发现金要两人，用顿号隔开"),
            ),
            title=f"{file.line.name}：怎样发放，谁签收",
            button="登记发放方式和签收",
            icon="check",
            values={
                "pay_way": record.value("pay_way") if record else None,
                RECEIVER: receiver or None,
                WITNESSES: seen_by or None,
            },
            said="已登记发放方式和签收",
            source="发现金要两名见证人，签收存档",
        )

    def _cards(self, file: NeedFile) -> Iterator[Card]:
        found = file.relief
        yield Facts("怎么算的", tuple(_worked(file)))
        if found.record is not None:
            edits = FIELDS if self._may_write else ()
            shown = facts_of(found.record, (*FIELDS, *DERIVED), asked=("situation", "amount"))
            yield Facts("困难情况", shown, found.record, edits)
            yield Facts("发放和签收", tuple(_handed_over(found.record)))
        yield Lines("同一事由以前的救助", BEFORE, found.before, "一年内没有因同一事由救助过。")


def _marks(file: NeedFile) -> Iterator[tuple[str, str]]:
    yield file.line.state_text, "info"
    if file.relief.is_late:
        yield "先行救助已超过时限", "error"
    elif file.relief.pay_by is not None and file.line.paid_on is None:
        at = file.relief.pay_by
        yield f"先行救助在{at.month}月{at.day}日{at:%H:%M}以前", "warn"
    if file.relief.before:
        yield "一年内因同一事由救助过", "warn"


def _signed(record: RecordFile) -> tuple[str, str]:
    """Who signed for it, and who saw it."""
    receipt: Mapping[str, Any] = record.value("receipt") or {}
    seen_by: list[str] = record.value("witnesses") or []
    return str(receipt.get("name") or ""), "、".join(seen_by)


def _handed_over(record: RecordFile) -> Iterator[ShownValue]:
    receiver, seen_by = _signed(record)
    yield ShownValue("way", "发放方式", record.text("pay_way") or "还没有登记")
    yield ShownValue("receiver", "签收人", receiver or "还没有签收")
    yield ShownValue("witnesses", "见证人", seen_by)


def _worked(file: NeedFile) -> Iterator[ShownValue]:
    found = file.relief
    if found.amount is not None:
        yield ShownValue("amount", "按规则", f"{yuan(found.amount)}元")
    if found.trouble:
        yield ShownValue("trouble", "还不能核算", found.trouble, tone="warn")
    for at, one in enumerate(found.steps):
        yield ShownValue(f"step{at}", one.label, f"{one.formula}\n依据：{one.source}")
    petty = "可以，按小额救助由乡镇（街道）审批" if found.is_petty else "不可以，按一般程序由县审批"
    yield ShownValue("petty", "小额救助", petty)
    yield ShownValue("balance", "备用金余额", f"{yuan(found.balance)}元")
