"""练习模式: children, rescues and the light registers, taken from the invented people there are.

The same seed on the same day fills the same registers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select

from app.domain.child_cadence import next_visit
from app.domain.clock import CHINA
from app.domain.guardian_scale import GUARDIANSHIP, level_of
from app.domain.half_years import round_of, round_start
from app.domain.months import age_on, months_later
from app.domain.rule_pack import RulePack
from app.models.base import Record
from app.models.care_call import CareCall
from app.models.child import Child, ParentSituation
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.homecoming import Departure, ReturnEntry
from app.models.household import Household, Member
from app.models.person import Person
from app.models.registers import (
    DisabilitySubsidy,
    Elder,
    LeftBehindWoman,
    MonitoredHousehold,
    Wanderer,
)
from app.models.vagrant import FamilySearch, Vagrant
from app.services.care_calls import next_return_call
from app.services.children import plan_next
from app.services.practice_people import DEMO_CHILD
from app.storage.unit_of_work import UnitOfWork

CHILDREN: Final = 195
"""At most: 5068 left-behind children of 26 townships (domain H.1)."""
ELDERS: Final = 36
WANDERERS: Final = 24
WATCHED: Final = 18
SUBSIDIES: Final = 80
WOMEN: Final = 12
RETURNS: Final = 8
WORDS: Final = ("孩子上学正常，奶奶照看", "作业有人辅导，饮食正常", "最近感冒，已买药", "想念父母")
CATEGORIES: Final = (
    ("21",), ("21",), ("5",), ("22",), ("21", "5"), ("2",), ("3",), ("9",), ("1",), ("21", "6"),
)  # fmt: skip
AFTER: Final = (-24, -9, -3, 2, 6, 11, 18, 25)
"""Days from today to the visit that is due next: some are late."""
NAMES: Final = ("老王", None, "阿强", None, "周七", None, None, "阿福")
"""What they call themselves."""
_STATES: Final = ("FOUND", "REGISTERED", "IN_STATION", "SEARCH", "STRANDED", "IDENTIFIED",
                  "RETURNED", "CLOSED")  # fmt: skip
_STAYED: Final = (0, 1, 4, 16, 120, 7, 40, 200)
"""Days since the arrival, by state."""


@dataclass(frozen=True)
class Somebody:
    """An invented person who lives in ``household_id``."""

    id: str
    age: int
    sex: str
    is_disabled: bool
    grade: str
    household_id: str
    place: Mapping[str, Any]


def fill(work: UnitOfWork, pack: RulePack, seed: int) -> None:
    """Fill the registers from the people of the households made before."""
    people = _people(work)
    if not people:
        return
    registers = _Registers(work, pack, seed)
    demo = {each.id for each in work.find(Person, Person.name == DEMO_CHILD, limit=1)}
    young = [one for one in people if one.age < 16 and one.id not in demo]
    old = [one for one in people if one.age >= 70]
    disabled = [one for one in people if one.is_disabled and one.age >= 16]
    women = [one for one in people if one.sex == "2" and 20 <= one.age < 55]
    _each([one for one in people if one.id in demo], 1, registers.demo_child)
    _each(young, CHILDREN, registers.child)
    _each(old, ELDERS, registers.elder)
    _each([*disabled, *old[ELDERS:]], WANDERERS, registers.wanderer)
    _each(disabled, SUBSIDIES, registers.subsidy)
    _each(women, WOMEN, registers.woman)
    _each(_one_a_home(people[::5]), WATCHED, registers.watched)
    grown = [one for one in people if 30 <= one.age < 60]
    _each(grown[7::9], RETURNS, registers.returned)
    for number, state in enumerate(_STATES):
        registers.rescue(number, state, grown[-1 - number] if number < len(grown) else people[0])
    registers.unknown_woman()


class _Registers:
    """Writes entries; chance comes from the seed."""

    def __init__(self, work: UnitOfWork, pack: RulePack, seed: int) -> None:
        self._work = work
        self._pack = pack
        self._chance = random.Random(seed)  # noqa: S311 - the same registers every time
        self._day = work.today

    # -- children ------------------------------------------------------------------------------

    def child(self, number: int, one: Somebody) -> None:
        """One child with its parents, its calls, now and then a carer and an assessment."""
        categories = list(CATEGORIES[number % len(CATEGORIES)])
        is_left = bool({"21", "22"} & set(categories))
        child: Child = self._put(
            Child, one, person_id=one.id, household_id=one.household_id, categories=categories,
            main_category=categories[0], found_way="1", guardian_name=self._name_of(one),
            found_date=self._day - timedelta(days=200 + number),
            guardian_relation="60" if is_left else "52", guardian_phone=self._phone(),
            care_mode="1" if categories[0] == "2" else None, risk_level="1",
            risk_since=self._day - timedelta(days=190), has_hukou=True,
            left_behind_kind="1" if is_left else None,
        )  # fmt: skip
        self._parents(child, one, number)
        if number % 3 == 0:
            self._assessed(child, one, number)
        self._calls(child, one, number)
        if is_left and number % 4 == 0:
            self._carer(child, one)

    def demo_child(self, _number: int, one: Somebody) -> None:
        """事实无人抚养: father 重残, mother 失联 (domain H.6)."""
        self.child(CATEGORIES.index(("2",)), one)

    def _parents(self, child: Child, one: Somebody, number: int) -> None:
        situations = {"1": ("01", "01"), "2": ("03", "08"), "9": ("05", "20")}
        both = situations.get(child.main_category or "", ("20", "20"))
        for which, situation in zip(("1", "2"), both, strict=True):
            is_away = situation == "20"
            self._put(
                ParentSituation, one, child_id=child.id, which=which, situation=situation,
                name=f"{'父' if which == '1' else '母'}亲（练习{number + 1}）",
                work_place="浙江宁波" if is_away else None,
                reason_from=None if is_away else self._day - timedelta(days=700),
                last_contact=self._day - timedelta(days=number % 20) if is_away else None,
            )  # fmt: skip

    def _assessed(self, child: Child, one: Somebody, number: int) -> None:
        total = (4, 12, 22, 8)[number // 3 % 4]
        items = {"G1": 3, "F3": min(total - 3, 3), "C6": 0}
        day = self._day - timedelta(days=90 + number)
        level = level_of(self._pack, total, ())
        self._put(
            GuardianAssessment, one, child_id=child.id, assess_date=day, trigger="1", items=items,
            assessors=["吴主任", "周经办"], total=total, level=level,
            next_date=months_later(day, self._pack.whole("guardian_assess_months")),
            opinion="照护人尽责，父母联系偏少。",
        )  # fmt: skip
        child.risk_level, child.risk_score, child.risk_since = level, total, day
        child.risk_reason, child.guardianship_level = f"监护评估{total}分", GUARDIANSHIP[level]

    def _calls(self, child: Child, one: Somebody, number: int) -> None:
        """Calls that end so that the next is due some days from today, or was."""
        gap = (
            next_visit(self._pack, self._day, child.risk_level, child.categories or ()) - self._day
        )
        last = self._day + timedelta(days=AFTER[number % len(AFTER)]) - gap
        for at in reversed(range(1 + number % 3)):
            day = last - at * gap
            self._put(
                ChildCheckIn, one, child_id=child.id, way="1", met="1", counts=True,
                called_at=_moment(day, 15), visitors=["吴主任"],
                guardian_words=WORDS[(number + at) % len(WORDS)], contacts_week=1 + at,
                risk_before=child.risk_level,
            )  # fmt: skip
        child.last_seen, child.missed = last, 0
        plan_next(self._work, self._pack, child)
        child.next_visit = last + gap
        if number % 11 == 5:
            self._put(
                ChildCheckIn, one, child_id=child.id, way="1", met="2", counts=False,
                called_at=_moment(self._day - timedelta(days=2), 16), visitors=["吴主任"],
            )  # fmt: skip
            child.missed = 1

    def _carer(self, child: Child, one: Somebody) -> None:
        signed = self._day - timedelta(days=150)
        self._put(
            EntrustedCare, one, child_id=child.id, caregiver_name=child.guardian_name,
            caregiver_relation="60", caregiver_phone=self._phone(), reason="父母在外务工",
            child_wish="愿意跟奶奶住", signed_on=signed, valid_to=signed + timedelta(days=365),
            told_school=signed, told_village=signed,
            last_contact=self._day - timedelta(days=self._chance.randint(1, 12)),
        )  # fmt: skip

    # -- light registers -----------------------------------------------------------------------

    def elder(self, number: int, one: Somebody) -> None:
        """Called at every month; some are late."""
        last = self._day - timedelta(days=5 + number * 7 % 45)
        elder = self._put(
            Elder, one, person_id=one.id, categories=[("1", "2", "3", "7")[number % 4]],
            ability="1", living="与老伴同住" if number % 2 else "独居",
            children_contact="子女在外务工，每周通电话", emergency_name=self._name_of(one),
            emergency_phone=self._phone(), risk=("1", "1", "2")[number % 3], last_call=last,
            next_call=last + timedelta(days=self._pack.whole("elder_visit_days")),
        )  # fmt: skip
        self._call(elder, one, "8", last, "身体尚可，用火用电正常")

    def wanderer(self, number: int, one: Somebody) -> None:
        """About two in three are surveyed this half year."""
        wanderer: Wanderer = self._put(
            Wanderer, one, person_id=one.id, categories=[("1", "2", "4", "6")[number % 4]],
            guardian_name=self._name_of(one), guardian_phone=self._phone(),
            past_losses="去年走失一次，当日找回" if number % 5 == 0 else None,
            features="身高约1.6米，右眉有疤", measures="配防走失手环，家人轮流看护",
        )  # fmt: skip
        if number % 3:
            first = round_start(self._day)
            day = first + (self._day - first) * (number % 10) // 10
            wanderer.survey_round, wanderer.surveyed_on = round_of(self._day), day
            wanderer.surveyor = "周经办"
            self._call(wanderer, one, "7", day, "监护人在家，按时服药")

    def watched(self, number: int, one: Somebody) -> None:
        """A monitored household."""
        alerted = self._day - timedelta(days=12 + number * 5)
        is_handled = number % 3 > 0
        self._put(
            MonitoredHousehold, one, household_id=one.household_id, flag="2",
            items=[("1", "4", "3", "2")[number % 4]], alerted_on=alerted,
            situation="住院自付费用较高，近三个月收入减少",
            handled="已申请临时救助，联系医保二次报销" if is_handled else None,
            handled_on=alerted + timedelta(days=6) if is_handled else None,
        )  # fmt: skip

    def subsidy(self, number: int, one: Somebody) -> None:
        """One of the two, by grade."""
        is_severe = one.grade in {"1", "2"}
        key = f"disability.care_{one.grade}" if is_severe else "disability.living"
        self._put(
            DisabilitySubsidy, one, person_id=one.id, kind="2" if is_severe else "1",
            amount=self._pack.amount(key), applied_on=self._day - timedelta(days=400 + number),
            from_month=(self._day - timedelta(days=370 + number)).replace(day=1),
        )  # fmt: skip

    def woman(self, number: int, one: Somebody) -> None:
        """A woman left behind."""
        self._put(
            LeftBehindWoman, one, person_id=one.id, spouse_place="广东东莞",
            children=1 + number % 2, elders=number % 3,
            difficulties=[("1", "2", "3", "4")[number % 4]], contact_person="吴主任",
        )  # fmt: skip

    # -- rescue --------------------------------------------------------------------------------

    def returned(self, number: int, one: Somebody) -> None:
        """Somebody who came home, called at now and then."""
        home = self._day - timedelta(days=20 + number * 25)
        entry: ReturnEntry = self._put(
            ReturnEntry, one, person_id=one.id, returned_on=home, from_station="县救助管理站",
            family_receiver=self._name_of(one), is_mental_or_disabled=number % 2 == 0,
            duty_signed=number % 3 > 0, risk=("1", "2", "3")[number % 3],
        )  # fmt: skip
        if number:
            entry.calls_done, entry.last_call = 1, home + timedelta(days=28)
            self._call(entry, one, "6", entry.last_call, "在家休养，家属看护")
        entry.next_call = next_return_call(self._pack, entry, entry.last_call or home)

    def rescue(self, number: int, state: str, one: Somebody) -> None:
        """One registration a state; the person is known in those that ended."""
        arrived = self._day - timedelta(days=_STAYED[number])
        is_known = state in {"IDENTIFIED", "RETURNED", "CLOSED"}
        vagrant: Vagrant = self._work.add(
            Vagrant(
                reg_no=f"L{arrived.year}900{number + 1:06d}", arrived_at=_moment(arrived, 10),
                found_way=("4", "2", "5", "6")[number % 4], found_place="县城客运站候车室",
                sex="12"[number % 2], age_from=30 + 5 * number, age_to=40 + 5 * number,
                is_minor=False, marks="左手缺食指", clothes="深色棉衣", accent="似川东口音",
                claimed_name=NAMES[number % len(NAMES)], reason="4", needs=["1", "5"],
                belongings=None if state in {"FOUND", "REGISTERED"} else [{"name": "布包"}],
                health_state="1", mental_state="2" if number % 3 == 0 else "1",
                intellect_state="1", identity_state="4" if is_known else "3",
                person_id=one.id if is_known else None, state=state, state_since=arrived,
            )
        )  # fmt: skip
        if state in {"SEARCH", "STRANDED", "IDENTIFIED"}:
            clue = {"at": arrived.isoformat(), "content": "会说忠县几个地名", "result": ""}
            self._work.add(
                FamilySearch(vagrant_id=vagrant.id, notice_channels=["1", "5"], clues=[clue],
                             notice_at=_moment(arrived + timedelta(days=1), 9))
            )  # fmt: skip
        if state in {"RETURNED", "CLOSED"}:
            self._work.add(
                Departure(vagrant_id=vagrant.id, way="3", receiver_name="亲属（练习）",
                          home_addr_code=one.place["village_code"], home_addr="见户籍",
                          left_at=_moment(arrived + timedelta(days=5), 14))
            )  # fmt: skip

    def unknown_woman(self) -> None:
        """无名氏, taken in this morning: her notice is due within 24 hours (domain H.6)."""
        self._work.add(
            Vagrant(
                reg_no=f"L{self._day.year}900{len(_STATES) + 1:06d}",
                arrived_at=_moment(self._day, 8), found_way="4", found_place="县城东街口",
                claimed_name="无名氏", sex="2", age_from=45, age_to=55, is_minor=False,
                marks="右眉上有痣", clothes="红色外套", reason="4", needs=["1", "5"],
                belongings=[], health_state="1", mental_state="2", intellect_state="9",
                identity_state="3", state="IN_STATION", state_since=self._day,
            )
        )  # fmt: skip

    # -- private -------------------------------------------------------------------------------

    def _call(self, entry: Any, one: Somebody, kind: str, day: Any, said: str) -> None:
        self._put(
            CareCall, one, kind=kind, about_noun=entry.noun, about_id=entry.id, person_id=one.id,
            day=day, way="1", met="1", counts=True, callers=["周经办"], living=said,
            round=round_of(day),
        )  # fmt: skip

    def _name_of(self, one: Somebody) -> str:
        """Somebody who looks after ``one``: of the family."""
        name = self._work.get(Person, one.id).name
        return f"{name[0]}{self._chance.choice(('婆婆', '大爷', '桂英', '建国'))}"

    def _phone(self) -> str:
        return f"139{self._chance.randint(0, 99_999_999):08d}"

    def _put(self, kind: type[Record], one: Somebody, /, **values: Any) -> Any:
        made: Callable[..., Any] = kind
        return self._work.add(made(**one.place, **values))


def _people(work: UnitOfWork) -> list[Somebody]:
    """Everybody who lives in a household, in the order they were made."""
    wanted = (
        select(Person, Member.household_id)
        .join(Member, Member.person_id == Person.id)
        .join(Household, Household.id == Member.household_id)
        .order_by(Person.rowid_)
    )
    return list(_somebodies(work, work.session.execute(wanted).all()))


def _somebodies(work: UnitOfWork, rows: Sequence[Any]) -> Iterator[Somebody]:
    for person, household_id in rows:
        yield Somebody(
            person.id,
            age_on(person.birth_date, work.today),
            person.sex or "",
            bool(person.disab_cert),
            person.disab_grade or "",
            household_id,
            {"org_code": person.org_code, "village_code": person.village_code},
        )


def _each(found: Sequence[Somebody], most: int, put: Callable[[int, Somebody], None]) -> None:
    """At most ``most`` of them, spread over the whole."""
    step = max(len(found) // most, 1)
    for number, one in enumerate(found[::step][:most]):
        put(number, one)


def _one_a_home(people: Sequence[Somebody]) -> list[Somebody]:
    return list({one.household_id: one for one in people}.values())


def _moment(day: Any, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20), CHINA)
