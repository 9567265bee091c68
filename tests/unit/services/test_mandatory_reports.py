"""强制报告: quick to write, sealed at once, read by few; nothing of it anywhere in the open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select, text

from app.errors import Refused, Unreadable
from app.models.audit import AuditEntry
from app.models.mandatory_report import MandatoryReport
from app.models.person import Person
from app.services import mandatory_reports as reports
from app.services import records
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_child
from tests.stores import NOW, an_actor

T = TypeVar("T")
SECRET = "邻居听见孩子彻夜哭喊"
PAGES: tuple[dict[str, Any], ...] = (
    {"situations": ["4"], "description": SECRET, "place": "3组水井旁"},
    {"child_description": "陈小雨，约十岁", "suspect_relation": "1"},
    {"police_at": NOW + timedelta(minutes=2), "emergency": ["1"], "police_unit": "沙坪派出所"},
)


@pytest.fixture
def director() -> Actor:
    return an_actor(id="019ab000-0000-7000-8000-00000000a006", name="吴主任", role="6")


@pytest.fixture
def supervisor() -> Actor:
    return an_actor(
        id="019ab000-0000-7000-8000-00000000a005", name="郑督导", role="5", village_codes=None
    )


def by(store: Store, who: Actor, verb: Callable[[UnitOfWork], T]) -> T:
    return store.perform(verb, who)[0]


def written(store: Store, who: Actor) -> str:
    report = by(store, who, reports.begin_report).id
    for page in PAGES:
        by(store, who, lambda work, page=page: reports.save_page(work, report, page))
    by(store, who, lambda work: reports.submit_report(work, report))
    return report


def test_six_answers_on_three_pages_are_enough():
    needed = [each for page in reports.WIZARD for each in page.fields if each.is_required]
    assert (len(reports.WIZARD), len(needed)) == (3, 6)


def test_the_pages_come_one_after_the_other(store: Store, director: Actor):
    begun = by(store, director, reports.begin_report)
    assert (begun.page, begun.call) == (0, "请立即拨打110")
    pages = [
        by(store, director, lambda work, page=page: reports.save_page(work, begun.id, page))
        for page in PAGES
    ]
    assert [each.page for each in pages] == [1, 2, 2]
    assert pages[-1].wanting == ()


def test_who_may_know_reads_all_of_it_and_that_is_on_record(
    store: Store, director: Actor, supervisor: Actor
):
    report = written(store, director)
    [line] = by(store, supervisor, reports.report_list)
    assert (line.id, line.is_waiting) == (report, True)
    file = by(store, supervisor, lambda work: reports.open_report(work, report))
    assert file.texts["description"] == SECRET
    assert file.texts["situations"].startswith("多处损伤")
    assert (file.reporter, file.minutes) == ("吴主任", 2)
    opened = select(AuditEntry.record_id).where(AuditEntry.action == reports.OPENED)
    assert by(store, supervisor, lambda work: work.session.scalars(opened).all()) == [report]


def test_who_wrote_it_does_not_read_it_again(store: Store, director: Actor):
    report = written(store, director)
    with pytest.raises(Refused, match="您的岗位不能"):
        by(store, director, reports.report_list)
    with pytest.raises(Refused, match="您的岗位不能"):
        by(store, director, lambda work: reports.open_report(work, report))
    with pytest.raises(Refused, match="已经提交"):
        by(store, director, lambda work: reports.save_page(work, report, PAGES[0]))


def test_another_does_not_write_into_it(store: Store, director: Actor, assistant: Actor):
    begun = by(store, director, reports.begin_report)
    with pytest.raises(Refused, match="已经封存"):
        by(store, assistant, lambda work: reports.save_page(work, begun.id, PAGES[0]))


@pytest.mark.parametrize("role", ["2", "4", "6", "7", "8", "9"])
def test_the_seal_does_not_open_for_anybody_else(store: Store, director: Actor, role: str):
    report = written(store, director)
    other = an_actor(role=role, village_codes=None)

    def past_the_verbs(work: UnitOfWork) -> None:
        found = work.get(MandatoryReport, report)
        _ = work.unseal((found.parts or [{}])[0], report)

    with pytest.raises(Refused, match="您的岗位不能"):
        by(store, other, past_the_verbs)


def _readable(cell: object) -> str:
    """As somebody would see it who looks into the file: bytes as text, no escapes."""
    said = cell.decode(errors="ignore") if isinstance(cell, bytes) else str(cell)
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), said)


def test_nothing_of_it_stands_in_the_open_anywhere(store: Store, director: Actor):
    written(store, director)

    def somebody_else(work: UnitOfWork) -> None:
        work.add(Person(name="周小云"))

    by(store, director, somebody_else)

    def everything(work: UnitOfWork) -> str:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'fts%'"
        tables = work.session.scalars(text(names)).all()
        rows = [
            work.session.execute(text(f'SELECT * FROM "{table}"')).all()
            for table in tables
            if "search" not in table
        ]
        return "\n".join(_readable(cell) for table in rows for row in table for cell in row)

    seen = by(store, director, everything)
    assert "police_unit" in seen, "what was filled in, by its field"
    assert "周小云" in seen, "words that are not sealed can be read this way"
    for word in (SECRET, "陈小雨", "水井", "沙坪派出所", "吴主任"):
        assert word not in seen


def test_it_is_neither_found_nor_exported(
    store: Store, director: Actor, supervisor: Actor, clerk: Actor
):
    written(store, director)
    assert by(store, supervisor, lambda work: work.search("陈小雨")) == []
    with pytest.raises(Refused, match="您的岗位不能"):
        by(store, clerk, lambda work: records.list_json(work, "mandatory_report"))
    with pytest.raises(Refused):
        by(store, supervisor, lambda work: records.put_json(work, "mandatory_report", {}))


def test_without_the_police_it_does_not_go_out(store: Store, director: Actor):
    begun = by(store, director, reports.begin_report)
    for page in PAGES[:2]:
        by(store, director, lambda work, page=page: reports.save_page(work, begun.id, page))
    with pytest.raises(Refused, match=r"报警时间、已采取措施。.*请立即拨打110"):
        by(store, director, lambda work: reports.submit_report(work, begun.id))


def test_a_child_of_the_registers_need_not_be_described(store: Store, director: Actor):
    child = by(store, director, lambda work: a_child(work).id)
    begun = by(store, director, lambda work: reports.begin_report(work, child_id=child))
    assert "儿童（姓名或特征）" not in begun.wanting
    found = by(store, director, lambda work: work.get(MandatoryReport, begun.id))
    assert (found.village_code, found.secret_level) == ("500231102201", 4)


def test_what_followed_is_added_and_at_last_it_is_closed(
    store: Store, director: Actor, supervisor: Actor
):
    report = written(store, director)
    by(store, supervisor, lambda work: reports.add_follow_up(work, report, "已送医检查"))
    file = by(store, supervisor, lambda work: reports.close_report(work, report, "父亲被训诫"))
    assert [each.text for each in file.follow_ups] == ["已送医检查", "父亲被训诫"]
    assert file.state_text == "已办结"
    with pytest.raises(Refused, match="已经办结"):
        by(store, supervisor, lambda work: reports.add_follow_up(work, report, "又"))
    assert by(store, supervisor, reports.report_list) == ()


def test_it_is_printed_once(store: Store, director: Actor, supervisor: Actor):
    report = written(store, director)
    assert by(store, supervisor, lambda work: reports.note_printing(work, report)).is_printed
    with pytest.raises(Refused, match="只打印一份"):
        by(store, supervisor, lambda work: reports.note_printing(work, report))


def test_a_piece_moved_to_another_report_does_not_open(
    store: Store, director: Actor, supervisor: Actor
):
    one, two = written(store, director), written(store, director)

    def move(work: UnitOfWork) -> None:
        found = work.get(MandatoryReport, one)
        found.parts = work.get(MandatoryReport, two).parts

    by(store, director, move)
    with pytest.raises(Unreadable):
        by(store, supervisor, lambda work: reports.open_report(work, one))


def test_what_is_no_answer_is_refused(store: Store, director: Actor):
    begun = by(store, director, reports.begin_report)
    for wrong, code in (
        ({"situations": ["77"]}, "field_unreadable"),
        ({"police_at": "昨天"}, "field_unreadable"),
        ({"reporter": "别人"}, "field_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            by(store, director, lambda work, wrong=wrong: reports.save_page(work, begun.id, wrong))
        assert refused.value.code == code
