from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.loose_values import Typed
from app.errors import Unavailable, Unreadable
from app.excel.reader import Merged, Sheet, Workbook, read_bytes, read_workbook
from app.excel.writer import Cell, Column, Table, write_workbook
from app.excel.xlsform import conversion, mending
from app.excel.xlsform.conversion import convert
from app.excel.xlsform.names import column_name, sheet_name, type_text
from app.excel.xlsform.reading import MOST_ROWS, column_letters, read_authored
from app.forms.checking.authored import Authored
from app.forms.checking.checker import check_authored, check_converted
from app.forms.checking.problems import is_fit
from app.forms.definition import load_form
from tests.architecture.tree import ROOT
from tests.shared_data import shared_file
from tests.stores import NOW

pytest.importorskip("pyxform")
from tools.build_forms import converted

Rows = Sequence[Sequence[Cell]]
SETTINGS = (("form_id", "version", "form_title"), ("t", "1", "试"))


def workbook(survey: Rows, **sheets: Rows) -> bytes:
    """A real .xlsx; each sheet's first row is its header."""
    named = {"survey": survey, "settings": SETTINGS, **sheets}
    return write_workbook(
        [
            Table(name, tuple(Column(str(label or "")) for label in rows[0]), rows[1:])
            for name, rows in named.items()
        ],
        NOW,
    )


def authored(survey: Rows, **sheets: Rows) -> Authored:
    return read_authored(read_bytes(workbook(survey, **sheets)))


def codes(form: Authored) -> set[str]:
    return {one.code for one in check_authored(form).problems}


# -- the forms that exist


@pytest.mark.parametrize("name", ["ruhu", "ertong", "zili", "hanshu"])
def test_the_authored_forms_have_no_errors_and_convert_as_they_always_did(name: str):
    path = shared_file("forms", "xlsforms", f"{name}.xlsx")
    form = read_authored(read_workbook(path))
    checked = check_authored(form)
    assert is_fit(checked.problems)
    made = convert(form)
    assert made.xml == converted(path)
    assert check_converted(load_form(made.xml), checked.outline) == ()


@pytest.mark.parametrize("name", ["zili", "ertong"])
def test_a_sound_form_is_not_nagged(name: str):
    form = read_authored(read_workbook(shared_file("forms", "xlsforms", f"{name}.xlsx")))
    assert check_authored(form).problems == ()


# -- written in Chinese


