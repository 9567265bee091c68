"""What was refused goes out as a workbook, is mended, and comes back as the same people."""

from __future__ import annotations

from datetime import datetime

from app.domain.loose_values import Typed
from app.excel.reader import Sheet, read_bytes
from app.excel.roster.mending import NOTE, mended_tables
from app.excel.roster.reading import Choices, RosterReading, RosterRow
from app.excel.writer import Table, write_workbook
from tests.unit.excel.rosters_made import (
    DAFO,
    LABELS,
    MEN,
    TODAY,
    WOMEN,
    a_large_roster,
    a_person,
    a_sheet,
    codes,
    divisions,
    read,
    read_roster,
)

TITLE = ("砚台镇临江村2026年11月农村低保花名册",)
PLAIN = ("姓名", "身份证号", "与户主关系")
WRONG = "500231195001010014"
ACROSS_ROWS = {"id_duplicate", "id_known"}


def brought_again(reading: RosterReading) -> RosterReading:
    tables = mended_tables(reading, divisions())
    data = write_workbook(tables, datetime(2026, 11, 5, 9))  # noqa: DTZ001
    return read_roster(read_bytes(data), divisions(), TODAY)


def told(row: RosterRow) -> tuple[object, ...]:
    """A row but for its place, and for what is only known beside other rows."""
    own = sorted(code for code in codes(row) if code not in ACROSS_ROWS)
    person = row.person
    return (
        own,
        *(getattr(person, field) for field in person.__dataclass_fields__ if field != "head_id"),
    )


def only_table(*sheets: Sheet, choices: Choices | None = None) -> Table:
    (table,) = mended_tables(read(*sheets, choices=choices), divisions())
    return table


def cell(table: Table, label: str, row: int = 0) -> object:
    (at,) = [at for at, column in enumerate(table.columns) if column.label == label]
    return table.rows[row][at]


def test_only_what_was_not_imported_goes_out_with_the_reason():
    rows = [a_person(), a_person(成员姓名="于贵", 户主姓名="于贵", 身份证号码=WRONG)]
    table = only_table(a_sheet(TITLE, LABELS, *rows))
    assert (table.title, table.notes) == (TITLE[0], (NOTE,))
    assert len(table.rows) == 1
    assert cell(table, "成员姓名") == "于贵"
    assert cell(table, "不能导入的原因") == (
        "身份证号码：证件号校验码不对。请对照证件更正后再导入。"
    )
    assert (cell(table, "原表"), cell(table, "原行号")) == ("Sheet1", 4)


def test_nothing_goes_out_where_nothing_was_refused():
    assert mended_tables(read(a_sheet(TITLE, LABELS, a_person())), divisions()) == ()


def test_the_columns_stand_as_they_stood():
    labels = (*LABELS, "残疾等级", "人均补差")
    row = (*a_person(身份证号码=WRONG), "一级", 111.0)
    table = only_table(a_sheet(TITLE, labels, row))
    assert tuple(column.label for column in table.columns)[: len(labels)] == labels
    assert (cell(table, "残疾等级"), cell(table, "人均补差")) == ("一级", 111.0)


def test_id_and_account_columns_are_text_to_be_typed_into():
    table = only_table(a_sheet(TITLE, LABELS, a_person(身份证号码=5.00231e17)))
    text = {column.label for column in table.columns if column.is_text}
    assert text == {"身份证号码", "银行账号", "联系电话", "户主证件号"}
    assert cell(table, "身份证号码") == 5.00231e17  # the writer writes it as text


def test_a_household_waiting_for_its_head_goes_out_whole():
    rows = [("于邦", WRONG, "户主"), ("钟兰世", WOMEN[0], "妻"), ("范英", WOMEN[1], "户主")]
    table = only_table(a_sheet(TITLE, PLAIN, *rows))
    assert [row[0] for row in table.rows] == ["于邦", "钟兰世"]
    assert cell(table, "不能导入的原因", 1) == "本户户主于邦的一行没有通过，请更正后整户再导入。"


def test_a_row_takes_along_what_it_had_from_elsewhere():
    labels = ("户主姓名", "姓名", "身份证号", "与户主关系", "起始年月")
    rows = [("于邦", "于邦", MEN[0], "本人", 2025.09), (None, "钟兰世", WRONG, "妻", 2025.1)]
    table = only_table(a_sheet(TITLE, labels, *rows, merged=("A3:A4",)))
    assert cell(table, "村（社区）") == "砚台镇临江村"
    assert (cell(table, "户主姓名"), cell(table, "户主证件号")) == ("于邦", MEN[0])
    assert cell(table, "起始年月") == "2025-10"


def test_mended_and_brought_again_it_is_accepted_and_belongs_where_it_did():
    rows = [("于邦", MEN[0], "户主"), ("钟兰世", "500231198506150024", "妻")]
    (table,) = mended_tables(read(a_sheet(TITLE, PLAIN, *rows)), divisions())
    cells = [
        tuple(WOMEN[0] if value == "500231198506150024" else value for value in row)
        for row in table.rows
    ]
    data = write_workbook([Table(table.name, table.columns, cells, table.title, table.notes)],
                          datetime(2026, 11, 5, 9))  # noqa: DTZ001  # fmt: skip
    (row,) = read_roster(read_bytes(data), divisions(), TODAY).rows
    assert (row.status, row.person.id_no, row.person.relation) == ("accepted", WOMEN[0], "12")
    assert (row.person.head, row.person.head_id, row.head_state) == ("于邦", MEN[0], "absent")


