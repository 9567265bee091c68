"""The workflow tables: complete, sourced, and refusing what the law refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.codes import CASE_STATE
from app.domain.workflow import Workflow, actors_of
from app.errors import Refused
from tests.unit.domain.rules import shipped_pack

PACK = shipped_pack()
FLOWS = list(PACK.workflows.values())
DIBAO = PACK.workflow_of("1")
EVERYTHING_MET = frozenset(DIBAO.guards)

BEFORE_DECISION = (
    "DRAFT APPLIED SUPPLEMENT ACCEPTED CHECKING CHECK_FAIL SURVEY OPINION1 NOTICE OBJECTION "
    "SUBMITTED CONFIRM"
).split()

WRITTEN_RULE = """
DRAFT submit_application APPLIED
APPLIED accept ACCEPTED
APPLIED request_supplement SUPPLEMENT
SUPPLEMENT supplied ACCEPTED
SUPPLEMENT expire WITHDRAWN
APPLIED reject_obvious REFUSED
ACCEPTED send_check CHECKING
CHECKING check_ok SURVEY
CHECKING check_over CHECK_FAIL
CHECK_FAIL objection_with_proof CHECKING
CHECK_FAIL accept_result REFUSED
ACCEPTED start_survey SURVEY
SURVEY close_survey OPINION1
OPINION1 opinion_yes NOTICE
OPINION1 opinion_no SUBMITTED
NOTICE objection OBJECTION
OBJECTION reinvestigated OPINION1
OBJECTION reviewed OPINION1
NOTICE period_over SUBMITTED
SUBMITTED confirm_yes APPROVED
SUBMITTED confirm_no REFUSED
SUBMITTED return SURVEY
APPROVED first_pay ACTIVE
ACTIVE review_same ACTIVE
ACTIVE review_up ACTIVE
ACTIVE review_down ACTIVE
ACTIVE employed_over FADE
ACTIVE stop STOPPED
FADE stop STOPPED
"""


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_every_state_is_reachable_and_left_or_final(flow: Workflow) -> None:
    assert flow.reachable() == set(flow.states)
    for state in flow.states.values():
        assert state.final != bool(flow.steps_from(state.code))


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_every_row_has_a_source_and_every_guard_is_used(flow: Workflow) -> None:
    rows = (*flow.states.values(), *flow.transitions, *flow.guards.values())
    assert all(row.source for row in rows)
    assert {guard for each in flow.transitions for guard in each.requires} == set(flow.guards)


@pytest.mark.parametrize("row", WRITTEN_RULE.split("\n")[1:-1])
def test_the_table_holds_the_written_rule(row: str) -> None:
    state, action, to = row.split()
    assert DIBAO.step(state, action).to == to


def test_a_case_may_be_withdrawn_or_ended_anywhere_before_the_decision_and_nowhere_after() -> None:
    for state in DIBAO.states:
        actions = {each.action for each in DIBAO.steps_from(state)}
        assert {"withdraw", "refuse_cooperate"}.issubset(actions) == (state in BEFORE_DECISION)


def test_the_states_of_all_schemes_are_those_of_the_code_list() -> None:
    of_cases = [flow for flow in FLOWS if flow.id != "rescue"]
    assert {state for flow in of_cases for state in flow.states} == set(CASE_STATE.labels)


def test_nobody_gets_in_without_survey_and_confirmation() -> None:
    """民发〔2021〕57号: 已确认 only comes out of 审核确认, and never without 入户调查."""
    into_approved = {
        origin for each in DIBAO.transitions if each.to == "APPROVED" for origin in each.origins
    }
    assert into_approved == {"SUBMITTED", "CONFIRM"}
    kept = tuple(each for each in DIBAO.transitions if each.action != "close_survey")
    without_survey = replace(DIBAO, transitions=kept)
    assert "APPROVED" not in without_survey.reachable()


def test_a_refusal_names_everything_that_is_wanting() -> None:
    with pytest.raises(Refused) as refusal:
        DIBAO.move("DRAFT", "submit_application", actors={"village"}, met={"has_member"})
    assert refusal.value.facts["guards"] == ("application_signed", "consent_signed")
    assert "申请书；还没有签字的核对授权书。" in refusal.value.sentence


def test_a_step_is_for_those_who_may_take_it() -> None:
    with pytest.raises(Refused, match="由审核确认机关办理"):
        DIBAO.move("CONFIRM", "confirm_yes", actors=actors_of("township", "1"), met=EVERYTHING_MET)
    delegated = actors_of("township", PACK.text("decision_level"))
    assert DIBAO.move("CONFIRM", "confirm_yes", actors=delegated, met=EVERYTHING_MET) == "APPROVED"
    assert "decider" not in actors_of("village", "2")
    assert "decider" in actors_of("county", "2")


def test_an_impossible_step_says_what_is_possible() -> None:
    with pytest.raises(Refused, match="现在可以：提交申请、撤回申请、拒不配合，终止。"):
        DIBAO.move("DRAFT", "first_pay", actors={"county"}, met=EVERYTHING_MET)
    with pytest.raises(Refused, match="已办结"):
        DIBAO.step("REFUSED", "accept")
