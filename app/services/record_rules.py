"""The V-rules of domain B.0.3: what the fields of one record must be to each other, and what follows.

A rule looks at the record as it will be, may tidy and derive values in it, and yields findings. It
runs when one of its fields was changed, so that old data never stops a save elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from app.domain import bank_account, disability_number, id_number, person_name, phone_number
from app.domain.codes import SEX
from app.domain.money import monthly, to_fen
from app.domain.months import age_on
from app.errors import Refused
from app.models.base import Record, notes
from app.models.columns import Kind
from app.services.field_rules import Finding, check_fields

Values = dict[str, Any]

NUMBERED: Final = frozenset(("01", "02", "04", "05", "07"))
"""ID_KIND whose number has 18 characters and a check digit (V-ID18, V-ID-RES)."""
WITHOUT_NUMBER: Final = frozenset(("98", "99"))
MARRIED: Final = frozenset(("20", "21"))
MARRIAGEABLE: Final[Mapping[str, int]] = {"1": 22, "2": 20}
WORKING_AGE: Final = (16, 60)

PAST_DAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("birth_date", "death_date"),
    "member": ("joined", "left"),
    "assistance_case": (
        "apply_date",
        "accept_date",
        "check_request_date",
        "check_return_date",
        "first_opinion_date",
        "decision_date",
        "notify_date",
    ),
    "task": ("done_date",),
}
"""Days that cannot lie in the future (V-DATE)."""

SPANS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "person": (("birth_date", "death_date"),),
    "member": (("joined", "left"),),
    "income": (("period_from", "period_to"),),
    "expense": (("period_from", "period_to"),),
    "assistance_case": (
        ("apply_date", "accept_date"),
        ("check_request_date", "check_return_date"),
        ("notice_from", "notice_to"),
    ),
    "visit": (("started_at", "ended_at"),),
}
"""Pairs whose second cannot be before the first (V-DATE)."""


class Rule(NamedTuple):
    """``look`` runs when a field of ``about`` changed."""

    about: frozenset[str]
    look: Callable[[Values, date], Iterator[Finding]]


def check_record(
    record: type[Record], values: Values, changed: Collection[str], today: date
) -> list[Finding]:
    """Everything found wrong with ``values``, which is tidied and completed in place."""
    strip_texts(record, values, changed)
    found = list(check_fields(record, values, changed))
    if any(each.is_error for each in found):
        return found
    for rule in RULES.get(record.noun, ()):
        if not rule.about.isdisjoint(changed):
            found += rule.look(values, today)
    found += _check_days(record, values, changed, today)
    return found


def strip_texts(record: type[Record], values: Values, names: Collection[str]) -> None:
    """Texts without spaces at their ends; an empty one is None."""
    for name, note in notes(record).items():
        value = values.get(name)
        if name in names and note.kind in {Kind.TEXT, Kind.LONG_TEXT} and isinstance(value, str):
            values[name] = value.strip() or None


# -- people -------------------------------------------------------------------------------------


def _name(values: Values, _today: date) -> Iterator[Finding]:
    yield from _parsed(values, "name", person_name.parse)


def _identity(values: Values, today: date) -> Iterator[Finding]:
    """V-ID18, V-ID-DERIVE: the number says birth date and sex; what is typed otherwise stays."""
    number, kind = values.get("id_no"), values.get("id_kind")
    if kind in WITHOUT_NUMBER:
        if number:
            yield Finding("id_no", "id_kind_mismatch", "选了无证件，却填了证件号。请改正其中一项。")
        elif not values.get("no_id_reason"):
            sentence = "没有写明无证件的原因。请补填，例如“未办理户口登记”。"
            yield Finding("no_id_reason", "no_id_reason_missing", sentence, is_error=False)
        return
    if not number:
        sentence = "还没有证件号。请入户时核对证件后补填。"
        yield Finding("id_no", "id_missing", sentence, is_error=False)
        return
    if kind is not None and kind not in NUMBERED:
        return
    try:
        found = id_number.parse(number, today)
    except Refused as refused:
        yield Finding("id_no", refused.code, refused.sentence)
        return
    values["id_no"] = found.text
    if found.kind != id_number.RESIDENT and kind in {None, id_number.RESIDENT}:
        values["id_kind"] = found.kind
    values["id_kind"] = values.get("id_kind") or found.kind
    yield from _derived(values, "birth_date", found.birth_date, "出生日期")
    yield from _derived(values, "sex", found.sex, "性别")


def _derived(values: Values, name: str, told: Any, label: str) -> Iterator[Finding]:
    if values.get(name) is None:
        values[name] = told
    elif values[name] != told:
        shown = SEX.label(told) if name == "sex" else told.isoformat()
        sentence = f"{label}与证件号不符（证件号是{shown}），已按填写的保存。请核实。"
        yield Finding(name, f"{name.split('_')[0]}_mismatch", sentence, is_error=False)


def _phone(values: Values, _today: date) -> Iterator[Finding]:
    yield from _parsed(values, "phone", phone_number.parse)


def _disability(values: Values, today: date) -> Iterator[Finding]:
    """V-DISAB: the certificate's number carries the ID number, the kind and the grade."""
    if values.get("disab_no"):
        try:
            found = disability_number.parse(values["disab_no"], today)
        except Refused as refused:
            yield Finding("disab_no", refused.code, refused.sentence)
            return
        values["disab_no"] = found.text
        if values.get("id_no") and values["id_no"] != found.id_no:
            sentence = "残疾人证号的前18位与本人证件号不同。请对照两证更正。"
            yield Finding("disab_no", "disab_no_foreign", sentence)
        values["disab_cert"] = True
        for name, told in (("disab_type", found.kind), ("disab_grade", found.grade)):
            if values.get(name) is None:
                values[name] = told
            elif values[name] != told:
                sentence = "残疾类别或等级与残疾人证号不符，已按填写的保存。请核实。"
                yield Finding(name, "disab_mismatch", sentence, is_error=False)
    if values.get("disab_cert") and not (values.get("disab_type") and values.get("disab_grade")):
        sentence = "有残疾人证，但没有填类别和等级。请对照残疾人证补填。"
        yield Finding("disab_type", "disab_missing", sentence, is_error=False)