def test_a_form_all_in_chinese_is_the_same_form():
    chinese = {
        "问卷": (
            ("类型", "题目名", "题目", "必填", "显示条件", "校验", "校验提示", "公式"),
            ("文本", "hname", "户主姓名", "是", None, None, None, None),
            ("整数", "age", "年龄", "否", None, ". >= 0", "不能为负", None),
            ("单选 yn", "dis", "是否残疾", None, "${age} > 1", None, None, None),
            ("开始重复", "member", "成员", None, None, None, None, None),
            ("多选 yn", "needs", "需求", None, None, None, None, None),
            ("结束重复", None, None, None, None, None, None, None),
            ("计算", "n", None, None, None, None, None, "count(${member})"),
        ),
        "选项": (("列表名", "选项值", "选项"), ("yn", "yes", "是"), ("yn", "no", "否")),
        "设置": (("表单编号", "版本", "表单名称"), ("t", "1", "试")),
    }
    standard = (
        ("type", "name", "label", "required", "relevant", "constraint", "constraint_message", "calculation"),
        ("text", "hname", "户主姓名", "yes", None, None, None, None),
        ("integer", "age", "年龄", "no", None, ". >= 0", "不能为负", None),
        ("select_one yn", "dis", "是否残疾", None, "${age} > 1", None, None, None),
        ("begin_repeat", "member", "成员", None, None, None, None, None),
        ("select_multiple yn", "needs", "需求", None, None, None, None, None),
        ("end_repeat", None, None, None, None, None, None, None),
        ("calculate", "n", None, None, None, None, None, "count(${member})"),
    )  # fmt: skip
    data = write_workbook(
        [
            Table(name, tuple(Column(str(label)) for label in rows[0]), rows[1:])
            for name, rows in chinese.items()
        ],
        NOW,
    )
    form = read_authored(read_bytes(data))
    assert codes(form) == set()
    same = authored(standard, choices=(("list_name", "name", "label"), *chinese["选项"][1:]))
    assert convert(form).xml == convert(same).xml


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("标签：：中文 (zh)", "label::中文 (zh)"),
        ("Label::中文", "label::中文"),
        ("label:中文", "label::中文"),
        ("提示::中文", "hint::中文"),
        ("Constraint Message", "constraint_message"),
        ("bind::ruhu:was", "bind::ruhu:was"),
        ("原名", "bind::ruhu:was"),
        ("RELEVANCE", "relevant"),
        ("Read Only", "readonly"),
        ("jr:count", "repeat_count"),
        ("别的列", "别的列"),
    ],
)
def test_a_column_may_be_named_in_many_ways(written: str, canonical: str):
    assert column_name("survey", written) == canonical


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("单选 yn", "select_one yn"),
        ("单选  yn 或其他", "select_one yn or_other"),
        ("Select One yn", "select_one yn"),
        ("select one from yn", "select_one yn"),
        ("select_multiple yn or other", "select_multiple yn or_other"),
        ("select all that apply from yn", "select_multiple yn"),
        ("select_one_from_file a.csv", "select_one_from_file a.csv"),
        ("select one from file a.csv", "select_one_from_file a.csv"),
        ("begin group", "begin_group"),
        ("End Repeat", "end_repeat"),
        ("datetime", "dateTime"),
        ("日期时间", "dateTime"),
        ("csv-external", "csv-external"),
        ("签名", "image"),
        ("txet", "txet"),
    ],
)
def test_a_type_may_be_named_in_many_ways(written: str, canonical: str):
    assert type_text(written) == canonical
    assert type_text(canonical) == canonical


def test_sheets_may_be_named_in_chinese_and_others_are_left_alone():
    assert (sheet_name(" 问卷 "), sheet_name("Survey"), sheet_name("花名册")) == (
        "survey",
        "survey",
        "",
    )


# -- mended


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("selected（$｛a｝，‘yes’）", "selected(${a},'yes')"),
        ("${ a } ＝ “是（有）”", '${a} = "是（有）"'),
        ("${a}≥６０ and ${b}≠０", "${a}>=60 and ${b}!=0"),
        ("${a}　÷ 2", "${a}　÷ 2".replace("÷", " div ")),
        ("'（全角）' = ${a}", "'（全角）' = ${a}"),
        ("concat(\"说“好”\", ${a})", "concat('说“好”', ${a})"),
        ("regex(., '^[一-龥·]{2,20}$')", "regex(., '^[一-龥·]{2,20}$')"),
        ("’yes’", "'yes'"),
        ("“yes\"", '"yes"'),
        ("没有配对'（", "没有配对'（"),
    ],
)  # fmt: skip
def test_full_width_marks_are_mended_outside_quotes_only(written: str, mended: str):
    assert mending.formula(written) == mended


@given(st.text(max_size=80))
def test_mending_twice_is_mending_once_and_never_fails(text: str):
    once = mending.formula(text)
    assert mending.formula(once) == once
    assert mending.plain(mending.plain(text)) == mending.plain(text)


@given(st.lists(st.sampled_from(list("ab${}（），'\"“”‘’＝ ｛｝＄")), max_size=40))
def test_mending_settles_also_on_nothing_but_marks(marks: list[str]):
    once = mending.formula("".join(marks))
    assert mending.formula(once) == once


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "TRUE"),
        (2026010101.0, "2026010101"),
        (0.5, "0.5"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime.fromisoformat("2026-03-01"), "2026-03-01"),
        (datetime.fromisoformat("2026-03-01T08:30"), "2026-03-01T08:30:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=26), "26:00:00"),
        ("\u3000 甲\u200b\u00a0", "甲"),
    ],
)
def test_a_cell_is_the_text_its_author_sees(value: Typed, text: str):
    assert mending.cell_text(value) == text


