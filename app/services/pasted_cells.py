"""Cells copied from WPS or Excel, read as fields of a household's members or incomes.

Which column is what comes from the labels in the first row, or, for members, from what the cells
hold. What cannot be read is said and never guessed. Knows no store.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain import id_number
from app.domain.loose_values import has_lost_digits, is_blank, read_count, read_day, read_money
from app.domain.relation_words import read_relation
from app.errors import Refused
from app.excel.roster.words import field_of, tidy_label
from app.models.base import notes
from app.models.columns import FieldNote, Kind
from app.models.household import Income, Member
from app.models.person import Person
from app.services.fields import BANK

Cells = tuple[tuple[str, ...], ...]

MEMBER: Final = "member"
INCOME: Final = "income"
MOST_ROWS: Final = 200
"""A household's members or incomes; a whole roster goes through 数据交换."""

_READ: Final = frozenset(
    (Kind.TEXT, Kind.LONG_TEXT, Kind.CODE, Kind.FLAG, Kind.AMOUNT, Kind.NUMBER, Kind.DAY)
)
_ROSTER: Final[Mapping[str, str]] = {
    "name": "name",
    "head_name": "name",
    "id_no": "id_no",
    "relation": "relation",
    "sex": "sex",
    "birth_date": "birth_date",
    "nation": "nation",
    "phone": "phone",
    "address": "live_addr",
    "note": "remark",
}
"""A roster's word for a column -> our field."""
_MORE: Final[Mapping[str, str]] = {
    "计入": "counted",
    "电话": "phone",
    "手机": "phone",
    "手机号": "phone",
    "健康": "health",
    "成员": "name",
    "类别": "kind",
    "收入项目": "kind",
    "金额": "amount_total",
    "年收入": "amount_total",
    "月数": "months",
    "月收入": "monthly",
    "月均(元)": "monthly",
}
"""What people, and our own lists, write over a column besides the field's label."""
_YES: Final = frozenset("是 有 对 √ ✓ 计入 Y 1".split())
_NO: Final = frozenset("否 无 没有 × 不计入 N 0".split())
_PHONE: Final = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")
_NUMBER: Final = re.compile(r"\d{17}[\dXx]|\d{15}")


@dataclass(frozen=True)
class PastedRow:
    """One row: ``number`` as counted by people, fields by name, what could not be read."""

    number: int
    values: Mapping[str, Any] = field(repr=False)
    problems: tuple[str, ...]


@dataclass(frozen=True)
class PastedRows:
    """``columns``: the label of the field each column was read as; empty: not read."""

    columns: tuple[str, ...]
    rows: tuple[PastedRow, ...] = field(repr=False)


def read_pasted_rows(noun: str, cells: Cells) -> PastedRows:
    """Read ``cells`` as members or incomes.

    Raises ``Refused``: paste_empty, paste_too_long, paste_without_labels.
    """
    if not cells:
        raise Refused("剪贴板里没有表格。请先在 WPS 里选中几行并复制。", code="paste_empty")
    if len(cells) > MOST_ROWS:
        sentence = f"粘贴的内容超过{MOST_ROWS}行。整本花名册请到“数据交换”里导入。"
        raise Refused(sentence, code="paste_too_long")
    known = _known(noun)
    columns = _by_labels(cells[0], known)
    body = list(enumerate(cells, 1))
    if sum(map(bool, columns)) >= 2:
        body = body[1:]
    elif noun == MEMBER and "name" in (guessed := _by_contents(cells)):
        columns = guessed
    else:
        sentence = "看不出各列是什么。请连同表头一起复制，例如姓名、与户主关系、证件号。"
        raise Refused(sentence, code="paste_without_labels")
    rows = tuple(_row(number, row, columns, known) for number, row in body if any(row))
    return PastedRows(tuple(known[one].label if one else "" for one in columns), rows)


def _known(noun: str) -> Mapping[str, FieldNote]:
    """The fields that can be pasted, by name; an income may also name whose it is."""
    kinds = (Member, Person) if noun == MEMBER else (Income,)
    found = {
        name: note
        for kind in kinds
        for name, note in notes(kind).items()
        if note.kind in _READ and not note.is_derived and name not in BANK
    }
    if noun == INCOME:
        person = notes(Person)
        monthly = notes(Income)["monthly"]
        found |= {"name": person["name"], "id_no": person["id_no"], "monthly": monthly}
    return found


