"""Functions on text, truth and choice lists."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import re

from app.forms.patterns import matches
from app.forms.scope import Scope
from app.forms.signature import Closure, Function, of_scope, of_text, of_texts, of_two_texts
from app.forms.values import WHITESPACE, Value, to_number, to_text, to_truth

_BLANKS = re.compile(f"[{WHITESPACE}]+")


def words(text: str) -> list[str]:
    """The tokens of a multiple choice; only ASCII blanks separate."""
    return [word for word in _BLANKS.split(text) if word]


def _same(text: str) -> str:
    return text


def _substring(scope: Scope, arguments: list[Closure]) -> Value:
    # XPath 1.0 § 4.2: positions count from 1 and are rounded; NaN selects nothing.
    zone = scope.shared.zone
    text = to_text(arguments[0](scope))
    start = _half_up(to_number(arguments[1](scope), zone))
    end = math.inf
    if len(arguments) > 2:
        end = start + _half_up(to_number(arguments[2](scope), zone))
    return "".join(char for at, char in enumerate(text, 1) if start <= at < end)


def _half_up(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


def _substr(scope: Scope, arguments: list[Closure]) -> Value:
    # ODK: from 0, the end excluded, negative counts from the end.
    zone = scope.shared.zone
    text = to_text(arguments[0](scope))
    start = _index(to_number(arguments[1](scope), zone))
    end = _index(to_number(arguments[2](scope), zone)) if len(arguments) > 2 else len(text)
    start = max(start + len(text), 0) if start < 0 else start
    end = max(end + len(text), 0) if end < 0 else end
    return text[start:end]


def _index(number: float) -> int:
    if math.isnan(number):
        return 0
    return int(max(-1e9, min(1e9, number)))


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for at, char in enumerate(old):
        table.setdefault(ord(char), new[at] if at < len(new) else None)
    return text.translate(table)


def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = {
        "MD5": "md5",
        "SHA-1": "sha1",
        "SHA-256": "sha256",
        "SHA-384": "sha384",
        "SHA-512": "sha512",
    }.get(algorithm.upper())
    if name is None:
        return ""
    sum_of = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
    return sum_of.hex() if encoding.lower() == "hex" else base64.b64encode(sum_of).decode()


def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except binascii.Error:
        return ""


def _selected_at(scope: Scope, arguments: list[Closure]) -> Value:
    found = words(to_text(arguments[0](scope)))
    at = _index(to_number(arguments[1](scope), scope.shared.zone))
    return found[at] if 0 <= at < len(found) else ""


def _if(scope: Scope, arguments: list[Closure]) -> Value:
    return arguments[1 if to_truth(arguments[0](scope)) else 2](scope)


def _coalesce(scope: Scope, arguments: list[Closure]) -> Value:
    value: Value = ""
    for argument in arguments:
        value = argument(scope)
        if to_text(value) != "":
            return value
    return value


def _once(scope: Scope, arguments: list[Closure]) -> Value:
    kept = scope.node.text()
    return kept if kept else arguments[0](scope)


def _selected(text: str, wanted: str) -> bool:
    wanted = wanted.strip(WHITESPACE)
    return wanted in words(text) if wanted else not words(text)


TEXT_FUNCTIONS = (
    of_text("string", _same, or_here=True),
    of_text("string-length", lambda text: float(len(text)), or_here=True),
    of_text("normalize-space", lambda text: " ".join(words(text)), or_here=True),
    of_text("base64-decode", _base64_decode),
    of_text("count-selected", lambda text: float(len(words(text)))),
    of_text("boolean-from-string", lambda text: text in ("1", "true")),
    of_text("jr:text", _same),
    of_two_texts("contains", lambda text, part: part in text),
    of_two_texts("starts-with", lambda text, part: text.startswith(part)),
    of_two_texts("ends-with", lambda text, part: text.endswith(part)),
    of_two_texts("substring-before", lambda text, mark: text[: max(text.find(mark), 0)]),
    of_two_texts("substring-after", lambda text, mark: text.partition(mark)[2] if mark else text),
    of_two_texts("regex", matches),
    of_two_texts("selected", _selected),
    of_two_texts("is-selected", _selected),
    of_texts("translate", lambda texts: _translate(*texts), 3, 3),
    of_texts("digest", lambda texts: _digest(*texts), 2, 3),
    of_scope("substring", _substring, 2, 3),
    of_scope("substr", _substr, 2, 3),
    of_scope("selected-at", _selected_at, 2),
    of_scope("if", _if, 3),
    of_scope("coalesce", _coalesce, 1, None),
    of_scope("once", _once, 1),
    Function("true", 0, 0, lambda _arguments: lambda _scope: True),
    Function("false", 0, 0, lambda _arguments: lambda _scope: False),
    of_scope("not", lambda scope, arguments: not to_truth(arguments[0](scope)), 1),
    of_scope("boolean", lambda scope, arguments: to_truth(arguments[0](scope)), 1),
)
