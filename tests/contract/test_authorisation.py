"""The authorisation matrix: every role × kind × place × operation, by the table below (T8, G.2).

What is expected is written out here a second time, by hand, as people read domain G.2: which roles
may have a kind of record, and which may write it. The county is asked cell by cell.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.codes import ROLE
from app.models.base import notes
from app.models.columns import Kind
from app.models.registry import RECORDS
from app.server import policy
from app.server.database import Database
from app.server.migration import upgrade
from app.sync.protocol.messages import Row
from tests.contract.county_made import (
    FAR,
    FAR_TOWNSHIP,
    NEIGHBOUR,
    TOWNSHIP,
    VILLAGE,
    Laptop,
    MadeCounty,
    new_id,
)

FAMILY = "person household member income expense asset obligor".split()
RESCUE = "vagrant family_search departure resettlement".split()
RETURN = "return_entry wanderer".split()
REGISTER = "monitored_household elder disability_subsidy left_behind_woman referral".split()
CHILD = "child parent_situation entrusted_care guardian_assessment child_check_in".split()

HAS: dict[str, str] = {
    "person": "1 2 3 4 5 6 7 8 9",
    "household": "1 2 3 4 5 6 8 9",
    "member": "1 2 3 4 5 6 8 9",
    **dict.fromkeys(("income", "expense", "asset", "obligor"), "1 2 3 4 8 9"),
    "visit": "1 2 3 4 5 6 8 9",
    **dict.fromkeys(("assistance_case", "review_meeting"), "1 2 3 4 9"),
    "attachment": "1 2 3 4 5 6 8 9",
    "task": "1 2 3 4 5 6 7 8 9",
    "account": "1 2 3 4 5 6 7 8 9",
    **dict.fromkeys(("print_log", "issued_paper", "seal_log"), "1 2 3 4 9"),
    **dict.fromkeys(CHILD, "1 2 3 5 6 9"),
    **dict.fromkeys(RESCUE, "1 2 3 7 9"),
    **dict.fromkeys((*RETURN, "care_call"), "1 2 3 4 7 9"),
    **dict.fromkeys(REGISTER, "1 2 3 4 8 9"),
    "temporary_relief": "1 2 3 4 9",
    **dict.fromkeys(("fund_entry", "fund_check", "pay_run", "pay_line"), "1 2 3 9"),
    "stat_report": "1 2 3 5 7 9",
    **dict.fromkeys(("mandatory_report", "report_key"), "1 3 5"),
    "rearrangement": "1 2 3 4 8 9",
}
"""Kind -> roles that have it on their laptop."""

WRITES: dict[str, str] = {
    "person": "2 4 5 6 7",
    **dict.fromkeys([one for one in FAMILY if one != "person"], "2 4"),
    "visit": "2 4 5 6 8",
    "assistance_case": "1 2 3 4",
    "review_meeting": "2 4",
    "attachment": "2 4 5 6 8",
    "task": "1 2 3 4 5 6 7 8",
    "account": "1 2 3",
    **dict.fromkeys(("print_log", "issued_paper", "seal_log"), "1 2 3 4 5 6 7"),
    **dict.fromkeys(CHILD, "5 6"),
    **dict.fromkeys(RESCUE, "7"),
    **dict.fromkeys(RETURN, "2 4 7"),
    "care_call": "1 2 3 4 5 6 7 8",
    **dict.fromkeys(REGISTER, "2 4"),
    "temporary_relief": "1 2 3 4",
    **dict.fromkeys(("fund_check", "pay_line"), "1 2"),
    "fund_entry": "1 2 3",
    "pay_run": "1 2 3",
    "stat_report": "1 2 3 5 7",
    **dict.fromkeys(("mandatory_report", "report_key"), "1 3 4 5 6 7"),
    "rearrangement": "2 4",
}
"""Kind -> roles that may make and change it."""

SEALED_READ, SEALED_MAKE = "1 3 5", "1 4 5 6 7"
"""Who has a mandatory report, and who makes one (and visits at all)."""

CODES = [code for code, _label in ROLE]
OF_VILLAGES = ("4", "6", "8")
OF_COUNTY = ("1", "7", "9")

PLACES = {
    "own village": (VILLAGE, None),
    "next village": (NEIGHBOUR, None),
    "own township": (None, TOWNSHIP),
    "other township": (FAR, None),
    "other county": ("500233100200", None),
    "nowhere": (None, None),
}


def home(role: str) -> str:
    """Where a person of this role works."""
    if role in OF_VILLAGES:
        return VILLAGE
    return "500231" if role in OF_COUNTY else TOWNSHIP


def lies_within(role: str, noun: str, place: str) -> bool:
    """Whether a record there is in that person's places."""
    if role in OF_COUNTY:
        return place in ("own village", "next village", "own township", "other township")
    if role in OF_VILLAGES:
        return place == "own village" or (place == "own township" and noun == "account")
    return place in ("own village", "next village", "own township")


def cells() -> Iterator[tuple[str, str, str]]:
    """Role, kind, place."""
    return itertools.product(CODES, RECORDS, PLACES)


