from __future__ import annotations

import pytest

from app.forms.checking.problems import ERROR, MENDED
from app.forms.values import to_text
from tests.unit.forms.checking.written import Written, ask, codes, problems, rows, work_out

AGE = ask("integer", "age")
SURE = ask("integer", "age", required="yes")
NAME = ask("text", "hname")
DIS = ask("select_one yn", "dis")
NEEDS = ask("select_multiple yn", "needs")
BORN = ask("date", "born")
MEMBER = rows("member", NAME, DIS, AGE)
OLD = work_out("old", "${age} >= 60")

TRAPS: list[tuple[str, list[Written], list[Written]]] = [
    # arithmetic with a blank
    ("blank_arithmetic", [AGE, work_out("c", "${age} + 1")], [SURE, work_out("c", "${age} + 1")]),
    ("blank_arithmetic", [AGE, work_out("c", "-${age}")], [AGE, work_out("c", "-coalesce(${age}, 0)")]),
    (
        "blank_arithmetic",
        [AGE, work_out("c", "if(true(), ${age} * 2, 0)")],
        [AGE, work_out("c", "if(${age} != '', ${age} * 2, 0)")],
    ),
    # a node taken for a truth value
    ("truth_of_node", [AGE, work_out("c", "if(${age}, 1, 0)")], [AGE, work_out("c", "if(${age} > 0, 1, 0)")]),
    ("truth_of_node", [AGE, work_out("c", "boolean(${age})")], [AGE, work_out("c", "boolean(1 = 1)")]),
    ("truth_of_node", [OLD, AGE, work_out("c", "${old} = false()")], [AGE, work_out("c", "${age} = 0")]),
    ("truth_of_node", [DIS, ask("note", "n", relevant="${dis}")], [DIS, ask("note", "n", relevant="${dis} = 'yes'")]),
    ("truth_of_node", [DIS, ask("note", "n", relevant="1 = 1 and ${dis}")], [DIS, ask("note", "n", relevant="1 = 1")]),
    ("truth_of_node", [ask("integer", "a", constraint=".")], [ask("integer", "a", constraint=". > 0")]),
    # regex: the whole text, or a part of it
    (
        "regex_unanchored",
        [ask("text", "a", constraint="regex(., '[0-9]+')")],
        [ask("text", "a", constraint="regex(., '^[0-9]+$')")],
    ),
    # a date written as a text, or as a subtraction, or that never was
    ("date_as_text", [BORN, work_out("c", "${born} > '2026-03-01'")], [BORN, work_out("c", "${born} > date('2026-03-01')")]),
    ("date_as_text", [work_out("c", "today() > '2026年3月1日'")], [work_out("c", "'三月' = '2026'")]),
    ("date_bare", [BORN, work_out("c", "${born} > 2026-03-01")], [SURE, work_out("c", "2026 - ${age}")]),
    ("date_impossible", [work_out("c", "date('abc')")], [work_out("c", "date('2026-02-28')")]),
    ("date_impossible", [work_out("c", "date('2026-02-30')")], [BORN, work_out("c", "date(${born})")]),
    # a truth value that a calculation stores
    ("truth_as_text", [AGE, OLD, work_out("c", "${old} = 'true'")], [AGE, work_out("o", "if(${age} > 60, 'yes', 'no')"), work_out("c", "${o} = 'yes'")]),
    ("truth_as_text", [AGE, OLD, work_out("c", "${old} = 1")], [AGE, work_out("c", "${age} = 1")]),
    # absolute paths
    ("absolute_path", [*MEMBER, work_out("c", "count(/data/member)")], [*MEMBER, work_out("c", "count(${member})")]),
    # ${x} in a filter means all rows
    ("reference_in_filter", [*MEMBER, work_out("c", "count(${member}[${dis} = 'yes'])")], [*MEMBER, work_out("c", "count(${member}[./dis = 'yes'])")]),
    ("reference_in_filter", [*MEMBER, work_out("c", "count(${member}[1 = 1][not(${dis} = 'yes')])")], [*MEMBER, DIS | {"name": "d"}, work_out("c", "count(${member}[./dis = ${d}])")]),
    # totals inside the repeat they total
    ("own_row_total", list(rows("member", AGE, work_out("c", "sum(${age})"))), [*rows("member", AGE), work_out("c", "sum(${age})")]),
    ("own_row_total", list(rows("member", NAME, work_out("c", "join('、', ${hname})"))), [*MEMBER, work_out("c", "join('、', ${hname})")]),
    # types
    ("not_a_number", [NAME, work_out("c", "${hname} * 2")], [SURE, work_out("c", "${age} * 2")]),
    ("not_a_number", [NAME, work_out("c", "${hname} < 5")], [NAME, work_out("c", "string-length(${hname}) < 5")]),
    ("not_a_number", [DIS, work_out("c", "1 + ${dis}")], [work_out("c", "1 + 2")]),
    ("not_a_number", [*MEMBER, work_out("c", "sum(${hname})")], [*MEMBER, work_out("c", "sum(${age})")]),
    ("condition_missing", [ask("note", "n", relevant="'yes'")], [ask("note", "n", relevant="yes")]),
    ("condition_missing", [AGE, ask("note", "n", relevant="int(${age})")], [AGE, ask("note", "n", relevant="int(${age}) > 1")]),
    # choices
    ("choice_unknown", [DIS, ask("note", "n", relevant="${dis} = 'yse'")], [DIS, ask("note", "n", relevant="'no' != ${dis}")]),
    ("choice_unknown", [NEEDS, ask("note", "n", relevant="selected(${needs}, '是')")], [NEEDS, ask("note", "n", relevant="selected(${needs}, 'yes')")]),
    ("several_equals", [NEEDS, ask("note", "n", relevant="${needs} = 'yes'")], [NEEDS, ask("note", "n", relevant="${needs} != ''")]),
    # names inside quotes
    ("reference_in_text", [NAME, work_out("c", "'${hname}您好'")], [DIS, work_out("c", "jr:choice-name(${dis}, '${dis}')")]),
    # more rows than an engine bears
    ("row_count", list(rows("r", NAME, repeat_count="100000")), list(rows("r", NAME, repeat_count="3"))),
]  # fmt: skip

