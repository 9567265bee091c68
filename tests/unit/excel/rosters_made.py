"""Rosters of invented people: as sheets in memory, as files, and large ones that are always the same."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any

import xlsxwriter

from app import resources
from app.domain.divisions import Divisions
from app.domain.id_number import check_digit
from app.domain.loose_values import Typed
from app.excel.reader import Merged, Sheet, Workbook
from app.excel.roster.reader import Known, read_roster
from app.excel.roster.reading import Choices, RosterReading, RosterRow

TODAY = date(2026, 11, 10)
LABELS = (
    "序号", "村（社区）", "组别", "户主姓名", "成员姓名", "身份证号码", "与户主关系", "家庭人口",
    "保障人口", "致困原因", "月保障金额", "起始年月", "开户行", "银行账号", "联系电话", "备注",
)  # fmt: skip
LINJIANG = "500231113213"
SHUNCHANG = "500231113203"
DAFO = "500231113204"
VILLAGES = {"临江村": LINJIANG, "顺昌村": SHUNCHANG, "大佛村": DAFO}

MEN = ("500231195001010013", "50023120120229003X", "500231197012314011")
WOMEN = ("500231198506150023", "500231201508301002", "500231200801019984", "50023120200101800X")
OLD = "500231780504882"
"""A number of 15 digits, of somebody born on 4 May 1978."""

Cells = Sequence[Typed]


@cache
def divisions() -> Divisions:
    """The county's townships and villages."""
    return Divisions.from_rows(resources.read_table("divisions.csv"))


def a_sheet(*rows: Cells, name: str = "Sheet1", merged: Sequence[str] = ()) -> Sheet:
    """A sheet of ``rows``, with ranges like A4:A7 merged."""
    width = max((len(row) for row in rows), default=0)
    cells = tuple((*row, *[None] * (width - len(row))) for row in rows)
    return Sheet(name, cells, tuple(map(_area, merged)))


def read(
    *sheets: Sheet, choices: Choices | None = None, known_ids: Known | None = None
) -> RosterReading:
    """What is read out of ``sheets``."""
    return read_roster(Workbook(sheets), divisions(), TODAY, choices, known_ids)


def read_rows(*rows: Cells, labels: Cells = LABELS) -> tuple[RosterRow, ...]:
    """What is read out of one sheet with a title, one row of labels, and ``rows``."""
    return read(a_sheet(("砚台镇临江村低保花名册",), labels, *rows)).rows


def a_person(**values: Typed) -> tuple[Typed, ...]:
    """A row under ``LABELS`` of a head without faults, with ``values`` by label."""
    row: dict[str, Typed] = {
        "序号": 1.0, "村（社区）": "临江村", "组别": "8组", "户主姓名": "于邦", "成员姓名": "于邦",
        "身份证号码": MEN[0], "与户主关系": "本人", "家庭人口": 1.0, "保障人口": 1.0,
        "致困原因": "因病", "月保障金额": "445元", "起始年月": "2023年11月", "开户行": "重庆农商行",
        "银行账号": "0967929081003390757", "联系电话": "13591054221", "备注": None,
    }  # fmt: skip
    assert values.keys() <= row.keys()
    return tuple({**row, **values}.values())


def codes(row: RosterRow) -> list[str]:
    """The codes of a row's problems."""
    return [problem.code for problem in row.problems]


def file_of(sheets: Mapping[str, Sequence[Cells]], hidden: Sequence[str] = ()) -> bytes:
    """An .xlsx of ``sheets`` without merged cells."""
    return file_with(*(a_sheet(*rows, name=name) for name, rows in sheets.items()), hidden=hidden)