def _bank(values: Values, _today: date) -> Iterator[Finding]:
    """V-BANK: a card that fails Luhn is a hint; another's account needs an agreement (G4)."""
    yield from _parsed(values, "bank_no", bank_account.parse)
    number, holder = values.get("bank_no"), values.get("bank_holder")
    if number and number.isdigit() and bank_account.looks_mistyped(number):
        sentence = "银行卡号校验不过，可能录错了一位。请对照卡片核对。"
        yield Finding("bank_no", "account_suspicious", sentence, is_error=False)
    if holder and values.get("name") and holder != values["name"]:
        sentence = "户名不是本人，需要代领协议。请收集协议并归档。"
        yield Finding("bank_holder", "holder_differs", sentence, is_error=False)


def _marriage(values: Values, today: date) -> Iterator[Finding]:
    born, least = values.get("birth_date"), MARRIAGEABLE.get(values.get("sex") or "")
    if values.get("marriage") in MARRIED and born and least and age_on(born, today) < least:
        sentence = f"未满{least}周岁，却填了已婚。请核实婚姻状况。"
        yield Finding("marriage", "marriage_age", sentence, is_error=False)


def _labor(values: Values, today: date) -> Iterator[Finding]:
    """Under 16 and from 60 on the ability to work follows from the age (B.2)."""
    born = values.get("birth_date")
    if born and values.get("labor") is None:
        age = age_on(born, today)
        youngest, oldest = WORKING_AGE
        values["labor"] = "4" if age < youngest else "5" if age >= oldest else None
    yield from ()


# -- households and what is theirs ------------------------------------------------------------------


def _agent(values: Values, today: date) -> Iterator[Finding]:
    yield from _parsed(values, "agent_name", person_name.parse)
    yield from _parsed(values, "agent_phone", phone_number.parse)
    yield from _parsed(values, "agent_id_no", lambda text: id_number.parse(text, today).text)


def _counted_member(values: Values, _today: date) -> Iterator[Finding]:
    if values.get("counted") is False:
        if not values.get("exclude_reason"):
            sentence = "不计入家庭人口要有原因。请选择不计入的原因。"
            yield Finding("exclude_reason", "exclude_reason_missing", sentence)
        values["protected"] = False
    else:
        values["exclude_reason"] = None


def _income(values: Values, _today: date) -> Iterator[Finding]:
    """``monthly`` is ``amount_total`` over ``months``, half-up to 0.01."""
    total, months = values.get("amount_total"), values.get("months")
    if total is None:
        values["monthly"] = None
    elif not months:
        yield Finding("months", "months_missing", "折算月数必须大于0。请填写收入所属期间。")
    elif months > 120:
        yield Finding("months", "months_too_many", "折算月数最多120个月。请检查。")
    else:
        values["monthly"] = monthly(total, months)


