"""Numbers that never collide, the register of what went out, and what is asked back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.paper_numbers import LETTERS, MARK_LENGTH, NumberPattern, mark_of
from app.errors import Refused, Unreadable
from app.models.assistance_case import AssistanceCase
from app.models.household import Household
from app.models.issued_paper import IssuedPaper
from app.models.local import InboxEntry
from app.printing.signer import Signer
from app.security.signatures import DeviceKeys
from app.services import paper_recalls, paper_register, papers, seal_uses, shipped
from app.services.papers import RenderedPaper
from app.services.press import Press
from app.storage.actor import Actor
from app.storage.restoring import restore
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests import factories
from tests.stores import NOW, a_store, an_actor, cheap_keys, open_again
from tests.unit.printing.looking import texts_of
from tests.unit.services.conftest import Click

PATTERN = NumberPattern.of("{表}-{年}-{镇}-{机}-{序}")


@cache
def keys(seed: int = 0) -> DeviceKeys:
    del seed
    return DeviceKeys.generate()


@cache
def the_press(seed: int = 0) -> Press:
    signer = Signer.of(keys(seed).signing_public, keys(seed).sign)
    return shipped.press(NOW.date(), signer)


def a_case(work: UnitOfWork, **fields: Any) -> str:
    household = factories.a_household(work, number=1 + len(work.find(Household)))
    given: dict[str, Any] = {"state": "ACTIVE", "case_kind": "1", "apply_date": date(2026, 11, 2)}
    return factories.a_case(work, household, **(given | fields)).id


def seen(work: UnitOfWork, case_id: str, code: str = "E-07", seed: int = 0) -> RenderedPaper:
    return papers.render(work, the_press(seed), code, case_id)


def out(work: UnitOfWork, case_id: str, code: str = "E-07", **how: Any) -> RenderedPaper:
    """A paper of a case, printed."""
    paper = seen(work, case_id, code)
    papers.log_print(work, paper, printer="办公室", **how)
    return paper


def refusal(do: Click, verb: Callable[[UnitOfWork], object]) -> str:
    with pytest.raises(Refused) as caught:
        do(verb)
    assert caught.value.code
    return caught.value.code


# -- numbers -------------------------------------------------------------------------------------


@given(
    st.tuples(st.sampled_from(["E-07", "E-27b-5"]), st.integers(2026, 2040)),
    st.lists(
        st.tuples(
            st.text(LETTERS, min_size=MARK_LENGTH, max_size=MARK_LENGTH), st.integers(1, 99_999)
        ),
        min_size=2,
        max_size=5,
        unique=True,
    ),
)
def test_two_marks_or_two_places_in_a_range_never_give_one_number(
    what: tuple[str, int], ranges: list[tuple[str, int]]
):
    numbers = {PATTERN.number(*what, "102", mark, serial) for mark, serial in ranges}
    assert len(numbers) == len(ranges)


@pytest.mark.parametrize(
    "text",
    [
        "{表}-{年}-{序}",
        "{表}{年}{机}",
        "{表}{年}{机}{序}{序}",
        "{表}{年}{机}{序}{县}",
        "{",
        "{表}{年}{机}{序}" + "民" * 30,
    ],
)
def test_a_pattern_that_could_give_a_number_twice_is_refused(text: str):
    with pytest.raises(Unreadable) as caught:
        NumberPattern.of(text)
    assert caught.value.code == "paper_number_pattern"


def test_a_mark_is_of_letters_nobody_misreads_and_others_have_another():
    marks = {mark_of(f"019ab000-0000-7000-8000-{number:012d}") for number in range(500)}
    assert len(marks) == 500
    assert all(len(mark) == MARK_LENGTH and set(mark) <= set(LETTERS) for mark in marks)


def test_a_preview_takes_no_number_and_a_printing_does(do: Click):
    one, other = do(a_case), do(a_case)
    first = do(lambda work: seen(work, one))
    assert do(lambda work: seen(work, other)).number == first.number
    do(lambda work: papers.log_print(work, first, printer="办公室"))
    second = do(lambda work: seen(work, other))
    assert second.number == first.number[:-4] + "0002"
    assert first.number in "".join(texts_of(first.pdf))


def test_a_paper_keeps_its_number_and_each_kind_counts_for_itself(do: Click):
    case = do(a_case)
    number = do(lambda work: out(work, case)).number
    assert do(lambda work: seen(work, case)).number == number
    assert do(lambda work: seen(work, case, "E-01")).number.endswith("0001")


def test_a_number_that_was_used_since_the_preview_is_not_used_again(do: Click):
    one, other = do(a_case), do(a_case)
    stale = do(lambda work: seen(work, one))
    do(lambda work: out(work, other))
    assert refusal(do, lambda work: papers.log_print(work, stale)) == "number_taken"


@pytest.fixture
def two_laptops(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two laptops with the same records, as a backup gives them; they do not see each other."""
    first = a_store(tmp_path / "one")
    backup = first.backup()
    (tmp_path / "two").mkdir()
    path = tmp_path / "two" / "store.db"
    restore(backup.path, path, cheap_keys(), now=NOW, new_id=first.new_id)
    second = open_again(path)
    yield first, second
    second.close()
    first.close()


