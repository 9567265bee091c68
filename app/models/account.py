"""账号: a person who works with the program: role, unit, villages (domain B.36, G.2)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models import columns as c
from app.models.base import Record


class Account(Record):
    """A user. ``role`` is a code of ROLE; ``villages`` lists 12-digit codes, None for all."""

    __tablename__ = "account"
    noun = "account"
    title = "使用人员"

    name: Mapped[str] = c.text("姓名", 50, is_required=True)
    role: Mapped[str | None] = c.text("岗位", 20, group="authority")
    villages: Mapped[list[str] | None] = c.tree("负责的村（社区）", group="authority")
    phone: Mapped[str | None] = c.tail_number("联系电话", 20)
