"""Who belongs to whose household, where a household is, and which rows are nobody."""

from __future__ import annotations

import pytest

from app.domain.loose_values import Typed
from app.excel.roster.reading import Choices
from tests.unit.excel.rosters_made import (
    DAFO,
    LABELS,
    LINJIANG,
    MEN,
    SHUNCHANG,
    WOMEN,
    a_person,
    a_sheet,
    codes,
    read,
)

TITLE = ("砚台镇临江村2026年11月农村低保花名册",)
PLAIN = ("姓名", "身份证号", "与户主关系")
FAMILY = (("于邦", MEN[0], "户主"), ("钟兰世", WOMEN[0], "妻"), ("于贵", MEN[1], "长子"))
SECOND = (("范英", WOMEN[1], "户主"), ("范明", MEN[2], "子"))


def heads(*sheets: object) -> list[str]:
    return [row.person.head for row in read(*sheets).rows]  # type: ignore[arg-type]


def households(*sheets: object) -> list[str]:
    return [row.household for row in read(*sheets).rows]  # type: ignore[arg-type]


def test_a_new_head_begins_a_household():
    sheet = a_sheet(TITLE, PLAIN, *FAMILY, *SECOND)
    assert heads(sheet) == ["于邦"] * 3 + ["范英"] * 2
    assert households(sheet) == ["Sheet1!3"] * 3 + ["Sheet1!6"] * 2


def test_merged_cells_bind_a_household_whatever_the_words_say():
    rows = [
        (1.0, "于邦", "于邦", MEN[0], "本人"),
        (None, None, "钟兰世", WOMEN[0], "户主"),
        (2.0, "范英", "范英", WOMEN[1], None),
        (None, None, "范明", MEN[2], None),
    ]
    sheet = a_sheet(
        TITLE, ("序号", "户主姓名", "姓名", "身份证号", "与户主关系"), *rows,
        merged=("A3:A4", "B3:B4", "A5:A6", "B5:B6"),
    )  # fmt: skip
    assert heads(sheet) == ["于邦", "于邦", "范英", "范英"]
    assert codes(read(sheet).rows[1]) == ["head_mismatch"]


def test_a_single_after_merged_households_stands_alone():
    rows = [
        (1.0, "于邦", "于邦", MEN[0], "本人"),
        (None, None, "钟兰世", WOMEN[0], "妻"),
        (2.0, "范英", "范英", WOMEN[1], "本人"),
        (3.0, "范明", "范明", MEN[2], "本人"),
    ]
    sheet = a_sheet(
        TITLE, ("序号", "户主姓名", "姓名", "身份证号", "与户主关系"), *rows,
        merged=("A3:A4", "B3:B4"),
    )  # fmt: skip
    assert households(sheet) == ["Sheet1!3", "Sheet1!3", "Sheet1!5", "Sheet1!6"]


def test_a_merged_amount_counts_for_the_first_person_only():
    labels = ("户主姓名", "姓名", "身份证号", "与户主关系", "月保障金额", "备注", "组别")
    rows = [
        ("于邦", "于邦", MEN[0], "本人", 445.0, "重残", "8组"),
        (None, "钟兰世", WOMEN[0], "妻", None, None, None),
    ]
    reading = read(a_sheet(TITLE, labels, *rows, merged=("A3:A4", "E3:E4", "F3:F4", "G3:G4")))
    people = [row.person for row in reading.rows]
    assert [person.amount for person in people] == [445, None]
    assert [person.note for person in people] == ["重残", None]
    assert [person.group for person in people] == ["8组", "8组"]


def test_a_merged_range_that_begins_in_an_empty_row_speaks_for_the_first_person_below():
    labels = ("户主姓名", "姓名", "身份证号", "与户主关系", "月保障金额")
    rows = [
        ("于邦", None, None, None, 445.0),
        (None, "于邦", MEN[0], "本人", None),
        (None, "钟兰世", WOMEN[0], "妻", None),
    ]
    reading = read(a_sheet(TITLE, labels, *rows, merged=("A3:A5", "E3:E5")))
    assert [(row.person.head, row.person.amount) for row in reading.rows] == [
        ("于邦", 445), ("于邦", None),
    ]  # fmt: skip


