"""How personal values are shown where they must not be read in full (domain G.3).

Masks are for staff screens and, if the county wants it, names in notices; ID numbers, phones and
accounts never go into a notice at all, masked or not.
"""

from __future__ import annotations

STAR = "*"


def mask_name(name: str) -> str:
    """张三 is 张*; three and more keep first and last: 张小三 is 张*三."""
    if len(name) < 2:
        return name
    if len(name) == 2:
        return name[0] + STAR
    return name[0] + STAR * (len(name) - 2) + name[-1]


def mask_id(id_number: str) -> str:
    """First 6 and last 4: 500231********1234. What is too short for that shows nothing."""
    if len(id_number) < 15:
        return STAR * len(id_number)
    return id_number[:6] + STAR * (len(id_number) - 10) + id_number[-4:]


def mask_tail(number: str) -> str:
    """A phone or an account: the last 4 only. What is too short for that shows nothing."""
    if len(number) < 8:
        return STAR * len(number)
    return STAR * (len(number) - 4) + number[-4:]