def _counted_income(values: Values, _today: date) -> Iterator[Finding]:
    if values.get("counted") is False:
        if not values.get("not_counted_reason"):
            sentence = "不计入家庭收入要有理由。请选择不计入的理由。"
            yield Finding("not_counted_reason", "not_counted_reason_missing", sentence)
    else:
        values["not_counted_reason"] = None


def _expense(values: Values, _today: date) -> Iterator[Finding]:
    amount, reimbursed = values.get("amount"), values.get("reimbursed")
    if amount is None:
        values["self_paid"] = None
    elif reimbursed is not None and reimbursed > amount:
        sentence = "报销金额比支出金额还多。请核对票据后更正。"
        yield Finding("reimbursed", "reimbursed_too_much", sentence)
    else:
        values["self_paid"] = amount - (reimbursed or 0)


def _asset(values: Values, _today: date) -> Iterator[Finding]:
    if values.get("exempt") and not values.get("exempt_reason"):
        sentence = "豁免的财产要写明理由。请填写豁免理由。"
        yield Finding("exempt_reason", "exempt_reason_missing", sentence)
    if values.get("value") is not None and values.get("value_date") is None:
        sentence = "写了金额，没有写时点。请补填核对的日期。"
        yield Finding("value_date", "value_date_missing", sentence, is_error=False)


def _obligor(values: Values, today: date) -> Iterator[Finding]:
    yield from _parsed(values, "name", person_name.parse)
    yield from _parsed(values, "id_no", lambda text: id_number.parse(text, today).text)
    if values.get("ability") == "3" and not values.get("no_ability_reason"):
        sentence = "填了无赡养能力，没有选理由。请选择无履行能力的理由。"
        yield Finding("no_ability_reason", "no_ability_reason_missing", sentence, is_error=False)


def _family_income(values: Values, _today: date) -> Iterator[Finding]:
    total, size = values.get("family_income_total"), values.get("family_size")
    values["family_income_pc"] = to_fen(total / size) if total is not None and size else None
    if size == 0:
        yield Finding("family_size", "family_size_zero", "家庭人数至少是1人。请改正。")


# -- shared ---------------------------------------------------------------------------------------


def _parsed(values: Values, name: str, parse: Callable[[str], str]) -> Iterator[Finding]:
    """``values[name]`` as ``parse`` tidies it; what it refuses is an error of that field."""
    if values.get(name):
        try:
            values[name] = parse(values[name])
        except Refused as refused:
            yield Finding(name, refused.code, refused.sentence)


def _check_days(
    record: type[Record], values: Values, changed: Collection[str], today: date
) -> Iterator[Finding]:
    labels = {name: note.label for name, note in notes(record).items()}
    for name in PAST_DAYS.get(record.noun, ()):
        if name in changed and values.get(name) and values[name] > today:
            sentence = f"{labels[name]}不能晚于今天。请检查年份和月份。"
            yield Finding(name, "date_in_future", sentence)
    for first, last in SPANS.get(record.noun, ()):
        start, end = values.get(first), values.get(last)
        if {first, last} & set(changed) and start and end and end < start:
            sentence = f"{labels[last]}早于{labels[first]}。请检查两个日期。"
            yield Finding(last, "dates_reversed", sentence)


def _on(look: Callable[[Values, date], Iterator[Finding]], names: str) -> Rule:
    return Rule(frozenset(names.split()), look)


RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "person": (
        _on(_name, "name"),
        _on(_identity, "id_no id_kind no_id_reason sex birth_date"),
        _on(_phone, "phone"),
        _on(_disability, "disab_no disab_cert disab_type disab_grade id_no"),
        _on(_bank, "bank_no bank_holder name"),
        _on(_marriage, "marriage sex birth_date id_no"),
        _on(_labor, "birth_date id_no"),
    ),
    "household": (_on(_agent, "agent_name agent_phone agent_id_no"),),
    "member": (_on(_counted_member, "counted exclude_reason protected"),),
    "income": (
        _on(_income, "amount_total months monthly"),
        _on(_counted_income, "counted not_counted_reason"),
    ),
    "expense": (_on(_expense, "amount reimbursed self_paid"),),
    "asset": (_on(_asset, "exempt exempt_reason value value_date"),),
    "obligor": (
        _on(_obligor, "name id_no ability no_ability_reason"),
        _on(_family_income, "family_income_total family_size"),
    ),
}
"""Noun -> its rules, in the order they run: what a later one reads, an earlier one has derived."""
