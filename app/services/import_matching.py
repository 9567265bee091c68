"""Matching a roster against the store: which household, which person, what differs.

Pure but for the records in ``StoreFacts``, which it reads and does not change. The same plan is
made again inside the transaction that carries it out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.excel.roster.problems import REFUSED, Problem
from app.excel.roster.reading import RosterPerson, RosterReading, RosterRow, SheetReading
from app.models.base import Record, notes
from app.models.household import Household, Member
from app.models.person import Person
from app.services.fields import masked
from app.services.import_facts import StoreFacts
from app.services.import_plan import (
    ELSEWHERE,
    NEW,
    Deed,
    Difference,
    HouseholdPlan,
    ImportPlan,
    RowPlan,
    Suggestion,
)
from app.services.import_values import (
    benefit,
    household_values,
    person_values,
    relation_of,
    scheme_of,
)
from app.services.reach import reaches
from app.services.seen import Place, glimpse

FILLED_ONLY: Final = frozenset(("remark", "id_no_raw", "id_kind", "phones_more", "hardship_note"))
"""Fields that are filled where empty, and not compared."""


def make_plan(
    reading: RosterReading, facts: StoreFacts, decisions: Mapping[str, str] | None = None
) -> ImportPlan:
    """The plan for ``reading``. ``decisions``: household key -> id of one there is, or ``NEW``."""
    sheets = {each.name: each for each in reading.sheets}
    plans: list[HouseholdPlan] = []
    suggestions: list[Suggestion] = []
    met: set[str] = set()
    for key, read in reading.households.items():
        rows = _checked(read, facts)
        plan = _household(key, rows, sheets, facts, decisions or {})
        if isinstance(plan, HouseholdPlan) and plan.household_id in met and plan.imports:
            plan = Suggestion(key, plan.head_name, (plan.household_id or "",))
        if isinstance(plan, Suggestion):
            suggestions.append(plan)
            plan = _waiting(key, rows)
        plans.append(plan)
        met |= {plan.household_id} if plan.household_id and plan.imports else set()
    return ImportPlan(reading, tuple(plans), tuple(suggestions))


def _checked(rows: Sequence[RosterRow], facts: StoreFacts) -> tuple[RosterRow, ...]:
    """Rows of another's village are refused, and those whose number is in the store under another
    name: one of the two is wrong.

    Where that is the head, the household waits as for any head that is refused.
    """
    checked = [_clash(_within_reach(row, facts), facts) for row in rows]
    heads = [row for row in checked if row.person.is_head]
    if heads and all(row.status == REFUSED for row in heads):
        checked = [replace(row, head_state="refused") for row in checked]
    return tuple(checked)


def _within_reach(row: RosterRow, facts: StoreFacts) -> RosterRow:
    """What somebody may not see he may not write either; who lives there is not told him."""
    known = facts.by_number.get(row.person.id_no or "")
    places = [(row.person.village_code, row.person.village_code)]
    if known is not None:
        places.append((known.org_code, known.village_code))
    if row.status == REFUSED or all(reaches(facts.actor, *place) for place in places):
        return row
    sentence = (
        "这一行的人属于别的村（社区），不归您负责。请交给管这个村的同事导入，或由民政办导入。"
    )
    return _told(row, Problem("村（社区）", "out_of_reach", sentence, REFUSED))


def _clash(row: RosterRow, facts: StoreFacts) -> RosterRow:
    known = facts.by_number.get(row.person.id_no or "")
    if known is None or row.status == REFUSED or known.name in ("", row.person.name):
        return row
    sentence = f"这个证件号的档案姓名是{known.name}，与花名册不同。请核对哪一个写错，更正后再导入。"
    return _told(row, Problem("姓名", "id_other_name", sentence, REFUSED))


# -- households -----------------------------------------------------------------------------------


def _household(
    key: str,
    rows: Sequence[RosterRow],
    sheets: Mapping[str, SheetReading],
    facts: StoreFacts,
    decisions: Mapping[str, str],
) -> HouseholdPlan | Suggestion:
    found = _which(key, rows, facts, decisions)
    if isinstance(found, Suggestion):
        return found
    title = _title(rows, sheets)
    scheme = scheme_of(title)
    values = household_values(rows, title)
    amount, start = benefit(rows, scheme)
    met: set[str] = set()
    plans = tuple(
        _row(row, found, facts, met) if _is_taken(row, found) else RowPlan(row, _left(row))
        for row in rows
    )
    plan = HouseholdPlan(
        key, found and found.id, _head_name(rows), plans, values, {}, (), scheme, amount, start
    )
    if found is None:
        return plan
    return _with_known(plan, found, facts)


def _which(
    key: str, rows: Sequence[RosterRow], facts: StoreFacts, decisions: Mapping[str, str]
) -> Household | Suggestion | None:
    """The household meant: by its head's number, else by head's name, village and group.

    While the head's own row is refused nobody knows, and the rows wait together.
    """
    decided = decisions.get(key)
    if decided == NEW:
        return None
    if decided is not None and decided in facts.households:
        return facts.households[decided]
    if rows[0].head_state == "refused":
        return None
    head = next((row.person for row in rows if _is_head(row)), None)
    number = (head and head.id_no) or _first_head_id(rows)
    if (found := facts.home_of(number)) and facts.by_number[number or ""].name == _head_name(rows):
        return found
    first = rows[0].person
    alike = facts.called(_head_name(rows), first.village_code, first.group)
    if number:
        alike = [each for each in alike if not _head_number(facts, each)]
    elif head is None:
        alike = [each for each in alike if each.group_name in (None, "", first.group)]
    if not alike:
        return None
    if len(alike) == 1 and _is_surely(rows, alike[0], facts):
        return alike[0]
    return Suggestion(key, _head_name(rows), tuple(each.id for each in alike))


def _is_surely(rows: Sequence[RosterRow], household: Household, facts: StoreFacts) -> bool:
    """Whether the same head's name, village and group mean the same household.

    They do when nothing speaks against it: the head's birth date, if both say one, and a member
    with a number whom the store knows elsewhere.
    """
    head = facts.heads[household.id]
    told = next((row.person for row in rows if _is_head(row)), None)
    if told and told.birth_date and head.birth_date and told.birth_date != head.birth_date:
        return False
    if told is None and head.id_no and not any(_lives(row, household, facts) for row in rows):
        return False
    homes = [facts.home_of(row.person.id_no) for row in rows if row.person.id_no]
    return all(home is None or home is household for home in homes)


def _lives(row: RosterRow, household: Household, facts: StoreFacts) -> bool:
    return facts.home_of(row.person.id_no) is household


def _with_known(plan: HouseholdPlan, household: Household, facts: StoreFacts) -> HouseholdPlan:
    """The plan with what is completed in, and what differs from, the household there is."""
    fills, differences = _compare(household, plan.values)
    _ = fills.pop("village_code", None)
    cases = [each for each in facts.cases[household.id] if each.scheme == plan.scheme]
    own = next((each for each in cases if each.is_migrated), None)
    if plan.amount is not None or plan.start is not None:
        stated = {"benefit_month": plan.amount, "benefit_from": plan.start}
        known = household if own is None else own
        if own is not None:
            stated = {"benefit_amount": plan.amount, "benefit_from_month": plan.start}
        if cases:
            _, more = _compare(known, {k: v for k, v in stated.items() if v is not None})
            decided = tuple(replace(each, may_be_taken=own is not None) for each in more)
            differences = (*differences, *decided)
    return replace(
        plan,
        fills=fills,
        differences=differences,
        case_id=own.id if own else None,
        has_case=bool(cases),
    )


def _waiting(key: str, rows: Sequence[RosterRow]) -> HouseholdPlan:
    """A household that waits for somebody to say which one it is."""
    told = Problem(
        "户主",
        "household_unclear",
        f"已有同村同名户主{_head_name(rows)}的档案，分不清是不是同一户。请在导入时选定，或补填户主证件号。",
        REFUSED,
    )
    plans = tuple(
        RowPlan(row if _left(row) == "refused" else _told(row, told), _left(row)) for row in rows
    )
    return HouseholdPlan(key, None, _head_name(rows), plans, household_values(rows, ""))


# -- rows -----------------------------------------------------------------------------------------


def _is_taken(row: RosterRow, household: Household | None) -> bool:
    """Whether a row goes in: it holds, and its head does or is in the store already."""
    return row.status != "refused" and (not row.is_held or household is not None)


def _left(row: RosterRow) -> Deed:
    return "refused" if row.status == "refused" else "waits"


def _row(row: RosterRow, household: Household | None, facts: StoreFacts, met: set[str]) -> RowPlan:
    """``met``: the persons of this household that an earlier row was about."""
    person, member = _known_person(row, household, facts, met)
    if person is None:
        return RowPlan(row, "create")
    met.add(person.id)
    fills, differences = _compare(person, person_values(row.person))
    homes = facts.homes[person.id]
    if member is not None:
        relation = relation_of(row.person)
        told = {"relation": relation} if relation else {}
        more_fills, more = _compare(member, told)
        fills |= {f"member.{name}": value for name, value in more_fills.items()}
        if household is not None and person.id != household.head_id:
            differences = (*differences, *more)
    elif homes and not (household and household in homes):
        differences = (*differences, _elsewhere(person, household))
    deed: Deed = "update" if fills or (member is None and not homes) else "known"
    return RowPlan(row, deed, person.id, member and member.id, fills, differences)


def _known_person(
    row: RosterRow, household: Household | None, facts: StoreFacts, met: Collection[str]
) -> tuple[Person | None, Member | None]:
    """By number anywhere; without one, or for one whose number is not in the store, by name in the
    household, where nothing speaks against it. Of two with one name the one of the same relation
    first, each only once."""
    told = row.person
    here = facts.members[household.id] if household else []
    if told.id_no and (person := facts.by_number.get(told.id_no)):
        return person, next((member for member, each in here if each is person), None)
    relation = relation_of(told)
    alike = [
        (member.relation != relation, number, person, member)
        for number, (member, person) in enumerate(here)
        if person.id not in met and _may_be(person, told)
    ]
    if not alike:
        return None, None
    _, _, person, member = min(alike, key=lambda each: each[:2])
    return person, member


def _may_be(person: Person, told: RosterPerson) -> bool:
    """One name, and neither two numbers nor two birth dates."""
    return (
        person.name == told.name
        and not (told.id_no and person.id_no)
        and not (told.birth_date and person.birth_date and told.birth_date != person.birth_date)
    )


def _elsewhere(person: Person, household: Household | None) -> Difference:
    """The roster has somebody in a household, the store in another: never moved by itself."""
    theirs = household.hh_no if household and household.hh_no else "花名册上的户"
    return Difference(Person.noun, person.id, ELSEWHERE, "所在家庭", "已登记在另一户", theirs, None)


def _compare(
    record: Record, told: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Difference, ...]]:
    """What ``told`` completes in ``record``, and where the two differ."""
    known = notes(type(record))
    fills: dict[str, Any] = {}
    differences: list[Difference] = []
    for name, value in told.items():
        ours = getattr(record, name)
        if ours in (None, "", []):
            fills[name] = value
        elif ours != value and name not in FILLED_ONLY:
            note = known[name]
            differences.append(
                Difference(
                    record.noun,
                    record.id,
                    name,
                    note.label,
                    masked(note, ours),
                    masked(note, value),
                    value,
                    sight={Place(record.noun, record.id, name): glimpse(note, ours)},
                )
            )
    return fills, tuple(differences)


def _is_head(row: RosterRow) -> bool:
    """Whether this is the head's row, and to be believed."""
    return row.person.is_head and row.status != REFUSED


def _title(rows: Sequence[RosterRow], sheets: Mapping[str, SheetReading]) -> str:
    sheet = sheets[rows[0].sheet]
    return f"{sheet.title} {sheet.name}"


def _head_name(rows: Sequence[RosterRow]) -> str:
    return next((row.person.name for row in rows if row.person.is_head), rows[0].person.head)


def _first_head_id(rows: Sequence[RosterRow]) -> str | None:
    return next((row.person.head_id for row in rows if row.person.head_id), None)


def _head_number(facts: StoreFacts, household: Household) -> str | None:
    head = facts.heads.get(household.id)
    return head.id_no if head else None


def _told(row: RosterRow, problem: Problem) -> RosterRow:
    return replace(row, problems=(*row.problems, problem))
