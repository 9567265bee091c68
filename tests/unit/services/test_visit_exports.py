"""Visits as files: every answer in every format, nobody's name in a file's name, all in the audit."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from app.domain.divisions import Divisions
from app.errors import Refused
from app.models.audit import AuditEntry
from app.models.person import Person
from app.services import papers, shipped, visit_exports, visits
from app.services.press import Press
from app.services.visit_around import FINGERPRINT, PHOTOS, signature
from app.services.visit_exports import VisitFilter, VisitsExported
from app.storage.actor import Actor
from app.storage.store import Store
from tests.factories import a_household
from tests.stores import NOW, an_actor
from tests.unit.printing.filled_samples import a_photo
from tests.unit.printing.looking import texts_of
from tests.unit.printing.sample_values import scrawl
from tests.unit.services.conftest import Click, the_calendar, the_pack
from tests.visits_made import begin, complete, the_forms


@pytest.fixture(scope="module")
def press() -> Press:
    return shipped.press(NOW.date())


@dataclass
class Made:
    """A zip, unpacked."""

    done: VisitsExported
    files: dict[str, bytes]

    def table(self, name: str) -> list[dict[str, str]]:
        text = self.files[f"数据表/{name}.csv"].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def one(self, end: str) -> bytes:
        found = [content for name, content in self.files.items() if name.endswith(end)]
        assert len(found) == 1
        return found[0]


@pytest.fixture
def visit_id(store: Store, clerk: Actor, do: Click, places: Divisions) -> str:
    household = do(lambda work: a_household(work, 3).id)
    session = begin(store, clerk, household, places=places)
    photo, signed = (
        do(lambda work, content=content: visits.store_picture(work, content))
        for content in (a_photo(400, 300), scrawl())
    )
    complete(
        session,
        {"need/needs": "poor ill", PHOTOS: photo},
        {signature("visitor1"): signed, signature("respondent"): FINGERPRINT},
    )
    return store.perform(
        lambda work: visits.finish(work, the_forms(), the_pack(), the_calendar(), session.draft.id),
        clerk,
    )[0].visit_id


def exported(do: Click, press: Press, ids: Sequence[str], *formats: str) -> Made:
    out = io.BytesIO()
    chosen = formats or tuple(visit_exports.FORMATS)
    done = do(
        lambda work: visit_exports.export_visits(
            work, the_forms(), lambda: press, ids, out, formats=chosen, reason="上级检查"
        )
    )
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        return Made(done, {name: archive.read(name) for name in archive.namelist()})


def test_the_tables_hold_every_answer_and_rows_know_their_visit(
    do: Click, press: Press, visit_id: str
):
    made = exported(do, press, [visit_id], "csv")
    (row,) = made.table("ruhu")
    assert row["need-needs"] == "poor ill"
    assert (row["need-needs/poor"], row["need-needs/none"]) == ("1", "0")
    assert row["KEY"] == row["meta-instanceID"]
    assert row["KEY"].startswith("uuid:")
    assert row["ruhu-visitors"] == "周经办、陈副手"
    members = made.table("ruhu-member")
    assert [one["KEY"] for one in members] == [f"{row['KEY']}/member[{n}]" for n in (1, 2, 3)]
    assert {one["PARENT_KEY"] for one in members} == {row["KEY"]}
    names = do(lambda work: list(work.session.scalars(select(Person.name).order_by(Person.rowid_))))
    assert [one["mname"] for one in members] == names
    assert made.files["数据表/ruhu.csv"].startswith(b"\xef\xbb\xbf")
    assert "\r\n" in made.files["数据表/ruhu.csv"].decode()


def test_the_instance_names_files_as_they_are_called_beside_it(
    do: Click, press: Press, visit_id: str
):
    made = exported(do, press, [visit_id], "xml")
    root = ET.fromstring(made.one("submission.xml"))
    assert root.find("need/needs") is not None
    assert len(root.findall("member")) == 3
    assert {name.rpartition(".")[2] for name in made.files if name.startswith("media/")} == {
        "jpg",
        "png",
    }


def test_the_paper_is_the_one_that_is_printed_and_says_what_was_answered(
    do: Click, press: Press, visit_id: str
):
    made = exported(do, press, [visit_id], "pdf")
    printed = do(lambda work: papers.render(work, press, "V-01", visit_id))
    assert made.one(".pdf") == printed.pdf
    assert (printed.title, printed.is_draft) == ("入户走访登记表", False)
    text = "".join("".join(texts_of(printed.pdf)).split())
    for said in ("经济困难、", "周经办、陈副手", "照片1", "受访人"):
        assert said in text


def test_no_name_or_number_of_a_person_is_in_a_file_name(do: Click, press: Press, visit_id: str):
    made = exported(do, press, [visit_id])
    people = do(lambda work: list(work.session.scalars(select(Person))))
    private = [one for each in people for one in (each.name, each.id_no or "—", each.phone or "—")]
    assert private
    assert len(made.files) > 1
    assert not [name for name in made.files for one in private if one in name]
    assert all(".." not in name and "\\" not in name for name in made.files)
    assert "没有加密" in made.files["说明.txt"].decode("utf-8-sig")


def test_every_visit_that_left_is_in_the_audit_with_the_reason(
    do: Click, press: Press, visit_id: str
):
    exported(do, press, [visit_id], "csv")
    entries = do(
        lambda work: list(
            work.session.scalars(
                select(AuditEntry).where(AuditEntry.action == visit_exports.EXPORTED)
            )
        )
    )
    assert [(one.record_id, one.detail) for one in entries] == [(visit_id, "上级检查")]


def test_several_visits_share_the_tables(
    store: Store, clerk: Actor, do: Click, press: Press, places: Divisions, visit_id: str
):
    household = do(lambda work: a_household(work, 1, number=7).id)
    session = complete(begin(store, clerk, household, places=places))
    other = store.perform(
        lambda work: visits.finish(work, the_forms(), the_pack(), the_calendar(), session.draft.id),
        clerk,
    )[0]
    made = exported(do, press, [visit_id, other.visit_id], "csv")
    assert len(made.table("ruhu")) == 2
    assert len(made.table("ruhu-member")) == 4
    found = do(lambda work: visit_exports.find_visits(work, VisitFilter(household_id=household)))
    assert found == (other.visit_id,)
    late = VisitFilter(since=date(2026, 11, 24))
    assert do(lambda work: visit_exports.find_visits(work, late)) == ()


def test_what_cannot_be_exported_is_refused(store: Store, do: Click, press: Press, visit_id: str):
    for ids, formats, code in (
        ((), ("csv",), "visits_none"),
        ((visit_id,), ("doc",), "format_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            exported(do, press, ids, *formats)
        assert refused.value.code == code
    director = an_actor(role="6")
    with pytest.raises(Refused) as refused:
        store.perform(
            lambda work: visit_exports.export_visits(
                work, the_forms(), lambda: press, [visit_id], io.BytesIO()
            ),
            director,
        )
    assert refused.value.code == "not_permitted"