def test_what_was_mended_is_told_with_its_cell():
    form = authored(
        (("type", "name", "label", "relevant"), ("integer", "a", "甲", None), ("text", "b", "乙", "${a}＞1")),
    )  # fmt: skip
    [said] = form.problems
    assert (said.code, said.spot.row, said.spot.column, said.spot.header) == (
        "mended",
        3,
        "D",
        "relevant",
    )
    assert form.survey[1].text("relevant") == "${a}>1"


def test_excel_dates_are_dates_in_a_default_and_a_mishap_in_a_label():
    form = authored(
        (
            ("type", "name", "label", "default"),
            ("date", "a", "甲", date(2026, 3, 1)),
            ("text", "b", date(2026, 1, 2), None),
        )
    )
    assert form.survey[0].text("default") == "2026-03-01"
    [said] = form.problems
    assert (said.code, said.spot.row, said.spot.column) == ("cell_became_date", 3, "C")


def test_row_numbers_are_the_workbooks_also_after_blank_rows():
    form = authored(
        (
            ("type", "name", "label", "relevant"),
            ("text", "a", "甲", None),
            (None, None, None, None),
            (None, None, None, None),
            ("text", "b", "乙", "${c} = 1"),
        )
    )
    [said] = check_authored(form).problems
    assert (said.code, said.spot.row) == ("name_unknown", 5)
    broken = convert(form).problem  # and the converter counts the same rows
    assert broken is not None
    assert broken.spot.row == 5
    assert "“c”" in broken.sentence


# -- what is wrong with a workbook


def test_what_is_wrong_with_columns_and_cells_is_told():
    form = authored(
        (
            ("type", "name", "label", "relevent", "relevance", "显示条件", None),
            ("text", "a", "甲", "x", "#REF!", None, "stray"),
        )
    )
    told = {one.code: one.spot.column for one in form.problems}
    assert told == {
        "column_unknown": "D",
        "column_repeated": "F",
        "cell_error": "E",
        "cell_without_column": "G",
    }


def test_merged_hidden_and_doubled_are_told():
    header, row = ("type", "name", "label"), ("text", "a", "甲")
    form = read_authored(
        Workbook(
            (
                Sheet("survey", (header, row), (Merged(1, 1, 2, 1),)),
                Sheet("问卷", (header, row)),
                Sheet("settings", (("form_id", "version"), ("t", "1"), ("u", "2"))),
            ),
            ("choices", "草稿"),
        )
    )
    assert {one.code for one in form.problems} == {
        "merged",
        "sheet_repeated",
        "sheet_hidden",
        "settings_rows",
    }


def test_a_row_that_is_switched_off_is_not_read():
    form = authored(
        (("type", "name", "label", "停用"), ("text", "a", "甲", "是"), ("text", "b", "乙", None))
    )
    assert [row.text("name") for row in form.survey] == ["b"]


def test_a_workbook_that_is_no_form_is_refused():
    data = write_workbook([Table("花名册", (Column("姓名"),), [("甲",)])], NOW)
    with pytest.raises(Unreadable) as refusal:
        read_authored(read_bytes(data))
    assert refusal.value.code == "not_a_form"


def test_a_form_of_endless_rows_is_refused():
    rows = [("text", f"a{n}", "甲") for n in range(MOST_ROWS["survey"] + 1)]
    with pytest.raises(Unreadable) as refusal:
        authored((("type", "name", "label"), *rows))
    assert refusal.value.code == "form_too_large"


def test_columns_are_lettered_as_in_a_spreadsheet():
    assert [column_letters(place) for place in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]