def test_two_laptops_without_network_never_give_the_same_number(
    two_laptops: tuple[Store, Store], clerk: Actor
):
    numbers: list[str] = []
    for store in two_laptops:
        for _ in range(3):
            case = store.perform(a_case, clerk)[0]
            numbers.append(store.perform(lambda work, case=case: out(work, case), clerk)[0].number)
    assert len(set(numbers)) == 6


def test_a_mark_under_which_somebody_else_signs_is_given_up(do: Click):
    case = do(a_case)
    mark = do(lambda work: seen(work, case)).mark

    def come(work: UnitOfWork) -> None:
        paper = out(work, case)
        row = work.find(IssuedPaper)[0]
        row.signer = "somebodyels"
        assert paper.mark == mark

    do(come)
    assert do(lambda work: paper_register.own_mark(work, the_press().signer_key)) != mark


# -- the register --------------------------------------------------------------------------------


def test_the_register_counts_copies_and_a_reprint_needs_a_reason(do: Click):
    case = do(lambda work: a_case(work))
    do(lambda work: out(work, case, copies=2))
    assert refusal(do, lambda work: out(work, case)) == "reprint_reason_missing"
    do(lambda work: out(work, case, purpose="第一份污损"))
    line = do(lambda work: paper_register.issued(work))[0]
    assert (line.copies, line.state) == (3, "1")


def test_a_draft_is_printed_again_without_a_reason(do: Click):
    case = do(lambda work: a_case(work, state="REVIEW"))
    do(lambda work: out(work, case))
    do(lambda work: out(work, case))
    assert [line.copies for line in do(lambda work: paper_register.issued(work))] == [2]


def test_what_was_withdrawn_is_on_the_recall_list_until_it_is_back(do: Click):
    case = do(a_case)
    number = do(lambda work: out(work, case)).number
    line = do(lambda work: paper_register.issued(work))[0]
    assert refusal(do, lambda work: paper_register.withdraw(work, line.id, " ")) == "reason_missing"
    do(lambda work: paper_register.withdraw(work, line.id, "金额写错"))
    assert [(one.why, one.reason) for one in do(paper_recalls.to_recall)] == [
        ("withdrawn", "金额写错")
    ]
    assert do(lambda work: seen(work, case)).number != number
    do(lambda work: paper_register.settle(work, line.id, "已交回"))
    assert do(paper_recalls.to_recall) == ()
    assert (
        refusal(do, lambda work: paper_register.withdraw(work, line.id, "再来一次"))
        == "paper_not_in_force"
    )


def test_a_number_of_which_nothing_went_out_is_just_void(do: Click):
    case = do(a_case)
    line = do(lambda work: papers.claim(work, seen(work, case)))
    assert do(lambda work: paper_register.withdraw(work, line, "卡纸")).state == "4"
    assert do(paper_recalls.to_recall) == ()


def test_what_the_county_refused_later_is_on_the_recall_list(do: Click):
    case = do(a_case)
    do(lambda work: out(work, case))

    def refuse(work: UnitOfWork) -> None:
        entry = InboxEntry(
            id=work.new_id(),
            kind="refused",
            code="scope",
            noun="assistance_case",
            record_id=case,
            about={},
            arrived_at=work.now,
        )
        work.session.add(entry)

    do(refuse)
    assert [one.why for one in do(paper_recalls.to_recall)] == ["refused"]


def test_of_two_papers_about_the_same_thing_the_later_is_on_the_recall_list(do: Click):
    case = do(a_case)
    do(lambda work: out(work, case))

    def arrive(work: UnitOfWork) -> str:
        mine = work.find(IssuedPaper)[0]
        values = {note: getattr(mine, note) for note in ("paper", "about_noun", "about_id", "year")}
        theirs = IssuedPaper(
            **values, number="E07-2026-102-000000-0001", copies=1, issued_at=work.now
        )
        return work.add(theirs).id

    theirs = do(arrive)
    assert [(one.line.id, one.why) for one in do(paper_recalls.to_recall)] == [(theirs, "twice")]


def test_two_papers_with_one_number_are_noticed(do: Click):
    one, other = do(a_case), do(a_case)
    number = do(lambda work: out(work, one)).number

    def arrive(work: UnitOfWork) -> None:
        work.add(
            IssuedPaper(paper="E-07", number=number, about_id=other, copies=1, issued_at=work.now)
        )

    do(arrive)
    assert [one.why for one in do(paper_recalls.to_recall)] == ["same_number"]


def test_a_certificate_is_asked_back_when_what_it_certifies_ends(do: Click):
    case = do(lambda work: a_case(work, decision_date=date(2026, 11, 10)))
    do(lambda work: out(work, case, "E-09"))
    do(lambda work: out(work, case, "E-01"))
    assert do(paper_recalls.to_recall) == ()

    def stop(work: UnitOfWork) -> None:
        work.get(AssistanceCase, case).state = "STOPPED"

    do(stop)
    assert [(one.line.paper, one.why) for one in do(paper_recalls.to_recall)] == [("E-09", "ended")]