def _by_labels(row: Sequence[str], known: Mapping[str, FieldNote]) -> tuple[str, ...]:
    labels = {tidy_label(note.label): name for name, note in known.items()}
    labels |= {tidy_label(note.column): name for name, note in known.items() if note.column}
    labels |= {tidy_label(label): name for label, name in _MORE.items() if name in known}
    found: list[str] = []
    for cell in row:
        name = labels.get(tidy_label(cell)) or _ROSTER.get(field_of(cell)[0], "")
        found.append(name if name in known and name not in found else "")
    return tuple(found)


def _by_contents(cells: Cells) -> tuple[str, ...]:
    """Without labels: a column is what all of its cells can be, the first of the table."""
    found: list[str] = []
    for column in zip(*cells, strict=True):
        said = [_half_width(cell) for cell in column if not is_blank(cell)]
        fits = (
            name
            for name, is_one in _LOOKS.items()
            if said and name not in found and all(map(is_one, said))
        )
        found.append(next(fits, ""))
    return tuple(found)


def _is_name(text: str) -> bool:
    return 2 <= len(text) <= 20 and not any(each.isdigit() for each in text)


_LOOKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "id_no": lambda text: bool(_NUMBER.fullmatch(text)),
    "phone": lambda text: bool(_PHONE.fullmatch(text)),
    "sex": lambda text: text in {"男", "女"},
    "relation": lambda text: read_relation(text) is not None,
    "name": _is_name,
}


def _row(
    number: int, cells: Sequence[str], columns: Sequence[str], known: Mapping[str, FieldNote]
) -> PastedRow:
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, cell in zip(columns, cells, strict=True):
        if not name or is_blank(cell) or (known[name].mask and "*" in cell):
            continue  # what was masked when it was copied says nothing new
        try:
            values[name] = _value(name, known[name], cell)
        except Refused as refused:
            problems.append(f"{known[name].label}“{cell.strip()}”：{refused.sentence}")
    if (monthly := values.pop("monthly", None)) is not None:
        values |= {"amount_total": monthly, "months": 1}
    return PastedRow(number, values, tuple(problems))


def _value(name: str, note: FieldNote, cell: str) -> Any:
    if name == "id_no":
        if has_lost_digits(cell):
            sentence = "号码后几位已经丢失。请把那一列设成文本，重新录入。"
            raise Refused(sentence, code="id_lost_precision")
        return id_number.tidy(cell)
    if name == "relation":
        return _found(read_relation(cell))
    return _READERS[note.kind](note, cell)


def _code(note: FieldNote, cell: str) -> str:
    text = _half_width(cell)
    every = dict(note.codes or ())
    exact = next((code for code, label in every.items() if _half_width(label) == text), None)
    like = [code for code, label in every.items() if text in _half_width(label)]
    return _found(exact or (like[0] if len(like) == 1 else None))


def _flag(_note: FieldNote, cell: str) -> bool:
    text = _half_width(cell).upper()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Refused("看不懂。请写“是”或“否”。", code="flag_unreadable")


def _number(_note: FieldNote, cell: str) -> int:
    found = read_count(cell.strip().removesuffix("月").removesuffix("个"))
    if found is None:
        raise Refused("看不懂这个数。请只写数字。", code="number_unreadable")
    return found


def _found(code: str | None) -> str:
    if code is None:
        raise Refused("列表里没有这一项。请按程序里的说法填写。", code="code_unknown")
    return code


def _half_width(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


_READERS: Final[Mapping[Kind, Callable[[FieldNote, str], Any]]] = {
    Kind.TEXT: lambda _note, cell: cell.strip(),
    Kind.LONG_TEXT: lambda _note, cell: cell.strip(),
    Kind.CODE: _code,
    Kind.FLAG: _flag,
    Kind.AMOUNT: lambda _note, cell: read_money(cell),
    Kind.NUMBER: _number,
    Kind.DAY: lambda _note, cell: read_day(cell),
}
