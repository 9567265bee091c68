"""月度发放: a scheme's roster for a month is drawn up, explained, confirmed, and then stands.

One writes it, another confirms it. What was wrong is put right by a later run, which pays the
difference between what is due and what the confirmed runs have paid for the same month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from app.domain import payment
from app.domain.allowances import PriceRise
from app.domain.codes import SCHEME
from app.domain.codes_payment import PAY_CHANGE
from app.domain.money import ZERO
from app.domain.months import month_name, month_of, months_later
from app.domain.payment import BackMonth, Totals
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.models.payment import PayLine, PayRun
from app.models.person import Person
from app.services.pay_due import (
    ONE_OFF,
    PAID_SCHEMES,
    PRICE,
    RELIEF,
    Due,
    due_in,
    due_of_case,
    months_between,
    why_of_case,
)
from app.services.pay_price import kept_rates, price_due, rates_of, rise_of, tree_of
from app.services.permitted import needs
from app.services.townships import DIGITS, require_township
from app.storage.unit_of_work import UnitOfWork

DRAWN, CONFIRMED = "1", "2"
"""PAY_RUN_STATE."""
EXPLAINED: Final = frozenset((payment.SAME, payment.NEW))
"""PAY_CHANGE whose reason is the decision itself."""


@dataclass(frozen=True)
class RunLine:
    """One line of a roster. ``total`` = ``amount`` + ``back_pay``; ``former``: last month's."""

    id: str
    household_id: str | None
    person_id: str | None
    case_id: str | None
    name: str
    village_code: str | None
    persons: int
    former: Decimal
    amount: Decimal
    back_pay: Decimal
    back_months: tuple[BackMonth, ...]
    change: str
    change_text: str
    reason: str

    @property
    def total(self) -> Decimal:
        """What is paid out."""
        return self.amount + self.back_pay


@dataclass(frozen=True)
class RunSheet:
    """A roster. ``changes``: 变动表, only what is not as last month; ``unexplained``: how many of
    them say no reason yet; ``title``: 沙坪镇… is the window's; here 2026年11月低保发放名册."""

    id: str
    title: str
    scheme: str
    month: date
    number: int
    org_code: str
    is_confirmed: bool
    drawn_by: str
    drawn_on: date | None
    confirmed_by: str
    confirmed_on: date | None
    lines: tuple[RunLine, ...]
    totals: Totals
    changes: tuple[RunLine, ...]
    unexplained: int
    change_counts: tuple[tuple[str, int, Decimal], ...]


@needs(Action.PAYMENT_WRITE)
def draw_up(
    work: UnitOfWork,
    pack: RulePack,
    scheme: str,
    month: date,
    *,
    back_to: date | None = None,
    org: str | None = None,
    rise: PriceRise | None = None,
) -> RunSheet:
    """The roster of a scheme for a month, drawn anew while it is not confirmed.

    After the month's run is confirmed, the next one is its correction: it holds the differences.
    ``back_to``: from which earlier month on what is due is compared with what was paid. ``rise``:
    of 价格临时补贴, None: as this roster was drawn up before, else the month's last. Raises ``Refused``:
    scheme_not_paid, township_missing, month_future, nothing_to_correct, price_rise_missing,
    price_not_started.
    """
    pack = pack.on(work.today)
    township, month = require_township(work, org), month_of(month)
    _refuse_scheme(scheme)
    if month > months_later(month_of(work.today), 1):
        sentence = f"还不能编制{month_name(month)}的名册。请在前一个月编制。"
        raise Refused(sentence, code="month_future")
    runs = _runs(work, scheme, month, township)
    current = next((each for each in runs if each.state == DRAWN), None)
    number = len([each for each in runs if each.state == CONFIRMED]) + 1
    explained = _drop_lines(work, current) if current else {}
    run = current or work.add(PayRun(org_code=township, scheme=scheme, month=month, number=number))
    run.state, run.number = DRAWN, number
    run.drawn_on, run.drawn_by = work.today, work.actor.name
    run.rule_pack = f"{pack.id} 第{pack.version}版"
    if scheme == PRICE:
        _put_rise(pack, run, rise, runs)
    lines = _draw_lines(work, run, back_to, explained)
    if number > 1 and not lines:
        sentence = f"{month_name(month)}的名册已经确认，没有需要更正的差额。"
        raise Refused(sentence, code="nothing_to_correct")
    _put_totals(run, lines)
    return _sheet(work, run)


