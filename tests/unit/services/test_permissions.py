"""Who may do what: default deny, and no verb without a permission of its own."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import app.services
from app.domain import codes
from app.domain.permissions import ACTOR_OF, TABLE, Action, may, require
from app.domain.workflow import ACTORS
from app.errors import Refused
from app.services import household_file, records
from app.services.permitted import action_of
from app.storage.actor import Actor
from app.storage.store import Store
from tests.factories import a_household
from tests.stores import an_actor
from tests.unit.services.conftest import Click


def verbs() -> Iterator[tuple[str, Any]]:
    """Public functions of the services that take a unit of work: what somebody can do."""
    for module in pkgutil.iter_modules(app.services.__path__, "app.services."):
        found = importlib.import_module(module.name)
        for name, value in vars(found).items():
            if name.startswith("_") or not inspect.isfunction(value):
                continue
            first = next(iter(inspect.signature(value).parameters), "")
            if value.__module__ == module.name and first == "work":
                yield f"{module.name}.{name}", value


INNER = {
    "app.services.case_surveys.tell_cases": "names a survey to its applications, for visits.finish",
    "app.services.report_keys.known_readers": "whom the county named, for report_keys",
    "app.services.report_keys.hand_on": "keys of a report to its readers, for mandatory_reports",
    "app.services.report_keys.is_out_of_reach": "whether anybody can open it, for mandatory_reports",
    "app.services.report_keys.letters_to": "letters to this vault, for report_keys",
    "app.services.paper_report": "fills E-24, for papers: opens the report by open_report",
    "app.services.report_keys.unsealed": "opens a report, for mandatory_reports: unseal asks leave",
    "app.services.export_values.value_lines": "history, conflicts and quarantine, for exports",
    "app.services.people.revealed": "a masked number, for people.reveal and register_people",
    "app.services.review_meetings.votes_of": "what a meeting said of each, for paper_family",
    "app.services.seal_uses.uses_of": "the stampings of papers, for paper_recalls",
    "app.services.aid.asked_by": "what a case asks, for aid and aid_trial",
    "app.services.aid.keep_working": "a result in its case, for aid, steps and standard_rise",
    "app.services.aid_facts": "a household as the rules look at it, for aid",
    "app.services.aid_look": "a case as its guards look at it, for aid",
    "app.services.pay_due": "who gets money by what was decided, for pay_runs",
    "app.services.pay_runs.paid_by_month": "what was paid, for pay_runs and indicators",
    "app.services.practice_reports.fill": "what the office reported before, for practice",
    "app.services.townships.require_township": "whose ledger it is, for pay_runs and relief_fund",
    "app.services.child_aid": "a child as the rules look at it, for aid and its guards",
    "app.services.relief_fund.balance_of": "what the fund holds, for the guards of a case",
    "app.services.relief_fund.paid_for": "what the fund paid for a case, for its steps",
    "app.services.relief_fund.pay_from": "a line of the ledger by a step of a case",
    "app.services.relief_fund.take_back": "a line of the ledger by a step of a case",
    "app.services.relief_guards": "a need as its guards look at it, for relief and its steps",
    "app.services.case_surveys": "which cases a visit is the survey of, for visits",
    "app.services.aid_steps.acts_as": "as whom somebody takes steps, for aid_steps",
    "app.services.aid_steps.has_handled": "who may not decide, for aid_steps",
    "app.services.paper_approval": "what E-07 says, for papers",
    "app.services.paper_calculation": "what E-36 says, for papers",
    "app.services.pay_price": "who gets the price subsidy, for pay_runs",
    "app.services.paper_application": "what E-01 and E-02 say, for papers",
    "app.services.paper_certificates": "what certificates say, for papers",
    "app.services.paper_child_care": "what E-21 to E-23 say, for papers",
    "app.services.paper_children": "what E-18, E-19, E-20 and E-34 say, for papers",
    "app.services.paper_economic_check": "what E-04 says, for papers",
    "app.services.paper_notice": "what E-08 and E-08b say, for papers",
    "app.services.paper_offers": "which papers there are, for papers.papers_of",
    "app.services.paper_family": "what E-03, E-05, E-14, E-15 and E-35 say, for papers",
    "app.services.paper_head": "what every sheet begins with, for papers",
    "app.services.paper_payment": "what E-31 and E-31b say, for papers",
    "app.services.paper_reads": "asks what a paper shows, for papers.render",
    "app.services.paper_register.headed": "what stands at the head of every paper, for papers",
    "app.services.paper_register.number_for": "the next number, for papers",
    "app.services.paper_register.standing": "a paper's number, for papers",
    "app.services.paper_register.own_mark": "this laptop's range, for papers",
    "app.services.paper_register.is_unconfirmed": "whether the county has it, for papers",
    "app.services.paper_register.claim": "takes a number, for papers.claim",
    "app.services.paper_register.count_copies": "counts what went out, for papers.log_print",
    "app.services.paper_registers": "what E-28, E-29, E-30 and E-32 say, for papers",
    "app.services.paper_recalls.sheet": "what R-01 says, for papers.render_recalls",
    "app.services.visit_plan.sheet": "what W-01 says, for papers.render_visit_plan",
    "app.services.paper_relief": "what E-13 says, for papers",
    "app.services.paper_rescue": "what E-25 to E-27b say, for papers",
    "app.services.paper_review": "what E-16 says, for papers",
    "app.services.paper_served": "what E-06, E-06b, E-09 and E-17 say, for papers",
    "app.services.paper_tekun": "what E-07-2, E-10a, E-11 and E-12 say, for papers",
    "app.services.practice_relief.fill": "temporary relief of the practice county, for practice",
    "app.services.practice_colleagues.appoint": "who works in the practice county, for practice",
    "app.services.practice_year.fill": "the year's money of the practice county, for practice",
    "app.services.paper_month": "what E-33 says, for papers",
    "app.services.practice_registers.fill": "the registers of the practice county, for practice",
    "app.services.practice_mark.is_practice": "whose people are invented, for papers",
    "app.services.paper_visit": "what V-01 says, for papers and visit_exports",
    "app.services.press": "what papers share, for papers",
    "app.services.drafts.draft_of": "a draft, for drafts and visits",
    "app.services.drafts.drop": "the end of a draft, for drafts and visits",
    "app.services.drafts.filling_of": "a filling, for drafts and visits",
    "app.services.drafts.opened": "a draft for a window, for drafts and draft_versions",
    "app.services.drafts.take_step": "one step of a draft, for drafts and draft_versions",
    "app.services.drafts.household_title": "whose household it is, for drafts and visits",
    "app.services.known_facts": "what a form may ask for, for drafts",
    "app.services.outcome_records": "the records a form's targets mean, for drafts and visits",
    "app.services.outcome_acts": "what a form does in the registers, for visit_outcomes",
    "app.services.outcome_fields": "what a form changes in the files, for visit_outcomes",
    "app.services.outcome_tasks": "the tasks of a form, for visit_outcomes",
    "app.services.visit_outcomes.changes_after": "what a visit left undone, for visit_changes",
    "app.services.visit_outcomes.move_on": "what a finished visit moves on, for visits",
    "app.services.visits.photos_of": "a visit's pictures, for visits and papers",
    "app.services.visits.signatures_of": "a visit's signatures, for visits and papers",
    "app.services.dependents": "parts and places of records, for records.write",
    "app.services.import_facts": "what a plan needs to know, for imports.plan",
    "app.services.reach": "asks whose villages these are, for other verbs",
    "app.services.store_rules": "rules that ask the store, for records.write",
    "app.services.naming": "what to call a record, for conflicts and inbox",
    "app.services.history.line": "one line of a history, for audit and history",
    "app.services.history.names_of": "names of accounts, for audit and history",
    "app.services.households.free_number": "a number, for add_household",
    "app.services.published_forms.keep": "puts a bundle into the store, for publish and receive",
    "app.services.import_kept.keep": "what an import leaves over, for imports.commit",
    "app.services.children.home_of": "where a child lives, for verbs about registers",
    "app.services.people.with_number": "who has a number, for verbs that asked",
    "app.services.search.hits": "whom a text finds, for verbs that asked",
    "app.services.records.json_of": "a record as JSON, for verbs that asked",
    "app.services.children.open_child": "a child in the registers, for verbs about children",
    "app.services.children.plan_next": "when a child is seen next, for verbs about children",
    "app.services.children.put_risk": "a risk level, for verbs about children",
    "app.services.child_file.standing_of": "how late a visit is, for child_file and child_list",
    "app.services.exclusions": "what cannot be at the same time, for other verbs",
    "app.services.person_merge.join_files": "two files of one person, for verbs that asked",
    "app.services.rescues.search_of": "the search for the family, for rescues and its steps",
    "app.services.returns.enter_from_station": "an entry by a return home, for rescue_steps",
    "app.services.returns.has_been_called_at": "a guard, for rescue_steps",
    "app.services.records.write": "checks and writes, for verbs that asked",
}
"""What takes a unit of work and is nobody's click: only other verbs call it, and why."""


