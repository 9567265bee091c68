"""Pages being drawn, and the PDF they become. Only here is ReportLab's canvas asked to draw.

Coordinates are points from the top left corner, downwards. Pages are kept until ``save``, because
a footer names their number. The same drawing gives the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from app.errors import Refused
from app.printing.fonts import Fonts
from app.printing.layout.stencils import Ink, Stencil, read_ink
from app.printing.layout.trace import Box, Trace
from app.printing.lettering.embedding import EmbeddedFace
from app.printing.lettering.face import Face
from app.printing.style import DOTTED, PALE, THICK, THIN, Type

ASCENT: Final = 0.88
"""Of an em above the baseline; Chinese faces fill their square."""
_ROUND: Final = 0.5523
"""How far a Bézier curve's handles stand out to make a quarter of a circle."""
_NAMED: Final = 10
"""No more characters than this are named in one sentence."""
_NO_FONT: Final = "ruhu-none"
OF_THE_FORM: Final = frozenset(
    ("表头", "标题", "页码", "页脚", "签字栏", "照片栏", "照片", "盖章", "说明")
)
"""Names of texts that a pre-printed form has already."""

# ReportLab's types leave most things unknown.
_canvas: Any = Canvas


class _NoFace:
    name = _NO_FONT


class _NoFont:
    """Stands where a canvas wants a first font, so that no Helvetica is put into the file."""

    # ReportLab's own names.
    _dynamicFont = True  # noqa: N815
    _multiByte = False  # noqa: N815
    fontName = _NO_FONT  # noqa: N815
    face = _NoFace


_metrics: Any = pdfmetrics
_metrics.registerFont(_NoFont())
# Compressed streams stay bytes, not letters: a quarter smaller.
rl_config.useA85 = 0


@dataclass(frozen=True)
class Facts:
    """What the file says of itself. ``seal`` stands for the content: another, another file id.

    ``keywords``: the codes of signed papers.
    """

    title: str
    subject: str = ""
    made_at: datetime | None = None
    seal: str = ""
    keywords: str = ""


@dataclass
class _Page:
    under: list[str] = field(default_factory=list[str])
    marks: list[str | tuple[str, str]] = field(default_factory=list["str | tuple[str, str]"])
    """Operators, or the operators that place a stencil and its name."""
    thin: list[str] = field(default_factory=list[str])
    thick: list[str] = field(default_factory=list[str])
    font: str = ""


