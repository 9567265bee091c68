"""What a step of a case does besides moving it on; the tables of steps are in ``aid_effects``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.services.aid_look import CaseLook

Fields = dict[str, Any]


@dataclass(frozen=True)
class Effect:
    """``asks``: fields for the person to fill in; ``fields``: what the case gets by itself;
    ``household``: what its household gets; ``follows``: what is written elsewhere, last; ``stays``:
    the case does not enter its state anew."""

    asks: tuple[str, ...] = ()
    fields: Callable[[CaseLook, str], Fields] | None = None
    household: Callable[[CaseLook], Fields] | None = None
    follows: Callable[[CaseLook, str], None] | None = None
    stays: bool = False
