"""A face inside one PDF document: codes for its characters, and the objects that carry it.

Two-byte codes (Identity-H): one font program a face, however many characters; ToUnicode in
UTF-16, so that names above U+FFFF can be searched and copied.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from reportlab.pdfbase import pdfdoc

from app.printing.lettering.face import Face
from app.printing.lettering.subset import cut

_SYMBOLIC: Final = 4
_A_BLOCK: Final = 100
"""No more lines than this in one block of a character map (Adobe technical note 5014)."""
_LEVEL: Final = 3
"""Outlines hardly shrink further, and level 6 takes three times as long."""

_pdf: Any = pdfdoc


class EmbeddedFace:
    """What one document uses of a face. ReportLab calls ``addObjects`` when it saves."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self.codes = _Codes(face)

    def hex(self, text: str) -> str:
        """``text`` as the digits of a PDF string; every character must have a glyph here."""
        return "".join(map(self.codes.__getitem__, text))

    def addObjects(self, document: Any) -> None:  # noqa: N802 - ReportLab's own name
        """Add font, descriptor, character map and font program to the document."""
        program = cut(self.face, self.codes.glyphs)
        base = f"{_tag(program)}+{self.face.name}"
        ref = document.Reference
        descriptor = _dictionary(
            Type="/FontDescriptor",
            FontName=f"/{base}",
            Flags=_SYMBOLIC,
            FontBBox=_pdf.PDFArray(self.face.bounds),
            Ascent=self.face.ascent,
            Descent=self.face.descent,
            CapHeight=self.face.ascent,
            ItalicAngle=0,
            StemV=80,
            FontFile2=ref(_stream(program, Length1=len(program)), f"program:{base}"),
        )
        descendant = _dictionary(
            Type="/Font",
            Subtype="/CIDFontType2",
            BaseFont=f"/{base}",
            CIDSystemInfo="<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
            CIDToGIDMap="/Identity",
            DW=1000,
            W=self._widths(),
            FontDescriptor=ref(descriptor, f"descriptor:{base}"),
        )
        unicode_map = _unicode_map(list(self.codes))
        font = _dictionary(
            Type="/Font",
            Subtype="/Type0",
            BaseFont=f"/{base}",
            Encoding="/Identity-H",
            DescendantFonts=_pdf.PDFArray([ref(descendant, f"descendant:{base}")]),
            ToUnicode=ref(_stream(unicode_map.encode("ascii")), f"unicode:{base}"),
        )
        document.idToObject["BasicFonts"].dict[self.name] = font
        ref(font, self.name)

    def _widths(self) -> str:
        """Advances other than a full square, by code."""
        found: list[str] = []
        for code, glyph in enumerate(self.codes.glyphs):
            advance = self.face.advance(glyph)
            if code and advance != 1000:
                found.append(f"{code} [{advance:.10g}]")
        return f"[{' '.join(found)}]"


class _Codes(dict[str, str]):
    """Four digits for each character, given out in the order characters first appear."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self.glyphs = [0]

    def __missing__(self, character: str) -> str:
        code = f"{len(self.glyphs):04X}"
        self.glyphs.append(self._face.glyph(character))
        self[character] = code
        return code


def _unicode_map(characters: Sequence[str]) -> str:
    blocks = "\n".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar"
        for part in _parts(
            [
                f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>"
                for code, character in enumerate(characters, 1)
            ]
        )
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{blocks}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )


def _parts(lines: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(lines), _A_BLOCK):
        yield lines[start : start + _A_BLOCK]


def _dictionary(**entries: object) -> Any:
    return _pdf.PDFDictionary(entries)


def _stream(content: bytes, **entries: object) -> Any:
    """A stream that is compressed already."""
    dictionary = _dictionary(Filter="/FlateDecode", **entries)
    return _pdf.PDFStream(dictionary, zlib.compress(content, _LEVEL))


def _tag(program: bytes) -> str:
    """Six letters that tell one subset of a face from another."""
    digest = hashlib.sha256(program).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
