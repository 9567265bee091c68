"""A workbook → ``Authored``: which sheets, which columns, every cell mended, every row numbered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

from app.domain.loose_values import Typed
from app.errors import Unreadable
from app.excel.reader import Sheet, Workbook
from app.excel.xlsform import mending
from app.excel.xlsform.names import KNOWN, column_name, sheet_name, type_text
from app.forms.checking.authored import CHOICES, SETTINGS, SURVEY, TRANSLATED, Authored, Cell, Row
from app.forms.checking.problems import ERROR, MENDED, WARNING, Problem, Spot
from app.forms.checking.suggesting import suggestion

MOST_ROWS: Final = {SURVEY: 3_000, CHOICES: 50_000, SETTINGS: 200}
MOST_COLUMNS: Final = 200
_FORMULAS: Final = frozenset(
    ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "trigger")
)
_YES_OR_NO: Final = frozenset(("required", "readonly"))
_NAMES: Final = frozenset(("type", "name", "list_name", "form_id", "appearance"))
_NO_DATES: Final = frozenset((*_FORMULAS, *_NAMES, *_YES_OR_NO, *TRANSLATED))
_ERRORS: Final = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
_NAMESPACED: Final = ("bind::", "instance::", "control::", "body::", "media::")


@dataclass
class _Reading:
    sheet: str
    name: str
    """As the author wrote it."""
    problems: list[Problem]
    columns: dict[int, tuple[str, str]] = field(default_factory=dict[int, "tuple[str, str]"])
    """Place of a column -> (canonical name, as written)."""

    def say(
        self, code: str, sentence: str, row: int, column: int | None, severity: str = ERROR
    ) -> None:
        letters = column_letters(column) if column is not None else ""
        header = self.columns[column][1] if column in self.columns and row > 1 else ""
        spot = Spot(self.name, row, letters, header)
        self.problems.append(Problem(code, sentence, spot, severity))


def read_authored(workbook: Workbook) -> Authored:
    """The form in a workbook. Raises ``Unreadable`` form_too_large, not_a_form."""
    problems: list[Problem] = [_hidden(name) for name in workbook.hidden if sheet_name(name)]
    sheets: dict[str, Sheet] = {}
    for sheet in workbook.sheets:
        name = sheet_name(sheet.name)
        if name in sheets:
            sentence = f"“{sheets[name].name}”和“{sheet.name}”是同一种工作表。请合并成一张。"
            problems.append(Problem("sheet_repeated", sentence, Spot(sheet.name)))
        elif name:
            sheets[name] = sheet
    if SURVEY not in sheets and not problems:
        raise Unreadable(
            "这个工作簿里没有名为“survey”（问卷）的工作表，不是表单。请选择表单的工作簿，或从现用的表单改起。",
            code="not_a_form",
        )
    rows: dict[str, tuple[Row, ...]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    for name in (SURVEY, CHOICES, SETTINGS):
        if sheet := sheets.get(name):
            reading = _Reading(name, sheet.name, problems)
            rows[name] = tuple(_rows(reading, sheet))
            columns[name] = tuple(canonical for canonical, _ in reading.columns.values())
    made = rows.get(SETTINGS, ())
    if len(made) > 1:
        sentence = "settings 表只用第2行。请把设置都写在第2行，删去其余的行。"
        problems.append(Problem("settings_rows", sentence, made[1].spot(), WARNING))
    return Authored(
        rows.get(SURVEY, ()),
        rows.get(CHOICES, ()),
        made[0] if made else None,
        columns,
        tuple(problems),
    )


def column_letters(place: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _hidden(name: str) -> Problem:
    sentence = f"工作表“{name}”是隐藏的，没有读。请取消隐藏；不用的请删去。"
    return Problem("sheet_hidden", sentence, Spot(name))


def _rows(reading: _Reading, sheet: Sheet) -> Iterator[Row]:
    filled = max(
        (number for number, row in enumerate(sheet.rows, 1) if any(row)),
        default=0,
    )
    if filled > MOST_ROWS[reading.sheet] + 1:
        raise Unreadable(
            f"工作表“{sheet.name[:40]}”有{filled}行，表单最多{MOST_ROWS[reading.sheet]}行。"
            "请删去多余的行，或拆成几张表单。",
            code="form_too_large",
        )
    if not filled:
        return
    _read_header(reading, sheet.rows[0])
    for merged in sheet.merged:
        if merged.bottom > 0 and merged.top < filled:
            sentence = "这里有合并的单元格，只有左上角的一格算数。请取消合并，每行都填上。"
            reading.say("merged", sentence, merged.top + 1, merged.left, WARNING)
    for number, row in enumerate(sheet.rows[1:filled], 2):
        cells = dict(_cells(reading, number, row))
        if cells and not _is_off(cells):
            yield Row(reading.name, number, cells)


def _is_off(cells: dict[str, Cell]) -> bool:
    return "disabled" in cells and cells["disabled"].text.casefold() in ("yes", "true", "是")


def _read_header(reading: _Reading, header: tuple[Typed, ...]) -> None:
    seen: dict[str, str] = {}
    for place, value in enumerate(header):
        written = mending.cell_text(value)
        if not written:
            continue
        if place >= MOST_COLUMNS:
            sentence = f"列太多，从这一列起没有读。请把要用的列放在前{MOST_COLUMNS}列。"
            reading.say("too_many_columns", sentence, 1, place)
            return
        canonical = column_name(reading.sheet, written)
        if canonical in seen:
            sentence = f"“{written[:40]}”和“{seen[canonical][:40]}”是同一列。请合并成一列。"
            reading.say("column_repeated", sentence, 1, place)
            continue
        seen[canonical] = written
        reading.columns[place] = (canonical, written)
        if not _is_known(reading.sheet, canonical):
            hint = suggestion(canonical, KNOWN[reading.sheet], "标准的列名，或删去这一列")
            sentence = f"不认识的列“{written[:40]}”，里面的内容不起作用。请改成{hint}。"
            reading.say("column_unknown", sentence, 1, place, WARNING)


def _is_known(sheet: str, canonical: str) -> bool:
    base = canonical.partition("::")[0]
    return (
        sheet == CHOICES  # further columns are for choice filters
        or canonical in KNOWN[sheet]
        or base in TRANSLATED
        or canonical.startswith((*_NAMESPACED, "#"))
    )


def _cells(reading: _Reading, number: int, row: tuple[Typed, ...]) -> Iterator[tuple[str, Cell]]:
    for place, value in enumerate(row[:MOST_COLUMNS]):
        written = mending.cell_text(value)
        if not written:
            continue
        if place not in reading.columns:
            if any(row[one] is not None for one in reading.columns if one < len(row)):
                sentence = "这一格所在的列没有列名，内容不起作用。请在第1行写上列名，或删去。"
                reading.say("cell_without_column", sentence, number, place, WARNING)
            continue
        canonical, header = reading.columns[place]
        if written in _ERRORS:
            sentence = f"这一格显示的是错误 {written}。请改正单元格里的公式，或直接写上文字。"
            reading.say("cell_error", sentence, number, place)
            continue
        base = canonical.partition("::")[0]
        if isinstance(value, date | time | timedelta) and base in _NO_DATES:
            sentence = (
                f"表格软件把这一格变成了日期或时间（{written}）。"
                "请把单元格格式改成“文本”，再重新填写。"
            )
            reading.say("cell_became_date", sentence, number, place, WARNING)
        text = _mended(base, written)
        if _is_worth_saying(base, written, text):
            sentence = f"已按“{text[:60]}”理解。不改也可以，建议顺手改过来。"
            reading.say("mended", sentence, number, place, MENDED)
        yield canonical, Cell(text, column_letters(place), header)


def _mended(column: str, text: str) -> str:
    if column == "type":
        return type_text(mending.label(text))
    if column in _YES_OR_NO:
        return mending.yes_or_no(text)
    if column in _FORMULAS or (column == "default" and ("$" in text or "＄" in text)):
        return mending.formula(text)
    if column in TRANSLATED:
        return mending.label(text)
    return text


def _is_worth_saying(column: str, written: str, text: str) -> bool:
    """Chinese names of types and 是/否 are no mistakes; wrong characters in a formula are."""
    return written != text and (column in _FORMULAS or (column in _YES_OR_NO and len(text) > 3))
