"""Every character is shown by a face that has it, or the paper is refused and says why."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from fontTools import fontBuilder, ttLib
from fontTools.pens import t2CharStringPen, ttGlyphPen

from app import resources
from app.errors import Refused, Unreadable
from app.printing.approval_form_sheet import ApprovalMember, ApprovalSheet
from app.printing.fonts import BUNDLED, Fonts
from app.printing.layout.pages import Facts, Pages
from app.printing.layout.trace import Box
from app.printing.lettering.face import Face
from app.printing.lettering.subset import cut
from app.printing.papers import PRINTABLES, render
from app.printing.style import VALUE, Slot
from tests.unit.printing.looking import fonts_of, texts_of
from tests.unit.printing.samples import SHEETS, fonts

FOLDER = resources.path("fonts")

# fontTools leaves most types unknown.
FontBuilder: Any = fontBuilder.FontBuilder
T2CharStringPen: Any = t2CharStringPen.T2CharStringPen
TTGlyphPen: Any = ttGlyphPen.TTGlyphPen
TTFont: Any = ttLib.TTFont
LEVEL_3 = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B738),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
)
STANDARD = "".join(
    Path(__file__).with_name("standard_characters.txt").read_text(encoding="utf-8").split()
)
"""通用规范汉字表 (国发〔2013〕23号), 8,105 characters in its order, as Unicode 15 maps them (kTGH)."""
NOWHERE = "\U00030edd"  # biáng, of the noodles: in no bundled font


def one_line(text: str, held: Fonts) -> bytes:
    pages = Pages(held, (400, 100))
    pages.write(10, 10, text, VALUE, name="姓名", cell=Box(0, 0, 400, 100))
    return pages.save(Facts("一行"))


def is_blank(face: Face, character: str) -> bool:
    """Whether nothing would be seen of it, or the box for what is missing."""
    glyph = face.glyph(character)
    return not glyph or not face.outline(glyph)


# -- what is shown, and by whom -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["欧阳龑㛃", "王𬱖", "𬀩", "买买提·艾力", "𠀀𪜀龦䶵", "☑是　□否 ㎡℃①"]
)
def test_what_is_written_can_be_copied_out_again(text: str):
    assert texts_of(one_line(text, fonts()))[0].strip() == text


def test_a_rare_character_comes_from_the_face_that_has_it():
    runs = fonts().letters(Slot.FANGSONG).runs("王𬀩军𠀀家")
    assert [(face.path.name, text) for face, text in runs] == [
        (BUNDLED[Slot.SONG], "王𬀩军"),
        (BUNDLED[Slot.RARE], "𠀀"),
        (BUNDLED[Slot.SONG], "家"),
    ]


def test_common_text_does_not_open_the_font_of_rare_characters():
    held = Fonts(FOLDER)
    render("E-07", SHEETS["ordinary"]("E-07"), held)
    assert BUNDLED[Slot.RARE] not in held.opened
    assert BUNDLED[Slot.TITLE] in held.opened


def test_all_ideographs_of_gb18030_level_3_print_but_for_13_that_would_be_named():
    letters = Fonts(FOLDER).letters(Slot.SONG)
    for first, last in LEVEL_3:
        letters.width("".join(map(chr, range(first, last + 1))))
    not_there = {chr(code) for code in (*range(0x2A6D7, 0x2A6E0), *range(0x2B735, 0x2B739))}
    assert letters.absent == not_there


def test_the_standard_list_is_whole():
    assert (len(STANDARD), len(set(STANDARD))) == (8105, 8105)
    assert (STANDARD[0], STANDARD[3500], STANDARD[6500]) == ("一", "乂", "亍")


@pytest.mark.parametrize("slot", list(Slot))
def test_every_character_of_the_standard_list_has_an_outline_in_every_slot(slot: Slot):
    letters = fonts().letters(slot)
    runs = letters.runs(STANDARD)
    assert letters.absent.isdisjoint(STANDARD)
    assert "".join(text for _, text in runs) == STANDARD
    assert [each for face, text in runs for each in text if is_blank(face, each)] == []


def test_every_character_of_the_standard_list_stands_in_a_paper_and_can_be_copied_out():
    pages = Pages(fonts(), (900, 900))
    lines = [STANDARD[first : first + 90] for first in range(0, len(STANDARD), 90)]
    for place, line in enumerate(lines):
        pages.write(10, 9 * place + 2, line, VALUE.at(8), name="字", cell=Box(0, 0, 900, 900))
    (said,) = texts_of(pages.save(Facts("通用规范汉字表")))
    assert said.split() == lines


def test_every_ideograph_of_level_3_has_an_outline_or_is_refused_by_name():
    letters = Fonts(FOLDER).letters(Slot.SONG)
    blank: list[str] = []
    for first, last in LEVEL_3:
        for face, text in letters.runs("".join(map(chr, range(first, last + 1)))):
            blank += [each for each in text if is_blank(face, each)]
    for character in blank:
        with pytest.raises(Refused) as caught:
            one_line(f"王{character}", fonts())
        assert f"“{character}”（U+{ord(character):04X}）" in caught.value.sentence
    assert len(blank) == 13


# -- what cannot be shown -----------------------------------------------------------------------


def test_a_missing_glyph_is_named_with_its_code_and_its_field():
    sheet = ApprovalSheet(
        number="1", members=(ApprovalMember(name="王军"), ApprovalMember(name=f"李{NOWHERE}"))
    )
    with pytest.raises(Refused) as caught:
        render("E-07", sheet, fonts())
    assert caught.value.code == "glyph_missing"
    assert f"家庭成员第2行“姓名”里的“{NOWHERE}”（U+30EDD）" in caught.value.sentence
    assert caught.value.facts == {"points": "U+30EDD"}


def test_marks_without_shape_are_left_out():
    sheet = ApprovalSheet(number="1", applicant="王\u200b军\ufeff", hardship="因\t病")
    layer = texts_of(render("E-07", sheet, fonts()))[0]
    assert "王军" in layer
    assert "因 病" in layer


# -- in the file --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize("code", PRINTABLES)
def test_all_fonts_are_embedded_and_none_is_helvetica(code: str, kind: str):
    pdf = render(code, SHEETS[kind](code), fonts())
    used = fonts_of(pdf)
    assert used
    assert all(used.values())
    assert b"Helvetica" not in pdf


def test_a_cut_font_is_a_sound_font():
    face = Face(FOLDER / BUNDLED[Slot.SONG])
    wanted = "王龑□☑1"
    program = cut(face, [0, *map(face.glyph, wanted)])
    made = TTFont(io.BytesIO(program), checkChecksums=2)
    with TTFont(face.path, lazy=True) as whole:
        for place, character in enumerate("王龑□", 1):
            name = whole.getBestCmap()[ord(character)]
            ours, theirs = made.getGlyphName(place), name
            assert made["hmtx"].metrics[ours] == whole["hmtx"].metrics[theirs]
            assert list(made["glyf"][ours].getCoordinates(made["glyf"])[0]) == list(
                whole["glyf"][theirs].getCoordinates(whole["glyf"])[0]
            )
    ticked = made["glyf"][made.getGlyphName(4)]
    assert ticked.isComposite()
    assert len(ticked.components) == 2


# -- the unit's own fonts -----------------------------------------------------------------------


def test_the_units_own_font_fills_its_slot(tmp_path: Path):
    own = tmp_path / "simfang.ttf"
    shutil.copy(FOLDER / BUNDLED[Slot.KAI], own)
    held = Fonts(FOLDER, {Slot.FANGSONG: own})
    names = fonts_of(one_line("王军𠀀", held))
    assert any("LXGWWenKai" in name for name in names)


def test_the_first_font_of_a_collection_serves(tmp_path: Path):
    collection: Any = ttLib.TTCollection()
    collection.fonts = [TTFont(_made_font(tmp_path, "王军"))]
    path = tmp_path / "simsun.ttc"
    collection.save(path)
    assert Face(path).glyph("王")


def test_a_font_with_postscript_outlines_is_refused(tmp_path: Path):
    path = tmp_path / "FandolFang.otf"
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupCFF("Test", {}, {".notdef": T2CharStringPen(500, None).getCharString()}, {})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    _is_refused(path, "PostScript")


def test_a_font_whose_licence_forbids_embedding_is_refused(tmp_path: Path):
    _is_refused(_made_font(tmp_path, "王", may_embed=False), "许可")


def test_a_font_without_common_characters_is_refused(tmp_path: Path):
    _is_refused(_made_font(tmp_path, "王军"), "缺少常用汉字")


@pytest.mark.parametrize("content", [b"", b"not a font", b"\0\1\0\0\0\x09" + bytes(200)])
def test_what_is_no_font_is_unreadable(tmp_path: Path, content: bytes):
    path = tmp_path / "broken.ttf"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        Fonts(FOLDER, {Slot.SONG: path})
    assert caught.value.code == "font_damaged"


def test_a_font_cut_short_is_unreadable_not_a_crash(tmp_path: Path):
    whole = _made_font(tmp_path, "王军").read_bytes()
    path = tmp_path / "short.ttf"
    for length in range(0, len(whole), 37):
        path.write_bytes(whole[:length])
        with pytest.raises((Unreadable, Refused)):
            Fonts(FOLDER, {Slot.SONG: path})


def _is_refused(path: Path, why: str) -> None:
    with pytest.raises(Refused) as caught:
        Fonts(FOLDER, {Slot.SONG: path})
    assert caught.value.code == "font_unusable"
    assert why in caught.value.sentence
    assert path.name in caught.value.sentence


def _made_font(folder: Path, characters: str, *, may_embed: bool = True) -> Path:
    """A tiny TrueType font whose glyphs are squares."""
    pen = TTGlyphPen(None)
    for step, point in enumerate([(0, 0), (900, 0), (900, 900), (0, 900)]):
        (pen.lineTo if step else pen.moveTo)(point)
    pen.closePath()
    square = pen.glyph()
    names = [f"g{place}" for place in range(len(characters))]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names])
    builder.setupCharacterMap(dict(zip(map(ord, characters), names, strict=True)))
    builder.setupGlyf(dict.fromkeys([".notdef", *names], square))
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *names], (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Test", "styleName": "Regular", "psName": "Test"})
    builder.setupOS2(fsType=0 if may_embed else 2)
    builder.setupPost()
    path = folder / f"made-{may_embed}.ttf"
    builder.save(path)
    return path


def test_what_an_own_font_lacks_comes_from_the_others():
    held = Fonts(FOLDER, {Slot.FANGSONG: FOLDER / BUNDLED[Slot.KAI]})
    faces = [face.path.name for face, _ in held.letters(Slot.FANGSONG).runs("王䶵𠀀")]
    assert faces == [BUNDLED[Slot.KAI], BUNDLED[Slot.SONG], BUNDLED[Slot.RARE]]