def test_what_is_brought_again_unmended_is_refused_for_the_same_reasons():
    large = a_large_roster(600)
    reading = read(large)
    again = brought_again(reading)
    assert len(again.rows) == len(reading.to_mend) > 30
    assert [told(row) for row in again.rows] == [told(row) for row in reading.to_mend]
    assert again.sheets[0].notes == ()


def test_going_out_a_second_time_says_where_the_row_stood_at_first():
    reading = read(a_sheet(TITLE, LABELS, a_person(), a_person(身份证号码=WRONG)))
    (table,) = mended_tables(brought_again(reading), divisions())
    assert (cell(table, "原表"), cell(table, "原行号")) == ("Sheet1", 4)
    assert len(table.columns) == len(LABELS) + 5


def test_sheets_and_tables_go_out_one_by_one():
    sheets = (
        a_sheet(TITLE, LABELS, a_person(身份证号码=WRONG), name="甲"),
        a_sheet(TITLE, PLAIN, ("于邦", WRONG, "户主"), ("特困花名册",), ("姓名", "证件号", "备注"),
                ("范英", WRONG, None), name="乙"),
    )  # fmt: skip
    reading = read(*sheets)
    tables = mended_tables(reading, divisions())
    assert [(table.name, len(table.rows)) for table in tables] == [("甲", 1), ("乙", 1), ("乙", 1)]
    again = brought_again(reading)
    assert [sheet.name for sheet in again.sheets] == ["甲", "乙", "乙 (2)"]
    assert [told(row) for row in again.rows] == [told(row) for row in reading.to_mend]


def test_two_households_of_heads_with_one_name_stay_two():
    rows: list[tuple[Typed, ...]] = [
        ("于邦", MEN[0], "户主"), ("钟兰世", WRONG, "妻"),
        ("于邦", MEN[1], "户主"), ("范英", "500231198506150024", "妻"),
    ]  # fmt: skip
    again = brought_again(read(a_sheet(TITLE, PLAIN, *rows)))
    assert [row.person.head_id for row in again.rows] == [MEN[0], MEN[1]]
    assert len(again.households) == 2


def test_labels_that_would_be_read_otherwise_are_written_so_that_they_are_not():
    sheet = a_sheet(
        TITLE,
        ("户主", None, "监护人", None, "备注"),
        ("姓名", "身份证号", "姓名", "身份证号", None),
        ("于邦", WRONG, "钟兰世", WOMEN[0], None),
        merged=("A2:B2", "C2:D2"),
    )
    reading = read(sheet)
    assert set(reading.sheets[0].blocks[0].columns) == {"head_name", "id_no", "note"}
    assert only_table(sheet).columns[2].label == "※姓名"
    assert [told(row) for row in brought_again(reading).rows] == [
        told(row) for row in reading.to_mend
    ]


def test_columns_that_a_person_settled_and_villages_that_were_chosen_stay_so():
    labels = ("姓名", "身份证号", "备注", "电话")
    sheet = a_sheet(labels, ("于邦", WRONG, "13591054221", "0967929081003390757"))
    block = read(sheet).sheets[0].blocks[0]
    changed = block.changed("account", 3).changed("phone", 2)
    choices = Choices({block.fingerprint: changed.saved()}, {"Sheet1": DAFO})
    reading = read(sheet, choices=choices)
    assert (reading.rows[0].person.account, reading.rows[0].person.village_code) == (
        "0967929081003390757", DAFO,
    )  # fmt: skip
    assert [told(row) for row in brought_again(reading).rows] == [told(reading.rows[0])]


def test_rows_without_a_header_go_out_with_one():
    rows = [("于邦", WRONG, "户主"), ("钟兰世", WOMEN[0], "妻"), ("于贵", MEN[1], "长子")]
    reading = read(a_sheet(*rows), choices=Choices(villages={"Sheet1": DAFO}))
    again = brought_again(reading)
    assert not again.sheets[0].blocks[0].is_headless
    assert [told(row) for row in again.rows] == [told(row) for row in reading.to_mend]


def test_ditto_is_written_out():
    rows = [
        a_person(),
        a_person(
            成员姓名="于贵", 户主姓名="于贵", 身份证号码=WRONG, 开户行="〃", 月保障金额="同上"
        ),
    ]
    table = only_table(a_sheet(TITLE, LABELS, *rows))
    assert (cell(table, "开户行"), cell(table, "月保障金额")) == ("重庆农商行", "445元")


def test_which_rows_go_out_may_be_chosen():
    reading = read(a_sheet(TITLE, LABELS, a_person(), a_person(身份证号码=WRONG)))
    (table,) = mended_tables(reading, divisions(), reading.rows)
    assert len(table.rows) == 2
