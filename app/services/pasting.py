"""粘贴: rows copied from WPS into a household's members or incomes, shown first, then written.

``plan_paste`` says of each row what would happen; ``paste`` does what was shown, all of it or
nothing; ``take_back`` undoes it. Rows that were refused are shown with the reason and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from app.domain.permissions import Action
from app.domain.relation_words import is_head
from app.errors import Refused
from app.models import base
from app.models.base import Record, notes
from app.models.household import Household, Income, Member
from app.models.person import Person
from app.services import livelihood, members, people, records
from app.services.fields import masked
from app.services.pasted_cells import INCOME, MEMBER, Cells, PastedRow, read_pasted_rows
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.record_rules import check_record
from app.services.seen import Glimpse, Place, Sight, glimpse, require_sight
from app.services.store_rules import check_against_store, person_with
from app.storage.unit_of_work import UnitOfWork

CHANGED: Final = "paste_changed"
TAKEN_BACK: Final = "撤销粘贴"
_OF_MEMBER: Final = frozenset(notes(Member))


class Outcome(StrEnum):
    """What a row comes to."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Write:
    """Fields of one record to be written; a new record has no id. ``sight``: what stood there."""

    noun: str
    id: str | None
    values: Mapping[str, Any] = field(repr=False)
    sight: Sight = field(default_factory=dict[Place, Glimpse], repr=False)


@dataclass(frozen=True)
class PlannedRow:
    """One row: whose, what would happen, in words (``text``), and the writes behind it."""

    number: int
    name: str
    outcome: Outcome
    text: str
    writes: tuple[Write, ...] = ()


@dataclass(frozen=True)
class PastePlan:
    """What pasting ``cells`` would do. ``columns``: how they were read, empty where not."""

    noun: str
    household_id: str
    cells: Cells = field(repr=False)
    columns: tuple[str, ...]
    rows: tuple[PlannedRow, ...]

    def count(self, outcome: Outcome) -> int:
        """How many rows come to ``outcome``."""
        return sum(row.outcome is outcome for row in self.rows)


@dataclass(frozen=True)
class Pasted:
    """What was written: records that are new, and what fields held before."""

    added: tuple[tuple[str, str], ...]
    before: tuple[Write, ...]
    count: int


@needs(Action.HOUSEHOLD_WRITE)
def plan_paste(work: UnitOfWork, noun: str, household_id: str, cells: Cells) -> PastePlan:
    """What each row would do. Raises as ``read_pasted_rows``, record_missing, out_of_reach."""
    household = work.get(Household, household_id)
    require_reach(work, household)
    read = read_pasted_rows(noun, cells)
    planner = {MEMBER: _Members, INCOME: _Incomes}[noun](work, household)
    rows = tuple(planner.plan(row) for row in read.rows)
    return PastePlan(noun, household_id, cells, read.columns, rows)


@needs(Action.HOUSEHOLD_WRITE)
def paste(work: UnitOfWork, plan: PastePlan) -> Pasted:
    """Do what was shown. Raises ``Refused`` paste_changed if that is no longer what would happen."""
    if plan_paste(work, plan.noun, plan.household_id, plan.cells) != plan:
        sentence = "这一户刚刚有改动，与预览时不同了。请重新粘贴，核对后再写入。"
        raise Refused(sentence, code=CHANGED)
    added: list[tuple[str, str]] = []
    before: list[Write] = []
    for row in plan.rows:
        if row.outcome is Outcome.ADD:
            added += _add(work, plan, row)
        elif row.outcome is Outcome.CHANGE:
            before += [_change(work, each) for each in row.writes]
    count = plan.count(Outcome.ADD) + plan.count(Outcome.CHANGE)
    return Pasted(tuple(added), tuple(before), count)


@needs(Action.HOUSEHOLD_WRITE)
def take_back(work: UnitOfWork, pasted: Pasted) -> None:
    """Old values are put back, new records 作废. Raises ``Refused`` changed_meanwhile for what was
    changed again since."""
    for each in pasted.before:
        require_sight(work, each.sight)
    for each in pasted.before:
        _change(work, each)
    for noun, record_id in pasted.added:
        records.remove(work, noun, record_id, TAKEN_BACK)


