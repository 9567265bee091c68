"""The door to pyxform: ``Authored`` → XForm XML. Imported only when a form is converted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

from app.errors import Unavailable
from app.forms.checking.authored import CHOICES, SETTINGS, SURVEY, Authored, Row
from app.forms.checking.problems import Problem, Spot

ROOT: Final = "data"
CONVERTER: Final = "pyxform"
_FIRST_ROW: Final = 2
_OURS, _PREFIX, _NAMESPACE = "::ruhu:", "ruhu=", 'ruhu="urn:ruhu"'
_OUR_SETTINGS: Final = "ruhu:"
_FAULTS: Final = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, AssertionError,
)  # fmt: skip
"""What the converter also raises on workbooks it did not think of."""

_ROW: Final = re.compile(r"\[row : (\d+)\]")
_SHEET: Final = re.compile(r"'(survey|choices|settings)' sheet")
_NAMED: Final = re.compile(r"'([\w]+)' value is invalid")
_IN_CHINESE: Final = (
    (r"Could not find the name '([^']*)'", "没有名为“{0}”的题目。请检查 ${{}} 里的题目名"),
    (r"Duplicate column header: (.*)", "列“{0}”出现了两次。请合并成一列"),
    (r"There are multiple survey elements named '([^']*)'", "题目名“{0}”用了两次。请改名"),
    (r"List name not in choices sheet: (\S+)", "没有选项列表“{0}”。请在 choices 表补上"),
    (r"Unknown question type '([^']*)'", "不认识的类型“{0}”。请改成标准的类型"),
    (r"Range min, max", "范围题的 parameters 不对。请写成 start=0 end=10 step=1"),
    (r"parameters", "parameters 列的写法不对。请写成 名称=值，几项之间用空格隔开"),
    (r"choice_filter", "choice_filter 列有错。请检查里面的题目名和列名"),
    (r"circular|cycl", "题目互相引用，绕成了圈。请检查题目名"),
)  # fmt: skip


@dataclass(frozen=True)
class Converted:
    """``xml`` is empty when ``problem`` says why; ``remarks``: the converter's own, in English."""

    xml: bytes = b""
    problem: Problem | None = None
    remarks: tuple[str, ...] = ()


def require_converter() -> None:
    """Raises ``Unavailable`` converter_missing, saying what to install."""
    if find_spec(CONVERTER) is None:
        raise Unavailable(
            "检查表单要用转换工具 pyxform，这台电脑没有安装。它只用在县级的电脑上："
            "请在那里运行“python -m pip install "
            f"{CONVERTER}”，装好后再试。",
            code="converter_missing",
        )


def convert(authored: Authored) -> Converted:
    """The XForm of a form, or what the converter says is wrong. Raises ``Unavailable``."""
    require_converter()
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert as convert_sheets  # pyright: ignore[reportUnknownVariableType] - it has no types

    remarks: list[str] = []
    try:
        made: Any = convert_sheets(
            _sheets(authored), warnings=remarks, validate=False, form_name=ROOT
        )
    except PyXFormError as error:
        return Converted(problem=_problem(str(error), authored), remarks=tuple(remarks))
    except _FAULTS as fault:
        return Converted(problem=_problem(repr(fault), authored), remarks=tuple(remarks))
    return Converted(f"{made.xform}\n".encode(), remarks=tuple(remarks))


def _sheets(authored: Authored) -> dict[str, Any]:
    """What the converter takes for a workbook; blank rows keep its row numbers ours."""
    sheets: dict[str, Any] = {
        SURVEY: _numbered(authored.survey),
        CHOICES: _numbered(authored.choices),
        SETTINGS: [_settings(authored)],
        "fallback_form_name": ROOT,
    }
    columns = {**authored.columns, SETTINGS: tuple(sheets[SETTINGS][0])}
    for name in (SURVEY, CHOICES, SETTINGS):
        sheets[f"{name}_header"] = [dict.fromkeys(columns[name])] if columns.get(name) else []
    sheets["sheet_names"] = [name for name in (SURVEY, CHOICES, SETTINGS) if sheets[name]]
    return sheets


def _settings(authored: Authored) -> dict[str, str]:
    """The converter's settings without ours; our own columns bring the name space they need."""
    made = _values(authored.settings) if authored.settings else {}
    found = {name: text for name, text in made.items() if not name.startswith(_OUR_SETTINGS)}
    is_ours = any(_OURS in column for column in authored.columns.get(SURVEY, ()))
    if is_ours and _PREFIX not in found.get("namespaces", ""):
        found["namespaces"] = f"{found.get('namespaces', '')} {_NAMESPACE}".strip()
    return found


def _numbered(rows: tuple[Row, ...]) -> list[Mapping[str, str]]:
    last = rows[-1].number if rows else 1
    found: list[Mapping[str, str]] = [{} for _ in range(_FIRST_ROW, last + 1)]
    for row in rows:
        found[row.number - _FIRST_ROW] = _values(row)
    return found


def _values(row: Row) -> dict[str, str]:
    return {name: cell.text for name, cell in row.cells.items() if name != "disabled"}


def _problem(message: str, authored: Authored) -> Problem:
    """What the converter said, in Chinese where we know it, and at its row."""
    sentence = ""
    for pattern, chinese in _IN_CHINESE:
        if match := re.search(pattern, message, re.IGNORECASE):
            sentence = f"{chinese.format(*match.groups())}。"
            break
    said = " ".join(message.split())[:300]
    sentence = (
        sentence or f"转换工具没有接受这张表单，它说：{said}。请照着改正，或把这句话告诉管理员。"
    )
    return Problem("not_converted", sentence, _spot(message, authored))


def _spot(message: str, authored: Authored) -> Spot:
    row, sheet = _ROW.search(message), _SHEET.search(message)
    name = sheet[1] if sheet else SURVEY
    if not row:
        return Spot(name)
    rows = authored.choices if name == CHOICES else authored.survey
    found = next((one for one in rows if one.number == int(row[1])), None)
    column = _NAMED.search(message)
    return found.spot(column[1] if column else "") if found else Spot(name, int(row[1]))
