"""Certificates: from the confirmed case, numbered once, replaced when lost, asked back when it ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.issued_paper import IssuedPaper
from app.printing.certificates import CERTIFICATES
from app.services import paper_recalls, paper_register, papers, shipped
from app.services.papers import RenderedPaper
from app.services.press import Press
from app.storage.unit_of_work import UnitOfWork
from tests import factories
from tests.stores import NOW
from tests.unit.printing.looking import texts_of
from tests.unit.services.conftest import Click

SCHEMES = {"1": ("E-09-2", "E-09-3"), "2": ("E-10", "E-10-2"), "6": ("E-18-2", "E-18-3")}
OF = [(scheme, code) for scheme, codes in SCHEMES.items() for code in codes]


@cache
def the_press() -> Press:
    return shipped.press(NOW.date())


def a_case(work: UnitOfWork, scheme: str = "1", **fields: Any) -> AssistanceCase:
    household = factories.a_household(work)
    given: dict[str, Any] = {
        "scheme": scheme,
        "state": "ACTIVE",
        "case_kind": "1",
        "decision_date": date(2026, 11, 20),
        "benefit_from_month": date(2026, 12, 1),
        "total_month": Decimal("1130"),
        "benefit_amount": Decimal("990"),
        "topup_amount": Decimal("140"),
    }
    if scheme == "6":
        child = factories.a_child(work, categories=["1"], main_category="1")
        given["person_id"] = child.person_id
    return factories.a_case(work, household, **(given | fields))


def text(paper: RenderedPaper) -> str:
    return "".join("".join(texts_of(paper.pdf)).split())


def out(work: UnitOfWork, case: AssistanceCase, code: str, **how: Any) -> RenderedPaper:
    paper = papers.render(work, the_press(), code, case.id)
    papers.log_print(work, paper, printer="办公室", **how)
    return paper


@pytest.mark.parametrize(("scheme", "code"), OF)
def test_a_confirmed_case_is_offered_its_certificate_and_card_and_no_others(
    do: Click, scheme: str, code: str
):
    def offered(work: UnitOfWork) -> list[str]:
        case = a_case(work, scheme)
        return [one.code for one in papers.papers_of(work, case.household_id or "")]

    found = do(offered)
    assert code in found
    assert CERTIFICATES.intersection(found) == set(SCHEMES[scheme])


def test_a_childs_page_offers_its_certificate(do: Click):
    def offered(work: UnitOfWork) -> list[str]:
        case = a_case(work, "6")
        child = papers.paper_certificates.find_child(work, case.person_id)
        assert child is not None
        return [one.code for one in papers.papers_of_child(work, child.id)]

    assert {"E-18-2", "E-18-3"} <= set(do(offered))


@pytest.mark.parametrize(("scheme", "code"), OF)
@pytest.mark.parametrize("state", ["ACCEPTED", "REFUSED", "STOPPED", "TERMINATED"])
def test_what_is_not_or_no_longer_confirmed_gets_no_certificate(
    do: Click, scheme: str, code: str, state: str
):
    with pytest.raises(Refused) as caught:
        do(
            lambda work: papers.render(
                work, the_press(), code, a_case(work, scheme, state=state).id
            )
        )
    assert caught.value.code == "certificate_premature"


def test_a_certificate_says_who_what_and_since_when(do: Click):
    said = text(do(lambda work: papers.render(work, the_press(), "E-09-2", a_case(work).id)))
    for word in ("￥1130.00", "壹仟壹佰叁拾元整", "2026年12月起", "2026年11月20日", "本人"):
        assert word in said


def test_on_a_printed_booklet_only_what_is_filled_in_is_printed(do: Click):
    def both(work: UnitOfWork) -> tuple[RenderedPaper, RenderedPaper]:
        case = a_case(work)
        press = the_press()
        whole = papers.render(work, press, "E-09-2", case.id)
        return whole, papers.render(work, press, "E-09-2", case.id, is_filling=True)

    whole, filled = do(both)
    assert "户主姓名" in text(whole)
    assert "户主姓名" not in text(filled)
    assert "最低生活保障证" not in text(filled)
    assert "￥1130.00" in text(filled)
    assert (whole.number, whole.content_hash) == (filled.number, filled.content_hash)
    assert whole.number in text(filled)


def test_what_stands_for_a_lost_one_has_a_number_that_says_so(do: Click):
    def lose(work: UnitOfWork) -> tuple[list[str], list[IssuedPaper]]:
        case = a_case(work, valid_to=date(2027, 11, 30))
        numbers = [out(work, case, "E-09-2").number]
        for _ in range(2):
            line = next(one for one in paper_register.issued(work) if one.state == "1")
            paper_register.report_lost(work, line.id, "户主说遗失")
            numbers.append(out(work, case, "E-09-2").number)
        return numbers, work.find(IssuedPaper, order_by=(IssuedPaper.rowid_,))

    numbers, lines = do(lose)
    assert [number[-2:] for number in numbers[1:]] == ["补1", "补2"]
    assert [line.replaces_id for line in lines] == [None, lines[0].id, lines[1].id]
    assert {line.valid_to for line in lines} == {date(2027, 11, 30)}


def test_a_booklet_and_its_card_are_both_asked_back_when_the_support_stops(do: Click):
    def stop(work: UnitOfWork) -> list[tuple[str, str]]:
        case = a_case(work)
        for code in SCHEMES["1"]:
            out(work, case, code)
        assert paper_recalls.to_recall(work) == ()
        case.state = "STOPPED"
        return [(one.line.paper, one.why) for one in paper_recalls.to_recall(work)]

    assert do(stop) == [("E-09-2", "ended"), ("E-09-3", "ended")]


def test_a_certificate_whose_time_is_over_is_asked_back(do: Click):
    def expire(work: UnitOfWork) -> list[str]:
        out(work, a_case(work, valid_to=date(2026, 1, 31)), "E-09-2")
        return [one.why for one in paper_recalls.to_recall(work)]

    assert do(expire) == ["expired"]