def _add(work: UnitOfWork, plan: PastePlan, row: PlannedRow) -> list[tuple[str, str]]:
    if plan.noun == INCOME:
        saved = livelihood.add_item(work, INCOME, plan.household_id, row.writes[0].values)
        return [(INCOME, saved.id)]
    member, person = row.writes
    saved = members.add_member(
        work,
        plan.household_id,
        member.values,
        person=person.values if person.id is None else None,
        person_id=person.id,
    )
    new = [(MEMBER, saved.id)]
    if person.id is None:
        new.append((Person.noun, work.get(Member, saved.id).person_id))
    return new


def _change(work: UnitOfWork, wanted: Write) -> Write:
    """Write the fields; gives back what they held."""
    record = work.get(_KINDS[wanted.noun], wanted.id or "")
    before = {name: getattr(record, name) for name in wanted.values}
    if wanted.noun == Person.noun:
        people.set_person(work, record.id, wanted.values)
    elif wanted.noun == MEMBER:
        members.set_member(work, record.id, wanted.values)
    else:
        livelihood.set_item(work, wanted.noun, record.id, wanted.values)
    known = notes(type(record))
    now = {
        Place(record.noun, record.id, name): glimpse(known[name], getattr(record, name))
        for name in before
    }
    return Write(wanted.noun, record.id, before, now)


_KINDS: Final[Mapping[str, type[Record]]] = {each.noun: each for each in (Person, Member, Income)}


class _Planner:
    """The household's people, and rows planned one after the other: nobody comes in twice."""

    def __init__(self, work: UnitOfWork, household: Household) -> None:
        self.work = work
        self.household = household
        self.members = work.find(Member, Member.household_id == household.id, Member.left.is_(None))
        self.people = {one.person_id: work.get(Person, one.person_id) for one in self.members}
        self.seen: set[object] = set()

    def plan(self, row: PastedRow) -> PlannedRow:
        """What the row comes to."""
        name = str(row.values.get("name") or "")
        if row.problems:
            return PlannedRow(row.number, name, Outcome.REFUSED, "；".join(row.problems))
        try:
            return self.judge(row, name)
        except Refused as refused:
            return PlannedRow(row.number, name, Outcome.REFUSED, refused.sentence)

    def judge(self, row: PastedRow, name: str) -> PlannedRow:
        """What a row that could be read comes to. Raises ``Refused``."""
        raise NotImplementedError

    def member_meant(self, name: str, id_no: str | None) -> Person | None:
        """The member with this number, else of this name. Raises ``Refused`` name_twice."""
        every = self.people.values()
        if id_no and (found := next((one for one in every if one.id_no == id_no), None)):
            return found
        same = [one for one in every if one.name == name and not (id_no and one.id_no)]
        if len(same) > 1:
            raise Refused(f"本户有几位“{name}”。请把证件号一起复制。", code="name_twice")
        return same[0] if same else None

    def once(self, key: object) -> None:
        """Raises ``Refused`` pasted_twice the second time ``key`` comes."""
        if key in self.seen:
            raise Refused("与前面的一行重复。请只留一行。", code="pasted_twice")
        self.seen.add(key)

    def changes(self, record: Record, values: Mapping[str, Any]) -> Write | None:
        """What of ``values`` is new, checked by the rules; None if nothing is."""
        new = {name: value for name, value in values.items() if value != getattr(record, name)}
        if not new:
            return None
        self.check(type(record), base.values(record) | new, set(new), record.id)
        known = notes(type(record))
        sight = {
            Place(record.noun, record.id, name): glimpse(known[name], getattr(record, name))
            for name in new
        }
        return Write(record.noun, record.id, new, sight)

    def check(
        self,
        kind: type[Record],
        wanted: dict[str, Any],
        changed: Collection[str],
        record_id: str | None = None,
    ) -> None:
        """Raises ``Refused`` for the first error."""
        found = check_record(kind, wanted, changed, self.work.today)
        found += check_against_store(self.work, kind, wanted, changed, record_id)
        if error := next((one for one in found if one.is_error), None):
            raise Refused(error.sentence, code=error.code, field=error.field)

    def changed_row(
        self, row: PastedRow, name: str, record: Callable[[str], Record], found: list[Write]
    ) -> PlannedRow:
        """The row that changes ``found``, with every field before and after."""
        if not found:
            return PlannedRow(row.number, name, Outcome.SAME, "与档案一致")
        said = [
            f"{note.label}：{masked(note, getattr(record(each.noun), field_)) or '空'}"
            f" → {masked(note, value) or '空'}"
            for each in found
            for field_, value in each.values.items()
            for note in (notes(_KINDS[each.noun])[field_],)
        ]
        return PlannedRow(row.number, name, Outcome.CHANGE, "；".join(said), tuple(found))


