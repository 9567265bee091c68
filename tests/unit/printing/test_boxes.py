"""Nothing on a paper is cut, outside its cell, or on top of something else: measured, not eyed.

Twice: from what the layout says it drew, and from what the finished PDF says is there.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.printing.approval_form_sheet import ApprovalMember, ApprovalSheet, CalculationLine
from app.printing.layout.trace import Box, Mark, Trace
from app.printing.paper import A3
from app.printing.papers import PRINTABLES, render
from app.printing.sheets import Sheet
from app.printing.style import CARD
from tests.unit.printing.boxes import check_marks, is_outside, overlapping, struck
from tests.unit.printing.drawn import drawn, seen
from tests.unit.printing.looking import Area, Character, pages_of
from tests.unit.printing.samples import RARE, SHEETS, fonts

CASES = [(code, kind) for code in PRINTABLES for kind in SHEETS]


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_what_is_drawn_stands_in_its_cell_and_on_nothing_else(code: str, kind: str):
    paper = PRINTABLES[code]
    check_marks(drawn(code, kind).marks, paper.size, paper.setting)


WIDER = [(code, kind) for code, kind in CASES if PRINTABLES[code].a3 is A3.WIDER]
ENLARGED = [(code, kind) for code, kind in CASES if PRINTABLES[code].a3 is A3.ENLARGED]
A3_SIDES = (842, 1191)


@pytest.mark.parametrize(("code", "kind"), WIDER)
def test_on_a3_a_wide_table_has_more_room_and_stands_as_well_in_its_cells(code: str, kind: str):
    paper, trace = PRINTABLES[code], Trace()
    pages = pages_of(render(code, SHEETS[kind](code), fonts(), trace=trace, is_a3=True))
    check_marks(trace.marks, paper.laid_out(is_a3=True)[0])
    for page in pages:
        assert tuple(sorted(round(side) for side in page.size)) == A3_SIDES
        assert struck(page.characters, page.lines) == []
        assert overlapping(page.characters) == []
    assert len(pages) <= len(seen(code, kind))


@pytest.mark.parametrize(("code", "kind"), ENLARGED)
def test_on_a3_a_notice_is_the_very_same_only_larger(code: str, kind: str):
    pages = pages_of(render(code, SHEETS[kind](code), fonts(), is_a3=True))
    by = math.sqrt(2)
    for page, before in zip(pages, seen(code, kind), strict=True):
        assert tuple(sorted(round(side) for side in page.size)) == A3_SIDES
        for one, small in zip(page.characters, before.characters, strict=True):
            assert one.text == small.text
            assert one.area == pytest.approx([side * by for side in small.area], abs=0.3)


def test_what_has_no_a3_stays_as_it_is():
    assert (
        render("E-07", SHEETS["blank"]("E-07"), fonts(), is_a3=True) == drawn("E-07", "blank").pdf
    )


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_the_file_itself_shows_no_character_on_a_line_or_on_another(code: str, kind: str):
    for page in seen(code, kind):
        assert page.lines or PRINTABLES[code].size == CARD  # the longest name leaves its front bare
        assert page.characters
        assert struck(page.characters, page.lines) == []
        assert overlapping(page.characters) == []
        setting = PRINTABLES[code].setting
        assert [one for one in page.characters if is_outside(one.area, page, setting)] == []


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_every_character_of_the_sheet_is_in_the_file(code: str, kind: str):
    sheet = SHEETS[kind](code)
    said = Counter("".join("".join(values(sheet)).split()))
    found = Counter(one.text for page in seen(code, kind) for one in page.characters)
    assert said - found == Counter()


@pytest.mark.parametrize("code", PRINTABLES)
def test_an_ordinary_text_is_found_whole_in_the_text_layer(code: str):
    sheet = SHEETS["ordinary"](code)
    layer = "".join("".join(one.text for one in page.characters) for page in seen(code, "ordinary"))
    missing = [text for text in values(sheet) if "".join(text.split()) not in layer]
    assert missing == []


WRITTEN = st.text(
    st.sampled_from("一家三口人民政府" + RARE + "，。、；：（）《》“”…—·0123456789.ABCxyz %￥ \n"),
    max_size=260,
)
NAMES = st.text(st.sampled_from("买提欧阳龑㛃𬱖·"), min_size=2, max_size=50)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    texts=st.lists(WRITTEN, min_size=9, max_size=9),
    long=st.integers(1, 12),
    names=st.lists(NAMES, max_size=14),
)
def test_whatever_is_written_stays_in_its_cell(texts: list[str], long: int, names: list[str]):
    sheet = ApprovalSheet(
        number="1",
        applicant=names[0] if names else "",
        hukou_address=texts[0],
        hardship=texts[1],
        members=tuple(ApprovalMember(name=name, health=texts[2][:20]) for name in names),
        calculation=tuple(CalculationLine(label=name, formula=texts[3]) for name in names),
        assets_conclusion=texts[4],
        survey_opinion=texts[5] * long,
        village_opinion=texts[6],
        township_opinion=texts[7] * long,
        county_opinion=texts[8],
        remarks=texts[0] * long,
    )
    trace = Trace()
    render("E-07", sheet, fonts(), trace=trace)
    check_marks(trace.marks, PRINTABLES["E-07"].size)


def test_the_check_sees_what_is_wrong():
    good = Mark(1, "text", "姓名", "王", Box(70, 205, 80, 215), Box(60, 200, 160, 220))
    for bad in (
        replace(good, box=Box(155, 205, 165, 215)),
        replace(good, cell=Box(0, 200, 60, 220)),
        replace(good, box=Box(70, 195, 80, 205)),
    ):
        with pytest.raises(AssertionError):
            check_marks([bad], (600, 800))
    with pytest.raises(AssertionError):
        check_marks([good, replace(good, box=Box(75, 205, 85, 215))], (600, 800))
    one = Character("王", Area(10, 10, 20, 20))
    assert struck([one], [Area(0, 15, 30, 15)]) == [one]
    assert overlapping([one, replace(one, area=Area(15, 10, 25, 20))]) != []


def values(thing: object) -> Iterator[str]:
    """Every text a sheet says, but for what only stands in the digest."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:  # pyright: ignore[reportUnknownVariableType]
            yield from values(one)  # pyright: ignore[reportUnknownArgumentType]
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in ("record", "flags") and not (
                isinstance(thing, Sheet) and field.name in ("area_kind",)
            ):
                yield from values(getattr(thing, field.name))
