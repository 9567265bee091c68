"""Finding the header, wherever it stands and however many rows it has; what each column means."""

from __future__ import annotations

import pytest

from app.errors import Unreadable
from app.excel.roster.columns import CHOOSABLE, letters, map_columns
from app.excel.roster.reading import Choices
from app.excel.roster.words import FIELDS, field_of
from tests.unit.excel.rosters_made import LABELS, MEN, WOMEN, a_person, a_sheet, codes, read

TITLE = ("砚台镇临江村2026年11月农村低保花名册",)


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("姓 名", "name"),
        ("姓\n名", "name"),
        ("*成员姓名", "name"),
        ("低保对象姓名", "name"),
        ("户主（申请人）姓名", "head_name"),
        ("公民身份号码", "id_no"),
        ("身份证号码（18位）", "id_no"),
        ("户主身份证号", "head_id"),
        ("监护人身份证号", ""),
        ("身份证有效期", ""),
        ("与户主\n关系", "relation"),
        ("家庭成员与户主关系", "relation"),
        ("村（居）", "village"),
        ("所在村社", "village"),
        ("镇街", "township"),
        ("村民小组", "group"),
        ("保障金额（元/月）", "amount"),
        ("月补差金额(元)", "amount"),
        ("人均补差", ""),
        ("年收入", ""),
        ("分类重点救助金", ""),
        ("享受低保起始时间", "start"),
        ("停止时间", ""),
        ("“一卡通”账号", "account"),
        ("户名", "holder"),
        ("开户行", "bank"),
        ("联系电话", "phone"),
        ("监护人电话", ""),
        ("致贫原因", "hardship"),
        ("保障人数", "protected_count"),
        ("1.序号", "seq"),
        ("※身份证号", ""),
        ("", ""),
        ("本表一式两份，由村委会填写后报送镇人民政府民政办公室审核存档备查，不得涂改", ""),
    ],
)
def test_a_label_means_what_the_office_means_by_it(label: str, field: str):
    assert field_of(label)[0] == field


def test_every_field_is_known_by_its_own_label():
    assert {field: field_of(words.label)[0] for field, words in FIELDS.items()} == {
        field: field for field in FIELDS
    }
    assert "refused_reason" not in CHOOSABLE


@pytest.mark.parametrize("above", [0, 1, 3])
def test_the_header_may_stand_below_titles(above: int):
    rows = [TITLE, ("填报单位（盖章）：砚台镇", None, "单位：人、元"), (None,)][:above]
    sheet = read(a_sheet(*rows, LABELS, a_person())).sheets[0]
    assert sheet.header_rows == (above + 1,)
    assert sheet.title == (TITLE[0] if above else "")


def test_a_header_of_two_rows_is_read_from_below():
    sheet = a_sheet(
        TITLE,
        ("序号", "户主", "家庭成员情况", None, None, "发放账户", None),
        (None, None, "姓名", "身份证号", "与户主关系", "开户行", "银行账号"),
        (1.0, "于邦", "于邦", MEN[0], "本人", "重庆农商行", "0967929081003390757"),
        merged=("A2:A3", "B2:B3", "C2:E2", "F2:G2"),
    )
    reading = read(sheet)
    assert reading.sheets[0].header_rows == (3,)
    assert set(reading.sheets[0].blocks[0].columns) == {
        "seq", "head_name", "name", "id_no", "relation", "bank", "account",
    }  # fmt: skip
    assert reading.rows[0].person.account == "0967929081003390757"


def test_a_group_label_speaks_for_the_columns_under_it():
    paths = [["户主", "姓名"], ["户主", "身份证号"], ["家庭成员", "姓名"], ["家庭成员", "身份证号"],
             ["监护人", "姓名"], ["监护人", "联系电话"]]  # fmt: skip
    assert map_columns(paths).columns == {"head_name": 0, "head_id": 1, "name": 2, "id_no": 3}


def test_where_only_heads_are_listed_their_numbers_are_those_of_the_people():
    sheet = a_sheet(TITLE, ("户主姓名", "户主身份证号", "备注"), ("于邦", MEN[0], None))
    (row,) = read(sheet).rows
    assert (row.person.name, row.person.id_no, row.status) == ("于邦", MEN[0], "accepted")


def test_a_head_not_listed_among_the_members_is_read_from_the_columns_of_heads():
    labels = ("户主姓名", "户主身份证号", "成员姓名", "成员身份证号", "与户主关系")
    rows = [("于邦", MEN[0], None, None, None), (None, None, "钟兰世", WOMEN[0], "妻")]
    found = read(a_sheet(TITLE, labels, *rows)).rows
    assert [(row.person.name, row.person.id_no, row.person.head) for row in found] == [
        ("于邦", MEN[0], "于邦"), ("钟兰世", WOMEN[0], "于邦"),
    ]  # fmt: skip


def test_of_two_name_columns_the_one_of_members_is_the_members():
    columns = map_columns(
        [["姓名"], ["身份证号码"], ["家庭成员姓名"], ["家庭成员身份证号"]]
    ).columns
    assert columns == {"head_name": 0, "head_id": 1, "name": 2, "id_no": 3}


def test_monthly_columns_beside_the_labels_do_not_hide_the_header():
    sheet = a_sheet(
        ("姓名", "身份证号", "与户主关系", "1月", "2月"), ("于邦", MEN[0], "本人", 1.0, 2.0)
    )
    reading = read(sheet, choices=Choices(villages={"Sheet1": "500231113213"}))
    assert [row.status for row in reading.rows] == ["accepted"]
    assert reading.sheets[0].blocks[0].unread == ("1月", "2月")


