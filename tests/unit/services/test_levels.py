"""What is shown and withheld by role, level by level (domain G.2), along every way out of a vault.

The table is written by hand as people read G.2: code of ROLE -> who reads the field on this laptop.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.codes import ROLE
from app.errors import Refused
from app.log import redacted
from app.models.attachment import Attachment
from app.models.audit import AuditEntry
from app.models.base import notes
from app.models.columns import Sensitivity
from app.models.registry import RECORDS
from app.models.vagrant import FamilySearch, Vagrant
from app.models.visit import Visit
from app.server import policy
from app.services import exports, history, people, records, visits
from app.services.fields import HIDDEN
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_child, a_person
from tests.stores import VILLAGE, an_actor

ROLES = [code for code, _label in ROLE]
EXPORTERS = "1 2 3 4 9"


@dataclass(frozen=True)
class Told:
    """One field. ``readers`` have it on screen, ``sent`` on their laptop at all; ``value`` is what
    must not turn up anywhere else; ``shown`` is what a screen says unasked."""

    noun: str
    name: str
    level: Sensitivity
    value: str
    shown: str
    readers: str
    sent: str
    make: Callable[[UnitOfWork], Any]

    @property
    def is_masked(self) -> bool:
        return self.value != self.shown


def of_person(**fields: Any) -> Callable[[UnitOfWork], Any]:
    return lambda work: a_person(work, **fields)


def a_search(work: UnitOfWork, number: str) -> FamilySearch:
    who = work.add(Vagrant(village_code=VILLAGE))
    search = FamilySearch(vagrant_id=who.id, dna_sample_no=number, village_code=VILLAGE)
    return work.add(search)


FAMILY, EVERYBODY = "1 2 3 4 8 9", "1 2 3 4 5 6 7 8 9"
TABLE = (
    Told("person", "name", Sensitivity.PERSONAL, "李桂兰", "李桂兰", FAMILY, EVERYBODY, of_person()),
    Told("person", "phone", Sensitivity.PERSONAL, "13900001234", "*******1234", FAMILY, EVERYBODY,
         of_person(phone="13900001234")),
    Told("person", "id_no", Sensitivity.SENSITIVE, "500231196803030021", "500231********0021",
         FAMILY, EVERYBODY, of_person(id_no="500231196803030021")),
    Told("person", "disease_names", Sensitivity.SENSITIVE, "尿毒症", "尿毒症", FAMILY, EVERYBODY,
         of_person(disease_names="尿毒症")),
    Told("person", "bank_no", Sensitivity.SENSITIVE, "6217000012345678", "************5678",
         "1 2 3 9", "1 2 3 9", of_person(bank_no="6217000012345678")),
    Told("child", "guardian_phone", Sensitivity.SENSITIVE, "13900005678", "*******5678",
         "1 2 3 5 6 9", "1 2 3 5 6 9", lambda work: a_child(work, guardian_phone="13900005678")),
    Told("vagrant", "marks", Sensitivity.SENSITIVE, "左臂刺青", "左臂刺青", "1 2 3 7 9",
         "1 2 3 7 9", lambda work: work.add(Vagrant(marks="左臂刺青", village_code=VILLAGE))),
    Told("family_search", "dna_sample_no", Sensitivity.SEALED, "DNA-778899", "DNA-778899", "1 7",
         "1 7", lambda work: a_search(work, "DNA-778899")),
)  # fmt: skip
CELLS = [
    pytest.param(row, role, id=f"{row.noun}.{row.name}-{role}") for row in TABLE for role in ROLES
]


def as_(role: str) -> Actor:
    return an_actor(id=f"019ab000-0000-7000-8000-00000000c00{role}", role=role, village_codes=None)


def made(store: Store, row: Told) -> str:
    return store.perform(lambda work: row.make(work).id, an_actor())[0]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.noun}.{row.name}")
def test_the_table_says_the_level_that_the_field_has(row: Told):
    assert notes(RECORDS[row.noun])[row.name].sensitivity is row.level


@pytest.mark.parametrize(("row", "role"), CELLS)
def test_a_screen_shows_it_masked_or_not_at_all(store: Store, row: Told, role: str):
    record, actor = made(store, row), as_(role)
    may_open = role in records_readers(row.noun)
    if not may_open:
        with pytest.raises(Refused) as refused:
            store.read(lambda work: records.show(work, row.noun, record), actor)
        assert refused.value.code == "not_permitted"
        return
    one = store.read(lambda work: records.show(work, row.noun, record), actor).fields[row.name]
    if role not in row.readers.split():
        assert (one.text, one.value, one.is_hidden) == (HIDDEN, None, True)
    else:
        assert (one.text, one.is_masked) == (row.shown, row.is_masked)
        assert one.value in (None, row.value)
        assert (one.value is None) is row.is_masked


@pytest.mark.parametrize(("row", "role"), CELLS)
def test_a_click_reveals_it_to_who_may_and_is_noted(store: Store, row: Told, role: str):
    record, actor = made(store, row), as_(role)
    revealers = set(row.readers.split()) - {"8"}  # 村级其他人员: numbers stay masked

    def reveal(work: UnitOfWork) -> str:
        return people.reveal(work, row.noun, record, row.name)

    asked = select(AuditEntry.detail).where(
        AuditEntry.record_id == record, AuditEntry.action.like("%reveal%")
    )

    def noted(work: UnitOfWork) -> list[Any]:
        return list(work.session.scalars(asked))

    if role in revealers:
        assert store.read(reveal, actor) == row.value
        assert store.read(noted, actor) == [row.name]
    else:
        with pytest.raises(Refused):
            store.read(reveal, actor)
        assert store.read(noted, actor) == []


@pytest.mark.parametrize(("row", "role"), CELLS)
def test_an_export_and_the_history_withhold_it(store: Store, row: Told, role: str):
    record, actor = made(store, row), as_(role)
    lines: list[str] = []
    if role in EXPORTERS:
        store.perform(lambda work: exports.export_lines(work, lines.append), actor)
        is_in = any(row.value in json.dumps(json.loads(one), ensure_ascii=False) for one in lines)
        assert is_in == (role in row.readers.split())
    if role in records_readers(row.noun):
        told = store.read(lambda work: history.record_history(work, row.noun, record), actor)
        is_open = role in row.readers.split() and not row.is_masked
        assert is_open or row.value not in str([one.changes for one in told])


@pytest.mark.parametrize(("row", "role"), CELLS)
def test_the_county_sends_it_to_whom_it_is_for(row: Told, role: str):
    hidden = policy.hidden_fields(role).get(row.noun, frozenset())
    is_sent = row.noun in policy.shown_nouns(role) and row.name not in hidden
    assert is_sent == (role in row.sent.split())


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.noun}.{row.name}")
def test_neither_a_log_nor_a_search_says_it(store: Store, row: Told):
    if not row.value.startswith("DNA"):
        assert row.value not in redacted(f"trouble with {row.value} and {row.value}")
    _ = made(store, row)
    found = store.read(lambda work: work.search(row.value[-4:]), as_("2"))
    if row.name not in {"name", "phone", "id_no"}:
        assert found == []


def records_readers(noun: str) -> set[str]:
    """Whom ``records`` lets look at the kind at all."""
    readers: dict[str, str] = {
        "person": FAMILY,
        "child": "1 2 3 5 6 9",
        "vagrant": "1 2 3 7 9",
        "family_search": "1 2 3 7 9",
    }
    return set(readers[noun].split())


# -- what is sealed as a whole ---------------------------------------------------------------------

SEALED_VISIT, FACE = "手臂有新旧不一的伤痕", b"\xff\xd8\xff face"


@pytest.fixture
def sealed(store: Store) -> tuple[str, str, str]:
    """A visit by the report's form, and a face of the station: ids of both, and the picture's."""

    def make(work: UnitOfWork) -> tuple[str, str, str]:
        visit = Visit(findings=SEALED_VISIT, visit_kind="1", village_code=VILLAGE)
        visit.secret_level = int(Sensitivity.SEALED)
        who = work.add(Vagrant(village_code=VILLAGE))
        blob = work.put_blob(FACE)
        face = Attachment(owner_noun="vagrant", owner_id=who.id, kind="photo", sha256=blob.sha256)
        face.media_type, face.size = "image/jpeg", blob.size
        face.secret_level = int(Sensitivity.SEALED)
        face.village_code = VILLAGE
        return work.add(visit).id, work.add(face).id, blob.sha256

    return store.perform(make, as_("7"))[0]


@pytest.mark.parametrize("role", ROLES)
def test_a_sealed_visit_is_exported_for_who_reads_reports_only(
    store: Store, sealed: tuple[str, str, str], role: str
):
    if role not in EXPORTERS:
        return
    lines: list[str] = []
    store.perform(lambda work: exports.export_lines(work, lines.append), as_(role))
    is_in = any(SEALED_VISIT in json.dumps(json.loads(one), ensure_ascii=False) for one in lines)
    assert is_in == (role in "1 3".split())
    assert (sealed[2] in "".join(lines)) == (role == "1")


@pytest.mark.parametrize("role", ROLES)
def test_a_face_is_for_the_station_and_the_county(
    store: Store, sealed: tuple[str, str, str], role: str
):
    _visit, face, picture = sealed
    verbs: tuple[Callable[[UnitOfWork], object], ...] = (
        lambda work: records.show(work, "attachment", face),
        lambda work: visits.load_picture(work, picture),
    )
    for verb in verbs:
        if role == "1":
            store.read(verb, as_(role))
        else:  # the station opens it from the file of the person, with a line in the audit
            with pytest.raises(Refused):
                store.read(verb, as_(role))
