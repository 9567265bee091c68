"""What a request must look like before the county thinks about it.

An honest laptop never meets this door: everything here is what only a broken or hostile one sends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, cast, get_args

from app.domain.ids import is_id
from app.errors import Refused
from app.sync.protocol import codec
from app.sync.protocol.messages import (
    Cursor,
    Fetch,
    Hello,
    Link,
    Message,
    Operation,
    Pull,
    Push,
    Question,
    Verify,
)

MOST_QUESTIONS: Final = 8
MOST_OPERATIONS: Final = 20_000
MOST_TABLES: Final = 20_000
MOST_DEPTH: Final = 32
_MOST_NUMBER: Final = 2**62
_INT: Final = 2**31
_LONGEST: Final = 64
_PLACES: Final = ("village_code", "org_code")
_LEAVES: Final = frozenset((str, bool, int, float, type(None)))
_TEXT: Final = frozenset((str,))

_QUESTIONS: Final = get_args(Question)


def read(body: bytes) -> tuple[Question, ...]:
    """The questions in ``body``. Raises ``Refused`` malformed or ``Unreadable``."""
    try:
        messages = codec.decode(body)
    except RecursionError as error:
        raise malformed("depth") from error
    return checked(messages)


def checked(messages: tuple[Message, ...]) -> tuple[Question, ...]:
    """``messages`` if they are questions within bounds."""
    asked = [one for one in messages if isinstance(one, _QUESTIONS)]
    questions = cast("tuple[Question, ...]", tuple(asked))
    if len(questions) != len(messages) or not 0 < len(questions) <= MOST_QUESTIONS:
        raise malformed("questions")
    for question in questions:
        _check(question)
    return questions


def malformed(what: str) -> Refused:
    """What no program of ours sends."""
    return Refused(
        "收到的内容不合规定，没有采用。请升级本程序后再试。", code="malformed", what=what
    )


def _check(question: Question) -> None:
    match question:
        case Hello():
            _cursor(question.cursor)
            _need(len(question.protocols) <= _LONGEST, "protocols")
            _need(len(question.squeezers) <= _LONGEST, "squeezers")
            _need(0 <= question.schema < _INT and 0 <= question.recovery < _INT, "hello")
        case Push():
            _push(question)
        case Pull():
            _cursor(question.cursor)
        case Verify():
            _tables(question.roots)
        case Fetch():
            _tables(question.buckets)
            _numbers(number for numbers in question.buckets.values() for number in numbers)


def _cursor(cursor: Cursor) -> None:
    _numbers((cursor.epoch, cursor.scope_epoch, cursor.seq))
    _need(not cursor.after or is_id(cursor.after), "cursor")


def _push(push: Push) -> None:
    ops = push.operations
    _need(0 < len(ops) <= MOST_OPERATIONS, "operations")
    _need(len({op.op_id for op in ops}) == len(ops), "op_id")
    for link in (push.head, push.known):
        _link(link)
    for op in ops:
        _operation(op)


def _link(link: Link) -> None:
    _numbers((link.seq,))
    _need(len(link.hash) <= _LONGEST, "link")


def _operation(op: Operation) -> None:
    _need(0 <= op.seq < _MOST_NUMBER and 0 <= op.base_rev < _MOST_NUMBER, "number")
    _need(op.seq > 0, "seq")
    for fields in (op.changes, op.before) if op.before else (op.changes,):
        _need(is_json(fields), "changes")
        for name in _PLACES:
            place = fields.get(name)
            _need(place is None or isinstance(place, str), "place")


def _tables(found: Iterable[str]) -> None:
    names = list(found)
    _need(len(names) <= MOST_TABLES, "tables")
    _need(all(name.isprintable() and len(name) <= 2 * _LONGEST for name in names), "table")


def _numbers(numbers: Iterable[int]) -> None:
    _need(all(0 <= one < _MOST_NUMBER for one in numbers), "number")


def is_json(value: object, depth: int = 0) -> bool:
    """Whether it is a tree of JSON that is not too deep."""
    if type(value) in _LEAVES:
        return True
    if depth >= MOST_DEPTH:
        return False
    if isinstance(value, dict):
        tree = cast("dict[object, object]", value)
        return _TEXT.issuperset(map(type, tree)) and _are_json(tree.values(), depth + 1)
    return isinstance(value, list) and _are_json(cast("list[object]", value), depth + 1)


def _are_json(values: Collection[object], depth: int) -> bool:
    """One look at what kinds of value there are: only trees are walked."""
    return _LEAVES.issuperset(map(type, values)) or all(is_json(one, depth) for one in values)


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise malformed(what)
