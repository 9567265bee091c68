"""Whose ledger or roster it is: the actor's own township, or the one the county chose."""

from __future__ import annotations

from typing import Final

from app.errors import Refused
from app.storage.unit_of_work import UnitOfWork

DIGITS: Final = 9


def require_township(work: UnitOfWork, org: str | None) -> str:
    """The 9 digits of ``org``, else of the actor's own.

    Raises ``Refused``: township_missing (the county has not chosen one), out_of_reach.
    """
    own = (work.actor.org_code or "")[:DIGITS]
    found = (org or own)[:DIGITS]
    if len(found) != DIGITS:
        raise Refused("没有选择乡镇（街道）。请选择后再办。", code="township_missing")
    if own and found != own:
        raise Refused("这是别的乡镇（街道）的账目。请与县民政局联系。", code="out_of_reach")
    return found
