"""What every paper promises: the same file again, its number on every page, a code phones read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.errors import Refused, Unreadable
from app.printing import approval_form
from app.printing.approval_form_sheet import ApprovalMember, ApprovalSheet
from app.printing.economic_check_sheet import CheckedMember, EconomicCheckSheet
from app.printing.layout.signing import Signature
from app.printing.layout.trace import Trace
from app.printing.paper import DRAFT, PRACTICE, WORKING_PAPER
from app.printing.papers import PRINTABLES, paper, render, render_batch
from app.printing.preview import Preview
from app.printing.qr_seal import Seal, dark_runs, seal_text
from app.printing.sheets import digest
from app.printing.style import SEAL_DIAMETER
from tests.unit.printing.drawn import drawn, seen
from tests.unit.printing.looking import texts_of
from tests.unit.printing.qr_reading import read_code
from tests.unit.printing.sample_values import MOST
from tests.unit.printing.samples import DAY, MADE_AT, SHEETS, fonts, scrawl

CASES = [(code, kind) for code in PRINTABLES for kind in SHEETS]
EIGHT_DIGITS = Decimal(10_000_000)
SHARES = "E-33d"
"""The paper whose decimals are shares in %, not amounts in 元."""


def flat(text: str) -> str:
    return "".join(text.split())


def approval(**said: object) -> ApprovalSheet:
    return replace(ApprovalSheet(number="1"), **said)  # pyright: ignore[reportArgumentType]


# -- the table ----------------------------------------------------------------------------------


def test_every_paper_is_named_by_its_code():
    assert all(code == one.code and one.title for code, one in PRINTABLES.items())
    assert len({one.version for one in PRINTABLES.values()}) == len(PRINTABLES)


def test_a_paper_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(Refused) as caught:
        paper("E-99")
    assert caught.value.code == "paper_unknown"
    assert "E-07" in caught.value.sentence


def test_a_paper_is_drawn_from_its_own_sheet_only():
    with pytest.raises(TypeError):
        render("E-04", ApprovalSheet(), fonts())


# -- the file -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_the_same_sheet_gives_the_same_bytes(code: str, kind: str):
    assert render(code, SHEETS[kind](code), fonts()) == drawn(code, kind).pdf


def test_the_file_says_when_it_was_made_and_what_it_is():
    pdf = render("E-07", approval(made_at=MADE_AT), fonts())
    assert b"20261124102000+08'00'" in pdf
    assert "最低生活保障审核确认表".encode("utf-16-be") in _unescaped(pdf)


def test_another_content_is_another_file_even_when_it_looks_the_same():
    one, other = approval(record="1"), approval(record="2")
    assert digest("E-07", "1", one) != digest("E-07", "1", other)
    assert render("E-07", one, fonts()) != render("E-07", other, fonts())


def test_printing_again_another_day_does_not_change_the_digest():
    sheet = approval(applicant="王军")
    later = replace(sheet, made_at=MADE_AT, is_practice=True)
    assert digest("E-07", "1", sheet) == digest("E-07", "1", later)


def test_the_digest_of_a_published_version_never_changes():
    sheet = ApprovalSheet(
        number="2026-1",
        day=DAY,
        applicant="欧阳龑",
        members=(ApprovalMember(name="王军", protected=True),),
        benefit=Decimal("990.50"),
        village_signer=Signature(b"png"),
    )
    assert digest("E-07", "E-07 2026年第1版", sheet) == "7fe89eb95baca8e15595283212bafc9a"


# -- many at once -------------------------------------------------------------------------------


def test_in_a_batch_each_sheet_has_its_own_pages_numbers_and_code():
    sheets = [approval(number=str(place), applicant="王军") for place in range(3)]
    whole = texts_of(render_batch("E-07", sheets, fonts()))
    singly = [page for sheet in sheets for page in texts_of(render("E-07", sheet, fonts()))]
    assert [flat(page) for page in whole] == [flat(page) for page in singly]


def test_in_a_batch_a_missing_glyph_says_whose_it_is():
    sheets = [approval(number="7"), approval(number="8", applicant="李\U00030edd")]
    with pytest.raises(Refused) as caught:
        render_batch("E-07", sheets, fonts())
    assert "编号8的申请人里的" in caught.value.sentence


# -- on every page ------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_every_page_says_its_number_and_how_many_there_are(code: str, kind: str):
    pages = [page.text for page in seen(code, kind)]
    for place, text in enumerate(pages, 1):
        assert f"第{place}页共{len(pages)}页" in flat(text)
        assert f"编号：{SHEETS[kind](code).number}" in flat(text)
        assert PRINTABLES[code].version.split()[0] in text


def test_a_long_family_goes_on_under_the_same_headings():
    members = tuple(CheckedMember(name=f"王军{place}") for place in range(60))
    pages = texts_of(render("E-04", EconomicCheckSheet(number="1", members=members), fonts()))
    with_members = [text for text in pages if "王军" in text]
    assert len(with_members) > 2
    for text in with_members:
        assert "与申请人" in text
        assert "家庭\r\n成员" in text.replace("\r\n\r\n", "\r\n")
    named = re.findall(r"王军\d+", "".join(pages))
    assert named == [f"王军{place}" for place in range(60)]


def test_a_long_opinion_flows_and_its_last_lines_stay_with_the_signatures():
    said = "".join(f"第{place}句情况属实。" for place in range(700))
    pages = texts_of(render("E-07", approval(township_opinion=said), fonts()))
    assert said in flat("".join(_body(text) for text in pages))
    signed = next(text for text in pages if "分管领导（签字）" in text)
    assert "第699句情况属实。" in flat(signed)


# -- watermarks ---------------------------------------------------------------------------------


def test_a_working_paper_says_so_on_every_page_and_practice_says_practice():
    pages = texts_of(render("E-07", approval(is_practice=True, remarks="无" * 4000), fonts()))
    assert len(pages) > 2
    assert all(WORKING_PAPER in text and PRACTICE in text and DRAFT not in text for text in pages)


def test_the_check_is_no_working_paper_but_may_be_a_draft():
    [text, *_] = texts_of(render("E-04", EconomicCheckSheet(number="1", is_draft=True), fonts()))
    assert DRAFT in text
    assert WORKING_PAPER not in text
    assert PRACTICE not in text


# -- amounts, blanks, signatures ----------------------------------------------------------------


def test_amounts_stand_in_figures_and_in_words():
    [_, text] = texts_of(render("E-07", approval(benefit=Decimal("1060")), fonts()))
    assert "￥1060.00" in text
    assert "壹仟零陆拾元整" in text


def test_an_amount_that_cannot_be_paid_is_refused():
    with pytest.raises(Refused):
        render("E-07", approval(benefit=Decimal("-1")), fonts())


def test_where_there_is_nothing_it_says_so_and_a_blank_form_leaves_room():
    assert "无" in texts_of(render("E-04", EconomicCheckSheet(number="1"), fonts()))[0]
    blank = texts_of(render("E-04", EconomicCheckSheet(), fonts()))
    assert "无" not in "".join(blank).replace("无异议", "")


def test_a_form_for_practice_is_as_blank_as_any_other():
    assert EconomicCheckSheet(is_practice=True, made_at=MADE_AT).is_blank
    assert not EconomicCheckSheet(is_draft=True).is_blank


def test_the_place_of_a_stamp_is_as_large_as_a_stamp():
    trace = Trace()
    render("E-07", ApprovalSheet(), fonts(), trace=trace)
    places = [mark for mark in trace.marks if mark.what == "place"]
    assert len(places) == 3
    assert all(abs(mark.box.width - SEAL_DIAMETER) < 0.01 for mark in places)


def test_a_signature_prints_as_ink_and_without_its_paper():
    on_paper = Image.new("RGB", (400, 120), "white")
    on_paper.paste((0, 0, 90), (40, 30, 60, 90))
    file = io.BytesIO()
    on_paper.save(file, "PNG")
    for png in (scrawl(), file.getvalue()):
        trace = Trace()
        sheet = approval(village_signer=Signature(png))
        pdf = render("E-07", sheet, fonts(), trace=trace)
        [mark] = [mark for mark in trace.marks if mark.what == "ink"]
        with Preview(pdf) as shown:
            picture = shown.picture(mark.page - 1, 144)
        image = Image.frombytes("RGBA", (picture.width, picture.height), picture.rgba).convert("L")
        left, top, right, bottom = (int(2 * edge) for edge in mark.box)
        area = image.crop((left, top, right, bottom))
        share = sum(area.histogram()[:100]) / (area.width * area.height)
        assert 0.01 < share < 0.3


@pytest.mark.parametrize("png", [b"", b"no picture", scrawl()[:200]])
def test_a_damaged_signature_is_said_and_nothing_is_printed(png: bytes):
    with pytest.raises(Unreadable) as caught:
        render("E-07", approval(village_signer=Signature(png)), fonts())
    assert caught.value.code == "picture_damaged"
    assert "负责人（签字）" in caught.value.sentence


# -- the code -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", PRINTABLES)
def test_the_code_on_the_page_reads_back_in_plain_words(code: str):
    sheet = SHEETS["ordinary"](code)
    pdf = drawn(code, "ordinary").pdf
    seal = digest(code, PRINTABLES[code].version, sheet)
    expected = (
        f"入户通文书 1\n编号:{sheet.number}\n名称:{PRINTABLES[code].title_on(sheet)}\n"
        f"日期:2026-11-23\n校验:{seal}"
    )
    marks = [mark for mark in drawn(code, "ordinary").marks if mark.what == "code"]
    with Preview(pdf) as shown:
        first_only = PRINTABLES[code].setting.has_code_at_head
        wanted = [0] if first_only else list(range(shown.page_count))
        assert [mark.page - 1 for mark in marks] == wanted
        for mark in marks if code == "E-07" else marks[:1]:
            modules = _modules(shown, mark.page - 1, tuple(mark.box), dark_runs(expected)[0])
            assert read_code(modules) == expected
    assert seal[:12] in texts_of(pdf)[0]


@given(st.text(max_size=24), st.dates(date(2000, 1, 1)))
def test_any_number_reads_back(number: str, day: date):
    text = seal_text(Seal(number, "最低生活保障审核确认表", day, "0" * 32))
    size, runs = dark_runs(text)
    modules = [[0] * size for _ in range(size)]
    for row, column, length in runs:
        modules[row][column : column + length] = [1] * length
    assert read_code(modules) == text


def test_a_blank_form_has_no_code():
    trace = Trace()
    render("E-07", ApprovalSheet(), fonts(), trace=trace)
    assert not [mark for mark in trace.marks if mark.what == "code"]


def _modules(shown: Preview, page: int, box: tuple[float, ...], size: int) -> list[list[int]]:
    """What is dark in the middle of every module of the page's picture at 300 dpi."""
    picture = shown.picture(page, 300)
    image = Image.frombytes("RGBA", (picture.width, picture.height), picture.rgba).convert("L")
    left, top, right, _ = (edge * 300 / 72 for edge in box)
    unit = (right - left) / size
    pixels = image.tobytes()
    return [
        [
            int(
                pixels[int(top + (y + 0.5) * unit) * image.width + int(left + (x + 0.5) * unit)]
                < 128
            )
            for x in range(size)
        ]
        for y in range(size)
    ]