def test_a_sequence_number_begins_a_household_where_it_counts_households():
    labels = ("序号", "姓名", "身份证号", "与户主关系")
    rows = [
        (1.0, "于邦", MEN[0], None), (None, "钟兰世", WOMEN[0], "妻"), (2.0, "范英", WOMEN[1], None),
    ]  # fmt: skip
    assert households(a_sheet(TITLE, labels, *rows)) == ["Sheet1!3", "Sheet1!3", "Sheet1!5"]


def test_a_sequence_number_that_counts_people_divides_nothing():
    labels = ("序号", "姓名", "身份证号", "与户主关系")
    rows = [(float(number), *row) for number, row in enumerate(FAMILY + SECOND, 1)]
    assert heads(a_sheet(TITLE, labels, *rows)) == ["于邦"] * 3 + ["范英"] * 2


def test_a_head_named_in_every_row_and_ditto_marks_hold_a_household_together():
    labels = ("户主姓名", "姓名", "身份证号", "与户主关系")
    named = [("于邦", *row) for row in FAMILY] + [("范英", *row) for row in SECOND]
    ditto = [("于邦", *FAMILY[0]), ("〃", *FAMILY[1]), ("同上", *FAMILY[2]), ("范英", *SECOND[0]),
             (None, *SECOND[1])]  # fmt: skip
    for rows in (named, ditto):
        assert heads(a_sheet(TITLE, labels, *rows)) == ["于邦"] * 3 + ["范英"] * 2


def test_people_without_a_word_of_heads_or_relations_are_households_of_one():
    rows = [("于邦", MEN[0], None), ("范英", WOMEN[1], None)]
    reading = read(a_sheet(TITLE, ("姓名", "身份证号", "备注"), *rows))
    assert [(row.person.is_head, row.person.head) for row in reading.rows] == [
        (True, "于邦"), (True, "范英"),
    ]  # fmt: skip


def test_who_has_the_heads_name_is_the_head_even_without_a_relation():
    labels = ("户主姓名", "姓名", "身份证号", "与户主关系")
    (row,) = read(a_sheet(TITLE, labels, ("于邦", "于邦", MEN[0], None))).rows
    assert (row.person.relation, row.person.is_head, row.problems) == ("01", True, ())


def test_a_household_waits_for_a_head_that_is_refused():
    rows = [("于邦", "500231195001010014", "户主"), *FAMILY[1:], *SECOND]
    reading = read(a_sheet(TITLE, PLAIN, *rows))
    assert [row.head_state for row in reading.rows] == ["refused"] * 3 + ["accepted"] * 2
    assert [row.is_held for row in reading.rows] == [False, True, True, False, False]
    assert [row.person.name for row in reading.to_mend] == ["于邦", "钟兰世", "于贵"]
    assert reading.counts() == {
        "rows": 5, "households": 2, "accepted": 4, "remark": 0, "refused": 1, "held": 2,
    }  # fmt: skip


def test_a_member_whose_head_is_nowhere_says_so():
    labels = ("户主姓名", "户主证件号", "姓名", "身份证号", "与户主关系")
    (row,) = read(a_sheet(TITLE, labels, ("于邦", MEN[0], "钟兰世", WOMEN[0], "妻"))).rows
    assert (row.head_state, row.person.head, row.person.head_id) == ("absent", "于邦", MEN[0])


# -- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["临江村", "临江", "砚台镇临江村", "临江村村民委员会", "垫江县砚台镇临江村", LINJIANG, "临江村8组", "临 江 村"]
)  # fmt: skip
def test_a_village_is_known_by_any_of_its_names(typed: str):
    sheet = a_sheet(("砚台镇低保花名册",), LABELS, a_person(**{"村（社区）": typed}))
    assert read(sheet).rows[0].person.village_code == LINJIANG


