"""Blocks of running text: what a form says, and what somebody wrote at length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.text import Text
from app.printing.style import MM, NOTE, TEXT


def prose(label: str, text: str, *, least: float = 14 * MM) -> Block:
    """A block that is only text; it is divided between pages where it must be.

    ``least``: its least height, room for a pen.
    """
    name = label.replace("\n", "") or "正文"
    content = Text(text, name, TEXT, lines=4, smallest=TEXT.size, is_top=True)
    return Block(label, (Table((Row(((content, 1),), least, flows=True),)),))


_NUMERALS: Final = "一二三四五六七八九十"


def articles(label: str, texts: Sequence[str], *, least: float = 9 * MM) -> Block:
    """Numbered sentences: 一、二、三、…; at most ten."""
    numbered = (f"{numeral}、{text}" for numeral, text in zip(_NUMERALS, texts, strict=False))
    return prose(label, "\n".join(numbered), least=least)


def remarks(text: str) -> Block:
    """What explains the form at its foot."""
    content = Text(text, "说明", NOTE, smallest=NOTE.size)
    return Block("说明", (Table((Row(((content, 1),)),)),), is_kept=True)