def file_with(*sheets: Sheet, hidden: Sequence[str] = ()) -> bytes:
    """An .xlsx of ``sheets``, as a spreadsheet program would save it."""
    file = BytesIO()
    book: Any = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2026, 11, 5, 9)})  # noqa: DTZ001 - a workbook knows no zone
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for area in sheet.merged:
            page.merge_range(area.top, area.left, area.bottom, area.right, "")
        for at, row in enumerate(sheet.rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(at, column, value, day)
                elif value is not None:
                    page.write(at, column, value)
        if sheet.name in hidden:
            page.hide()
    book.close()
    return file.getvalue()


# -- large ones ----------------------------------------------------------------------------------


def a_large_roster(people: int, seed: int = 1) -> Sheet:
    """A sheet of about ``people`` rows with merged households, one row in twenty at fault.

    The same numbers give the same sheet, everywhere and always.
    """
    chance = random.Random(seed)
    rows: list[list[Typed]] = [["砚台镇2026年11月农村低保花名册"], list(LABELS)]
    merged: list[Merged] = [Merged(0, 0, 0, len(LABELS) - 1)]
    household = 0
    while len(rows) < people + 2:
        household += 1
        size = chance.choice((1, 1, 2, 3, 4, 5))
        top = len(rows)
        rows.extend(_a_household(chance, household, size))
        if size > 1:
            columns = (*range(4), *range(7, len(LABELS)))
            merged.extend(Merged(top, column, top + size - 1, column) for column in columns)
    width = len(LABELS)
    cells = tuple((*row, *[None] * (width - len(row))) for row in rows)
    return Sheet("花名册", cells, tuple(merged))


@cache
def a_large_file(people: int = 5_000, seed: int = 1) -> bytes:
    """``a_large_roster`` as an .xlsx."""
    return file_with(a_large_roster(people, seed))


def an_id(chance: random.Random) -> str:
    """A number that holds, of nobody."""
    born = date(1935, 1, 1).toordinal() + chance.randrange(33_000)
    first17 = f"500231{date.fromordinal(born):%Y%m%d}{chance.randrange(1000):03}"
    return first17 + check_digit(first17)


def _a_household(chance: random.Random, number: int, size: int) -> list[list[Typed]]:
    names = [_a_name(chance) for _ in range(size)]
    rows: list[list[Typed]] = []
    for at, name in enumerate(names):
        relation = "本人" if at == 0 else chance.choice(("妻", "长子", "女", "母亲", "孙子"))
        rows.append([None] * 4 + [name, _as_typed(chance, an_id(chance)), relation] + [None] * 9)
    rows[0][:4] = number, chance.choice([*VILLAGES]), f"{chance.randint(1, 9)}组", names[0]
    rows[0][7:] = (
        size, size, chance.choice(("因病", "因残", "因学", "缺劳力")),
        chance.choice(("445元", "1,260", 990, "３８５．５", "1008")),
        chance.choice(("2023年11月", "2019-07", "2024.1", "2025年9月")),
        "重庆农商行", f"{chance.randrange(10**18, 10**19)}", f"139{chance.randrange(10**8):08}",
        chance.choice((None, None, "外出务工")),
    )  # fmt: skip
    return rows


def _as_typed(chance: random.Random, number: str) -> Typed:
    match chance.randrange(40):
        case 0:
            return float(number[:17] + "0")
        case 1:
            return number[:-1]
        case 2:
            return f"'{number}"
        case 3 | 4:
            return f"{number[:6]} {number[6:14]} {number[14:]}"
        case 5:
            return "".join(chr(ord(sign) + 0xFEE0) for sign in number)
        case _:
            return number


def _a_name(chance: random.Random) -> str:
    first = "于钟王杨许范吴陆曹刘孙汪邱郝孔胡谭夏邓田傅熊崔徐丁彭宋白石蒋"
    return chance.choice(first) + "".join(chance.choices("邦兰世珍贵永芳英碧秀明琼开梅淑富", k=2))


def _area(text: str) -> Merged:
    """A4:A7."""
    (left, top), (right, bottom) = (_cell(corner) for corner in text.split(":"))
    return Merged(top, left, bottom, right)


def _cell(text: str) -> tuple[int, int]:
    letters = text.rstrip("0123456789")
    return ord(letters) - 65, int(text[len(letters) :]) - 1
