"""The key of one piece of a 强制报告, sealed to one vault that may open it (HPKE, RFC 9180).

A row is made and never changed: two people who add pieces or readers at once are in nobody's way.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Mapped

from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SEALED: Final = Sensitivity.SEALED


class ReportKey(Record):
    """``piece``: SHA-256 of the sealed piece; ``reader``: of the vault's public key, both in
    hexadecimal; ``letter``: the piece's key sealed to it, Base64."""

    __tablename__ = "report_key"
    noun = "report_key"
    title = "强制报告的钥匙"

    report_id: Mapped[str | None] = c.ref("强制报告", "mandatory_report", sensitivity=_SEALED)
    piece: Mapped[str | None] = c.text("哪一段", 64, sensitivity=_SEALED, is_derived=True)
    reader: Mapped[str | None] = c.text("给谁", 64, sensitivity=_SEALED, is_derived=True)
    letter: Mapped[str | None] = c.text("封存的钥匙", 400, sensitivity=_SEALED, is_derived=True)
