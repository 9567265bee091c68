"""Blocks of any make flow down any number of pages, and everything stays in its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.printing.layout.cells import Content
from app.printing.layout.flow import Flow, Frame
from app.printing.layout.opinions import Opinion
from app.printing.layout.pages import Facts, Pages
from app.printing.layout.rows import Block, Row, Table
from app.printing.layout.signing import SignPlace
from app.printing.layout.text import Text, heading
from app.printing.layout.trace import Trace
from app.printing.style import A4_PORTRAIT, HEAD, MARGIN, TEXT
from tests.unit.printing.boxes import check_marks
from tests.unit.printing.samples import fonts

FRAME = Frame(MARGIN, A4_PORTRAIT[0] - MARGIN, 120, MARGIN, A4_PORTRAIT[1] - 80)
WORDS = st.text(st.sampled_from("经入户调查情况属实，。（）12 \n"), max_size=120)
LABELS = st.sampled_from(
    ["", "家庭\n成员", "其他赡扶\n抚养\n义务人", "县级民政\n部门审核\n确认意见"]
)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    texts = draw(st.lists(WORDS, min_size=1, max_size=4))
    cells: list[tuple[Content, float]] = [
        (Text(text, f"栏{place}", TEXT, lines=draw(st.integers(1, 9))), draw(st.integers(2, 6)))
        for place, text in enumerate(texts)
    ]
    return Row(cells, draw(st.floats(12, 90)), flows=draw(st.booleans()))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    head = [Row([(heading("栏目", HEAD), 1)])] * draw(st.integers(0, 2))
    return Table(draw(st.lists(rows(), min_size=1, max_size=9)), head, draw(LABELS))


BLOCKS = st.builds(
    Block,
    label=LABELS,
    tables=st.lists(tables(), min_size=1, max_size=3),
    is_kept=st.booleans(),
)


@settings(max_examples=120)
@given(st.lists(BLOCKS, min_size=1, max_size=5))
def test_whatever_flows_stays_in_its_cells(blocks: list[Block]):
    trace = Trace()
    pages = Pages(fonts(), A4_PORTRAIT, trace=trace)
    flow = Flow(pages, FRAME)
    flow.add(*blocks)
    flow.end()
    check_marks(trace.marks, A4_PORTRAIT)
    said = [
        "".join(cell.text.split())
        for block in blocks
        for table in block.tables
        for row in table.rows
        for cell, _ in row.cells
        if isinstance(cell, Text)
    ]
    shown = "".join(mark.text for mark in trace.marks if mark.name.startswith("栏"))
    assert sorted("".join(said)) == sorted("".join(shown.split()))


def test_a_name_at_the_left_has_room_beside_one_low_row():
    trace = Trace()
    flow = Flow(Pages(fonts(), A4_PORTRAIT, trace=trace), FRAME)
    flow.add(Block("县级民政\n部门审核\n确认意见", [Table([Row([(Text("无", "栏"), 1)], 12)])]))
    flow.end()
    check_marks(trace.marks, A4_PORTRAIT)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_name_has_room_on_both_sides_of_a_page_end(count: int):
    name = "县级民政\n部门审核\n确认意见"
    for above in range(480, 640, 7):
        trace = Trace()
        flow = Flow(Pages(fonts(), A4_PORTRAIT, trace=trace), FRAME)
        low = Row([(Text("无", "栏"), 1)], 12)
        flow.add(
            Block("", [Table([Row([(Text("上", "栏"), 1)], float(above))])]),
            Block(name, [Table([low] * count, label=name), Table([low])]),
        )
        flow.end()
        check_marks(trace.marks, A4_PORTRAIT)


def test_a_block_that_is_kept_together_begins_on_the_next_page():
    for is_kept in (True, False):
        trace = Trace()
        flow = Flow(Pages(fonts(), A4_PORTRAIT, trace=trace), FRAME)
        rows = [Row([(Text(str(place), "号"), 1)], 30) for place in range(8)]
        flow.add(
            Block("", [Table([Row([(Text("上", "栏"), 1)], 500.0)])]),
            Block("家庭\n成员", [Table(rows)], is_kept=is_kept),
        )
        flow.end()
        pages = {mark.page for mark in trace.marks if mark.name == "号"}
        assert pages == ({2} if is_kept else {1, 2})


@settings(max_examples=40)
@given(
    length=st.integers(0, 4000),
    signers=st.integers(0, 6),
    seal=st.booleans(),
    low=st.integers(0, 600),
)
def test_an_opinion_of_any_length_ends_above_its_signatures(
    length: int, signers: int, seal: bool, low: int
):
    trace = Trace()
    pages = Pages(fonts(), A4_PORTRAIT, trace=trace)
    flow = Flow(pages, FRAME)
    places = [SignPlace(f"第{place}人（签字）：") for place in range(signers)]
    said = "情况属实。" * (length // 5)
    opinion = Opinion(
        "村（居）\n委会\n意见", said, places, seal="（盖章）" if seal else "", a_line=1
    )
    flow.add(
        Block("", [Table([Row([(Text("上", "栏"), 1)], float(low + 12))])]),
        opinion.block(fonts(), FRAME.right - FRAME.left),
    )
    flow.end()
    check_marks(trace.marks, A4_PORTRAIT)
    text = [mark for mark in trace.marks if mark.name == "村（居）委会意见"]
    assert "".join(mark.text for mark in text) == said
    signs = [mark for mark in trace.marks if mark.name == "签字栏"]
    if text and signs:
        assert text[-1].page == signs[0].page
        assert text[-1].box.bottom <= signs[0].box.top
    assert pages.save(Facts("流")).startswith(b"%PDF")
