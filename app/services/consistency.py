"""专项治理 (人情保、关系保、错保、漏保): the sixteen checks of H.3 over what is in the store, as rows.

Each finding names the household or person, says what is the matter and by which rule. Nothing is
changed: people look, and decide. A new check is a function and a row of ``CHECKS``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import func, or_, select

from app.domain.assets import judge_assets
from app.domain.money import ZERO, written
from app.domain.months import age_on, month_end, month_of
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.account import Account
from app.models.assistance_case import AssistanceCase
from app.models.household import Household, Member, Obligor
from app.models.person import Person
from app.models.registers import MonitoredHousehold
from app.models.visit import Visit
from app.services import aid
from app.services.aid_facts import facts_of, read_household
from app.services.aid_guards import TWO
from app.services.pay_due import MONTHLY
from app.services.permitted import needs
from app.services.reach import within_reach
from app.services.today_parts import IN_BENEFIT
from app.services.visit_around import visitor_names
from app.storage.unit_of_work import UnitOfWork

_IN: Final = ("APPROVED", "ACTIVE", "CHANGE", "INCREASE", "DECREASE", "FADE", "REASSESS", "DIFF")
_DIBAO, _TEKUN = "1", "2"
"""SCHEME."""
_NO_MONEY: Final = frozenset(("3", "4"))
_ABLE: Final = ("1", "2")
_ADULT: Final = 18
COUNTY: Final = "1"
"""ROLE 县管理员."""
_UNWATCHED_DAYS: Final = 180
_NEAR_POVERTY: Final = ("2", "3", "4")
"""POVERTY_FLAG."""


@dataclass(frozen=True)
class Inconsistency:
    """One thing that is not as it should be. ``check``: 1 to 16; ``why`` says what, ``rule`` by
    which rule, ``todo`` what to do."""

    check: int
    title: str
    who: str
    why: str
    rule: str
    todo: str
    household_id: str | None
    person_id: str | None
    case_id: str | None
    village_code: str | None


@dataclass(frozen=True)
class CheckResult:
    """One check of the list and what it found."""

    number: int
    title: str
    rule: str
    found: tuple[Inconsistency, ...]


class _Look(NamedTuple):
    """What the checks look at, read once."""

    work: UnitOfWork
    pack: RulePack
    cases: Sequence[tuple[AssistanceCase, Household]]
    names: Mapping[str, str]


class _Found(NamedTuple):
    """What a check has to say, before it is given its number."""

    why: str
    household: Household | None = None
    person: Person | None = None
    case: AssistanceCase | None = None


class Check(NamedTuple):
    """``title`` as it is called, ``rule`` with its source, ``todo`` for whoever looks."""

    title: str
    look: Callable[[_Look], Iterator[_Found]]
    rule: str
    todo: str


@needs(Action.CASE_READ)
def check_all(
    work: UnitOfWork, pack: RulePack, *, only: Sequence[int] = ()
) -> tuple[CheckResult, ...]:
    """Every check (or ``only`` some, by number) over what is within reach."""
    look = _Look(work, pack, _cases(work), _heads(work))
    numbered = [(number, check) for number, check in CHECKS.items() if not only or number in only]
    return tuple(
        CheckResult(
            number,
            check.title,
            check.rule,
            tuple(_told(look, number, check, each) for each in check.look(look)),
        )
        for number, check in numbered
    )


def _told(look: _Look, number: int, check: Check, found: _Found) -> Inconsistency:
    where = found.household or found.person
    name = found.person.name if found.person else ""
    head = look.names.get(found.household.id, "") if found.household else ""
    return Inconsistency(
        number,
        check.title,
        name or head,
        found.why,
        check.rule,
        check.todo,
        found.household.id if found.household else None,
        found.person.id if found.person else None,
        found.case.id if found.case else None,
        where.village_code if where else None,
    )


# -- people and accounts ---------------------------------------------------------------------------


def _same_number(look: _Look) -> Iterator[_Found]:
    for number, people in _grouped(look, Person.id_no).items():
        alive = [each for each in people if each.death_date is None and not each.same_as_id]
        if len(alive) > 1:
            names = "、".join(each.name for each in alive)
            why = f"证件号末四位{number[-4:]}有{len(alive)}份人员档案：{names}"
            yield _Found(why, person=alive[0])


def _dead_in_pay(look: _Look) -> Iterator[_Found]:
    for case, household, person in _living_in(look):
        if person.death_date is not None:
            day = person.death_date
            why = f"{person.name}于{day.year}年{day.month}月{day.day}日死亡，仍在保障"
            yield _Found(why, household, person, case)


def _same_account(look: _Look) -> Iterator[_Found]:
    homes = _homes(look)
    for people in _grouped(look, Person.bank_no).values():
        of = {homes[each.id].id: homes[each.id] for each in people if each.id in homes}
        if len(of) > 1:
            heads = "、".join(look.names.get(each, "") for each in of)
            why = f"{len(of)}户用同一个银行账户：{heads}"
            yield _Found(why, next(iter(of.values())), people[0])


def _third_person(look: _Look) -> Iterator[_Found]:
    """The holder of the account is another than the person it is entered for."""
    for case, household, person in _living_in(look):
        holder = (person.bank_holder or "").strip()
        is_payee = person.id == (case.person_id or household.head_id)
        if is_payee and person.bank_no and holder and holder != person.name:
            inside = {each.name for _, each in _people_of(look, household)}
            if holder not in inside:
                why = f"{person.name}的救助金打入“{holder}”的账户，户主名下没有此人"
                yield _Found(why, household, person, case)


# -- how a case came about -------------------------------------------------------------------------


def _kin_unfiled(look: _Look) -> Iterator[_Found]:
    for case, household in look.cases:
        if case.kin_filed is None and not case.is_migrated:
            yield _Found("没有回答是否经办人员近亲属", household, case=case)
        elif case.kin_filed and not _county_came(look, household):
            yield _Found("登记了近亲属备案，没有县级入户记录", household, case=case)


def _no_survey(look: _Look) -> Iterator[_Found]:
    for case, household in look.cases:
        if case.is_migrated or case.scheme not in {"1", "2", "3", "4"}:
            continue
        survey = look.work.get(Visit, case.survey_visit_id) if case.survey_visit_id else None
        if survey is None:
            yield _Found("没有入户调查记录", household, case=case)
        elif len(visitor_names(survey)) < TWO:
            yield _Found("入户调查人员不足两名", household, case=case)


def _unauthorised(look: _Look) -> Iterator[_Found]:
    """An adult member without consent to the check, in a case that this program led."""
    for case, household, person in _living_in(look):
        is_adult = person.birth_date is None or age_on(person.birth_date, look.work.today) >= _ADULT
        if case.is_migrated or case.scheme in {"6", "7"} or not is_adult:
            continue
        if person.consent_state in {None, "0"} and person.authorised_on is None:
            yield _Found(f"成年成员{person.name}没有签核对授权书", household, person, case)


def _short_notice(look: _Look) -> Iterator[_Found]:
    for case, household in look.cases:
        if case.is_migrated or not look.pack.may_post_notice(case.scheme or ""):
            continue
        if case.notice_from is None:
            yield _Found("没有公示记录", household, case=case)
            continue
        least = look.pack.deadline("DB-NOTICE", case.notice_from).limit
        if case.notice_to is None or case.notice_to - case.notice_from < timedelta(days=least):
            yield _Found(f"公示不足{least}天", household, case=case)


def _child_notice(look: _Look) -> Iterator[_Found]:
    wanted = (
        AssistanceCase.notice_from.is_not(None),
        within_reach(look.work, AssistanceCase),
    )
    for case in look.work.find(AssistanceCase, *wanted):
        if not look.pack.may_post_notice(case.scheme or ""):
            household = look.work.get(Household, case.household_id or "", with_deleted=True)
            yield _Found("儿童类救助登记了公示，应立即撤下", household, case=case)


# -- what it comes to ------------------------------------------------------------------------------


def _not_the_formula(look: _Look) -> Iterator[_Found]:
    """The amount decided is not what the rules make of the facts today."""
    for case, household in look.cases:
        if case.scheme not in MONTHLY or case.override_reason or case.state == "FADE":
            continue
        try:
            worked = aid.work_out_case(look.work, look.pack, case.id)
        except Refused as refused:
            yield _Found(f"无法核算：{refused.sentence}", household, case=case)
            continue
        decided = case.total_month or ZERO
        if worked.total != decided:
            why = f"现发{written(decided)}元，按规则应为{written(worked.total)}元"
            why += "" if worked.eligible else "（不符合条件）"
            yield _Found(why, household, case=case)


def _review_overdue(look: _Look) -> Iterator[_Found]:
    today = look.work.today
    wanted = (
        Household.class_now.in_(IN_BENEFIT),
        Household.next_review < today,
        within_reach(look.work, Household),
    )
    for household in look.work.find(Household, *wanted):
        days = (today - (household.next_review or today)).days
        yield _Found(f"定期核查已超期{days}天", household)


def _assets_over(look: _Look) -> Iterator[_Found]:
    for case, household in look.cases:
        if case.scheme not in {"1", "2", "3"}:
            continue
        try:
            facts = facts_of(read_household(look.work, household.id), look.work.today)
            judged = judge_assets(facts, look.pack, month_of(look.work.today))
        except Refused:
            continue
        if judged.within is False:
            told = "；".join(f"{each.label}：{each.formula}" for each in judged.steps)
            yield _Found(f"财产不符合规定，没有豁免（{told}）"[:300], household, case=case)


def _alert_unvisited(look: _Look) -> Iterator[_Found]:
    """漏保: low income, watched, not in any scheme, and nobody has been there for half a year."""
    since = look.work.today - timedelta(days=_UNWATCHED_DAYS)
    watched = select(MonitoredHousehold.household_id).where(
        MonitoredHousehold.state == "1", MonitoredHousehold.is_deleted.is_(False)
    )
    wanted = (
        or_(Household.class_now.is_(None), Household.class_now == "0"),
        or_(Household.poverty_flag.in_(_NEAR_POVERTY), Household.id.in_(watched)),
        within_reach(look.work, Household),
    )
    for household in look.work.find(Household, *wanted):
        seen = look.work.find(
            Visit, Visit.household_id == household.id, Visit.ended_at.is_not(None)
        )
        if not any(each.ended_at and each.ended_at.date() >= since for each in seen):
            yield _Found("有低收入预警或监测标记，半年内没有入户", household)


def _change_unapplied(look: _Look) -> Iterator[_Found]:
    """The kept working knew another age or disability than the file has now."""
    for case, household in look.cases:
        if case.scheme != _DIBAO or case.worked_out_for is None or not case.working:
            continue
        before, after = month_end(case.worked_out_for), month_end(look.work.today)
        if before.year == after.year and before.month == after.month:
            continue
        for _, person in _people_of(look, household):
            why = _aged(look, person, before, after)
            if why:
                yield _Found(why, household, person, case)


def _aged(look: _Look, person: Person, before: date, after: date) -> str:
    age, born = look.pack.whole("topup.elder_age"), person.birth_date
    if born and age_on(born, before) < age <= age_on(born, after):
        return f"{person.name}已满{age}周岁，金额还没有重新核算"
    expired = person.disab_expiry
    if person.disab_cert and expired and before < expired <= after:
        return f"{person.name}的残疾人证已到期，金额还没有重新核算"
    return ""


def _able_obligor(look: _Look) -> Iterator[_Found]:
    for case, household in look.cases:
        if case.scheme != _TEKUN:
            continue
        able = look.work.find(
            Obligor, Obligor.household_id == household.id, Obligor.ability.in_(_ABLE)
        )
        if able:
            names = "、".join(each.name or "" for each in able)
            yield _Found(f"法定义务人{names}有履行能力", household, case=case)


def _old_standard(look: _Look) -> Iterator[_Found]:
    """Worked out before the standard in force began, and paid since."""
    row = look.pack.standard_row(look.work.today)
    for case, household in look.cases:
        if case.scheme in _NO_MONEY or case.scheme not in MONTHLY:
            continue
        worked = case.worked_out_for or case.benefit_from_month
        if worked is not None and worked < row.effective:
            month = f"{row.effective.year}年{row.effective.month}月"
            yield _Found(f"{month}起执行新标准，金额还是以前核算的", household, case=case)


# -- reading ---------------------------------------------------------------------------------------


def _cases(work: UnitOfWork) -> list[tuple[AssistanceCase, Household]]:
    wanted = (
        select(AssistanceCase, Household)
        .join(Household, Household.id == AssistanceCase.household_id)
        .where(
            AssistanceCase.is_deleted.is_(False),
            AssistanceCase.state.in_(_IN),
            AssistanceCase.scheme != "5",
            within_reach(work, AssistanceCase),
        )
        .order_by(AssistanceCase.rowid_)
    )
    return [(case, household) for case, household in work.session.execute(wanted)]


def _heads(work: UnitOfWork) -> dict[str, str]:
    wanted = select(Household.id, Person.name).join(Person, Person.id == Household.head_id)
    return {row[0]: row[1] for row in work.session.execute(wanted)}


def _grouped(look: _Look, column: Any) -> dict[str, list[Person]]:
    """Persons within reach by a value that more than one has."""
    twice = (
        select(column)
        .where(column.is_not(None), column != "", Person.is_deleted.is_(False))
        .group_by(column)
        .having(func.count() > 1)
    )
    found: dict[str, list[Person]] = defaultdict(list)
    for person in look.work.find(Person, column.in_(twice), within_reach(look.work, Person)):
        found[str(getattr(person, column.key))].append(person)
    return found


def _homes(look: _Look) -> dict[str, Household]:
    wanted = (
        select(Member.person_id, Household)
        .join(Household, Household.id == Member.household_id)
        .where(Member.is_deleted.is_(False), Member.left.is_(None))
    )
    return {row[0]: row[1] for row in look.work.session.execute(wanted)}


def _people_of(look: _Look, household: Household) -> list[tuple[Member, Person]]:
    wanted = (
        select(Member, Person)
        .join(Person, Person.id == Member.person_id)
        .where(
            Member.household_id == household.id, Member.is_deleted.is_(False), Member.left.is_(None)
        )
    )
    return [(member, person) for member, person in look.work.session.execute(wanted)]


def _living_in(look: _Look) -> Iterator[tuple[AssistanceCase, Household, Person]]:
    """Each protected person of each case: the one it names, or all of the household."""
    for case, household in look.cases:
        for member, person in _people_of(look, household):
            is_named = case.person_id in {None, person.id}
            if is_named and member.protected is not False:
                yield case, household, person


def _county_came(look: _Look, household: Household) -> bool:
    """Whether somebody of the county has been in the household."""
    county = {each.id for each in look.work.find(Account, Account.role == COUNTY)}
    visits = look.work.find(Visit, Visit.household_id == household.id, Visit.ended_at.is_not(None))
    came = {str(each.get("user_id")) for visit in visits for each in visit.visitors or ()}
    return bool(county & came)


CHECKS: Final[Mapping[int, Check]] = {
    1: Check("证件号重复", _same_number, "社会救助档案管理要求", "核对后归并或改正证件号。"),
    2: Check("死亡人员在保", _dead_in_pay, "民发〔2021〕57号第二十九条", "核实后减员或停发。"),
    3: Check("多户共用一个账户", _same_account, "民发〔2021〕57号第二十五条", "核对账户，更正。"),
    4: Check("近亲属未备案", _kin_unfiled, "民发〔2021〕57号第十一条", "补办备案，县级入户。"),
    5: Check("金额与规则不符", _not_the_formula, "民发〔2021〕57号第二十二条", "重新核算，调整。"),
    6: Check("入户调查不合规", _no_survey, "民发〔2021〕57号第十五条", "补做两人入户调查。"),
    7: Check("缺核对授权", _unauthorised, "民发〔2021〕57号第十六条", "补签核对授权书。"),
    8: Check("公示不足", _short_notice, "民发〔2021〕57号第十八条", "补做公示，留存照片。"),
    9: Check("定期核查超期", _review_overdue, "民发〔2021〕57号第三十条", "尽快入户核查。"),
    10: Check("财产超标", _assets_over, "重庆市低保财产规定", "核实财产或豁免理由。"),
    11: Check("预警未入户", _alert_unvisited, "社会救助主动发现机制", "入户核实，符合的告知申请。"),
    12: Check("年龄残疾变化未调整", _change_unapplied, "民发〔2021〕57号第三十一条", "重新核算。"),
    13: Check(
        "救助金打入他人账户", _third_person, "民发〔2021〕57号第二十五条", "核实，签代管协议。"
    ),
    14: Check("特困有义务人", _able_obligor, "民发〔2021〕43号第八条", "核实义务人履行能力。"),
    15: Check("儿童救助被公示", _child_notice, "民发〔2019〕62号", "立即撤下，删除公示记录。"),
    16: Check("未按新标准调整", _old_standard, "重庆市提标通知", "批量核算并补发。"),
}
"""Number of H.3 -> the check."""
