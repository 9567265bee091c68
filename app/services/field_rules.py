"""What every field must hold by what is said beside its column: length, codes, amounts, places.

Values are typed (``models.codec`` reads JSON). Errors stop a save; remarks are shown and do not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from app.domain.codes import CodeList
from app.errors import Refused
from app.models.base import Record, notes
from app.models.columns import FieldNote, Kind

LARGEST: Final = Decimal(10) ** 10
"""dec(12,2): below this many 元."""
LARGEST_WHOLE: Final = 10**9


@dataclass(frozen=True)
class Finding:
    """One thing wrong with one field. ``sentence`` ends with what to do; an error stops the save."""

    field: str
    code: str
    sentence: str
    is_error: bool = True


def check_fields(
    record: type[Record], values: Mapping[str, Any], names: Collection[str]
) -> Iterator[Finding]:
    """What is wrong with the fields ``names`` of ``values``, each by itself."""
    for name, note in notes(record).items():
        value = values.get(name)
        if is_empty(value):
            if note.is_required:
                yield Finding(name, "field_missing", f"没有填写{note.label}。请填写后再保存。")
        elif name in names and (check := _CHECKS.get(note.kind)):
            yield from check(note, value)


def is_empty(value: object) -> bool:
    """Whether nothing is there: None, no text, no list."""
    return value is None or value in ("", [], {})


def refuse_errors(findings: Collection[Finding]) -> tuple[Finding, ...]:
    """The remarks among ``findings``; raises ``Refused`` for the first error, naming its field."""
    errors = [each for each in findings if each.is_error]
    if errors:
        first = errors[0]
        fields = tuple(each.field for each in errors)
        raise Refused(first.sentence, code=first.code, field=first.field, fields=fields)
    return tuple(findings)


def _check_text(note: FieldNote, value: Any) -> Iterator[Finding]:
    if len(value) > note.most:
        sentence = f"{note.label}最多{note.most}个字，现有{len(value)}个。请缩短后再保存。"
        yield Finding(note.name, "text_too_long", sentence)
    if any(ord(each) < 32 and each not in "\n\t" for each in value):
        sentence = f"{note.label}里有看不见的字符。请删去后重新填写。"
        yield Finding(note.name, "text_invalid", sentence)


def _check_code(note: FieldNote, value: Any) -> Iterator[Finding]:
    if value not in cast("CodeList", note.codes):
        yield _unknown_code(note, value)


def _check_codes(note: FieldNote, value: Any) -> Iterator[Finding]:
    if not isinstance(value, list) or not all(
        isinstance(each, str) for each in cast("list[object]", value)
    ):
        sentence = f"{note.label}应为代码的列表。请改正后再保存。"
        yield Finding(note.name, "field_unreadable", sentence)
        return
    chosen = cast("list[str]", value)
    if len(chosen) != len(set(chosen)):
        yield Finding(note.name, "code_twice", f"{note.label}里有重复的选项。请去掉重复的。")
    yield from (_unknown_code(note, each) for each in chosen if each not in note.codes)  # type: ignore[operator]


def _unknown_code(note: FieldNote, value: str) -> Finding:
    sentence = f"{note.label}没有“{value}”这个选项。请从列表里选择。"
    return Finding(note.name, "code_unknown", sentence)


def _check_amount(note: FieldNote, value: Any) -> Iterator[Finding]:
    amount = cast("Decimal", value)
    if amount < 0:
        yield Finding(note.name, "amount_negative", f"{note.label}不能是负数。请填写0或正数。")
    elif amount >= LARGEST:
        yield Finding(note.name, "amount_too_large", f"{note.label}太大了。请检查单位是否为元。")
    elif amount != amount.quantize(Decimal("0.01")):
        sentence = f"{note.label}最多两位小数。请四舍五入到分后再填。"
        yield Finding(note.name, "amount_too_fine", sentence)


def _check_number(note: FieldNote, value: Any) -> Iterator[Finding]:
    if not 0 <= value <= LARGEST_WHOLE:
        yield Finding(note.name, "number_out_of_range", f"{note.label}不合常理。请检查后再填。")


def _check_place(note: FieldNote, value: Any) -> Iterator[Finding]:
    if not (value.isascii() and value.isdigit() and len(value) in (6, 9, 12)):
        sentence = f"{note.label}应为9位或12位区划代码。请从列表里选择。"
        yield Finding(note.name, "place_invalid", sentence)


def _check_day(note: FieldNote, value: Any) -> Iterator[Finding]:
    if not date(1850, 1, 1) <= value <= date(2200, 12, 31):
        yield Finding(note.name, "date_out_of_range", f"{note.label}不合常理。请检查年份。")


_CHECKS: Final[Mapping[Kind, Callable[[FieldNote, Any], Iterator[Finding]]]] = {
    Kind.TEXT: _check_text,
    Kind.LONG_TEXT: _check_text,
    Kind.CODE: _check_code,
    Kind.CODES: _check_codes,
    Kind.AMOUNT: _check_amount,
    Kind.NUMBER: _check_number,
    Kind.PLACE: _check_place,
    Kind.DAY: _check_day,
}