def test_every_verb_names_its_permission():
    silent = [
        name
        for name, verb in verbs()
        if action_of(verb) is None and name not in INNER and name.rpartition(".")[0] not in INNER
    ]
    assert silent == []


def test_every_exception_is_still_there():
    names = {name for name, _ in verbs()}
    modules = {name.rpartition(".")[0] for name in names}
    assert INNER.keys() <= names | modules


def test_every_action_has_a_row_and_only_known_roles():
    assert set(TABLE) == set(Action)
    named = {role for row in TABLE.values() for role in row.roles.split()}
    assert named == set(codes.ROLE.labels)


def test_everybody_may_do_something_and_nobody_everything():
    for role, _ in codes.ROLE:
        allowed = [action for action in Action if may(role, action)]
        assert 0 < len(allowed) < len(Action)


@pytest.mark.parametrize("role", ["", "village_aide", "10", "root"])
def test_an_unknown_role_may_nothing(role: str):
    assert [action for action in Action if may(role, action)] == []


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        (Action.HOUSEHOLD_WRITE, "24"),
        (Action.BANK_READ, "1239"),
        (Action.BANK_WRITE, "2"),
        (Action.CASE_DECIDE, "13"),
        (Action.PAYMENT_WRITE, "12"),
        (Action.CHILD_READ, "123569"),
        (Action.CHILD_WRITE, "56"),
        (Action.BIOMETRIC_READ, "17"),
        (Action.VAGRANT_WRITE, "7"),
    ],
)
def test_the_access_matrix_of_the_trade_holds(action: Action, allowed: str):
    assert {role for role, _ in codes.ROLE if may(role, action)} == set(allowed)


