"""What lies beside a form's workbook and goes with it: tables, pictures, sounds.

In the folder of the workbook, or, as other programs keep it, in the folder ``NAME-media`` there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.excel.file_bytes import read_file
from app.forms.bundle import TABLES
from app.forms.checking.problems import MENDED, Problem, Spot
from app.forms.media import kind_of

_CSV: Final = ".csv"
_CHINESE: Final = "gb18030"
"""What spreadsheet programs here write unless they are told otherwise."""


@dataclass(frozen=True)
class WorkbookFolder:
    """The places beside one workbook."""

    workbook: Path

    def media(self, names: Iterable[str]) -> dict[str, bytes]:
        """The pictures and sounds of these names that are there, whatever is in them."""
        return {name: content for name in names if kind_of(name) and (content := self._read(name))}

    def tables(self, names: Iterable[str]) -> tuple[dict[str, bytes], list[Problem]]:
        """The tables of these names that are there, in UTF-8; and what had to be made so."""
        found: dict[str, bytes] = {}
        mended: list[Problem] = []
        for name in names:
            content = self._read(name) if Path(name).suffix in TABLES else b""
            in_unicode = _in_unicode(content) if name.endswith(_CSV) else content
            if in_unicode != content:
                sentence = f"数据表“{name[:60]}”不是 UTF-8 编码，已经代为转换。不改也可以。"
                mended.append(Problem("table_recoded", sentence, Spot(), MENDED))
            if in_unicode:
                found[name] = in_unicode
        return found, mended

    def _read(self, name: str) -> bytes:
        """Nothing where it is not there, or lies elsewhere."""
        beside = self.workbook.parent
        if Path(name).name != name:
            return b""
        for folder in (beside, beside / f"{self.workbook.stem}-media"):
            if (path := folder / name).is_file():
                return read_file(path)
        return b""


def _in_unicode(content: bytes) -> bytes:
    """``content`` in UTF-8 if it is Chinese in the older encoding; else as it is, for the engine to
    say what is wrong."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return content.decode(_CHINESE).encode()
        except UnicodeDecodeError:
            return content
    return content
