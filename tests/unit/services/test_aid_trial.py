"""试算: the answer is that of the rules for facts that nobody saved, and nothing is saved by it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import Refused
from app.models.household import Household, Income, Member
from app.services import aid
from app.services.aid_trial import Trial, try_out
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_case, a_child, a_family, members_of
from tests.unit.services.conftest import Click, the_pack

PACK = the_pack()


@pytest.fixture
def home(do: Click) -> str:
    return do(lambda work: a_family(work, {}, {}, {}, monthly=900).id)


def tried(do: Click, home: str, trial: Trial) -> Decimal:
    return do(lambda work: try_out(work, PACK, home, "", trial)).total


def test_another_income_one_gone_or_one_more(do: Click, home: str):
    assert tried(do, home, Trial(income=Decimal(600))) == 1290
    assert tried(do, home, Trial(new=1)) == 1620
    gone = do(lambda work: members_of(work, work.get(Household, home))[1].person_id)
    assert tried(do, home, Trial(without=(gone,))) == 360


def test_nothing_is_saved_by_trying(do: Click, home: str):
    before = do(lambda work: aid.work_out(work, PACK, home))
    tried(do, home, Trial(income=Decimal(0), new=2))
    assert do(lambda work: aid.work_out(work, PACK, home)) == before
    assert len(do(lambda work: work.find(Income))) == 1


def test_trying_nothing_is_refused_with_what_to_do(do: Click, home: str):
    with pytest.raises(Refused, match="改收入") as refused:
        tried(do, home, Trial())
    assert refused.value.code == "trial_empty"


def test_a_child_s_case_is_tried_as_the_child_s_it_is(do: Click):
    def arrange(work: UnitOfWork) -> tuple[str, str]:
        family = a_family(work, {}, monthly=900)
        child = a_child(work, categories=["2"], household_id=family.id, live_kind="1")
        work.add(Member(household_id=family.id, person_id=child.person_id, counted=True))
        case = a_case(work, family, scheme="7", person_id=child.person_id)
        return family.id, case.id

    home, case = do(arrange)
    kept = do(lambda work: aid.work_out_case(work, PACK, case))
    tried = do(lambda work: try_out(work, PACK, home, case, Trial(income=Decimal(600))))
    assert (tried.scheme, tried.total, tried.missing) == (kept.scheme, kept.total, kept.missing)


def test_what_is_wanting_in_the_records_is_wanting_in_a_trial(do: Click, home: str):
    def arrange(work: UnitOfWork) -> None:
        work.find(Income)[0].monthly = None

    do(arrange)
    kept = do(lambda work: aid.work_out(work, PACK, home))
    tried = do(lambda work: try_out(work, PACK, home, "", Trial(new=1)))
    assert kept.missing
    assert set(kept.missing) <= set(tried.missing)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(low=st.integers(0, 3000), more=st.integers(0, 3000))
def test_more_income_never_tries_out_to_more_money(
    store: Store, do: Click, home: str, low: int, more: int
):
    less = tried(do, home, Trial(income=Decimal(low)))
    assert less >= tried(do, home, Trial(income=Decimal(low + more)))
