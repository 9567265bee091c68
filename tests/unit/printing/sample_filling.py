"""Fills a sheet with the most of everything: twelve rows of each table, rare characters throughout."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from app.printing.layout.signing import Signature
from app.printing.sheets import Sheet
from tests.unit.printing.sample_values import (
    LONG_ADDRESS,
    LONGEST_NAME,
    MADE_AT,
    MOST,
    RARE,
    SIGNED,
)

S = TypeVar("S", bound=Sheet)

_ROWS = 12
_LAST_DAY = date(2026, 12, 31)
_TEXTS = {
    "number": "E01-2026-102-ZZZZZZZZ",
    "office": f"垫江县{RARE}镇人民政府社会事务和民政工作办公室",
    "id_no": "50023120120229003X",
    "agent_id_no": "50023120120229003X",
    "sex": "女",
    "phone": "13812345678、023-74501234",
    "hukou_address": LONG_ADDRESS,
    "home_address": LONG_ADDRESS,
    "hukou": "居民户",
    "education": f"大学本科{RARE}",
    "marriage": "未说明",
    "health": f"患重特大疾病{RARE}",
    "disability": "精神一级、肢体二级",
    "employment": "学龄前儿童",
    "relation": "孙子、孙女或外孙子、外孙女",
}
_NAMES = ("name", "applicant", "agent", "kin", "recipient", "household_head")
_VALUES: dict[type, object] = {
    bool: True, int: 12, Decimal: MOST, date: _LAST_DAY, datetime: MADE_AT, Signature: SIGNED,
}  # fmt: skip


def most(kind: type[S], /, **given: object) -> S:
    """The sheet with everything in it; ``given`` where the words are not free."""
    return _filled(kind, {"made_at": MADE_AT, "is_practice": True, "record": "1"} | given)


def _filled(kind: type[Any], given: dict[str, object]) -> Any:
    hints = get_type_hints(kind)
    said: dict[str, object] = {
        one.name: given[one.name] if one.name in given else _value(one.name, hints[one.name], given)
        for one in fields(kind)
    }
    return kind(**said)


def _value(name: str, hint: Any, given: dict[str, object]) -> object:
    if get_origin(hint) is tuple:
        return tuple(_value(name, get_args(hint)[0], given) for _ in range(_ROWS))
    wanted = next(one for one in get_args(hint) or (hint,) if one is not type(None))
    if wanted in _VALUES:
        return _VALUES[wanted]
    if is_dataclass(wanted):
        return _filled(wanted, given)  # pyright: ignore[reportArgumentType]
    if name in _NAMES:
        return LONGEST_NAME
    return _TEXTS.get(name, f"{RARE}在外务工，收入不稳定，配偶长期患{RARE}病")
