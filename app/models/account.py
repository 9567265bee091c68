"""账号: a person who works with the program: role, unit, villages (domain B.36, G.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from app.models import columns as c
from app.models.base import Record


class Account(Record):
    """A user. ``role`` is a code of ROLE; ``villages`` lists 12-digit codes, None for all.

    ``trained_on``: the training of whoever is new in office, of 儿童主任 above all (B.36).
    """

    __tablename__ = "account"
    noun = "account"
    title = "使用人员"

    name: Mapped[str] = c.text("姓名", 50, is_required=True)
    role: Mapped[str | None] = c.text("岗位", 20, group="authority")
    villages: Mapped[list[str] | None] = c.tree("负责的村（社区）", group="authority")
    phone: Mapped[str | None] = c.tail_number("联系电话", 20)
    appointed_on: Mapped[date | None] = c.day("任职日期")
    trained_on: Mapped[date | None] = c.day("新任职培训日期")
