"""Small forms for tests, written as an author would: the rows that matter, as dictionaries."""

from __future__ import annotations

from app.excel.xlsform.names import column_name, type_text
from app.excel.xlsform.reading import column_letters
from app.forms.checking.authored import Authored, Cell, Row
from app.forms.checking.checker import check_authored
from app.forms.checking.problems import Problem

Written = dict[str, str]
SETTINGS: Written = {"form_id": "t", "version": "1", "form_title": "试"}
YES_NO: tuple[Written, ...] = (
    {"list_name": "yn", "name": "yes", "label": "是"},
    {"list_name": "yn", "name": "no", "label": "否"},
)


def authored(
    *survey: Written, choices: tuple[Written, ...] = YES_NO, settings: Written | None = None
) -> Authored:
    """A form of these rows; the first row of ``survey`` is row 2."""
    made = SETTINGS if settings is None else settings
    sheets = {"survey": survey, "choices": choices, "settings": (made,) if made else ()}
    columns = {
        name: tuple(dict.fromkeys(k for r in rows for k in r)) for name, rows in sheets.items()
    }
    rows = {
        name: tuple(
            Row(name, number, _cells(name, row, columns[name]))
            for number, row in enumerate(written, 2)
        )
        for name, written in sheets.items()
    }
    one = rows["settings"][0] if made else None
    return Authored(rows["survey"], rows["choices"], one, columns)


def _cells(sheet: str, row: Written, columns: tuple[str, ...]) -> dict[str, Cell]:
    return {
        column_name(sheet, name): Cell(
            type_text(text) if name == "type" else text, column_letters(columns.index(name)), name
        )
        for name, text in row.items()
        if text
    }


def problems(
    *survey: Written, choices: tuple[Written, ...] = YES_NO, settings: Written | None = None
) -> tuple[Problem, ...]:
    """What is wrong with a form of these rows."""
    return check_authored(authored(*survey, choices=choices, settings=settings)).problems


def codes(
    *survey: Written, choices: tuple[Written, ...] = YES_NO, settings: Written | None = None
) -> set[str]:
    """The codes of what is wrong."""
    return {one.code for one in problems(*survey, choices=choices, settings=settings)}


def ask(type_: str, name: str, **cells: str) -> Written:
    """One question with a label."""
    return {"type": type_, "name": name, "label": name, **cells}


def work_out(name: str, calculation: str) -> Written:
    """One calculation."""
    return {"type": "calculate", "name": name, "calculation": calculation}


def rows(name: str, *inside: Written, **cells: str) -> tuple[Written, ...]:
    """A repeat."""
    return (ask("begin_repeat", name, **cells), *inside, {"type": "end_repeat"})