FAULTS: list[tuple[str, list[Written], list[Written]]] = [
    ("formula", [work_out("c", "(1+")], [work_out("c", "(1+1)")]),
    ("formula", [work_out("c", "1 == 1")], [work_out("c", "1 = 1")]),
    ("function_unknown", [work_out("c", "foo(1)")], [work_out("c", "round(1)")]),
    ("argument_count", [work_out("c", "if(1 = 1, 2)")], [work_out("c", "if(1 = 1, 2, 3)")]),
    ("regex_wrong", [ask("text", "a", constraint="regex(., '^(a$')")], [ask("text", "a", constraint="regex(., '^(a)$')")]),
    ("name_unknown", [AGE, work_out("c", "${aeg} > 1")], [AGE, work_out("c", "${age} > 1")]),
    ("name_unknown", [AGE, ask("note", "n", label="共${aeg}岁")], [AGE, ask("note", "n", label="共${age}岁")]),
    ("name_unknown", [AGE, ask("note", "n", trigger="${aeg}")], [AGE, ask("note", "n", trigger="${age}")]),
    ("last_saved", [AGE, work_out("c", "${last-saved#age}")], [AGE, work_out("c", "${age} > 1")]),
    ("self_cycle", [work_out("c", "${c} + 1")], [work_out("c", "if(. = '', today(), .)")]),
    ("self_cycle", list(rows("m", work_out("c", "1 + ${c}"))), list(rows("m", work_out("c", "indexed-repeat(${c}, ${m}, position(..) - 1)")))),
    ("table_unknown", [work_out("c", "instance('ny')/root/item[1]/name")], [work_out("c", "instance('yn')/root/item[1]/name")]),
    ("name_missing", [ask("text", "")], [ask("text", "a")]),
    ("name_invalid", [ask("text", "1a")], [ask("text", "姓名")]),
    ("name_invalid", [ask("text", "a b")], [ask("text", "a_b")]),
    ("name_reserved", [ask("text", "meta")], [ask("text", "meta2")]),
    ("name_repeated", [NAME, *rows("r", NAME)], [*rows("r", NAME)]),
    ("type_missing", [{"name": "a", "label": "甲"}], [{"hint": "只是注释"}, NAME]),
    ("type_unknown", [ask("txet", "a")], [ask("text", "a")]),
    ("type_unsupported", [ask("geoshape", "a")], [ask("geopoint", "a")]),
    ("block_open", [ask("begin_group", "g"), NAME], [ask("begin_group", "g"), NAME, {"type": "end_group"}]),
    ("block_not_open", [NAME, {"type": "end_group"}], [NAME]),
    ("block_crossed", [ask("begin_group", "g"), NAME, {"type": "end_repeat"}], [*MEMBER]),
    ("too_deep", [ask("begin_group", f"g{n}") for n in range(40)], [ask("begin_group", "g"), NAME, {"type": "end_group"}]),
    ("no_questions", [], [NAME]),
    ("list_unknown", [ask("select_one ny", "a")], [DIS]),
    ("list_unnamed", [ask("select_one", "a")], [DIS]),
    ("table_unnamed", [ask("select_one_from_file yn", "a")], [ask("select_one_from_file a.csv", "a")]),
    ("choices_not_rows", [NAME, ask("select_one ${hname}", "a")], [*MEMBER, ask("select_one ${hname}", "a")]),
    ("calculation_missing", [{"type": "calculate", "name": "c"}], [work_out("c", "1")]),
    ("label_missing", [{"type": "text", "name": "a"}], [ask("text", "a")]),
    ("appearance_unknown", [ask("text", "a", appearance="multilin")], [ask("text", "a", appearance="multiline w6")]),
    ("appearance_foreign", [ask("text", "a", appearance="ex:app.other")], [ask("text", "a", appearance="numbers")]),
    ("trigger_wrong", [NAME, ask("text", "a", trigger="hname")], [NAME, ask("text", "a", trigger="${hname}")]),
    (
        "translation_missing",
        [{"type": "text", "name": "a", "label::中文": "甲"}, {"type": "text", "name": "b", "label::中文": "乙", "label::彝文": "ꁀ"}],
        [{"type": "text", "name": "b", "label::中文": "乙", "label::彝文": "ꁀ"}],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "wrong", "right"), [*TRAPS, *FAULTS])