def _body(text: str) -> str:
    """A page's text, its rows only: what stands around them begins with other words."""
    around = (WORKING_PAPER, "最低生活", "编号", "表样", "校验", "乡镇", "（街道）", "审核意见")
    lines = [line.strip() for line in text.splitlines()]
    return "".join(line for line in lines if not line.startswith(around) and "共" not in line)


def _unescaped(pdf: bytes) -> bytes:
    return re.sub(
        rb"\\(\d{3}|.)",
        lambda found: bytes([int(found[1], 8)]) if len(found[1]) == 3 else found[1],
        pdf,
        flags=re.DOTALL,
    )


def test_the_version_of_a_template_is_on_its_footer():
    assert approval_form.VERSION in texts_of(render("E-07", ApprovalSheet(), fonts()))[0]


def _amounts(value: object, name: str = "") -> Iterator[tuple[str, Decimal]]:
    """Every amount in a sheet, by its field."""
    if isinstance(value, Decimal):
        yield name, value
    elif isinstance(value, tuple):
        for each in cast("tuple[object, ...]", value):
            yield from _amounts(each, name)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _amounts(getattr(value, each.name), f"{name}.{each.name}")


@pytest.mark.parametrize("code", [code for code in PRINTABLES if code != SHARES])
def test_every_amount_of_an_extreme_sheet_has_its_eight_digits(code: str):
    largest: dict[str, Decimal] = {}
    for name, amount in _amounts(SHEETS["extreme"](code)):
        largest[name] = max(abs(amount), largest.get(name, Decimal(0)))
    assert {name for name, each in largest.items() if not EIGHT_DIGITS <= each <= MOST} == set()