class Pages:
    """A document in the making; ``trace``, if given, is told what is drawn where.

    ``is_filling``: 套打, for paper on which the form is printed already: no lines, no words of the
    form, no places for ink; only what is filled in, and the code. ``enlarged``: by so much when all
    is drawn.
    """

    def __init__(
        self,
        fonts: Fonts,
        size: tuple[float, float],
        *,
        trace: Trace | None = None,
        is_filling: bool = False,
        enlarged: float = 1.0,
    ) -> None:
        self.fonts = fonts
        self._enlarged = enlarged
        self._is_filling = is_filling
        self.width, self.height = size
        self._trace = trace
        self._pages = [_Page()]
        self._page = self._pages[0]
        self._at = 1
        self._faces: dict[Face, EmbeddedFace] = {}
        self._inks: dict[bytes, Ink] = {}
        self._stencils: dict[str, Stencil] = {}
        self._shown: dict[tuple[str, Type], list[tuple[str, str]]] = {}
        """Operators by text: the words of a form stand on each of its papers."""
        self._absent: dict[str, str] = {}
        self.whose = ""
        """Whose paper is being drawn, to be named in refusals."""

    @property
    def count(self) -> int:
        """How many pages there are so far."""
        return len(self._pages)

    def turn(self) -> None:
        """Begin a new page."""
        self._pages.append(_Page())
        self.go_to(len(self._pages))

    def go_to(self, number: int) -> None:
        """Draw on page ``number`` (from 1) from now on."""
        self._page = self._pages[number - 1]
        self._at = number

    def filled(self, text: str) -> str:
        """Of 编号：E09-1 only what is filled in where the form is printed already."""
        return text.partition("：")[2] if self._is_filling else text

    # -- drawing ---------------------------------------------------------------------------------

    def write(
        self, left: float, top: float, text: str, type_: Type, *, name: str, cell: Box
    ) -> None:
        """One line of text whose em box begins at ``left``, ``top``; ``name`` says what it is."""
        if not text or text.isspace() or (self._is_filling and name in OF_THE_FORM):
            return
        baseline = top + ASCENT * type_.size
        page, parts = self._page, [f"BT {left:.2f} {self.height - baseline:.2f} Td"]
        for font, shown in self._runs(text, type_, name):
            if font != page.font:  # it stays set until it is changed
                page.font = font
                parts.append(font)
            parts.append(shown)
        page.marks.append(" ".join(parts) + " ET")
        if self._trace is not None:
            right = left + self.fonts.width(text, type_)
            box = Box(left, top, right, top + type_.size)
            self._trace.add(self._at, "text", name, text, box, cell)

    def write_across(self, text: str, type_: Type, *, degrees: float, lift: float = 0) -> None:
        """A pale line of text across the middle of the page, under everything else."""
        turn = math.radians(degrees)
        cos, sin = math.cos(turn), math.sin(turn)
        back, down = self.fonts.width(text, type_) / 2, type_.size * 0.35
        x = self.width / 2 - back * cos + down * sin
        y = self.height / 2 + lift - back * sin - down * cos
        place = f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {y:.2f}"
        shown = " ".join(part for run in self._runs(text, type_, "水印") for part in run)
        self._page.under.append(f"q {PALE} g BT {place} Tm {shown} ET Q")

    def line(
        self, left: float, top: float, right: float, bottom: float, *, is_thick: bool = False
    ) -> None:
        """A straight line of the grid."""
        if self._is_filling:
            return
        wanted = self._page.thick if is_thick else self._page.thin
        wanted.append(
            f"{left:.2f} {self.height - top:.2f} m {right:.2f} {self.height - bottom:.2f} l"
        )

    def outline(self, box: Box) -> None:
        """The thick frame around a table."""
        if self._is_filling:
            return
        self._page.thick.append(
            f"{box.left:.2f} {self.height - box.bottom:.2f} {box.width:.2f} {box.height:.2f} re"
        )

    def dotted_square(self, box: Box, *, name: str, cell: Box) -> None:
        """A place for a finger print."""
        path = f"{box.left:.2f} {self.height - box.bottom:.2f} {box.width:.2f} {box.height:.2f} re"
        self._dot(path, box, name, cell)

    def dotted_circle(self, box: Box, *, name: str, cell: Box) -> None:
        """A place for a stamp, as wide as ``box``; the stamp itself is never imitated."""
        radius = box.width / 2
        x, y, k = box.left + radius, self.height - box.top - radius, _ROUND * radius
        path = (
            f"{x + radius:.2f} {y:.2f} m "
            f"{x + radius:.2f} {y + k:.2f} {x + k:.2f} {y + radius:.2f} {x:.2f} {y + radius:.2f} c "
            f"{x - k:.2f} {y + radius:.2f} {x - radius:.2f} {y + k:.2f} {x - radius:.2f} {y:.2f} c "
            f"{x - radius:.2f} {y - k:.2f} {x - k:.2f} {y - radius:.2f} {x:.2f} {y - radius:.2f} c "
            f"{x + k:.2f} {y - radius:.2f} {x + radius:.2f} {y - k:.2f} {x + radius:.2f} {y:.2f} c"
        )
        self._dot(path, box, name, cell)

    def code(self, code: Stencil, box: Box) -> None:
        """A QR code in ``box``."""
        self._place(code, box)
        self._note("code", "二维码", box, box)

    def ink(self, png: bytes, box: Box, *, name: str, cell: Box) -> None:
        """A signature as large as ``box`` allows, on its lower left; raises ``Unreadable``."""
        ink = self._inks.get(png) or read_ink(png, name)
        self._inks[png] = ink
        scale = min(box.width / ink.width, box.height / ink.height)
        width, height = ink.width * scale, ink.height * scale
        place = Box(box.left, box.bottom - height, box.left + width, box.bottom)
        self._place(ink, place)
        self._note("ink", name, place, cell)

    def photo(self, photo: Stencil, box: Box, *, name: str, cell: Box) -> None:
        """A photo, filling ``box``."""
        self._place(photo, box)
        self._note("photo", name, box, cell)

    # -- the file --------------------------------------------------------------------------------

    def save(self, facts: Facts) -> bytes:
        """The PDF. Raises ``Refused`` naming every character no font can show."""
        if self._absent:
            raise _glyph_missing(self._absent)
        made = _canvas(
            io.BytesIO(),
            pagesize=(self.width * self._enlarged, self.height * self._enlarged),
            pageCompression=1,
            invariant=1,
            initialFontName=_NO_FONT,
            lang="zh-CN",
        )
        made.setTitle(facts.title)
        made.setSubject(facts.subject)
        made.setAuthor("")
        if facts.keywords:
            made.setKeywords(facts.keywords)
        made.setCreator("入户通")
        made.setDateFormatter(_date_formatter(facts.made_at))
        document = made._doc  # noqa: SLF001 - no other way to put in fonts of one's own
        document.updateSignature(facts.seal)
        document.delayedFonts += list(self._faces.values())
        for stencil in self._stencils.values():
            stencil.add_to(document)
        for page in self._pages:
            if self._enlarged > 1:
                made.scale(self._enlarged, self._enlarged)
            _emit(page, made)
            made.showPage()
        data: bytes = made.getpdfdata()
        return data

    # -- inside ----------------------------------------------------------------------------------

    def _runs(self, text: str, type_: Type, name: str) -> list[tuple[str, str]]:
        """The operators that set the font and show the text, for each run of one face."""
        known = self._shown.get((text, type_))
        if known is not None:
            return known
        letters = self.fonts.letters(type_.slot)
        found: list[tuple[str, str]] = []
        for face, run in letters.runs(text):
            font = self._faces.get(face)
            if font is None:
                font = self._faces[face] = EmbeddedFace(face, f"F{len(self._faces) + 1}")
            found.append((f"/{font.name} {type_.size:g} Tf", f"<{font.hex(run)}> Tj"))
        if letters.absent and not letters.absent.isdisjoint(text):
            for character in text:
                if character in letters.absent:
                    self._absent.setdefault(character, self.whose + name)
        else:
            self._shown[text, type_] = found
        return found

    def _place(self, stencil: Stencil, box: Box) -> None:
        self._stencils[stencil.name] = stencil
        low = self.height - box.bottom
        matrix = f"{box.width:.4f} 0 0 {box.height:.4f} {box.left:.2f} {low:.2f}"
        self._page.marks.append((f"q {matrix} cm", stencil.name))

    def _dot(self, path: str, box: Box, name: str, cell: Box) -> None:
        if self._is_filling:
            return
        self._page.marks.append(f"q {DOTTED} w 0.45 G [1.5 2.2] 0 d {path} S Q")
        self._note("place", name, box, cell)

    def _note(self, what: str, name: str, box: Box, cell: Box) -> None:
        if self._trace is not None:
            self._trace.add(self._at, what, name, "", box, cell)