@needs(Action.PAYMENT_READ)
def run_sheet(work: UnitOfWork, run_id: str) -> RunSheet:
    """A roster as it stands."""
    return _sheet(work, _reached(work, run_id))


@needs(Action.PAYMENT_READ)
def run_list(
    work: UnitOfWork, month: date | None = None, scheme: str | None = None
) -> tuple[RunSheet, ...]:
    """The rosters within reach, the newest month first."""
    wanted = [PayRun.org_code == work.actor.org_code[:DIGITS]] if work.actor.org_code else []
    wanted += [PayRun.month == month_of(month)] if month else []
    wanted += [PayRun.scheme == scheme] if scheme else []
    order = (PayRun.month.desc(), PayRun.scheme, PayRun.number)
    return tuple(_sheet(work, each) for each in work.find(PayRun, *wanted, order_by=order))


@needs(Action.PAYMENT_WRITE)
def explain_line(work: UnitOfWork, line_id: str, reason: str) -> RunSheet:
    """Why a line is not as last month. Raises ``Refused``: run_confirmed, reason_missing."""
    line = work.get(PayLine, line_id)
    run = _reached(work, line.run_id)
    _refuse_confirmed(run)
    if not reason.strip():
        raise Refused("没有填写变动原因。请填写后再保存。", code="reason_missing")
    line.reason = reason.strip()[:200]
    return _sheet(work, run)


@needs(Action.PAYMENT_CONFIRM)
def confirm_run(work: UnitOfWork, run_id: str) -> RunSheet:
    """The roster stands from now on. Not by who drew it up.

    Raises ``Refused``: run_confirmed, drawn_by_confirmer, reason_missing (a change that nobody
    explained), run_outdated (what is due has changed since it was drawn up).
    """
    run = _reached(work, run_id)
    _refuse_confirmed(run)
    if work.actor.id in {run.created_by, run.updated_by}:
        sentence = "名册是您编制的，不能再由您确认。请交给其他人员确认。"
        raise Refused(sentence, code="drawn_by_confirmer")
    sheet = _sheet(work, run)
    if sheet.unexplained:
        sentence = f"还有{sheet.unexplained}项变动没有写明原因。请补填后再确认。"
        raise Refused(sentence, code="reason_missing")
    _refuse_outdated(work, run, sheet)
    run.state, run.confirmed_on, run.confirmed_by = CONFIRMED, work.today, work.actor.name
    return _sheet(work, run)


def paid_by_month(
    work: UnitOfWork, scheme: str, township: str
) -> Mapping[str, Mapping[date, Decimal]]:
    """What confirmed runs have paid, by case (or subsidy) and by the month it was for."""
    wanted = (
        select(PayLine, PayRun.month)
        .join(PayRun, PayRun.id == PayLine.run_id)
        .where(
            PayLine.is_deleted.is_(False),
            PayRun.is_deleted.is_(False),
            PayRun.scheme == scheme,
            PayRun.org_code == township,
            PayRun.state == CONFIRMED,
        )
        .order_by(PayLine.rowid_)
    )
    found: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for line, month in work.session.execute(wanted):
        months = found[line.about_id or ""]
        if month is not None:
            months[month] += line.amount or ZERO
        for each in line.back_months or ():
            of = date.fromisoformat(each["month"])
            months[of] += Decimal(each["due"]) - Decimal(each["paid"])
    return found


def _put_rise(pack: RulePack, run: PayRun, rise: PriceRise | None, runs: Iterable[PayRun]) -> None:
    """By which rises, and so by which rates, a roster is drawn up."""
    earlier = sorted(runs, key=lambda one: one.number or 0, reverse=True)
    known = rise or next((each for one in (run, *earlier) if (each := rise_of(one))), None)
    if known is None:
        sentence = "没有填物价涨幅。请用“编制价格补贴名册”填写统计部门公布的涨幅。"
        raise Refused(sentence, code="price_rise_missing")
    run.rise = tree_of(known, rates_of(pack, known, run.month or date.min)) | {
        "schemes": list(pack.codes("price.schemes"))
    }


def _due(work: UnitOfWork, run: PayRun) -> Mapping[str, Due]:
    """What is due now, by case (or subsidy)."""
    scheme, month, township = run.scheme or "", run.month or work.today, run.org_code or ""
    if scheme == PRICE:
        schemes = tuple((run.rise or {}).get("schemes", ()))
        found: Iterable[Due] = price_due(work, schemes, kept_rates(run), month, township)
    else:
        found = due_in(work, scheme, month, township)
    return {each.key: each for each in found}


