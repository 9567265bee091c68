"""练习模式: a township of invented people, cases in every state, visits done and begun.

The real divisions, nobody real. The same seed on the same day makes the same township.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from app.domain.clock import CHINA
from app.domain.divisions import Division, Divisions
from app.domain.months import next_month
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.account import Account
from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.household import Asset, Expense, Household, Income, Member, Obligor
from app.models.person import Person
from app.models.visit import Visit
from app.services import (
    aid,
    drafts,
    practice_colleagues,
    practice_mark,
    practice_registers,
    practice_relief,
    practice_reports,
    practice_year,
)
from app.services.form_files import shipped_forms
from app.services.permitted import needs
from app.services.practice_people import SURNAMES, InventedFamily, Inventor
from app.services.shipped import divisions, rule_pack
from app.storage.unit_of_work import UnitOfWork

TOWNSHIP: Final = "500231102"
"""沙坪镇."""
HOUSEHOLDS: Final = 600
SEED: Final = 20261123
STATES: Final = (
    "ACCEPTED", "CHECKING", "SURVEY", "OPINION1", "NOTICE", "SUBMITTED", "DRAFT", "APPLIED",
    "SUPPLEMENT", "CHECK_FAIL", "OBJECTION", "WITHDRAWN",
)  # fmt: skip
"""Under way: every eighth case."""
MIGRATED_DAYS: Final = 150
"""Cases older than this were taken over from the office's lists."""
DRAFTS: Final = 2

Report = Callable[[int, int, str], None]


def silent(done: int, total: int, text: str) -> None:
    """Tell nobody how far it is."""
    del done, total, text


@needs(Action.HOUSEHOLD_WRITE)
def build(
    work: UnitOfWork,
    *,
    seed: int = SEED,
    count: int = HOUSEHOLDS,
    report: Report = silent,
) -> tuple[str, ...]:
    """Make ``count`` households of the township; their ids. ``report`` hears of each."""
    practice_mark.mark(work)
    places, pack = divisions(), rule_pack(work.today)
    villages = _villages(places)
    inventor = Inventor(seed, work.today)
    builder = _Builder(work, pack)
    first = villages[0]
    families = list(inventor.demo_families(first.code, first.short_name))
    for number in range(count):
        report(number + 1, count, "正在准备练习数据")
        village = villages[number % len(villages)]
        family = (
            families[number]
            if number < len(families)
            else inventor.family(
                village.code, village.short_name, is_urban=village.name.find("社区") >= 0
            )
        )
        builder.add(family, number)
    work.session.flush()
    with work.session.no_autoflush:  # hundreds of cases: written once, at the end
        builder.work_out_all()
    practice_registers.fill(work, pack, seed)
    _appoint(work, villages)
    work.session.flush()
    practice_colleagues.appoint(work, TOWNSHIP)
    work.session.flush()
    practice_year.fill(work, pack)
    practice_relief.fill(work)
    practice_reports.fill(work, pack)
    _begin_visits(work, places, builder.households[3 : 3 + DRAFTS])
    return tuple(builder.households)


