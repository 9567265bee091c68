"""All checks of a form, one after the other; none stops another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.forms.checking.authored import Authored
from app.forms.checking.choices import Lists, read_lists, used_lists
from app.forms.checking.formulas import Formula, read, written
from app.forms.checking.outline import Outline, Question, read_outline
from app.forms.checking.planned import planned
from app.forms.checking.problems import Problem
from app.forms.checking.question_types import FROM_FILE
from app.forms.checking.traps import traps
from app.forms.checking.vocabulary import vocabulary
from app.forms.checking.wording import settings, wording
from app.forms.structure import FormDefinition
from app.forms.xpath import ExpressionError

_FILES: Final = frozenset({"csv-external", "xml-external"})


@dataclass(frozen=True)
class Checked:
    """What the workbook says, and what is wrong with it."""

    outline: Outline
    problems: tuple[Problem, ...]


def check_authored(authored: Authored) -> Checked:
    """Everything the workbook itself shows; needs no converted form."""
    outline = read_outline(authored)
    lists, problems = read_lists(authored)
    found = [
        *authored.problems,
        *outline.problems,
        *problems,
        *used_lists(outline, lists),
        *wording(authored, outline, lists),
        *settings(authored),
        *_formulas(outline, lists),
    ]
    return Checked(outline, in_order(found))


def check_converted(definition: FormDefinition, outline: Outline) -> tuple[Problem, ...]:
    """What shows only once the form is converted."""
    return in_order(planned(definition, outline))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """As an author goes through a workbook; the same thing at the same place is said once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda one: one.order))


def _formulas(outline: Outline, lists: Lists) -> Iterator[Problem]:
    tables = {*lists.rows, *(_table(one) for one in outline.questions)}
    for question in outline.questions:
        for column, source in written(question):
            try:
                formula = Formula(question, column, source, read(source))
            except ExpressionError as error:
                spot = question.row.spot(column)
                said = error.sentence.replace("请改正表单里的这个公式。", "请改正这个公式。")
                yield Problem("formula", said, spot, position=error.position)
                continue
            yield from vocabulary(formula, outline, tables)
            yield from traps(formula, outline, lists)


def _table(question: Question) -> str:
    """The name by which formulas look up a table that a question brings in."""
    if question.type.name in FROM_FILE:
        return question.type.source.rpartition(".")[0]
    return question.name if question.type.name in _FILES else ""