def _draw_lines(
    work: UnitOfWork, run: PayRun, back_to: date | None, explained: Mapping[str, str]
) -> list[PayLine]:
    scheme, month, township = run.scheme or "", run.month or work.today, run.org_code or ""
    paid = paid_by_month(work, scheme, township)
    due = _due(work, run)
    if scheme == RELIEF:
        due = {key: each for key, each in due.items() if key not in paid}
    lines: list[PayLine] = []
    before = months_later(month, -1)
    others = () if scheme == RELIEF else (each for each in paid if each not in due)
    for key in (*due, *others):
        line = _line(work, run, key, due.get(key), paid.get(key, {}), before, back_to)
        if line is not None:
            line.reason = _reason(work, line, due.get(key)) or explained.get(key)
            lines.append(work.add(line))
    return lines


def _line(
    work: UnitOfWork,
    run: PayRun,
    key: str,
    due: Due | None,
    paid: Mapping[date, Decimal],
    before: date,
    back_to: date | None,
) -> PayLine | None:
    """One line, or None where nothing is paid, and nothing was last month."""
    month = run.month or work.today
    former = ZERO if run.scheme in ONE_OFF else paid.get(before, ZERO)
    already = paid.get(month, ZERO)
    amount = (due.amount if due else ZERO) - already
    back = () if run.scheme in ONE_OFF else _back_months(work, key, paid, back_to, month)
    back_pay = sum((each.difference for each in back), ZERO)
    is_correction = (run.number or 1) > 1
    if not (amount or back_pay or (former and not is_correction)):
        return None
    old = _last_line(work, key) if due is None else None
    change = payment.change_of(already or None if is_correction else former, already + amount)
    if is_correction and change == payment.SAME:
        change = payment.OWED if back_pay > 0 else payment.TAKEN
    return PayLine(
        run_id=run.id,
        org_code=run.org_code,
        village_code=due.village_code if due else old.village_code if old else None,
        household_id=due.household_id if due else old.household_id if old else None,
        person_id=due.person_id if due else old.person_id if old else None,
        case_id=due.case_id if due else old.case_id if old else None,
        about_noun=due.about_noun if due else old.about_noun if old else None,
        about_id=key,
        persons=due.persons if due and amount else 0,
        former=former,
        amount=amount,
        back_pay=back_pay,
        back_months=[_month_tree(each) for each in back] or None,
        change=change,
    )


def _back_months(
    work: UnitOfWork, key: str, paid: Mapping[date, Decimal], back_to: date | None, month: date
) -> tuple[BackMonth, ...]:
    """Earlier months of a case from ``back_to`` on: what it is now known to come to."""
    if back_to is None:
        return ()
    found = work.find(AssistanceCase, AssistanceCase.id == key, limit=1)
    if not found:
        return ()
    months = list(months_between(back_to, month))
    due = {each: due_of_case(found[0], each) for each in months}
    return payment.owed(due, {each: paid.get(each, ZERO) for each in months})


def _reason(work: UnitOfWork, line: PayLine, due: Due | None) -> str | None:
    """What the decision says; a case that is over says why by its file."""
    if due is None and line.case_id:
        case = work.get(AssistanceCase, line.case_id, with_deleted=True)
        return why_of_case(case)[:200] or None
    if due is not None and due.why:
        return due.why[:200]
    if line.change == payment.NEW and due is not None:
        return f"{month_name(due.since)}起发放" if due.since else "新纳入"
    return None


def _last_line(work: UnitOfWork, key: str) -> PayLine | None:
    found = work.find(PayLine, PayLine.about_id == key, order_by=(PayLine.rowid_.desc(),), limit=1)
    return found[0] if found else None


def _month_tree(each: BackMonth) -> dict[str, str]:
    return {
        "month": each.month.isoformat(),
        "due": format(each.due, "f"),
        "paid": format(each.paid, "f"),
    }


def _drop_lines(work: UnitOfWork, run: PayRun) -> dict[str, str]:
    """The lines of a roster that is drawn anew; what was said of them is kept."""
    said: dict[str, str] = {}
    for line in work.find(PayLine, PayLine.run_id == run.id):
        said[line.about_id or ""] = line.reason or ""
        work.remove(line, "重新编制名册")
    return said


def _put_totals(run: PayRun, lines: Iterable[PayLine]) -> None:
    rows = list(lines)
    totals = payment.total_of(
        (each.persons or 0, each.amount or ZERO, each.back_pay or ZERO) for each in rows
    )
    paid = {each.household_id or each.person_id for each in rows if each.amount or each.back_pay}
    run.households, run.persons, run.total = len(paid), totals.persons, totals.total


