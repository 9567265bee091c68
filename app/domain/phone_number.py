"""Phone numbers (V-MOBILE): mobile and landline, one or several in a cell."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.errors import Refused

_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE: Final = re.compile(r"(010|02\d|0[3-9]\d{2})-?(\d{7,8})", re.ASCII)
_COUNTRY: Final = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$)", re.ASCII)
_BETWEEN: Final = re.compile(r"[、,;/|\n]+|\s+(?=(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d))")
_DECORATION: Final = re.compile(r"[\s'`\"‘’“”()\u200b-\u200f\ufeff]+")
_DASHES: Final = re.compile(r"[-‐‑‒–—―−]+")


def parse(text: str) -> str:
    """One number: 13912345678, or 023-74512345. Raises ``Refused`` phone_invalid (V-MOBILE)."""
    tidy = _COUNTRY.sub("", _DASHES.sub("-", _DECORATION.sub("", _plain(text))))
    if _MOBILE.fullmatch(tidy.replace("-", "")):
        return tidy.replace("-", "")
    landline = _LANDLINE.fullmatch(tidy)
    if landline:
        return f"{landline[1]}-{landline[2]}"
    raise Refused(
        "电话应为11位手机号，或带区号的座机号（如023-74512345）。请更正电话。",
        code="phone_invalid",
    )


def parse_all(text: str) -> tuple[str, ...]:
    """Every number in ``text``, divided as people divide them. Raises as ``parse``."""
    parts = (part for part in _BETWEEN.split(_plain(text)) if part.strip())
    return tuple(dict.fromkeys(parse(part) for part in parts))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
