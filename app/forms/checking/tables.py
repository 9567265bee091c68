"""Tables beside a workbook: where it names them, and whether they have the columns that are read.

A column that is not there reads as blank: choices without words, look-ups without a result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.forms.checking.formulas import read, walk, written
from app.forms.checking.outline import Outline, Question
from app.forms.checking.problems import Problem, Spot
from app.forms.checking.question_types import FROM_FILE
from app.forms.xpath import Call, ExpressionError, Literal

_BROUGHT: Final = {"csv-external": ".csv", "xml-external": ".xml"}
_NAMES: Final = {"value": "name", "label": "label"}
"""Parameter of a choice from a file -> the column that is read without it."""
_PARAMETER: Final = re.compile(r"(value|label)\s*=\s*(\S+)")
_LOOK_UP: Final = "pulldata"


@dataclass(frozen=True)
class NamedTable:
    """A file of rows, ``columns`` that are read of it, and the cell that says so."""

    name: str
    columns: tuple[str, ...]
    spot: Spot


def named_tables(outline: Outline) -> Iterator[NamedTable]:
    """Every cell that needs a table."""
    for question in outline.questions:
        kind, row = question.type.name, question.row
        if kind in FROM_FILE:
            said = dict(_PARAMETER.findall(row.text("parameters")))
            columns = tuple((_NAMES | said).values())
            yield NamedTable(question.type.source, columns, row.spot("type"))
        elif kind in _BROUGHT:
            yield NamedTable(f"{question.name}{_BROUGHT[kind]}", (), row.spot("name"))
        yield from _looked_up(question)


def table_problems(
    named: tuple[NamedTable, ...], headers: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem]:
    """What is wrong with them. ``headers``: by file name the columns of each that is there; none
    where they cannot be told."""
    for one in named:
        header = headers.get(one.name)
        if header is None:
            sentence = f"没有找到数据表“{one.name[:60]}”。请把它和工作簿放在同一个文件夹里。"
            yield Problem("table_missing", sentence, one.spot)
            continue
        for column in dict.fromkeys(one.columns):
            if header and column not in header:
                sentence = (
                    f"数据表“{one.name[:40]}”没有“{column[:20]}”这一列，读到的都是空白。"
                    f"它有：{'、'.join(header)[:80]}。请改列名，或改这里写的名称。"
                )
                yield Problem("table_column_missing", sentence, one.spot)


def _looked_up(question: Question) -> Iterator[NamedTable]:
    for column, source in written(question):
        try:
            tree = read(source)
        except ExpressionError:
            continue  # said where formulas are checked
        for one in walk(tree):
            if isinstance(one, Call) and one.name == _LOOK_UP and one.arguments:
                texts = [str(each.value) for each in one.arguments[:3] if isinstance(each, Literal)]
                if texts and isinstance(one.arguments[0], Literal):
                    name = f"{texts[0].removesuffix('.csv')}.csv"
                    yield NamedTable(name, tuple(texts[1:]), question.row.spot(column))