def test_columns_that_mean_nothing_to_us_are_named():
    notes = read(a_sheet(TITLE, (*LABELS, "残疾等级"), (*a_person(), "一级"))).sheets[0].notes
    assert notes == ("“残疾等级”没有对应的项目，这些列没有导入。",)


def test_a_column_whose_label_says_nothing_is_known_by_what_stands_in_it():
    rows = [(f"于{name}", number, "村民") for name, number in zip("邦贵明", MEN, strict=True)]
    reading = read(a_sheet(TITLE, ("姓名", None, "身份", "备注", "序号"), *rows))
    assert reading.sheets[0].blocks[0].evidence["id_no"] == "按这一列的内容判断"
    assert [row.person.id_no for row in reading.rows] == list(MEN)


def test_somebody_elses_column_is_never_taken_by_its_content():
    rows = [("于邦", number, "备") for number in MEN]
    columns = (
        read(a_sheet(TITLE, ("姓名", "监护人身份证号", "备注", "序号"), *rows)).sheets[0].blocks[0]
    )
    assert columns.columns["name"] == 0
    assert "id_no" not in columns.columns


def test_people_without_any_header_are_read_by_what_stands_in_the_columns():
    rows = [
        ("于邦", MEN[0], "户主"), ("钟兰世", WOMEN[0], "妻"), ("于贵", MEN[1], "长子"),
    ]  # fmt: skip
    reading = read(a_sheet(*rows), choices=Choices(villages={"Sheet1": "500231113213"}))
    assert [(row.person.name, row.person.relation, row.person.head) for row in reading.rows] == [
        ("于邦", "02", "于邦"), ("钟兰世", "12", "于邦"), ("于贵", "22", "于邦"),
    ]  # fmt: skip
    assert reading.sheets[0].blocks[0].is_headless
    assert reading.sheets[0].notes == ("没有找到表头，各列是按内容判断的。请核对各列的含义。",)
    assert reading.sheets[0].blocks[0].label("id_no") == "B列"


def test_a_header_printed_again_on_the_next_page_is_passed_over():
    sheet = read(a_sheet(TITLE, LABELS, a_person(), LABELS, a_person(身份证号码=MEN[1]))).sheets[0]
    assert [(each.row, each.why) for each in sheet.skipped] == [(1, "标题"), (4, "重复的表头")]


def test_a_second_table_in_a_sheet_has_columns_of_its_own():
    sheet = a_sheet(
        TITLE, LABELS, a_person(),
        ("砚台镇顺昌村特困人员花名册",),
        ("姓名", "身份证号", "备注"), ("钟兰世", WOMEN[0], "重残"),
    )  # fmt: skip
    reading = read(sheet)
    assert [(row.block, row.person.name, row.person.note) for row in reading.rows] == [
        (0, "于邦", None), (1, "钟兰世", "重残"),
    ]  # fmt: skip
    assert [row.person.village_code for row in reading.rows] == ["500231113213", "500231113203"]


def test_a_workbook_of_no_people_is_refused_with_a_next_step():
    with pytest.raises(Unreadable, match="请确认表里有一行写着") as caught:
        read(a_sheet(("说明",), ("本表由村委会填写",)))
    assert caught.value.code == "roster_without_header"


def test_a_sheet_without_people_beside_one_with_them_says_so():
    reading = read(a_sheet(TITLE, LABELS, a_person()), a_sheet(("说明",), ("一",), name="填表说明"))
    assert reading.sheets[1].notes == ("没有找到表头，这张工作表的2行没有读。",)


# -- what a person settles ------------------------------------------------------------------------


def test_a_person_changes_what_a_column_means_and_is_remembered_by_the_header():
    labels = ("姓名", "身份证号", "备注", "开户信息")
    sheet = a_sheet(TITLE, labels, ("于邦", MEN[0], None, "0967929081003390757"))
    before = read(sheet).sheets[0].blocks[0]
    after = before.changed("account", 3)
    choices = Choices(columns={before.fingerprint: after.saved()})
    reading = read(sheet, choices=choices)
    assert reading.rows[0].person.account == "0967929081003390757"
    assert reading.sheets[0].blocks[0].evidence["account"] == "按您的选择"
    assert reading.sheets[0].blocks[0].evidence["name"] == "表头“姓名”"


def test_a_header_is_known_again_however_it_is_spaced():
    one = map_columns([["姓名"], ["身份证号"], ["备注"]])
    assert map_columns([["姓 名"], ["身份证号 "], ["备\n注"]]).fingerprint == one.fingerprint
    assert map_columns([["姓名"], ["证件号"], ["备注"]]).fingerprint != one.fingerprint


def test_a_column_has_one_meaning():
    columns = map_columns([["姓名"], ["身份证号"], ["备注"]]).changed("phone", 2)
    assert columns.columns == {"name": 0, "id_no": 1, "phone": 2}
    assert columns.changed("phone", None).columns == {"name": 0, "id_no": 1}


def test_what_was_remembered_and_no_longer_fits_is_left_out():
    columns = map_columns([["姓名"], ["身份证号"]]).remembered({"name": 1, "id_no": 7, "odd": 0})
    assert columns.columns == {"name": 1}


def test_a_village_chosen_for_a_sheet_holds_where_the_sheet_names_none():
    sheet = a_sheet(("姓名", "身份证号", "备注"), ("于邦", MEN[0], None))
    assert codes(read(sheet).rows[0]) == ["village_unknown"]
    chosen = read(sheet, choices=Choices(villages={"Sheet1": "500231113203"}))
    assert chosen.rows[0].person.village_code == "500231113203"


def test_columns_are_called_by_letters():
    assert [letters(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
