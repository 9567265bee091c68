"""What a case comes to in a month: from the month it begins to the month before it was stopped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.months import month_of
from app.models.assistance_case import AssistanceCase
from app.services.pay_due import IN_PAY, due_of_case

MONTHS = st.dates(date(2024, 1, 1), date(2028, 12, 31)).map(month_of)


@given(MONTHS, MONTHS, MONTHS, st.sampled_from(("STOPPED", "TERMINATED")))
def test_a_case_that_is_over_is_due_in_each_month_before_it_ended_and_in_no_other(
    begun: date, ended: date, month: date, state: str
):
    case = AssistanceCase(
        state=state, benefit_from_month=begun, ended_from=ended, total_month=Decimal(900)
    )
    assert (due_of_case(case, month) == 900) == (begun <= month < ended)


@given(MONTHS, st.sampled_from((*IN_PAY, "STOPPED", "REFUSED", "DRAFT")))
def test_a_case_that_did_not_say_when_it_ended_is_due_while_it_is_in_pay(month: date, state: str):
    case = AssistanceCase(state=state, total_month=Decimal(900))
    assert (due_of_case(case, month) == 900) == (state in IN_PAY)


def test_who_was_stopped_after_a_fade_is_not_due_between_the_two():
    case = AssistanceCase(
        state="STOPPED",
        valid_to=date(2026, 10, 31),
        ended_from=date(2027, 1, 1),
        total_month=Decimal(900),
    )
    months = [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)]
    assert [due_of_case(case, each) for each in months] == [900, 0, 0]
