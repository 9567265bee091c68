"""What Chinese input methods and spreadsheets do to formulas and cells, undone.

Never inside quotes: there a full-width character is what somebody wants to compare with.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from app.domain.loose_values import Typed

_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff]")
_BLANKS: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_OPENS: Final = {
    "'": "'", '"': '"', "‘": "’'", "’": "’'", "“": "”\"", "”": "”\"", "＇": "＇'", "＂": "＂\"",
}  # fmt: skip
"""A quote that opens -> the quotes that close it."""
_STRAIGHT: Final = {"‘": "'", "’": "'", "＇": "'", "“": '"', "”": '"', "＂": '"'}
_WIDE: Final = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    "。": ".", "【": "[", "】": "]", "〔": "(", "〕": ")", "−": "-", "–": "-", "—": "-",
    "×": "*", "÷": " div ", "≥": ">=", "≤": "<=", "≠": "!=", "≧": ">=", "≦": "<=",
}  # fmt: skip
_WORDS: Final = {
    "是": "yes",
    "否": "no",
    "必填": "yes",
    "选填": "no",
    "√": "yes",
    "y": "yes",
    "n": "no",
}


def plain(text: str) -> str:
    """A cell without blanks around it and without characters nobody sees."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def formula(text: str) -> str:
    """A formula in the characters of the standard, its quoted texts untouched."""
    found: list[str] = []
    at = 0
    while at < len(text):
        character = text[at]
        closing = _OPENS.get(character)
        if closing is None:
            found.append(_WIDE.get(character, character))
            at += 1
            continue
        end = next((n for n in range(at + 1, len(text)) if text[n] in closing), None)
        if end is None:
            return "".join(found) + text[at:]
        found.append(_quoted(text[at + 1 : end], _STRAIGHT.get(character, character)))
        at = end + 1
    return _references("".join(found))


def yes_or_no(text: str) -> str:
    """是 → yes, 否 → no; anything else as a formula."""
    return _WORDS.get(text.casefold()) or formula(text)


def label(text: str) -> str:
    """A text to read: only the references in it are mended, ＄｛name｝ → ${name}."""
    return _references(re.sub(r"[$＄][{｛]([^{}｛｝]*)[}｝]", r"${\1}", text))


def cell_text(value: Typed) -> str:
    """What a cell holds, as the author sees it: dates in ISO form, whole numbers without ``.0``."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time(0):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="seconds")
        case timedelta():
            minutes, seconds = divmod(int(value.total_seconds()), 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
        case _:
            return plain(str(value))


def _quoted(content: str, quote: str) -> str:
    """A text in quotes. Curly double quotes in it would become straight ones and end it early."""
    if quote == '"' and re.search("[“”]", content) and not re.search("['‘’]", content):
        quote = "'"
    return f"{quote}{content}{quote}"


def _references(text: str) -> str:
    return re.sub(r"\$\s*\{\s*([^{}]*?)\s*\}", r"${\1}", text)
