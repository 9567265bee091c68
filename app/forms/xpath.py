"""The expression language: text → syntax tree, with errors in Chinese that say where.

A Pratt parser for XPath 1.0 as ODK uses it. It knows no function and no form; ``compiler.py`` turns
the tree into closures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.errors import Unreadable

MAX_LENGTH = 32_768
MAX_DEPTH = 80

_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"|(?P<literal>\"[^\"]*\"|'[^']*')"
    r"|(?P<name>[^\W\d][\w.\-·]*(?::(?:[^\W\d][\w.\-·]*|\*))?)"
    r"|(?P<operator>::|//|\.\.|!=|<=|>=|[()\[\]@,/|+\-=<>*.$])"
)
_OPERATOR_THEN_DIGIT = re.compile(r"^(and|or|div|mod)[0-9].*")
_BLANK = re.compile(r"[ \t\r\n]*")
_WORD_OPERATORS = frozenset({"and", "or", "div", "mod"})
_BEFORE_OPERAND = frozenset(
    {"@", "::", "(", "[", ",", "/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "*op"}
) | {f"{word}op" for word in _WORD_OPERATORS}
_BINDING = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6, "|": 8,
}  # fmt: skip
_UNARY = 7
_NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
AXES = frozenset(
    {
        "child", "parent", "self", "attribute", "descendant", "descendant-or-self", "ancestor",
        "ancestor-or-self", "following-sibling", "preceding-sibling", "following", "preceding",
    }
)  # fmt: skip


class ExpressionError(Unreadable):
    """An expression that cannot be read or worked out; ``position`` counts characters from 1."""

    def __init__(self, sentence: str, *, position: int = 0, expression: str = "") -> None:
        where = f"（第 {position} 个字符处）" if position else ""
        super().__init__(
            f"{sentence}{where}。请改正表单里的这个公式。",
            code="form_expression",
            position=position,
            expression=expression[:200],
        )
        self.position = position


@dataclass(frozen=True, slots=True)
class Literal:
    """Text or a number."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus."""

    operand: Syntax


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and an operator, the union ``|`` among them."""

    operator: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; ``position`` is where its name stands."""

    name: str
    arguments: tuple[Syntax, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. ``test`` is a name, ``*``, or a node type such as ``text()``."""

    axis: str
    test: str
    predicates: tuple[Syntax, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the root (``base`` is "/"), from here ("."), or from what ``base`` gives."""

    base: Syntax | str
    steps: tuple[Step, ...]
    predicates: tuple[Syntax, ...] = ()


Syntax = Literal | Negation | Binary | Call | Path


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


@dataclass(slots=True)
class _Parser:
    source: str
    tokens: list[_Token]
    at: int = 0
    depth: int = 0

    def peek(self) -> str:
        token = self.tokens[self.at]
        return token.text if token.kind in ("operator", "end") else ""

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def expect(self, text: str) -> None:
        token = self.take()
        if token.kind != "operator" or token.text != text:
            raise self.error(f"应为“{text}”，实际是{_shown(token)}", token)

    def error(self, sentence: str, token: _Token) -> ExpressionError:
        return ExpressionError(sentence, position=token.position + 1, expression=self.source)

    def expression(self, binding: int = 0) -> Syntax:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error("公式嵌套太深", self.tokens[self.at])
        left = self.prefix()
        while True:
            token = self.tokens[self.at]
            power = _BINDING.get(token.text, 0) if token.kind == "operator" else 0
            if power <= binding:
                break
            self.at += 1
            left = Binary(token.text, left, self.expression(power))
        self.depth -= 1
        return left

    def prefix(self) -> Syntax:
        if self.peek() == "-":
            self.take()
            return Negation(self.expression(_UNARY))
        return self.path()

    def path(self) -> Syntax:
        token = self.tokens[self.at]
        if token.kind == "operator" and token.text in ("/", "//"):
            return Path("/", self.absolute_steps())
        if self.starts_primary(token):
            return self.filtered()
        return Path(".", self.relative_steps())

    def absolute_steps(self) -> tuple[Step, ...]:
        if self.peek() == "//":
            return self.more_steps([])
        self.take()
        if not self.starts_step(self.tokens[self.at]):
            return ()
        return self.more_steps([self.step()])

    def relative_steps(self) -> tuple[Step, ...]:
        return self.more_steps([self.step()])

    def more_steps(self, steps: list[Step]) -> tuple[Step, ...]:
        while self.peek() in ("/", "//"):
            if self.take().text == "//":
                steps.append(Step("descendant-or-self", "node()"))
            steps.append(self.step())
        return tuple(steps)

    def filtered(self) -> Syntax:
        base = self.primary()
        predicates = self.predicates()
        steps = self.more_steps([]) if self.peek() in ("/", "//") else ()
        return Path(base, steps, predicates) if predicates or steps else base

    def starts_primary(self, token: _Token) -> bool:
        if token.kind in ("number", "literal"):
            return True
        if token.kind == "name":
            following = self.tokens[self.at + 1]
            called = following.kind == "operator" and following.text == "("
            return called and token.text not in _NODE_TYPES
        return token.kind == "operator" and token.text == "("

    def starts_step(self, token: _Token) -> bool:
        return token.kind == "name" or (
            token.kind == "operator" and token.text in ("@", ".", "..", "*name")
        )

    def primary(self) -> Syntax:
        token = self.take()
        if token.kind == "number":
            return Literal(float(token.text))
        if token.kind == "literal":
            return Literal(token.text[1:-1])
        if token.kind == "operator":
            inner = self.expression()
            self.expect(")")
            return inner
        self.expect("(")
        return Call(token.text, self.arguments(), token.position + 1)

    def arguments(self) -> tuple[Syntax, ...]:
        found: list[Syntax] = []
        if self.peek() != ")":
            found.append(self.expression())
            while self.peek() == ",":
                self.take()
                found.append(self.expression())
        self.expect(")")
        return tuple(found)

    def predicates(self) -> tuple[Syntax, ...]:
        found: list[Syntax] = []
        while self.peek() == "[":
            self.take()
            found.append(self.expression())
            self.expect("]")
        return tuple(found)

    def step(self) -> Step:
        token = self.take()
        if token.kind == "operator" and token.text in (".", ".."):
            return Step("self" if token.text == "." else "parent", "node()", self.predicates())
        axis = "child"
        if token.kind == "operator" and token.text == "@":
            axis, token = "attribute", self.take()
        elif token.kind == "name" and self.peek() == "::":
            if token.text not in AXES:
                raise self.error(f"不支持“{token.text}::”", token)
            axis = token.text
            self.take()
            token = self.take()
        return Step(axis, self.node_test(token), self.predicates())

    def node_test(self, token: _Token) -> str:
        if token.kind == "operator" and token.text == "*name":
            return "*"
        if token.kind != "name":
            raise self.error(f"应为题目名，实际是{_shown(token)}", token)
        if token.text in _NODE_TYPES and self.peek() == "(":
            self.take()
            if self.tokens[self.at].kind == "literal":
                self.take()
            self.expect(")")
            return f"{token.text}()"
        return token.text


def parse(source: str) -> Syntax:
    """The syntax tree of an expression; raises ``ExpressionError`` with the position."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"公式太长（{len(source)} 个字符，最多 {MAX_LENGTH}）")
    parser = _Parser(source, _tokens(source))
    if len(parser.tokens) == 1:
        raise ExpressionError("公式是空的", position=1)
    tree = parser.expression()
    left = parser.tokens[parser.at]
    if left.kind != "end":
        raise parser.error(f"公式在此应已结束，却还有{_shown(left)}", left)
    return tree


def _tokens(source: str) -> list[_Token]:
    found: list[_Token] = []
    at = _skip(source, 0)
    before = ""
    while at < len(source):
        match = _TOKEN.match(source, at)
        if not match:
            raise ExpressionError(
                _unknown_character(source[at]), position=at + 1, expression=source
            )
        kind, text = str(match.lastgroup), match.group()
        is_operand_next = not before or before in _BEFORE_OPERAND
        if kind == "name" and not is_operand_next:
            text = _OPERATOR_THEN_DIGIT.sub(r"\1", text)
        if kind == "name" and text in _WORD_OPERATORS and not is_operand_next:
            kind, before = "operator", f"{text}op"
        elif text == "*":
            text, before = ("*name", "*name") if is_operand_next else ("*", "*op")
        else:
            before = text if kind == "operator" else "operand"
        found.append(_Token(kind, text, at))
        at = _skip(source, at + (1 if text == "*name" else len(text)))
    found.append(_Token("end", "", len(source)))
    return found


def _skip(source: str, at: int) -> int:
    match = _BLANK.match(source, at)
    return match.end() if match else at


def _unknown_character(character: str) -> str:
    if character in "（），“”‘’＝＜＞＋－＊／［］":
        return f"不能用全角符号“{character}”，请改为半角"
    if character in "\"'":
        return "引号没有配对"
    return f"无法识别的字符“{character}”"


def _shown(token: _Token) -> str:
    if token.kind == "end":
        return "公式结尾"
    return f"“{token.text.removesuffix('name') if token.text == '*name' else token.text}”"