class _Builder:
    """Turns invented families into records."""

    def __init__(self, work: UnitOfWork, pack: RulePack) -> None:
        self._work = work
        self._pack = pack
        self.households: list[str] = []
        self._cases: list[tuple[Household, AssistanceCase, str]] = []
        self._agreements = 0

    def add(self, family: InventedFamily, number: int) -> None:
        """One household with everything in it."""
        work = self._work
        where = {name: family.values[name] for name in ("org_code", "village_code")}
        household = work.add(Household(hh_no=_household_number(number), **family.values))
        ids = [
            work.add(Person(live_addr=household.live_addr, **where, **one.values)).id
            for one in family.people
        ]
        household.head_id = household.applicant_id = ids[0]
        for at, one in enumerate(family.people):
            self._put(Member, where, household_id=household.id, person_id=ids[at],
                      relation=one.relation, place_in_list=at)  # fmt: skip
        self._lines(Income, where, household, ids, family.incomes, "person_id")
        self._lines(Expense, where, household, ids, family.expenses, "person_id")
        self._lines(Asset, where, household, ids, family.assets, "owner_id")
        for one in family.obligors:
            self._put(Obligor, where, household_id=household.id, for_person_id=ids[0], **one)
        self.households.append(household.id)
        if family.scheme:
            self._case(household, ids[0], family, number)
        if number % 5 == 0:
            self._visit(household, family, number)

    def work_out_all(self) -> None:
        """What each household in a scheme comes to, and what was decided for it."""
        for household, case, layer in self._cases:
            self._decide(household, case, layer)

    def _decide(self, household: Household, case: AssistanceCase, layer: str) -> None:
        try:
            found = aid.record_working(self._work, self._pack, case.id)
        except Refused:
            return
        if case.state != "ACTIVE":
            return
        if not found.eligible or not found.total:
            is_edge = layer == "edge"
            case.state, case.decision = ("ACTIVE", "1") if is_edge else ("REFUSED", "2")
            household.class_now = "3" if is_edge else "0"
            case.benefit_from_month = None
            case.valid_to = household.next_review if is_edge else None
            return
        household.class_now = "2" if layer == "tekun" else "1"
        if layer == "tekun":
            self._agree(case)
        case.benefit_amount, case.topup_amount = found.benefit, found.top_up
        case.total_month = household.benefit_month = found.total
        case.decision, case.decision_level, case.benefit_mode = "1", "2", "1"
        household.benefit_from = case.benefit_from_month

    def _agree(self, case: AssistanceCase) -> None:
        """Somebody looks after who lives at home, by an agreement; every seventh has none yet."""
        self._agreements += 1
        if case.supply_mode == "2" or not self._agreements % 7:
            return
        start = case.decision_date or self._work.today
        case.agreement_no = f"照护{start.year}-{self._agreements:03d}"
        case.agreement_from, case.agreement_to = start, start + timedelta(days=730)
        case.caregiver_name = "邻居（练习）"

    def _case(
        self, household: Household, head_id: str, family: InventedFamily, number: int
    ) -> None:
        today = self._work.today
        under_way = number % 8 == 7 and family.scheme == "1"
        state = STATES[number // 8 % len(STATES)] if under_way else "ACTIVE"
        applied = today - timedelta(days=number % 20 if under_way else 70 + number * 53 % 610)
        layer = str(family.case["layer"])
        known = {name: value for name, value in family.case.items() if name != "layer"}
        is_edge = layer == "edge" and not under_way
        case = self._put(
            AssistanceCase,
            {"org_code": household.org_code, "village_code": household.village_code},
            case_no=f"{applied.year}{TOWNSHIP[6:]}{number + 1:05d}",
            household_id=household.id,
            person_id=head_id if family.scheme == "2" else None,
            scheme="3" if is_edge else family.scheme,
            apply_date=applied,
            apply_way="3",
            accept_date=applied + timedelta(days=1),
            state=state,
            state_since=applied + timedelta(days=2 if under_way else 30),
            **known,
        )
        if not under_way:
            self._decided(household, case, applied)
        self._cases.append((household, case, layer))

    def _decided(self, household: Household, case: AssistanceCase, applied: date) -> None:
        decided = applied + timedelta(days=28)
        case.first_opinion, case.first_opinion_date = (
            "符合条件，同意上报",
            applied + timedelta(days=14),
        )
        case.first_signer = "周经办"
        case.notice_from, case.notice_to = (
            applied + timedelta(days=15),
            applied + timedelta(days=22),
        )
        case.check_request_date, case.check_return_date = (
            applied + timedelta(days=2),
            applied + timedelta(days=9),
        )
        case.check_result, case.kin_filed = "1", False
        case.is_migrated = applied < self._work.today - timedelta(days=MIGRATED_DAYS)
        if not case.is_migrated:
            case.survey_visit_id = self._survey(household, applied + timedelta(days=10))
        case.decision_date = decided
        case.benefit_from_month = next_month(decided)
        household.review_cycle = "12"
        household.next_review = _next_review(decided, self._work.today)

    def _visit(self, household: Household, family: InventedFamily, number: int) -> None:
        day = self._work.today - timedelta(days=3 + number % 200)
        began = datetime.combine(day, time(9 + number % 7, number % 60), CHINA)
        head = family.people[0].values["name"]
        self._put(
            Visit,
            {"org_code": household.org_code, "village_code": household.village_code},
            visit_kind="2" if family.scheme == "1" else "9",
            household_id=household.id,
            started_at=began,
            ended_at=began + timedelta(minutes=35),
            visitors=[{"name": "周经办"}, {"name": "陈副手"}],
            met="1",
            respondent=head,
            respondent_relation="01",
            findings="房屋完好，家中人员情况与登记一致。收入主要靠种植和零工，近期没有变化。",
            next_date=day + timedelta(days=180),
        )

    def _survey(self, household: Household, day: date) -> str:
        """The visit of two colleagues on which a case was decided."""
        began = datetime.combine(day, time(10, 20), CHINA)
        visit: Visit = self._put(
            Visit,
            {"org_code": household.org_code, "village_code": household.village_code},
            visit_kind="1",
            household_id=household.id,
            started_at=began,
            ended_at=began + timedelta(minutes=50),
            visitors=[{"name": "周经办"}, {"name": "陈副手"}],
            signatures=[{"role": "respondent"}],
            met="1",
            findings="家庭收入、财产和支出与申报一致，建议按程序办理。",
        )
        return visit.id

    def _lines(
        self,
        kind: type[Record],
        where: Mapping[str, Any],
        household: Household,
        ids: Sequence[str],
        lines: Sequence[tuple[int | None, Mapping[str, Any]]],
        who: str,
    ) -> None:
        for at, values in lines:
            named = {who: None if at is None else ids[at]}
            self._put(kind, where, household_id=household.id, **named, **values)

    def _put(self, record: Callable[..., Any], where: Mapping[str, Any], /, **values: Any) -> Any:
        return self._work.add(record(**where, **values))


def _appoint(work: UnitOfWork, villages: Sequence[Division]) -> None:
    """A 儿童主任 in every village but the last, where the place is vacant; one was never trained."""
    for number, village in enumerate(villages[:-1]):
        begun = work.today - timedelta(days=60 + 170 * number)
        work.add(
            Account(
                org_code=TOWNSHIP,
                name=f"{SURNAMES[number]}主任",
                role="6",
                villages=[village.code],
                appointed_on=begun,
                trained_on=begun + timedelta(days=40) if number % 9 else None,
            )
        )


def _begin_visits(work: UnitOfWork, places: Divisions, households: Sequence[str]) -> None:
    library = shipped_forms()
    for household in households:
        _ = drafts.start(work, library, "ruhu", household, places=places)


def _villages(places: Divisions) -> tuple[Division, ...]:
    township = places.township_of(TOWNSHIP)
    assert township is not None
    return places.children(township.code)


def _household_number(number: int) -> str:
    return f"{TOWNSHIP}{number + 1:08d}"


def _next_review(decided: date, today: date) -> date:
    """A year after the decision, or after the last yearly review since."""
    years = max((today - decided).days // 365, 0) + 1
    return decided + timedelta(days=365 * years)
