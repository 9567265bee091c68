"""What every sheet begins with: number, day, office, whose it is, when it is made."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.models.base import Record
from app.services.press import Press, paper_number
from app.storage.unit_of_work import UnitOfWork


def head_of(
    work: UnitOfWork, press: Press, code: str, about: Record, day: date | None
) -> dict[str, Any]:
    """The fields of a ``Sheet`` for a paper ``about`` a record; ``day`` None: today."""
    day = day or work.today
    return {
        "number": paper_number(code, about.org_code, about.id, day),
        "day": day,
        "office": press.office(about.village_code or about.org_code),
        "record": about.id,
        "made_at": work.now,
    }
