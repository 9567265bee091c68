"""操作记录: who did what to which record, chained by hashes so that a gap or an edit shows (A1–A3).

Rows are only ever added; the table's triggers refuse the rest. Ids and field names, no values.
"""

from __future__ import annotations

from sqlalchemy import Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.columns import Id


class AuditEntry(Base):
    """One entry. ``action`` is ``source:subject:action``; ``wall_at`` is for people to read.

    ``detail``: field names that changed, or the reason given. ``hash`` = SHA-256 of
    0x01, the previous hash and the canonical text of this row.
    """

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    actor_id: Mapped[str | None] = mapped_column(Id())
    device_id: Mapped[str | None] = mapped_column(Id())
    action: Mapped[str] = mapped_column(String(60))
    noun: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[str | None] = mapped_column(Id(), index=True)
    detail: Mapped[str | None] = mapped_column(String(500))
    wall_at: Mapped[str] = mapped_column(String(32))
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