def sent_all(work: UnitOfWork) -> None:
    """As if the county had acknowledged everything."""
    work.driver.execute("DELETE FROM outbox")


# -- the county ----------------------------------------------------------------------------------


def test_a_paper_says_while_the_county_has_not_got_what_it_is_made_from(do: Click):
    case = do(a_case)
    before = do(lambda work: seen(work, case))
    assert "底稿：未经县局确认" in "".join("".join(texts_of(before.pdf)).split())
    do(sent_all)
    after = do(lambda work: seen(work, case))
    assert "未经县局确认" not in "".join("".join(texts_of(after.pdf)).split())
    assert after.content_hash == before.content_hash


def test_an_assistant_of_another_village_does_not_see_the_line(do: Click, store: Store):
    do(lambda work: out(work, a_case(work)))
    elsewhere = an_actor(role="4", village_codes=("500231102999",))
    assert store.read(lambda work: paper_register.issued(work), elsewhere) == ()


# -- the whole register --------------------------------------------------------------------------


def test_behind_what_should_come_back_stands_everything_else(do: Click):
    one, other = do(a_case), do(a_case)
    do(lambda work: (out(work, one), out(work, other)))
    line = do(lambda work: paper_register.issued(work, about_id=one))[0]
    do(lambda work: paper_register.withdraw(work, line.id, "金额写错"))
    found = do(paper_recalls.register)
    assert [(each.line.about_id, each.why) for each in found] == [(one, "withdrawn"), (other, "")]
    assert all(each.whose for each in found)


def test_what_came_back_unasked_is_back(do: Click):
    case = do(a_case)
    do(lambda work: out(work, case))
    line = do(lambda work: paper_register.issued(work))[0]
    assert do(lambda work: paper_recalls.take_back(work, line.id, "户主已交回")).state == "3"
    assert refusal(do, lambda work: paper_recalls.take_back(work, line.id, "又")) == (
        "paper_not_in_force"
    )


def test_who_may_not_read_a_paper_is_not_told_whose_it_is(do: Click, store: Store):
    case = do(a_case)
    do(lambda work: out(work, case))
    line = do(lambda work: paper_register.issued(work))[0]
    do(lambda work: paper_register.withdraw(work, line.id, "金额写错"))
    director = an_actor(role="6", village_codes=None)
    found = store.read(paper_recalls.to_recall, director)
    assert [(one.line.number, one.whose) for one in found] == [(line.number, "")]


def test_the_recall_list_prints_what_it_says_and_takes_no_number(do: Click):
    case = do(a_case)
    do(lambda work: out(work, case))
    line = do(lambda work: paper_register.issued(work))[0]
    do(lambda work: paper_register.withdraw(work, line.id, "金额写错"))
    paper = do(lambda work: papers.render_recalls(work, the_press()))
    said = "".join("".join(texts_of(paper.pdf)).split())
    assert line.number in said
    assert "金额写错" in said
    assert do(lambda work: papers.claim(work, paper)) == ""


# -- seals -----------------------------------------------------------------------------------------


def line_for(work: UnitOfWork, case_id: str, **how: Any) -> str:
    _ = out(work, case_id, **how)
    return work.find(IssuedPaper)[0].id


def test_a_printed_paper_is_stamped_and_the_register_tells_by_which_seal(do: Click):
    line = do(lambda work: line_for(work, a_case(work), copies=2))
    use = do(lambda work: seal_uses.stamp(work, line, "1", 2, " 公示用 "))
    assert (use.seal_text, use.copies, use.purpose, use.at) == (
        "镇街公章", 2, "公示用", NOW,
    )  # fmt: skip
    do(lambda work: seal_uses.stamp(work, line, "2", 1))
    [row] = do(paper_recalls.register)
    assert [(one.seal_text, one.copies) for one in row.seals] == [
        ("民政办章", 1), ("镇街公章", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seal", "copies", "code"),
    [("9", 1, "seal_unknown"), ("1", 0, "copies_impossible"), ("1", 2, "copies_impossible")],
)
def test_no_more_is_stamped_than_went_out_and_with_a_seal_there_is(
    do: Click, seal: str, copies: int, code: str
):
    line = do(lambda work: line_for(work, a_case(work)))
    assert refusal(do, lambda work: seal_uses.stamp(work, line, seal, copies)) == code


def test_a_draft_or_a_paper_that_holds_no_longer_is_not_stamped(do: Click):
    draft = do(lambda work: line_for(work, a_case(work, state="SURVEY")))
    assert refusal(do, lambda work: seal_uses.stamp(work, draft, "1", 1)) == "paper_not_out"
    do(lambda work: paper_register.withdraw(work, draft, "重打"))
    assert refusal(do, lambda work: seal_uses.stamp(work, draft, "1", 1)) == "paper_not_in_force"