def _sheet(work: UnitOfWork, run: PayRun) -> RunSheet:
    order = (PayLine.village_code, PayLine.rowid_)
    found = work.find(PayLine, PayLine.run_id == run.id, order_by=order)
    names = _names(work, found)
    lines = tuple(_run_line(each, names) for each in found)
    changes = tuple(each for each in lines if each.change != payment.SAME or each.back_pay)
    paid = [each for each in lines if each.amount or each.back_pay]
    number, scheme = run.number or 1, SCHEME.label(run.scheme)
    suffix = "" if number == 1 else f"（更正第{number - 1}次）"
    return RunSheet(
        run.id,
        f"{month_name(run.month or work.today)}{scheme}发放名册{suffix}",
        run.scheme or "",
        run.month or work.today,
        number,
        run.org_code or "",
        run.state == CONFIRMED,
        run.drawn_by or "",
        run.drawn_on,
        run.confirmed_by or "",
        run.confirmed_on,
        lines,
        payment.total_of((each.persons, each.amount, each.back_pay) for each in paid),
        changes,
        sum(not each.reason for each in changes),
        tuple(_counts(changes)),
    )


def _counts(changes: Iterable[RunLine]) -> Iterable[tuple[str, int, Decimal]]:
    """Label, how many, and by how much, of each kind of change."""
    rows = list(changes)
    for code, label in PAY_CHANGE:
        those = [each for each in rows if each.change == code]
        if those:
            yield label, len(those), sum((each.total - each.former for each in those), ZERO)


def _names(work: UnitOfWork, lines: Iterable[PayLine]) -> Mapping[str, str]:
    """Those of a roster at once: it has hundreds."""
    wanted = {each.person_id for each in lines if each.person_id}
    found = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row[0]: row[1] for row in found}


def _run_line(line: PayLine, names: Mapping[str, str]) -> RunLine:
    return RunLine(
        line.id,
        line.household_id,
        line.person_id,
        line.case_id,
        names.get(line.person_id or "", ""),
        line.village_code,
        line.persons or 0,
        line.former or ZERO,
        line.amount or ZERO,
        line.back_pay or ZERO,
        tuple(
            BackMonth(
                date.fromisoformat(each["month"]), Decimal(each["due"]), Decimal(each["paid"])
            )
            for each in line.back_months or ()
        ),
        line.change or payment.SAME,
        PAY_CHANGE.label(line.change),
        line.reason or "",
    )


def _refuse_outdated(work: UnitOfWork, run: PayRun, sheet: RunSheet) -> None:
    """Drawn up, then a case was changed: the roster would pay what nobody decided."""
    scheme, township = run.scheme or "", run.org_code or ""
    paid = paid_by_month(work, scheme, township)
    due = {key: each.amount for key, each in _due(work, run).items()}
    if scheme == RELIEF:
        due = {key: each for key, each in due.items() if key not in paid}
    wanted = {key: amount - paid.get(key, {}).get(sheet.month, ZERO) for key, amount in due.items()}
    kept = work.find(PayLine, PayLine.run_id == run.id)
    drawn = {each.about_id or "": each.amount or ZERO for each in kept}
    is_same = all(drawn.get(key, ZERO) == amount for key, amount in wanted.items())
    gone = [key for key, amount in drawn.items() if amount > 0 and key not in wanted]
    if not is_same or gone:
        sentence = "编制以后有申请变动，名册与现在应发的不一致。请重新编制名册。"
        raise Refused(sentence, code="run_outdated")


def _refuse_confirmed(run: PayRun) -> None:
    if run.state == CONFIRMED:
        sentence = "名册已经确认，不能再改。需要更正的，请另编一份更正名册。"
        raise Refused(sentence, code="run_confirmed")


def _refuse_scheme(scheme: str) -> None:
    if scheme not in PAID_SCHEMES:
        sentence = f"“{SCHEME.label(scheme)}”不按月发放资金。请选择其他救助项目。"
        raise Refused(sentence, code="scheme_not_paid", scheme=scheme)


def _runs(work: UnitOfWork, scheme: str, month: date, township: str) -> list[PayRun]:
    same = (PayRun.scheme == scheme, PayRun.month == month, PayRun.org_code == township)
    return work.find(PayRun, *same, order_by=(PayRun.number,))


def _reached(work: UnitOfWork, run_id: str) -> PayRun:
    run = work.get(PayRun, run_id)
    _ = require_township(work, run.org_code)
    return run
