"""档案变动: a household split, merged, moved, given another head; two files of one person joined.

Each is one act with a record of its own, which says what changed, so that it can be undone and
everybody can see later why.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from app.domain import codes_registers as of_registers
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity


class Rearrangement(Record):
    """One act. ``changes``: objects with ``noun``, ``id``, ``field``, ``old``, ``new`` (JSON as
    the codec spells it); a record made by the act has the field ``""``."""

    __tablename__ = "rearrangement"
    noun = "rearrangement"
    title = "档案变动"

    kind: Mapped[str | None] = c.code("变动", of_registers.REARRANGEMENT)
    household_id: Mapped[str | None] = c.ref("家庭", "household")
    other_household_id: Mapped[str | None] = c.ref("另一家庭", "household")
    person_id: Mapped[str | None] = c.ref("人员", "person")
    other_person_id: Mapped[str | None] = c.ref("另一人员档案", "person")
    day: Mapped[date | None] = c.day("日期")
    reason: Mapped[str | None] = c.text("原因", 200)
    changes: Mapped[list[dict[str, Any]] | None] = c.tree(
        "改动", sensitivity=Sensitivity.SENSITIVE, is_derived=True
    )
    undone_on: Mapped[date | None] = c.day("撤销日期", is_derived=True)