def test_a_village_of_a_name_that_many_have_needs_its_township():
    rows = (("姓名", "身份证号", "村"), ("于邦", MEN[0], "双河村"))
    assert codes(read(a_sheet(*rows)).rows[0]) == ["village_unknown"]


@pytest.mark.parametrize(
    ("name", "title", "chosen", "village"),
    [
        ("顺昌村", None, {}, SHUNCHANG),
        ("临江村", None, {}, None),  # two townships have one
        ("临江村", "砚台镇花名册", {}, LINJIANG),
        ("Sheet1", "砚台镇临江村花名册", {}, LINJIANG),
        ("顺昌村村民委员会", "砚台镇花名册", {}, SHUNCHANG),
        ("顺昌村", "砚台镇临江村花名册", {}, LINJIANG),
        ("Sheet1", None, {"Sheet1": DAFO}, DAFO),
        ("Sheet1", "花名册", {}, None),
    ],
)
def test_rows_that_name_no_village_are_where_the_title_or_the_tab_says(
    name: str, title: str | None, chosen: dict[str, str], village: str | None
):
    sheet = a_sheet((title,), PLAIN, FAMILY[0], name=name)
    row = read(sheet, choices=Choices(villages=chosen)).rows[0]
    assert row.person.village_code == village
    assert codes(row) == ([] if village else ["village_unknown"])


def test_a_row_believes_its_own_words_before_the_title():
    row = read(a_sheet(TITLE, LABELS, a_person(**{"村（社区）": "顺昌村"}))).rows[0]
    assert row.person.village_code == SHUNCHANG


def test_a_village_nobody_knows_is_refused_unless_one_was_chosen_for_the_sheet():
    sheet = a_sheet(("花名册",), LABELS, a_person(**{"村（社区）": "无名村"}))
    assert codes(read(sheet).rows[0]) == ["village_unknown"]
    chosen = read(sheet, choices=Choices(villages={"Sheet1": DAFO})).rows[0]
    assert chosen.person.village_code == DAFO


def test_section_lines_say_where_the_next_rows_are():
    labels = ("姓名", "身份证号", "与户主关系")
    sheet = a_sheet(
        ("砚台镇花名册",), labels,
        ("临江村",), ("8组",), FAMILY[0],
        ("顺昌村",), ("第三组",), SECOND[0],
    )  # fmt: skip
    reading = read(sheet)
    assert [(row.person.village_code, row.person.group) for row in reading.rows] == [
        (LINJIANG, "8组"), (SHUNCHANG, "3组"),
    ]  # fmt: skip
    assert [each.why for each in reading.sheets[0].skipped] == [
        "标题", "分村标题", "分组标题", "分村标题", "分组标题",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "group"),
    [("8组", "8组"), ("第八组", "8组"), (8.0, "8组"), ("8", "8组"), ("十二社", "12社"), ("二十组", "20组"),
     ("８组", "8组"), ("杨家湾", "杨家湾"), ("第3村民小组", "3组")],
)  # fmt: skip
def test_a_group_is_said_in_one_way(typed: Typed, group: str):
    assert read(a_sheet(TITLE, LABELS, a_person(组别=typed))).rows[0].person.group == group


def test_a_group_at_the_end_of_the_village_is_the_group():
    row = read(a_sheet(TITLE, LABELS, a_person(**{"村（社区）": "临江村3组", "组别": None}))).rows[
        0
    ]
    assert (row.person.village_code, row.person.group) == (LINJIANG, "3组")


def test_in_a_filled_column_an_empty_group_is_not_that_of_the_household_above():
    rows = [
        a_person(), a_person(成员姓名="于贵", 户主姓名="于贵", 身份证号码=MEN[1]),
        a_person(成员姓名="范明", 户主姓名="范明", 身份证号码=MEN[2], 组别=None),
    ]  # fmt: skip
    assert [row.person.group for row in read(a_sheet(TITLE, LABELS, *rows)).rows] == [
        "8组", "8组", None,
    ]  # fmt: skip