def test_what_is_wrong_is_said_and_what_is_right_is_not(
    code: str, wrong: list[Written], right: list[Written]
):
    assert code in codes(*wrong)
    assert code not in codes(*right)


@pytest.mark.parametrize(("code", "wrong"), [(code, wrong) for code, wrong, _ in [*TRAPS, *FAULTS]])
def test_every_sentence_is_chinese_and_ends_in_what_to_do(code: str, wrong: list[Written]):
    for one in problems(*wrong):
        last = one.sentence.rstrip("。").rpartition("。")[2]
        assert one.sentence.endswith("。")
        assert "请" in last or one.severity == MENDED, one.sentence
        assert one.spot.sheet
        assert one.spot.row or code in {"no_questions", "list_unused"}


def test_settings_need_an_id_a_version_and_a_language_that_exists():
    bare = {"form_title": "试"}
    assert {"form_id_missing", "version_missing"} <= codes(NAME, settings=bare)
    assert {"form_id_missing", "version_missing", "title_missing"} <= codes(NAME, settings={})
    assert "form_id_invalid" in codes(NAME, settings={"form_id": "../x", "version": "1"})
    spoken = {"type": "text", "name": "a", "label::中文": "甲"}
    wrong = {"form_id": "t", "version": "1", "default_language": "中文 (zh)"}
    assert "language_unknown" in codes(spoken, settings=wrong)
    assert "language_unknown" not in codes(spoken, settings={**wrong, "default_language": "中文"})


def test_choices_have_a_list_a_value_of_their_own_and_a_text():
    rows_ = (
        {"list_name": "yn", "name": "yes", "label": "是"},
        {"list_name": "yn", "name": "yes", "label": "又是"},
        {"list_name": "yn", "name": "not sure", "label": "不清楚"},
        {"name": "x", "label": "甲"},
        {"list_name": "yn", "label": "乙"},
        {"list_name": "yn", "name": "z"},
        {"list_name": "spare", "name": "z", "label": "丙"},
    )
    found = {one.code: one.spot.row for one in problems(DIS, choices=rows_)}
    assert found == {
        "choice_repeated": 3,
        "choice_blank": 4,
        "list_missing": 5,
        "choice_nameless": 6,
        "choice_unlabelled": 7,
        "list_unused": 8,
    }
    may = {"form_id": "t", "version": "1", "form_title": "试", "allow_choice_duplicates": "yes"}
    assert "choice_repeated" not in codes(DIS, choices=rows_, settings=may)


def test_all_problems_are_told_at_once_each_at_its_cell():
    found = problems(
        AGE,
        ask("note", "n", relevant="${aeg} > 1"),
        work_out("c", "foo(1) + (2"),
        work_out("d", "bar(1)"),
        ask("text", "age"),
    )
    places = [(one.code, one.spot.row, one.spot.header) for one in found if one.severity == ERROR]
    assert places == [
        ("name_unknown", 3, "relevant"),
        ("formula", 4, "calculation"),
        ("function_unknown", 5, "calculation"),
        ("name_repeated", 6, "name"),
    ]


def test_the_position_in_a_formula_is_the_cells_own():
    source = "${a_very_long_name} + foo(1)"
    [problem] = [
        one
        for one in problems(
            ask("integer", "a_very_long_name", required="yes"), work_out("c", source)
        )
        if one.code == "function_unknown"
    ]
    assert source[problem.position - 1 :].startswith("foo")
    [broken] = [one for one in problems(work_out("c", "${x} + + '")) if one.code == "formula"]
    assert broken.position == len("${x} + + '")


def test_a_near_name_is_offered():
    [problem] = [
        one for one in problems(AGE, work_out("c", "${aeg}")) if one.code == "name_unknown"
    ]
    assert "“age”" in problem.sentence


def test_a_filter_is_corrected_with_the_path_from_the_row():
    nested = rows("member", ask("begin_group", "g"), DIS, {"type": "end_group"})
    counted = work_out("c", "count(${member}[${dis} = 'yes'])")
    [problem] = [one for one in problems(*nested, counted) if one.code == "reference_in_filter"]
    assert "./g/dis" in problem.sentence


def test_values_are_still_text():  # what truth_as_text rests on: docs/adr/0002
    assert to_text(True) == "true"


def test_a_group_that_is_asked_for_an_answer_is_told():
    group = {"type": "begin group", "name": "need", "label": "需求"}
    asked = {"type": "note", "name": "n", "label": "说", "relevant": "selected(${need}, 'a')"}
    one, end = {"type": "text", "name": "a", "label": "甲"}, {"type": "end group"}
    assert codes(group, one, end, asked, choices=()) == {"group_has_no_answer"}
    asked["relevant"] = "selected(${a}, 'a')"
    assert codes(group, one, end, asked, choices=()) == set()