def test_hostile_cells_end_in_problems_within_seconds():
    header = ("type", "name", "label", "calculation", "appearance")
    nasty = [
        "(" * 5_000,
        "-" * 20_000,
        "1" + "+1" * 10_000,
        "${" * 8_000,
        "${a}" * 4_000,
        "[" * 9_000,
        "regex('a', '^(a+)+$')",
        "regex('a', '" + "(a|" * 300 + "')",
        "'" + "“" * 20_000,
        "$｛" * 9_000,
        "if(" * 3_000,
        "concat(" + ",".join(["${a}"] * 3_000) + ")",
    ]
    form = authored(
        (header, ("text", "a", "甲", None, None), *(("calculate", f"c{n}", None, one, one[:50]) for n, one in enumerate(nasty)))
    )  # fmt: skip
    assert "formula" in codes(form)


def test_a_long_form_with_an_error_in_every_row_is_checked_within_seconds():
    header = ("type", "name", "label", "relevant")
    rows = [
        ("integer", f"question{n:04d}", f"第{n}题", f"${{questoin{n:04d}}} > 1")
        for n in range(3_000)
    ]
    found = check_authored(authored((header, *rows))).problems
    assert len(found) == 3_000


def test_a_damaged_form_ends_in_problems_and_nothing_else():
    base = [
        ["type", "name", "label", "relevant", "constraint", "calculation", "repeat_count"],
        ["begin_repeat", "m", "成员", None, None, None, "3"],
        ["select_one yn", "a", "甲", "${b} = 'x'", ". != ''", None, None],
        ["end_repeat", None, None, None, None, None, None],
        ["calculate", "b", None, None, None, "count(${m}[./a = 'yes'])", None],
        ["note", "n", "共${b}", "${b} > 1", None, None, None],
    ]
    pieces = [
        "",
        "a",
        "${m}",
        "begin_group",
        "end_group",
        "(",
        "'",
        "=",
        "rank yn",
        "1",
        "a b",
        "${",
        "/",
        "::",
        "image",
    ]
    chance = random.Random(7)
    fit = 0
    for _ in range(150):
        rows = [list(row) for row in base]
        for _ in range(chance.randint(1, 3)):
            row = chance.randrange(len(rows))
            rows[row][chance.randrange(7)] = chance.choice(pieces)
            if chance.random() < 0.2:
                rows.insert(row, list(rows[chance.randrange(len(rows))]))
        sheets = (
            Sheet("survey", tuple(tuple(cell or None for cell in row) for row in rows)),
            Sheet("choices", (("list_name", "name", "label"), ("yn", "yes", "是"))),
            Sheet("settings", SETTINGS),
        )
        form = read_authored(Workbook(sheets))
        if is_fit(check_authored(form).problems):
            fit += 1
            made = convert(form)
            assert made.xml or made.problem
    assert fit


# -- the converter


def test_without_the_converter_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(conversion, "CONVERTER", "no_such_converter")
    with pytest.raises(Unavailable) as refusal:
        conversion.require_converter()
    assert refusal.value.code == "converter_missing"
    assert "python -m pip install" in refusal.value.sentence


@pytest.mark.parametrize("namespaces", [None, 'ruhu="urn:ruhu"', 'x="urn:x"'])
def test_our_own_columns_bring_their_name_space(namespaces: str | None):
    survey = (("type", "name", "label", "原名"), ("text", "a", "甲", "b"))
    settings = (("form_id", "version", "namespaces"), ("t", "1", namespaces))
    made = load_form(convert(authored(survey, settings=settings)).xml)
    assert made.elements["data", "a"].bind.extra == {"was": "b"}


def test_what_the_converter_alone_finds_is_told_in_chinese_at_its_row():
    form = authored(
        (("type", "name", "label", "parameters"), ("range", "a", "甲", "start=x"), ("text", "b", "乙", None))
    )  # fmt: skip
    made = convert(form)
    assert made.xml == b""
    assert made.problem is not None
    assert made.problem.sentence.endswith("。")
    assert "请" in made.problem.sentence


def test_neither_window_nor_command_line_imports_the_converter():
    program = (
        "import sys; import app.cli.main, app.cli.forms_commands, app.workspace;"
        "sys.exit('pyxform' in sys.modules or 'openpyxl' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_the_window_does_not_import_the_forms_workbook_at_all():
    program = "import sys; import app.desktop, app.workspace; sys.exit('app.excel.xlsform' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