def test_in_a_sparse_column_one_group_speaks_for_all_rows_down_to_the_next():
    names = ("于邦", "于贵", "范明", "钟兰世", "范英")
    rows = [
        a_person(成员姓名=name, 户主姓名=name, 身份证号码=number, 组别=group)
        for name, number, group in zip(names, MEN + WOMEN, ("8组", None, None, "3组", None), strict=False)
    ]  # fmt: skip
    assert [row.person.group for row in read(a_sheet(TITLE, LABELS, *rows)).rows] == [
        "8组", "8组", "8组", "3组", "3组",
    ]  # fmt: skip


def test_ditto_is_what_stands_above():
    rows = [
        a_person(),
        a_person(成员姓名="于贵", 户主姓名="于贵", 身份证号码=MEN[1], **{"村（社区）": "〃"}, 组别="同上",
                 月保障金额="〃", 起始年月="同上", 开户行="〃", 致困原因="同上"),
    ]  # fmt: skip
    first, second = (row.person for row in read(a_sheet(TITLE, LABELS, *rows)).rows)
    fields = ("village_code", "group", "amount", "start", "bank", "hardship")
    assert [getattr(second, each) for each in fields] == [getattr(first, each) for each in fields]


# -- who is nobody --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("合计", None, None, "14户", None, None, None, 30.0), "合计行"),
        ((None, "小 计", None, None, None, None, None, 30.0), "合计行"),
        ((None, None, None, "本页合计"), "合计行"),
        (("制表人：张三", None, None, "审核人："), "表尾"),
        (("注：1.本表一式两份。",), "表尾"),
        (("填报日期：2026年11月5日",), "表尾"),
        (("以上名单已经村民代表会议讨论。",), "说明"),
        ((15.0, "临江村", "8组"), "没有人员"),
    ],
)
def test_rows_that_are_nobody_are_listed_with_the_reason_and_their_text(
    row: tuple[Typed, ...], why: str
):
    reading = read(a_sheet(TITLE, LABELS, a_person(), row))
    assert len(reading.rows) == 1
    skipped = reading.sheets[0].skipped[-1]
    assert (skipped.row, skipped.why) == (4, why)
    assert skipped.text


def test_numbers_of_columns_under_the_header_are_nobody():
    numbers = tuple(float(number) for number in range(1, 17))
    reading = read(a_sheet(TITLE, LABELS, numbers, a_person()))
    assert [(each.row, each.why) for each in reading.sheets[0].skipped] == [
        (1, "标题"),
        (3, "栏次"),
    ]
    assert len(reading.rows) == 1


def test_who_has_only_a_name_is_somebody():
    (_, row) = read(a_sheet(TITLE, LABELS, a_person(), (None, None, None, None, "钟兰世"))).rows
    assert (row.person.name, row.status) == ("钟兰世", "remark")
    assert set(codes(row)) == {"id_missing", "relation_missing"}


def test_a_person_called_like_a_total_is_a_person():
    row = read(a_sheet(TITLE, LABELS, a_person(成员姓名="合计", 户主姓名="合计"))).rows[0]
    assert row.person.name == "合计"


def test_a_total_of_households_that_does_not_agree_is_pointed_out():
    sheet = read(a_sheet(TITLE, LABELS, a_person(), ("合计", None, None, "14户"))).sheets[0]
    assert sheet.notes == ("第4行写着14户，读到的是1户。请核对。",)


def test_every_row_with_something_in_it_is_a_person_a_header_or_is_listed():
    rows = [TITLE, ("填报单位：砚台镇",), LABELS, a_person(), (None,), ("临江村",), ("乱写", "一通"),
            a_person(身份证号码=MEN[1]), LABELS, ("合计",)]  # fmt: skip
    reading = read(a_sheet(*rows))
    sheet = reading.sheets[0]
    accounted = {row.row for row in reading.rows} | {each.row for each in sheet.skipped}
    assert accounted | set(sheet.header_rows) == {1, 2, 3, 4, 6, 7, 8, 9, 10}
