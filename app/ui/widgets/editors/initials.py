"""Pinyin initials of the common characters, from their order in GB 2312; for finding in a list.

Level one of GB 2312 (3,755 characters) is sorted by pinyin, so 23 boundaries are enough: no
dictionary to load. A character of level two has no initial here and is found by itself.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from app.ui.widgets.editors.description import Choice

_FIRST: Final = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_LETTERS: Final = "abcdefghjklmnopqrstwxyz"
_STARTS: Final = [character.encode("gb2312") for character in _FIRST]
_END: Final = "座".encode("gb2312")


def initials(text: str) -> str:
    """顺昌村 is scc; what has no initial stands for itself, in lower case."""
    return "".join(_initial(character) for character in text)


def fits(choice: Choice, typed: str) -> bool:
    """Whether ``typed`` finds the choice: part of its label, code, keywords or initials."""
    wanted = typed.strip().lower()
    return (
        wanted in choice.label.lower()
        or choice.code.startswith(wanted)
        or wanted in choice.keywords.lower()
        or wanted in initials(choice.label)
    )


def _initial(character: str) -> str:
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return character.lower()
    if len(code) == 1 or not _STARTS[0] <= code <= _END:
        return character.lower()
    return _LETTERS[bisect_right(_STARTS, code) - 1]
