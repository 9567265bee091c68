"""What kind of value a formula gives, told from the formula alone; ``ANY`` where it cannot be."""

from __future__ import annotations

from typing import Final

from app.forms.checking.formulas import question_of, read
from app.forms.checking.outline import Outline, Question
from app.forms.checking.question_types import ANY, DATE, NUMBER, ROWS, TEXT, TRUTH
from app.forms.xpath import Binary, Call, ExpressionError, Literal, Negation, Path, Syntax

ARITHMETIC: Final = frozenset({"+", "-", "*", "div", "mod"})
COMPARING: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
ORDERING: Final = frozenset({"<", "<=", ">", ">="})

_GIVES: Final = {
    TRUTH: "true false not boolean selected regex contains starts-with ends-with "
    "boolean-from-string checklist weighted-checklist geofence",
    NUMBER: "number int floor ceiling round abs pow sqrt exp exp10 log log10 pi sin cos tan asin "
    "acos atan atan2 random sum count count-non-empty position last string-length count-selected "
    "decimal-date-time decimal-time distance area",
    TEXT: "string concat join substr substring substring-before substring-after translate "
    "normalize-space format-date format-date-time digest base64-decode uuid jr:itext "
    "jr:choice-name name local-name",
    DATE: "today now date date-time",
}
_OF_CALL: Final = {name: kind for kind, names in _GIVES.items() for name in names.split()}
_DEEPEST: Final = 12
"""Calculations looked through before giving up."""


def kind_of(syntax: Syntax, outline: Outline, depth: int = 0) -> str:
    """The kind of the value of a tree."""
    match syntax:
        case Literal(value):
            return TEXT if isinstance(value, str) else NUMBER
        case Negation():
            return NUMBER
        case Binary(operator):
            if operator in ARITHMETIC:
                return NUMBER
            return ROWS if operator == "|" else TRUTH
        case Call(name, arguments):
            if name == "if" and len(arguments) == 3:
                return _joined(arguments[1:], outline, depth)
            if name in ("coalesce", "once"):
                return _joined(arguments, outline, depth)
            return _OF_CALL.get(name, ANY)
        case Path():
            question = question_of(syntax, outline)
            return kind_of_question(question, outline, depth) if question else ANY


def kind_of_question(question: Question, outline: Outline, depth: int = 0) -> str:
    """The kind of a question's answer; of a calculation, what it calculates."""
    source = question.row.text("calculation")
    if question.type.name not in ("calculate", "hidden") or not source or depth > _DEEPEST:
        return question.kind
    try:
        return kind_of(read(source), outline, depth + 1)
    except ExpressionError:
        return ANY


def _joined(branches: tuple[Syntax, ...], outline: Outline, depth: int) -> str:
    """The kind all branches share; nothing (``''``) goes with everything."""
    if depth > _DEEPEST:
        return ANY
    kinds = {
        kind_of(one, outline, depth + 1)
        for one in branches
        if not (isinstance(one, Literal) and one.value == "")
    }
    return kinds.pop() if len(kinds) == 1 else ANY
