"""One row: what its cells say, what is wrong with it, and that nothing is guessed."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest

from app import resources
from app.domain.id_number import check_digit
from app.domain.loose_values import Typed
from app.excel.roster.problems import PROBLEMS, problem
from app.excel.roster.reading import RosterRow
from tests.unit.excel.rosters_made import (
    LABELS,
    MEN,
    OLD,
    WOMEN,
    a_person,
    a_sheet,
    codes,
    read,
    read_rows,
)


def with_check_digit(first17: str) -> str:
    return first17 + check_digit(first17)


def only(**values: Typed) -> RosterRow:
    (row,) = read_rows(a_person(**values))
    return row


def test_a_row_without_faults_is_accepted():
    row = only()
    assert (row.status, row.problems) == ("accepted", ())
    person = row.person
    assert (person.name, person.id_no, person.sex, person.birth_date) == (
        "于邦", "500231195001010013", "1", date(1950, 1, 1),
    )  # fmt: skip
    assert (person.village_code, person.group) == ("500231113213", "8组")
    assert (person.amount, person.start) == (Decimal(445), date(2023, 11, 1))
    assert (person.hardships, person.household_size, person.phone) == (("1",), 1, "13591054221")


@pytest.mark.parametrize(
    "typed",
    [
        "50023119500101001３",
        "５００２３１１９５００１０１００１３",
        "500231 19500101 0013",
        "500231-19500101-0013",
        "'500231195001010013",
        "\u200b500231195001010013\n",
        "　500231195001010013",
    ],
)
def test_an_id_number_is_read_however_it_is_spaced(typed: str):
    row = only(身份证号码=typed)
    assert (row.person.id_no, row.status) == (MEN[0], "accepted")


def test_a_small_x_becomes_a_large_one():
    assert only(身份证号码="50023120200101800x").person.id_no == WOMEN[3]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (5.00231195001010e17, "id_lost_precision"),
        ("5.00231E+17", "id_lost_precision"),
        ("5.00231195001010013E17", "id_lost_precision"),
        (500231195001010013, "id_lost_precision"),
        ("500231195001010014", "id_check_digit"),
        ("50023119500101001", "id_length"),
        ("5002311950010100133", "id_length"),
        ("50O231195001010013", "id_characters"),
        ("500231********0013", "id_masked"),
        ("990231195001010013", "id_check_digit"),
        (with_check_digit("50023120950101001"), "id_birth_date"),
        (with_check_digit("50023119501301001"), "id_birth_date"),
        ("000000000000000000", "id_characters"),
        ("#N/A", "cell_unreadable"),
        ("9" * 300, "cell_unreadable"),
    ],
)
def test_a_wrong_id_number_is_refused_and_never_mended(typed: Typed, code: str):
    row = only(身份证号码=typed)
    assert codes(row) == [code]
    assert (row.status, row.person.id_no) == ("refused", None)


@pytest.mark.parametrize("typed", [None, "", " ", "/", "—", "无", "暂无"])
def test_a_missing_id_number_is_a_remark(typed: Typed):
    row = only(身份证号码=typed)
    assert (row.status, codes(row)) == ("remark", ["id_missing"])


@pytest.mark.parametrize("typed", [OLD, float(OLD), int(OLD), "500231 780504 882"])
def test_fifteen_digits_are_converted_with_a_remark(typed: Typed):
    row = only(身份证号码=typed)
    assert (row.person.id_no, codes(row)) == ("500231197805048825", ["id_15_converted"])
    assert "500231197805048825" in row.problems[0].message


def test_a_number_that_a_spreadsheet_may_have_rounded_is_remarked():
    rounded = next(number for day in range(10, 32)
                   if (number := with_check_digit(f"500231199010{day}000"[:17]))[-1] == "0")  # fmt: skip
    row = only(身份证号码=rounded)
    assert (row.person.id_no, codes(row)) == (rounded, ["id_rounded"])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 胡 正 ", "胡正"),
        ("傅　秀", "傅秀"),
        ("胡正（已故）", "胡正"),
        ("李𬀩", "李𬀩"),
        ("冉㛃", "冉㛃"),
        ("陈龑", "陈龑"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
    ],
)
def test_a_name_is_read_as_it_is_said(typed: str, name: str):
    row = only(成员姓名=typed, 户主姓名=None)
    assert (row.person.name, row.status) == (name, "accepted")


def test_what_stands_in_brackets_after_a_name_becomes_a_note():
    assert only(成员姓名="于邦（已故）").person.note == "已故"
    assert only(成员姓名="于邦（户主）").person.note is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("于", "name_invalid"),
        ("Yu Bang", "name_invalid"),
        ("于邦1", "name_invalid"),
        ("于\ue000", "name_private_use"),
        (12345.0, "name_invalid"),
    ],
)
def test_what_is_no_name_is_refused(typed: Typed, code: str):
    row = only(成员姓名=typed, 户主姓名=None)
    assert code in codes(row)
    assert row.status == "refused"


def test_a_row_with_a_number_and_no_name_is_refused_not_dropped():
    row = only(成员姓名=None, 户主姓名=None)
    assert (row.status, codes(row)) == ("refused", ["name_missing"])


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        (445.0, "445"),
        ("445元", "445"),
        ("1,008", "1008"),
        ("1，008.50元", "1008.50"),
        ("３８５．５", "385.5"),
        ("¥445", "445"),
        ("445元/月", "445"),
        ("每月445元", "445"),
        ("445.00", "445.00"),
        ("0", "0"),
        (None, None),
        ("/", None),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: Typed, amount: str | None):
    row = only(月保障金额=typed)
    assert row.person.amount == (Decimal(amount) if amount else None)
    assert row.status == "accepted"


@pytest.mark.parametrize(
    "typed", ["四百四十五", "445+63", "约445", -445.0, "1,08", True, "4.4.5", "#REF!"]
)
def test_an_amount_that_could_mean_two_things_is_refused(typed: Typed):
    row = only(月保障金额=typed)
    assert row.status == "refused"
    assert codes(row) in (["amount_unreadable"], ["cell_unreadable"])
    assert row.person.amount is None


def test_an_amount_finer_than_a_fen_is_rounded_with_a_remark():
    row = only(月保障金额=385.4567)
    assert (row.person.amount, codes(row)) == (Decimal("385.46"), ["amount_rounded"])
    assert codes(only(月保障金额=385.5 + 1e-13)) == []


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("2023年11月", "2023-11"),
        ("2023-11", "2023-11"),
        ("2023.11", "2023-11"),
        (2023.11, "2023-11"),
        ("2024.1", "2024-01"),
        ("2019年7月", "2019-07"),
        ("202311", "2023-11"),
        (202311.0, "2023-11"),
        ("2023/11/1", "2023-11"),
        ("2023年11月起", "2023-11"),
        ("二〇二三年十一月", "2023-11"),
        (datetime(2023, 11, 5, 8), "2023-11"),  # noqa: DTZ001 - a cell knows no zone
        (date(2023, 11, 5), "2023-11"),
        (45231.0, "2023-11"),
    ],
)
def test_months_are_read_as_people_write_them(typed: Typed, month: str):
    row = only(起始年月=typed)
    assert (f"{row.person.start:%Y-%m}", row.status) == (month, "accepted")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("去年底", "month_unreadable"),
        ("2023年13月", "month_unreadable"),
        ("11月", "month_unreadable"),
        ("1923年1月", "month_unreadable"),
        ("2033年1月", "month_unreadable"),
        (2023.1, "month_ambiguous"),
        (23.11, "month_unreadable"),
    ],
)
def test_a_month_that_cannot_be_understood_is_refused(typed: Typed, code: str):
    row = only(起始年月=typed)
    assert (row.status, codes(row), row.person.start) == ("refused", [code], None)


def test_2025_1_is_october_where_the_column_pads_its_months():
    padded = read_rows(a_person(起始年月=2025.09), a_person(身份证号码=MEN[1], 起始年月=2025.1))
    assert [f"{row.person.start:%Y-%m}" for row in padded] == ["2025-09", "2025-10"]


@pytest.mark.parametrize(
    ("label", "typed", "code", "value"),
    [
        ("银行账号", 8.4364697482123e18, "account_lost_precision", "account"),
        ("银行账号", "8.43647E+18", "account_lost_precision", "account"),
        ("银行账号", "未办", "account_invalid", "account"),
        ("联系电话", "1359105", "phone_invalid", "phone"),
        ("与户主关系", "隔壁", "relation_unknown", "relation"),
        ("家庭人口", "三口", "count_unreadable", "household_size"),
        ("联系电话", "#VALUE!", "cell_left_out", "phone"),
    ],
)
def test_what_does_not_decide_who_and_how_much_is_left_out_with_a_remark(
    label: str, typed: Typed, code: str, value: str
):
    first = a_person()
    row = read_rows(first, a_person(**{"成员姓名": "钟兰世", "身份证号码": WOMEN[0], "与户主关系": "妻",
                                       label: typed}))[1]  # fmt: skip
    assert (row.status, codes(row)) == ("remark", [code])
    assert getattr(row.person, value) is None


def test_account_numbers_keep_their_zeros():
    assert only(银行账号="0967 9290 8100 3390 757").person.account == "0967929081003390757"


def test_several_phones_in_a_cell_are_several_phones():
    assert only(联系电话="13591054221、023-74512345").person.phones == (
        "13591054221",
        "023-74512345",
    )
    assert only(联系电话=13591054221.0).person.phones == ("13591054221",)


def test_an_unusual_hardship_is_other_and_keeps_its_words():
    row = only(致困原因="房屋漏雨")
    assert (row.person.hardship, row.person.hardships) == ("房屋漏雨", ("99",))
    assert codes(row) == ["hardship_unknown"]


MORE = ("姓名", "身份证号", "性别", "出生日期", "民族", "家庭住址", "户名", "备注")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"性别": "男"}, []),
        ({"性别": "女"}, ["sex_mismatch"]),
        ({"出生日期": "1950年1月1日"}, []),
        ({"出生日期": "1950.1"}, []),
        ({"出生日期": "1951-01-01"}, ["birth_mismatch"]),
        ({"出生日期": "不详"}, ["birth_unreadable"]),
        ({"身份证号": None, "出生日期": "1950-01-01", "性别": "男"}, ["id_missing"]),
        ({"身份证号": None, "出生日期": "不详"}, ["id_missing", "birth_unreadable"]),
        ({"身份证号": None, "性别": "？"}, ["id_missing", "sex_unreadable"]),
        ({"民族": "土家"}, []),
        ({"民族": "火星族"}, ["nation_unknown"]),
    ],
)
def test_birth_and_sex_come_from_the_number_and_what_is_typed_is_compared(
    typed: dict[str, Typed], expected: list[str]
):
    values: dict[str, Typed] = {"姓名": "于邦", "身份证号": MEN[0]} | typed
    sheet = a_sheet(("砚台镇临江村花名册",), MORE, tuple(values.get(label) for label in MORE))
    (row,) = read(sheet).rows
    assert sorted(codes(row)) == sorted(expected)
    if values["身份证号"]:
        assert (row.person.sex, row.person.birth_date) == ("1", date(1950, 1, 1))


def test_whatever_a_roster_says_of_a_person_is_kept():
    sheet = a_sheet(("砚台镇临江村花名册",), MORE,
                    ("于邦", MEN[0], "男", None, "土家族", "临江村8组12号", "于贵", "重残"))  # fmt: skip
    person = read(sheet).rows[0].person
    assert (person.nation, person.address, person.holder, person.note) == (
        "15", "临江村8组12号", "于贵", "重残",
    )  # fmt: skip


# -- the same number twice ------------------------------------------------------------------------


def test_the_second_row_with_a_number_is_refused_and_told_where_the_first_is():
    first, second = read_rows(a_person(), a_person(成员姓名="于贵", 户主姓名="于贵"))
    assert first.status == "accepted"
    assert (second.status, codes(second)) == ("refused", ["id_duplicate"])
    assert "第3行" in second.problems[0].message
    assert second.problems[0].column == "身份证号码"


def test_a_number_is_looked_for_in_all_sheets():
    sheet = a_sheet(("砚台镇临江村花名册",), LABELS, a_person())
    other = a_sheet(("砚台镇临江村花名册",), LABELS, a_person(), name="二")
    message = read(sheet, other).rows[1].problems[0].message
    assert message == "与工作表“Sheet1”第3行的证件号相同。请核实哪一行是对的，更正后再导入。"


def test_an_old_number_and_its_new_form_are_the_same_person():
    rows = read_rows(a_person(身份证号码=OLD), a_person(身份证号码="500231197805048825"))
    assert codes(rows[1]) == ["id_duplicate"]


def test_a_number_that_has_a_file_is_a_remark_with_the_name():
    sheet = a_sheet(("砚台镇临江村花名册",), LABELS, a_person())
    (row,) = read(sheet, known_ids={MEN[0]: "于邦（砚台镇临江村）"}.get).rows
    assert (row.status, codes(row)) == ("remark", ["id_known"])
    assert "于邦（砚台镇临江村）" in row.problems[0].message


# -- the catalogue of problems ---------------------------------------------------------------------


def test_every_problem_says_in_chinese_what_is_wrong_and_what_happens_or_to_do():
    facts = {"length": 16, "place": "第3行", "number": "5", "who": "于邦", "amount": 1, "typed": "x",
             "year": "2023", "head": "于邦", "why": "太长"}  # fmt: skip
    for code in PROBLEMS:
        message = problem(code, "列", **facts).message
        assert re.fullmatch(r"[^a-zA-Z{}]*[x5]?[^a-zA-Z{}]*。", message.replace("O", "")), code
        assert re.search(r"请|导入时更新|已四舍五入", message), code


def test_every_code_is_documented_with_its_severity():
    text = (resources.folder().parent / "docs" / "import-report.md").read_text("utf-8")
    documented = dict(re.findall(r"^\| `(\w+)` \| (refused|remark) \|", text, re.MULTILINE))
    assert documented == {code: severity for code, (severity, _) in PROBLEMS.items()}