def fields(noun: str, place: str) -> dict[str, Any]:
    """A record of this kind there: nothing but what every one must have."""
    village, township = PLACES[place]
    found: dict[str, Any] = {"village_code": village, "org_code": township}
    return {name: value for name, value in found.items() if value}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeCounty]:
    folder: Path = tmp_path_factory.mktemp("matrix")
    database = Database.at(folder / "county.db")
    with database.writing() as connection:
        upgrade(connection)
    yield MadeCounty(database)
    database.close()


@pytest.fixture(scope="module")
def laptops(made: MadeCounty) -> dict[str, Laptop]:
    return {role: made.laptop(role, home(role)) for role in CODES}


def test_the_table_names_every_kind_and_every_role():
    assert set(HAS) == set(WRITES) == set(RECORDS) == set(policy.NOUNS)
    named = " ".join([*HAS.values(), *WRITES.values()]).split()
    assert set(named) == set(CODES)


@pytest.mark.parametrize("role", CODES)
def test_who_may_make_what_where(laptops: dict[str, Laptop], role: str):
    """Each kind in each place: applied, or kept apart for the right reason."""
    laptop = laptops[role]
    asked = [(noun, place) for noun, place in itertools.product(RECORDS, PLACES)]
    ops = [laptop.op(noun, **fields(noun, place)) for noun, place in asked]
    verdicts = laptop.push(*ops).verdicts
    found = {cell: one.code or one.outcome for cell, one in zip(asked, verdicts, strict=True)}
    assert found == {cell: expected_of_making(role, *cell) for cell in asked}


def expected_of_making(role: str, noun: str, place: str) -> str:
    """What becomes of an insert."""
    is_no_file_of_his = noun == "attachment" and role == "7"
    if not lies_within(role, noun, place) or is_no_file_of_his:
        return "out_of_scope"
    return "applied" if role in WRITES[noun].split() else "role_may_not"


@pytest.fixture(scope="module")
def everything(made: MadeCounty) -> dict[tuple[str, str], str]:
    """A record of every kind in every place of the county, made by who may."""
    return made_everywhere(made)


@pytest.fixture(scope="module")
def doomed(made: MadeCounty) -> dict[tuple[str, str], str]:
    """Another one like each of them, to be deleted."""
    return made_everywhere(made)


def made_everywhere(made: MadeCounty) -> dict[tuple[str, str], str]:
    """Ids by kind and place."""
    by_writer: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for noun, roles in WRITES.items():
        for place, (village, township) in PLACES.items():
            where = (village or township or "")[:9]
            if where.startswith("500231"):
                by_writer.setdefault((roles.split()[0], where), []).append((noun, place))
    found: dict[tuple[str, str], str] = {}
    for (role, where), wanted in by_writer.items():
        laptop = made.laptop(role, where)
        ops = [laptop.op(noun, **fields(noun, place)) for noun, place in wanted]
        assert {one.outcome for one in laptop.push(*ops).verdicts} == {"applied"}
        found |= {cell: op.record_id for cell, op in zip(wanted, ops, strict=True)}
    return found


@pytest.mark.parametrize("role", CODES)
def test_who_has_what_on_the_laptop(
    made: MadeCounty, everything: dict[tuple[str, str], str], role: str
):
    got = made.laptop(role, home(role)).pull()
    found = {cell for cell, record_id in everything.items() if record_id in got}
    expected = {
        (noun, place)
        for noun, place in everything
        if role in HAS[noun].split() and lies_within(role, noun, place)
    }
    assert found == expected


@pytest.mark.parametrize("role", CODES)
def test_who_may_change_and_delete_what_is_there(
    made: MadeCounty,
    everything: dict[tuple[str, str], str],
    doomed: dict[tuple[str, str], str],
    role: str,
):
    """Of every kind in every place: an edit, and a deletion of another one like it."""
    laptop = made.laptop(role, home(role))
    cells = list(everything)
    edits = [
        laptop.op(noun, "update", everything[noun, place], platform_no="7") for noun, place in cells
    ]
    gone = {"is_deleted": True, "deleted_reason": f"重复，{role}"}
    deletions = [laptop.op(noun, "delete", doomed[noun, place], **gone) for noun, place in cells]
    verdicts = laptop.push(*edits, *deletions).verdicts
    found = [one.code or one.outcome for one in verdicts]
    expected = {cell: expected_of_making(role, *cell) for cell in cells}
    assert dict(zip(cells, found[: len(cells)], strict=True)) == expected
    assert dict(zip(cells, found[len(cells) :], strict=True)) == expected


@pytest.mark.parametrize("role", [*CODES, policy.SYSTEM, policy.SECURITY, policy.AUDIT, ""])
def test_sealed_things_go_to_who_must_know(role: str):
    for noun in RECORDS:
        reach = policy.RoleReach(frozenset({VILLAGE}), policy.hidden_nouns(role), role)
        row = Row(noun, new_id(), 1, {"village_code": VILLAGE, "secret_level": 4})
        expected = role in SEALED_READ.split() and role in HAS[noun].split()
        assert reach.covers(row) is expected, noun
    visit = Row("visit", new_id(), 1, {"village_code": VILLAGE, "secret_level": 4})
    reach = policy.RoleReach(frozenset({VILLAGE}), policy.hidden_nouns(role), role)
    may_place = policy.placing(reach).covers(visit)
    assert may_place is (role in {*SEALED_MAKE.split(), *SEALED_READ.split()})


