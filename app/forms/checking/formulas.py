"""The formulas of a form as written, ``${name}`` and all: syntax trees whose positions are the cell's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.forms.checking.outline import Outline, Question
from app.forms.xpath import Binary, Call, Literal, Negation, Path, Step, Syntax, parse

_MARK, _HASH = "\ua66e", "\ua66d"
"""Letters nobody uses: ``${name}`` becomes a name of the same length, so positions stay."""
REFERENCE: Final = re.compile(r"\$\{([^{}]+)\}")
_CALL: Final = re.compile(r"[\w:\-]+\s*\(")

CONDITIONS: Final = ("relevant", "constraint", "required", "readonly")
VALUES: Final = ("calculation", "choice_filter", "repeat_count")
_WORDS: Final = frozenset({"yes", "no", "true", "false", "true()", "false()"})


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula: where it stands, its text, its tree."""

    question: Question
    column: str
    source: str
    tree: Syntax

    @property
    def is_condition(self) -> bool:
        return self.column in CONDITIONS


def written(question: Question) -> Iterator[tuple[str, str]]:
    """(column, text) of every formula of a question."""
    row = question.row
    for column in (*CONDITIONS, *VALUES):
        text = row.text(column)
        if text and not (column in CONDITIONS and text.casefold() in _WORDS):
            yield column, text
    default = row.text("default")
    if default and (REFERENCE.search(default) or _CALL.match(default)):
        yield "default", default


def read(source: str) -> Syntax:
    """The tree of a formula as written. Raises ``ExpressionError``."""
    return parse(REFERENCE.sub(_as_name, source))


def _as_name(reference: re.Match[str]) -> str:
    return f"{_MARK * 2}{reference[1].replace('#', _HASH)}{_MARK}"


def named(syntax: Syntax | Step | str) -> str:
    """The question that ``${name}`` names when ``syntax`` is just that, with or without a filter;
    else ""."""
    if isinstance(syntax, Path) and syntax.base == "." and len(syntax.steps) == 1:
        return named(syntax.steps[0])
    test = syntax.test if isinstance(syntax, Step) else ""
    return test[2:-1].replace(_HASH, "#") if test.startswith(_MARK * 2) else ""


def walk(syntax: Syntax) -> Iterator[Syntax]:
    """The tree and everything below it, also inside filters."""
    waiting: list[Syntax] = [syntax]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(list(below(one))))


def below(syntax: Syntax) -> Iterator[Syntax]:
    """The parts a tree consists of."""
    match syntax:
        case Literal():
            return
        case Negation(operand):
            yield operand
        case Binary(_, left, right):
            yield left
            yield right
        case Call(_, arguments):
            yield from arguments
        case Path(base, steps, predicates):
            if not isinstance(base, str):
                yield base
            yield from predicates
            for step in steps:
                yield from step.predicates


def names_in(syntax: Syntax) -> set[str]:
    """All questions that a tree names by ``${name}``, also inside texts (``'${name}'``)."""
    found: set[str] = set()
    for one in walk(syntax):
        if isinstance(one, Path):
            found.update(name for step in one.steps if (name := named(step)))
        elif isinstance(one, Literal) and isinstance(one.value, str):
            found.update(marked(one.value))
    return found


def marked(text: str) -> list[str]:
    """The questions named inside a text of a tree."""
    return re.findall(f"{_MARK * 2}(.*?){_MARK}", text)


def question_of(syntax: Syntax, outline: Outline) -> Question | None:
    """The question a tree stands for when it is ``${name}`` and nothing else."""
    return outline.by_name.get(named(syntax))
