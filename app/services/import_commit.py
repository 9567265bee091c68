"""Carrying out an import's plan: new files, completed fields, what was chosen, what is left to check.

All of it in the caller's transaction; raising anywhere leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.household import Household, Member
from app.models.person import Person
from app.models.registry import record_type
from app.models.task import Task
from app.services.households import COUNTY
from app.services.import_plan import ELSEWHERE, Difference, HouseholdPlan, ImportPlan, RowPlan
from app.services.import_values import (
    CLASS_OF,
    IMPORTED,
    WITHOUT_ID,
    person_values,
    relation_of,
)
from app.storage.unit_of_work import UnitOfWork

Told = Callable[[int, int, str], object]
"""``told(done, total, text)`` after each batch; may raise to stop, and then nothing is kept."""

TO_CHECK: Final = "核对花名册上不同的内容"
"""The kind of task for differences that were not taken."""
_BATCH: Final = 100
_SEQUENCES: Final = 10**8


@dataclass
class Commit:
    """One run over a plan. ``taken``: keys of the differences to be written."""

    work: UnitOfWork
    plan: ImportPlan
    taken: Collection[tuple[str, str, str]]
    told: Told
    persons: dict[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    _numbers: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def run(self) -> None:
        """Everything, a batch of households at a time; each batch is flushed, none is committed."""
        households = [each for each in self.plan.households if each.imports]
        with self.work.session.no_autoflush:
            for number, each in enumerate(households, 1):
                self._household(each)
                if number % _BATCH == 0 or number == len(households):
                    self.work.session.flush()
                    _ = self.told(number, len(households), "正在导入")

    # -- households

    def _household(self, plan: HouseholdPlan) -> None:
        ids = [self._person(plan, row) for row in plan.rows]
        if plan.household_id is None:
            household = self._new_household(plan, ids)
        else:
            household = self.work.get(Household, plan.household_id)
            _fill(household, plan.fills)
        known = len(plan.rows) if plan.household_id is None else 0
        for place, (row, person_id) in enumerate(zip(plan.rows, ids, strict=True), 1):
            if person_id is not None:
                self._member(household, row, person_id, place if known else None)
        self._benefit(household, plan)
        self._differences(household, plan)

    def _new_household(self, plan: HouseholdPlan, ids: list[str | None]) -> Household:
        heads = [
            person_id
            for row, person_id in zip(plan.rows, ids, strict=True)
            if person_id and row.row.person.is_head
        ]
        head_id = heads[0] if heads else next(each for each in ids if each)
        household = Household(**plan.values)
        household.head_id = household.applicant_id = head_id
        self._place(household)
        household.hh_no = self._free_number(household.village_code or "")
        household.source = IMPORTED
        return self.work.add(household)

    def _place(self, record: Record) -> None:
        if record.village_code:
            record.org_code = record.village_code[:9]

    def _free_number(self, village: str) -> str:
        """As ``households.free_number``, asking the store once for all of a township."""
        prefix = COUNTY + (village[6:9] or "000")
        if prefix not in self._numbers:
            wanted = select(Household.hh_no).where(
                Household.hh_no >= prefix, Household.hh_no < prefix + "\U0010ffff"
            )
            self._numbers[prefix] = {str(each) for each in self.work.session.scalars(wanted)}
        taken = self._numbers[prefix]
        start = int(self.work.new_id().replace("-", ""), 16)
        number = next(
            each
            for step in range(_SEQUENCES)
            if (each := f"{prefix}{(start + step) % _SEQUENCES:08d}") not in taken
        )
        taken.add(number)
        return number

    # -- people

    def _person(self, plan: HouseholdPlan, row: RowPlan) -> str | None:
        """The id of the row's person; None for a row that is not taken in."""
        if row.deed in {"waits", "refused"}:
            return None
        person_id = row.person_id or self._new_person(plan, row)
        if row.person_id is not None:
            person = self.work.get(Person, row.person_id)
            _fill(person, {k: v for k, v in row.fills.items() if not k.startswith("member.")})
        self.persons[row.row.sheet, row.row.row] = person_id
        return person_id

    def _new_person(self, plan: HouseholdPlan, row: RowPlan) -> str:
        values = person_values(row.row.person)
        if not values.get("id_no"):
            values["id_kind"] = WITHOUT_ID
            values["no_id_reason"] = "花名册上没有证件号"
        values.setdefault("village_code", plan.values.get("village_code"))
        person = Person(**values)
        self._place(person)
        person.source = IMPORTED
        return self.work.add(person).id

    def _member(
        self, household: Household, row: RowPlan, person_id: str, place: int | None
    ) -> None:
        if row.member_id is not None:
            member = self.work.get(Member, row.member_id)
            told = {k: v for k, v in row.fills.items() if k.startswith("member.")}
            _fill(member, {name.removeprefix("member."): value for name, value in told.items()})
            return
        elsewhere = next((each for each in row.differences if each.name == ELSEWHERE), None)
        if elsewhere is not None:
            if elsewhere.key not in self.taken:
                return
            self._leave(person_id)
        member = Member(
            household_id=household.id,
            person_id=person_id,
            relation=relation_of(row.row.person),
            place_in_list=place,
            source=IMPORTED,
        )
        member.org_code, member.village_code = household.org_code, household.village_code
        self.work.add(member)

    def _leave(self, person_id: str) -> None:
        """End the memberships elsewhere of somebody who is moved."""
        for member in self.work.find(Member, Member.person_id == person_id, Member.left.is_(None)):
            member.left = self.work.today

    # -- benefits

    def _benefit(self, household: Household, plan: HouseholdPlan) -> None:
        """A household in benefit by the roster is a migrated case: it never went our steps (G1)."""
        if plan.has_case or (plan.amount is None and plan.start is None):
            return
        case = AssistanceCase(
            household_id=household.id,
            person_id=household.head_id,
            scheme=plan.scheme,
            state="ACTIVE",
            state_since=plan.start,
            benefit_amount=plan.amount,
            total_month=plan.amount,
            benefit_from_month=plan.start,
            is_migrated=True,
            source=IMPORTED,
        )
        case.org_code, case.village_code = household.org_code, household.village_code
        self.work.add(case)
        self._show_benefit(household, plan)

    def _show_benefit(self, household: Household, plan: HouseholdPlan) -> None:
        if household.class_now in (None, "0") and plan.scheme in CLASS_OF:
            household.class_now = CLASS_OF[plan.scheme]
        household.benefit_month = household.benefit_month or plan.amount
        household.benefit_from = household.benefit_from or plan.start

    # -- differences

    def _differences(self, household: Household, plan: HouseholdPlan) -> None:
        every = (*plan.differences, *(each for row in plan.rows for each in row.differences))
        left: list[Difference] = []
        for each in every:
            if each.key not in self.taken:
                left.append(each)
            elif each.name != ELSEWHERE:
                self._take(household, each)
        if left:
            self._note_to_check(household, left)

    def _take(self, household: Household, difference: Difference) -> None:
        record: Any = self.work.get(record_type(difference.noun), difference.record_id)
        setattr(record, difference.name, difference.value)
        if isinstance(record, AssistanceCase):
            record.total_month = record.benefit_amount
            household.benefit_month = record.benefit_amount
            household.benefit_from = record.benefit_from_month
        if isinstance(record, Household) and difference.name == "village_code":
            self._place(record)

    def _note_to_check(self, household: Household, left: list[Difference]) -> None:
        """One open task a household, however often the same roster comes."""
        note = "、".join(dict.fromkeys(each.label for each in left))[:500]
        same = self.work.find(
            Task,
            Task.household_id == household.id,
            Task.kind == TO_CHECK,
            Task.state == "1",
            limit=1,
        )
        if same:
            if same[0].note != note:
                same[0].note = note
            return
        task = Task(
            kind=TO_CHECK,
            about_noun=Household.noun,
            about_id=household.id,
            household_id=household.id,
            note=note,
            source=IMPORTED,
        )
        task.org_code, task.village_code = household.org_code, household.village_code
        self.work.add(task)


def _fill(record: Record, fills: Mapping[str, Any]) -> None:
    for name, value in fills.items():
        setattr(record, name, value)