def test_who_enters_a_case_does_not_decide_it():
    both = [
        role
        for role, _ in codes.ROLE
        if may(role, Action.CASE_WRITE) and may(role, Action.CASE_DECIDE)
    ]
    assert both == []


def test_a_refusal_says_whom_to_ask():
    with pytest.raises(Refused, match="民政办经办") as refused:
        require("9", Action.BANK_WRITE)
    assert refused.value.code == "not_permitted"


def test_every_role_acts_as_somebody_the_workflows_know():
    assert set(ACTOR_OF.values()) <= set(ACTORS)
    assert set(ACTOR_OF) <= set(codes.ROLE.labels)


def test_an_auditor_reads_and_does_not_write(store: Store, do: Click):
    household_id = do(lambda work: a_household(work).id)
    auditor = an_actor(role="9", village_codes=None)
    file = store.read(lambda work: household_file.household_file(work, household_id), auditor)
    assert file.id == household_id
    with pytest.raises(Refused) as refused:
        store.perform(lambda work: records.put(work, "household", {}, household_id), auditor)
    assert refused.value.code == "not_permitted"


def test_another_village_is_out_of_reach(store: Store, do: Click, assistant: Actor):
    household_id = do(lambda work: a_household(work, village_code="500231102202").id)
    with pytest.raises(Refused) as refused:
        store.read(lambda work: household_file.household_file(work, household_id), assistant)
    assert refused.value.code == "out_of_reach"
