"""E-24 on paper: what the report says, for who may know, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from app.errors import Refused
from app.models.account import Account
from app.models.audit import AuditEntry
from app.models.issued_paper import IssuedPaper
from app.models.print_log import PrintLog
from app.services import mandatory_reports as reports
from app.services import paper_subjects, papers
from app.services.papers import RenderedPaper
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_child
from tests.stores import NOW, an_actor
from tests.unit.services.test_papers import said, the_press

T = TypeVar("T")
SAID: dict[str, Any] = {
    "situations": ["4", "6"],
    "description": "邻居听见孩子彻夜哭喊，手臂有淤青。",
    "found_at": NOW,
    "place": "3组水井旁",
    "child_description": "右脸有痣",
    "suspect_relation": "1",
    "evidence": "已拍照，衣物封存",
    "police_at": NOW + timedelta(minutes=2),
    "police_unit": "沙坪派出所",
    "police_contact": "王警官",
    "police_receipt": "2026112301",
    "emergency": ["1", "3"],
    "also_told": ["2", "5"],
}


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


def written(store: Store, who: Actor, *, of_register: bool = True) -> str:
    def write(work: UnitOfWork) -> str:
        own = Account(name=who.name, role="6", phone="13900000002")
        own.id = who.id
        _ = work.add(own)
        child = a_child(work).id if of_register else None
        begun = reports.begin_report(work, child_id=child)
        _ = reports.save_page(work, begun.id, SAID)
        return reports.submit_report(work, begun.id).id

    return by(store, who, write)


def rendered(store: Store, who: Actor, report: str) -> RenderedPaper:
    return store.read(lambda work: papers.render(work, the_press(), "E-24", report), who)


def test_all_that_was_said_stands_on_it(store: Store, director: Actor, supervisor: Actor):
    report = written(store, director)
    by(store, supervisor, lambda work: reports.add_follow_up(work, report, "已由派出所立案"))
    text = said(rendered(store, supervisor, report).pdf)
    for one in (
        "吴主任", "13900000002", "陈小雨", "右脸有痣", "3组水井旁", "彻夜哭喊", "嫌疑人与儿童关系：父母",
        "沙坪派出所", "王警官", "2026112301", "送医；临时监护；已报主管部门", "衣物封存", "已由派出所立案",
    ):  # fmt: skip
        assert one in text, one
    assert text.count("☑") == 3


def test_a_child_that_is_not_known_is_described(store: Store, director: Actor, supervisor: Actor):
    report = written(store, director, of_register=False)
    text = said(rendered(store, supervisor, report).pdf)
    assert "不详" in text
    assert "右脸有痣" in text


@pytest.mark.parametrize("role", ["2", "4", "6", "7"])
def test_nobody_else_sees_it_on_paper_or_that_it_could_be_printed(
    store: Store, director: Actor, role: str
):
    report = written(store, director)
    other = an_actor(role=role, village_codes=None)
    with pytest.raises(Refused, match="您的岗位不能"):
        rendered(store, other, report)
    with pytest.raises(Refused, match="您的岗位不能"):
        store.read(lambda work: paper_subjects.subject(work, report, the_press().places), other)


def test_looking_at_it_is_noted_as_reading(store: Store, director: Actor, supervisor: Actor):
    report = written(store, director)
    _ = rendered(store, supervisor, report)
    asked = select(AuditEntry.record_id).where(AuditEntry.action == reports.OPENED)
    assert by(store, supervisor, lambda work: work.session.scalars(asked).all()) == [report]


def test_it_goes_out_once_and_what_says_so_is_sealed_too(
    store: Store, director: Actor, supervisor: Actor
):
    report = written(store, director)
    paper = rendered(store, supervisor, report)
    subject = store.read(
        lambda work: paper_subjects.subject(work, report, the_press().places), supervisor
    )
    assert ([one.code for one in subject.offers], subject.title) == (["E-24"], "强制报告")
    with pytest.raises(Refused, match="只打印一份"):
        by(store, supervisor, lambda work: papers.log_print(work, paper, copies=2))
    by(store, supervisor, lambda work: papers.claim(work, paper))
    by(store, supervisor, lambda work: papers.log_print(work, paper, printer="HP"))
    for verb in (papers.claim, papers.log_print):
        with pytest.raises(Refused, match="已经打印过"):
            by(store, supervisor, lambda work, verb=verb: verb(work, paper))
    [log] = by(store, supervisor, lambda work: work.find(PrintLog))
    assert log.secret_level == 4
    assert by(store, supervisor, lambda work: work.find(IssuedPaper)) == []
    asked = select(AuditEntry.action).where(AuditEntry.record_id == report)
    assert reports.PRINTED in by(store, supervisor, lambda work: work.session.scalars(asked).all())
    again = store.read(
        lambda work: paper_subjects.subject(work, report, the_press().places), supervisor
    )
    assert again.offers == ()


def test_what_is_not_sent_is_not_printed(store: Store, director: Actor, supervisor: Actor):
    report = by(store, director, reports.begin_report).id
    with pytest.raises(Refused, match="还没有提交，不能打印"):
        rendered(store, supervisor, report)
