"""儿童主任: every village has a row; who is appointed is that village's from then on."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.errors import Refused
from app.models.account import Account
from app.models.audit import AuditEntry
from app.services import child_directors
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import VILLAGE, an_actor
from tests.unit.services.conftest import Click, the_divisions

VALUES = {"name": "吴主任", "phone": "13900000001", "appointed_on": date(2026, 3, 1)}

_NOTED = select(AuditEntry).where(AuditEntry.action == "user:account:dismiss")


def test_villages_without_one_stand_first_and_one_appointed_takes_its_place(do: Click):
    before = do(lambda work: child_directors.list_directors(work, the_divisions()))
    assert before
    assert all(each.is_missing for each in before)
    saved = do(lambda work: child_directors.appoint(work, VILLAGE, VALUES))
    after = do(lambda work: child_directors.list_directors(work, the_divisions()))
    assert len(after) == len(before)
    last = after[-1]
    assert (last.id, last.name, last.village_code) == (saved.id, "吴主任", VILLAGE)
    assert do(lambda work: work.get(Account, saved.id.partition("/")[0]).role) == "6"


def test_who_is_dismissed_leaves_the_village_without(do: Click):
    saved = do(lambda work: child_directors.appoint(work, VILLAGE, VALUES))
    with pytest.raises(Refused, match="原因"):
        do(lambda work: child_directors.dismiss(work, saved.id, " "))
    do(lambda work: child_directors.dismiss(work, saved.id, "换届"))
    rows = do(lambda work: child_directors.list_directors(work, the_divisions()))
    assert rows
    assert all(each.is_missing for each in rows)


def test_the_training_is_written_beside_the_person(do: Click):
    saved = do(lambda work: child_directors.appoint(work, VILLAGE, VALUES))
    do(lambda work: child_directors.put(work, saved.id, {"trained_on": date(2026, 4, 1)}))
    file = do(lambda work: child_directors.director_file(work, saved.id))
    assert file.record is not None
    assert file.record.text("trained_on") == "2026年4月1日"


def test_who_serves_two_villages_leaves_one_and_keeps_the_other(do: Click):
    saved = do(lambda work: child_directors.appoint(work, VILLAGE, VALUES))
    other = "500231102202"

    def serve_both(work: UnitOfWork) -> None:
        work.get(Account, saved.id.partition("/")[0]).villages = [VILLAGE, other]

    do(serve_both)
    rows = do(lambda work: child_directors.list_directors(work, the_divisions()))
    ids = [each.id for each in rows if not each.is_missing]
    assert len(set(ids)) == 2
    [left] = [each for each in ids if each.endswith(other)]
    assert do(lambda work: child_directors.director_file(work, left)).village_code == other
    do(lambda work: child_directors.dismiss(work, left, " 换届 "))
    [noted] = do(lambda work: work.session.scalars(_NOTED).all())
    assert (noted.noun, noted.record_id) == ("account", saved.id.partition("/")[0])
    assert noted.detail == "换届"
    after = do(lambda work: child_directors.list_directors(work, the_divisions()))
    assert [each.village_code for each in after if not each.is_missing] == [VILLAGE]
    do(lambda work: child_directors.dismiss(work, saved.id, "换届"))
    with pytest.raises(Refused):
        do(lambda work: work.get(Account, saved.id.partition("/")[0]))


def test_an_account_of_another_post_is_not_put_or_dismissed_here(do: Click):
    account = do(lambda work: work.add(Account(name="钱主任", role="3")).id)
    with pytest.raises(Refused, match="不是儿童主任") as put:
        do(lambda work: child_directors.put(work, account, {"name": "甲"}))
    with pytest.raises(Refused, match="不是儿童主任") as dismissed:
        do(lambda work: child_directors.dismiss(work, account, "换届"))
    assert {put.value.code, dismissed.value.code} == {"not_director"}


def test_a_village_must_be_chosen(do: Click):
    with pytest.raises(Refused) as refused:
        do(lambda work: child_directors.appoint(work, "500231102", VALUES))
    assert refused.value.code == "village_missing"


def test_an_assistant_may_look_and_not_appoint(store: Store):
    assistant = an_actor(role="4")
    rows = store.read(lambda work: child_directors.list_directors(work, the_divisions()), assistant)
    assert rows
    with pytest.raises(Refused) as refused:
        store.perform(lambda work: child_directors.appoint(work, VILLAGE, VALUES), assistant)
    assert refused.value.code == "not_permitted"
