"""返乡人员台账: who came home, who is to be called at, and when the entry may be closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from app.domain.clock import today
from app.domain.months import day_text
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.services import care_calls, register_file, register_list, returns
from app.services.fields import RecordFile
from app.services.records import Saved
from app.services.register_file import EntryFile
from app.ui.filing.acts import Act, Verb, nothing, printing
from app.ui.filing.asking import REASON, Asking, parted, reason
from app.ui.filing.fields_shown import Spot
from app.ui.filing.filter_chip import Pick
from app.ui.filing.register import Filter, Listed, NobodyNamed
from app.ui.filing.shown import Facts, Lines, Shown, facts_of
from app.ui.pages import Desk, Target
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.description import FieldDescription, Kind

FIELDS: Final = (
    "returned_on", "from_station", "family_receiver", "is_mental_or_disabled", "duty_signed",
    "aid_linked", "has_lost_device", "remark",
)  # fmt: skip
DERIVED: Final = ("risk", "last_call", "next_call", "calls_done", "closed_on", "closed_reason")
CALL: Final = (
    "day", "way", "met", "at_home", "living", "medical", "guardian", "risk", "difficulties",
    "measures",
)  # fmt: skip
PERSON: Final = ("id_no", "sex", "birth_date", "phone", "live_addr", "health")
CALLS: Final = (
    Column("day", "日期", lambda row: day_text(row.day), "2026年11月23日"),
    Column("text", "方式", lambda row: row.text, "上门，未见（外出）"),
    Column("counts", "有效", lambda row: "计入" if row.counts else "不计", "不计",
           tone=lambda row: "" if row.counts else "warn"),
    Column("who", "回访人", lambda row: row.callers, "周经办、陈副手"),
    Column("said", "情况和处理", lambda row: row.said, "已按时服药，家属看护"),
)  # fmt: skip


class ReturnRegister(NobodyNamed):
    """As ``filing.register.Register`` asks. ``role``: whose buttons these are."""

    noun = "return_entry"
    title = "返乡人员台账"
    empty = "还没有返乡人员。救助站办了“离站返乡”，这里就会有。"
    has_closed = True

    def __init__(self, desk: Desk, *, pack: RulePack, role: str) -> None:
        self._desk = desk
        self._pack = pack
        self._asking = Asking(desk.divisions)
        self._may_write = may(role, Action.RETURN_WRITE)
        self._sees_rescues = may(role, Action.VAGRANT_READ)
        self._may_print = may(role, Action.PAPER_PRINT)
        self.touched = frozenset(("return_entry", "care_call", "person"))
        village = self._asking.village_name
        self.columns = (
            Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
            Column("next", "下次回访", lambda row: row.record.text("next_call"), "2026年11月23日",
                   tone=self._tone, order=lambda row: row.record.value("next_call") or date.max),
            Column("risk", "再流出风险", lambda row: row.record.text("risk"), "高"),
            Column("village", "村社区", lambda row: village(row.village_code), "顺昌社区"),
            Column("done", "已回访", lambda row: f"{row.record.value('calls_done') or 0}次", "12次"),
            Column("home", "返乡", lambda row: row.record.text("returned_on"), "2026年11月23日"),
        )  # fmt: skip
        self.filters = (
            Filter("回访", "按回访是否到期筛选", (Pick("late", "回访已到期"),), self._late),
            Filter("村社区", "按村（社区）筛选", self._asking.village_picks(),
                   lambda row: (row.village_code or "",)),
        )  # fmt: skip

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """The entries; who is to be called at first stands first."""
        found = register_list.list_entries(
            work, self.noun, is_closed=is_closed, places=self._desk.divisions
        )
        ordered = sorted(found, key=lambda row: row.record.value("next_call") or date.max)
        late = sum(1 for row in found if self._late(row))
        return Listed(ordered, f"回访已到期{late}人" if late and not is_closed else "")

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> EntryFile:
        """The file; a click is audited."""
        verb = register_file.open_entry if is_click else register_file.entry_file
        return verb(work, self.noun, entry_id, places=self._desk.divisions)

    def records(self, file: EntryFile) -> Mapping[str, RecordFile]:
        """What can be typed into."""
        return {file.id: file.record}

    def write(self, work: Any, spot: Spot, value: Any) -> Saved:
        """Put one value."""
        return returns.set_return(work, spot.id, {spot.name: value})

    def adds(self) -> tuple[Act, ...]:
        """Somebody came home without the station."""
        if not self._may_write:
            return ()
        return (
            Act(
                "登记返乡人员",
                self._enter,
                self._asking.fields(self.noun, FIELDS),
                button="登记这名返乡人员",
                asks_person=True,
                new_person=self._asking.new_person(),
                opens=True,
                values={"returned_on": today(self._desk.clock)},
                said="已登记；第一次回访已排好",
            ),
        )

    def shown(self, file: EntryFile) -> Shown:
        """The file with the acts that this person may do now."""
        age = "" if file.age is None else f"　{file.age}岁"
        edits = FIELDS if self._may_write and not file.is_closed else ()
        cards = [
            Facts("返乡情况", facts_of(file.record, (*FIELDS, *DERIVED),
                  asked=("family_receiver", "duty_signed", "aid_linked")), file.record, edits),
            Lines("回访记录", CALLS, file.calls, "还没有回访过。", help_key="care_call"),
        ]  # fmt: skip
        if file.person is not None:
            facts = facts_of(file.person, PERSON)
            cards.append(Facts("本人", facts, file.person))
        return Shown(
            file.id,
            f"{file.name}{age}",
            file.place,
            self._marks(file),
            self._acts(file),
            tuple(cards),
        )

    # -- private -------------------------------------------------------------------------------

    def _enter(self, typed: dict[str, Any]) -> Verb:
        values, person = parted(typed)
        person_id = values.pop("person_id", None)
        values.pop("household_id", None)
        return partial(
            returns.enter_return,
            pack=self._pack,
            person_id=person_id,
            values=values,
            person=person,
        )

    def _marks(self, file: EntryFile) -> tuple[tuple[str, str], ...]:
        if file.is_closed:
            return (("已销账", "info"),)
        due: date | None = file.record.value("next_call")
        if due is None:
            return ()
        late = (today(self._desk.clock) - due).days
        return (
            (f"回访超期{late}天", "error") if late > 0 else (f"下次回访 {day_text(due)}", "info"),
        )

    def _acts(self, file: EntryFile) -> tuple[Act, ...]:
        found: list[Act] = []
        if self._may_write and not file.is_closed:
            found += [self._call(file), self._close(file)]
        if self._may_print and file.calls:
            found.append(printing(self._desk, "打印回访表", Target("paper", file.id, "E-28")))
        rescue = file.record.value("vagrant_id")
        if rescue and self._sees_rescues:
            target = Target("vagrant", rescue)
            found.append(
                Act("看救助登记", nothing, icon="shield", instead=lambda: self._desk.open(target))
            )
        return tuple(found)

    def _call(self, file: EntryFile) -> Act:
        def verb(typed: dict[str, Any]) -> Verb:
            return partial(
                care_calls.log_call,
                pack=self._pack,
                noun=self.noun,
                entry_id=file.id,
                values=typed,
            )

        return Act(
            "登记回访",
            verb,
            self._asking.fields("care_call", CALL, needed=("met",)),
            title=f"回访{file.name}",
            button="登记这次回访",
            icon="visit",
            is_primary=True,
            values={"way": "1", "day": today(self._desk.clock)},
            said="已登记回访，下次回访已排好",
        )

    def _close(self, file: EntryFile) -> Act:
        done = file.record.value("calls_done")
        return Act(
            "销账",
            lambda typed: partial(
                returns.close_return, entry_id=file.id, reason=typed[REASON], day=typed.get("day")
            ),
            (reason("销账原因"), FieldDescription("day", "销账日期", Kind.DAY)),
            button="销账，不再回访",
            icon="done",
            why_not="" if done else "还没有回访过，不能销账。",
            said="已销账",
        )

    def _late(self, row: Any) -> tuple[str, ...]:
        due = row.record.value("next_call")
        return ("late",) if due is not None and due < today(self._desk.clock) else ()

    def _tone(self, row: Any) -> str:
        return "error" if self._late(row) else ""
