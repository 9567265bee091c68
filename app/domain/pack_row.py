"""One row of a rule pack or calendar, read strictly: a wrong type or key names its row.

Not a schema language: each reader of a row says what it needs, and ``only`` refuses the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from app.errors import Unreadable


class Row:
    """A mapping together with ``where`` it stands, for sentences people can act on."""

    def __init__(self, content: object, where: str) -> None:
        if not isinstance(content, Mapping):
            raise _unreadable(where, "应是一组“名称: 值”")
        self.where: str = where
        self._content: dict[str, object] = {}
        for key, value in content.items():  # pyright: ignore[reportUnknownVariableType] -- YAML is untyped; the isinstance below is the check
            if not isinstance(key, str):
                raise _unreadable(where, f"有一个名称不是文字：{key}")
            self._content[key] = value

    def only(self, *allowed: str) -> None:
        """Refuse keys that nobody reads: usually a slip of the pen."""
        unknown = sorted(set(self._content) - set(allowed))
        if unknown:
            raise self.wrong(f"有不认识的项：{'、'.join(unknown)}")

    def raw(self, key: str) -> object:
        """The value as it was read; missing is refused, an explicit null is not."""
        if key not in self._content:
            raise self.wrong(f"缺少“{key}”")
        return self._content[key]

    def has(self, key: str) -> bool:
        """Whether the row says anything under ``key``."""
        return self._content.get(key) is not None

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.raw(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"“{key}”应是文字，且不能为空")
        return value

    def text_or(self, key: str, default: str) -> str:
        """A text, or ``default`` when the row does not say."""
        return self.text(key) if self.has(key) else default

    def flag(self, key: str) -> bool:
        """true or false, nothing else."""
        value = self.raw(key)
        if not isinstance(value, bool):
            raise self.wrong(f"“{key}”应是 true 或 false")
        return value

    def flag_or(self, key: str, *, default: bool) -> bool:
        """true or false, or ``default`` when the row does not say."""
        return self.flag(key) if self.has(key) else default

    def whole(self, key: str) -> int:
        """A whole number, not negative."""
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(f"“{key}”应是不小于0的整数")
        return value

    def amount(self, key: str) -> Decimal:
        """A number, not negative. A fraction stands in quotes, so that it stays exact."""
        value = self.raw(key)
        if isinstance(value, float):
            raise self.wrong(f"“{key}”是小数，请加引号写成文字")
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise self.wrong(f"“{key}”应是数字")
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise self.wrong(f"“{key}”应是数字") from error
        if not number.is_finite() or number < 0:
            raise self.wrong(f"“{key}”不能小于0")
        return number

    def optional_amount(self, key: str) -> Decimal | None:
        """A number, or None for an explicit null."""
        return None if self.raw(key) is None else self.amount(key)

    def day(self, key: str) -> date:
        """A calendar day."""
        value = self.raw(key)
        if type(value) is not date:
            raise self.wrong(f"“{key}”应是日期，如 2025-07-01")
        return value

    def days(self, key: str) -> tuple[date, ...]:
        """A list of calendar days."""
        values = self._list(key)
        if any(type(value) is not date for value in values):
            raise self.wrong(f"“{key}”应是一列日期")
        return tuple(value for value in values if isinstance(value, date))

    def month(self, key: str) -> date:
        """A month written 2025-07, as its first day."""
        value = self.text(key)
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError as error:
            raise self.wrong(f"“{key}”应是月份，如 '2025-07'") from error

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self._list(key)
        if not all(isinstance(value, str) and value for value in values):
            raise self.wrong(f"“{key}”应是一列文字（数字请加引号）")
        return tuple(str(value) for value in values)

    def texts_or_none(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when the row does not say."""
        return self.texts(key) if self.has(key) else ()

    def choice(self, key: str, options: tuple[str, ...]) -> str:
        """One of ``options``."""
        value = self.text(key)
        if value not in options:
            raise self.wrong(f"“{key}”只能是：{'、'.join(options)}")
        return value

    def row(self, key: str) -> Row:
        """A row inside this one."""
        return Row(self.raw(key), f"{self.where}“{key}”")

    def rows(self, key: str, title: str, named_by: str = "") -> tuple[Row, ...]:
        """The rows of a list; each is called by its place, and its ``named_by`` value."""
        return tuple(
            _named(Row(value, f"{self.where}{title}第{number}行"), named_by)
            for number, value in enumerate(self._list(key), start=1)
        )

    def wrong(self, what: str) -> Unreadable:
        """The error to raise: this row, and what is wrong with it."""
        return _unreadable(self.where, what)

    def _list(self, key: str) -> list[object]:
        value = self.raw(key)
        if not isinstance(value, list):
            raise self.wrong(f"“{key}”应是一列")
        return list(value)  # pyright: ignore[reportUnknownArgumentType] -- each reader checks the items


def _named(row: Row, named_by: str) -> Row:
    if named_by and row.has(named_by):
        row.where += f"（{row.raw(named_by)}）"
    return row


def _unreadable(where: str, what: str) -> Unreadable:
    sentence = f"{where or '规则包'}：{what}。请改正后重新载入，或换用上一版。"
    return Unreadable(sentence, code="rule_pack_unreadable", where=where)