def _emit(page: _Page, made: Any) -> None:
    for mark in (*page.under, *page.marks):
        if isinstance(mark, str):
            made.addLiteral(mark)
        else:
            matrix, name = mark
            made.addLiteral(matrix)
            made.doForm(name)
            made.addLiteral("Q")
    for width, lines in ((THIN, page.thin), (THICK, page.thick)):
        if lines:
            made.addLiteral(f"{width} w " + " ".join(lines) + " S")


def _glyph_missing(absent: dict[str, str]) -> Refused:
    named = [
        f"{name}里的“{character}”（U+{ord(character):04X}）" for character, name in absent.items()
    ]
    found = "、".join(named[:_NAMED]) + (f"等{len(named)}个字" if len(named) > _NAMED else "")
    sentence = (
        f"现有字体打不出{found}，所以没有打印。请核对这个字；"
        "如果没有错，请在设置里换上含有它的生僻字字体。"
    )
    points = " ".join(f"U+{ord(character):04X}" for character in absent)
    return Refused(sentence, code="glyph_missing", points=points)


def _date_formatter(moment: datetime | None) -> Callable[..., str]:
    """What the canvas asks for the file's date, with a date of its own that is not wanted."""
    said = "D:20000101000000Z"
    if moment is not None:
        zone = f"{moment:%z}"
        said = f"D:{moment:%Y%m%d%H%M%S}" + (f"{zone[:3]}'{zone[3:5]}'" if zone else "")

    def formatted(*_: int) -> str:
        return said

    return formatted