class _Members(_Planner):
    def judge(self, row: PastedRow, name: str) -> PlannedRow:
        own = {key: value for key, value in row.values.items() if key in _OF_MEMBER}
        told = {key: value for key, value in row.values.items() if key not in _OF_MEMBER}
        person = self.member_meant(name, told.get("id_no"))
        if person is not None:
            return self._change(row, person, own, told)
        if not name:
            raise Refused("没有姓名。请补上姓名再粘贴。", code="field_missing")
        if is_head(own.get("relation")):
            raise Refused("本户已有户主。请把与户主关系改对。", code="second_head")
        return self._add(row, name, own, told)

    def _change(
        self, row: PastedRow, person: Person, own: dict[str, Any], told: dict[str, Any]
    ) -> PlannedRow:
        self.once(person.id)
        member = next(one for one in self.members if one.person_id == person.id)
        if person.id == self.household.head_id or is_head(own.get("relation")):
            own.pop("relation", None)
        found = [self.changes(person, told), self.changes(member, own)]
        records_ = {Person.noun: person, MEMBER: member}
        writes = [each for each in found if each]
        return self.changed_row(row, person.name, records_.__getitem__, writes)

    def _add(
        self, row: PastedRow, name: str, own: dict[str, Any], told: dict[str, Any]
    ) -> PlannedRow:
        id_no = told.get("id_no")
        self.once(id_no or name)
        known = person_with(self.work, id_no) if id_no else None
        if known is not None:
            writes = (Write(MEMBER, None, own), Write(Person.noun, known.id, {}))
            text = f"加入本户：“{known.name}”已有档案，用原来的档案"
            return PlannedRow(row.number, known.name, Outcome.ADD, text, writes)
        place = {
            "village_code": self.household.village_code,
            "org_code": self.household.org_code,
        }
        wanted = records.defaults(Person) | place | told
        self.check(Person, wanted, set(told))
        writes = (Write(MEMBER, None, own), Write(Person.noun, None, told))
        return PlannedRow(row.number, name, Outcome.ADD, "新增这位成员", writes)


class _Incomes(_Planner):
    def judge(self, row: PastedRow, name: str) -> PlannedRow:
        values = {key: value for key, value in row.values.items() if key not in {"name", "id_no"}}
        person = self.member_meant(name, row.values.get("id_no")) if name else None
        if name and person is None:
            raise Refused(f"“{name}”不是本户成员。请先添加成员。", code="not_a_member")
        if person is not None:
            values["person_id"] = person.id
        self.once((person and person.id, values.get("kind")))
        income = self._same(person, values.get("kind"))
        if income is not None:
            found = self.changes(income, values)
            return self.changed_row(row, name, lambda _noun: income, [found] if found else [])
        wanted = records.defaults(Income) | {"household_id": self.household.id} | values
        self.check(Income, wanted, set(values))
        note = notes(Income)["kind"]
        text = f"新增{note.shown(values.get('kind'))}，期间金额{values.get('amount_total') or 0}元"
        return PlannedRow(row.number, name, Outcome.ADD, text, (Write(INCOME, None, values),))

    def _same(self, person: Person | None, kind: str | None) -> Income | None:
        """The income of this person and kind that is there already; two are not guessed between."""
        found = self.work.find(
            Income,
            Income.household_id == self.household.id,
            Income.person_id == (person.id if person else None),
            Income.kind == kind,
        )
        if len(found) > 1:
            raise Refused("本户有几项这样的收入，不知道改哪一项。请直接修改。", code="income_twice")
        return found[0] if found else None