@pytest.mark.parametrize("role", [policy.SYSTEM, policy.SECURITY, policy.AUDIT, "", "99"])
def test_who_is_in_no_table_has_nothing(role: str):
    assert policy.hidden_nouns(role) == frozenset(RECORDS)
    assert not any(policy.allows(role, row.write) for row in policy.NOUNS.values())


FIELDS: dict[tuple[str, str], tuple[str, str]] = {
    ("person", "bank"): ("1 2 3 9", "2"),
}
"""Field groups with roles of their own: who sees, who writes."""


@pytest.mark.parametrize("role", CODES)
def test_who_sees_and_writes_which_field_group(made: MadeCounty, role: str):
    clerk, laptop = made.laptop("2", TOWNSHIP), made.laptop(role, home(role))
    for (noun, group), (sees, writes) in FIELDS.items():
        names = [
            name
            for name, note in notes(RECORDS[noun]).items()
            if note.group == group and note.kind is Kind.TEXT
        ]
        given: dict[str, Any] = dict.fromkeys(names, "1")
        op = clerk.op(noun, village_code=VILLAGE, **given)
        assert names
        clerk.push(op)
        seen = laptop.pull()[op.record_id].fields
        assert (set(names) <= seen.keys()) is (role in sees.split())
        for name in names:
            changes: dict[str, Any] = {name: "2"}
            verdict = laptop.push(laptop.op(noun, "update", op.record_id, **changes)).verdicts[0]
            is_writer = role in WRITES[noun].split()
            refusal = "field_not_yours" if is_writer else "role_may_not"
            expected = "applied" if role in writes.split() else refusal
            assert (verdict.code or verdict.outcome) == expected


def test_files_of_the_rescue_station_are_its_own_and_its_photos_sealed(made: MadeCounty):
    station, head, clerk = (
        made.laptop("7", "500231"),
        made.laptop("3", TOWNSHIP),
        made.laptop("2", TOWNSHIP),
    )
    paper = station.op("attachment", village_code=VILLAGE, owner_noun="vagrant")
    face = station.op("attachment", village_code=VILLAGE, owner_noun="vagrant", secret_level=4)
    assert {one.outcome for one in station.push(paper, face).verdicts} == {"applied"}
    assert {paper.record_id, face.record_id} <= station.pull().keys()
    for laptop in (head, clerk):
        got = laptop.pull()
        assert paper.record_id in got
        assert face.record_id not in got


def test_who_handles_a_case_does_not_decide_it(made: MadeCounty):
    clerk, head = made.laptop("2", TOWNSHIP), made.laptop("3", TOWNSHIP)
    case = clerk.op("assistance_case", village_code=VILLAGE, state="SUBMITTED")
    clerk.push(case)
    decide = {"state": "APPROVED", "decision": "1"}
    own = clerk.push(clerk.op("assistance_case", "update", case.record_id, **decide))
    assert own.verdicts[0].code == "step_not_yours"
    theirs = head.push(head.op("assistance_case", "update", case.record_id, **decide))
    assert theirs.verdicts[0].outcome == "applied"
    late = clerk.op("assistance_case", "update", case.record_id, first_opinion="改")
    assert clerk.push(late).verdicts[0].code == "record_locked"


def test_a_record_that_moved_away_is_gone_from_its_old_village(made: MadeCounty):
    from app.server import office

    old, new, clerk = (
        made.laptop("4", VILLAGE),
        made.laptop("4", NEIGHBOUR),
        made.laptop("2", TOWNSHIP),
    )
    op = old.op("household", village_code=VILLAGE)
    old.push(op)
    with made.database.writing() as connection:
        office.move(connection, op.record_id, NEIGHBOUR, made.now())
    assert op.record_id not in old.pull()
    assert op.record_id in new.pull()
    assert op.record_id in clerk.pull()
    late = old.push(old.op("household", "update", op.record_id, platform_no="7"))
    assert late.verdicts[0].code == "out_of_scope"
    assert late.gone == (op.record_id,)


def test_far_away_clerks_are_told_nothing_of_each_other(made: MadeCounty):
    near, far = made.laptop("2", TOWNSHIP), made.laptop("2", FAR_TOWNSHIP)
    ours = near.op("household", village_code=VILLAGE)
    theirs = far.op("household", village_code=f"{FAR_TOWNSHIP}201")
    for laptop, op in ((near, ours), (far, theirs)):
        assert laptop.push(op).verdicts[0].outcome == "applied"
    got = far.pull()
    assert theirs.record_id in got
    assert ours.record_id not in got
    assert all(row.scope.startswith(FAR_TOWNSHIP) for row in got.values())
