"""The import report: the keys that scripts rely on, and values that are plain JSON."""

from __future__ import annotations

import json
from typing import Any

from app.excel.roster.report import report
from tests.unit.excel.rosters_made import LABELS, MEN, WOMEN, a_person, a_sheet, read


def made() -> dict[str, Any]:
    rows = [
        a_person(),
        a_person(成员姓名="钟兰世", 户主姓名=None, 身份证号码=WOMEN[0], 与户主关系="妻", 月保障金额=385.5,
                 起始年月=None, 银行账号=None),
        a_person(成员姓名="于贵", 户主姓名="于贵", 身份证号码="5.00231E+17"),
        ("合计",),
    ]  # fmt: skip
    sheet = a_sheet(("砚台镇临江村花名册",), (*LABELS, "残疾等级"), *rows)
    return json.loads(json.dumps(report(read(sheet)), ensure_ascii=False))


def test_a_report_has_rows_and_a_summary():
    found = made()
    assert set(found) == {"rows", "summary"}
    assert {key: found["summary"][key] for key in ("rows", "accepted", "remark", "refused")} == {
        "rows": 3, "accepted": 2, "remark": 0, "refused": 1,
    }  # fmt: skip
    assert found["summary"]["hidden_sheets"] == []


def test_a_row_says_where_it_stands_what_became_of_it_and_why():
    row = made()["rows"][2]
    assert set(row) == {"sheet", "row", "status", "problems", "person"}
    assert (row["sheet"], row["row"], row["status"]) == ("Sheet1", 5, "refused")
    assert row["problems"] == [
        {
            "column": "身份证号码",
            "code": "id_lost_precision",
            "message": "证件号存成了数字，后几位已经丢失。请把这一列设为“文本”格式，对照证件重新录入。",
        }
    ]
    assert (row["person"]["id_number"], row["person"]["id_raw"]) == (None, "5.00231E+17")


def test_a_person_is_codes_numbers_and_dates_as_text():
    head, wife, _ = (row["person"] for row in made()["rows"])
    assert (head["id_number"], head["birth_date"], head["sex"]) == (MEN[0], "1950-01-01", "1")
    assert (head["amount"], head["start"], head["is_head"]) == (445, "2023-11", True)
    assert (wife["amount"], wife["start"], wife["account"]) == (385.5, None, None)
    assert wife["household"] == head["household"] == "Sheet1!3"
    assert (wife["head"], wife["relation"], wife["head_state"]) == ("于邦", "12", "accepted")


def test_the_summary_explains_how_each_sheet_was_read():
    (sheet,) = made()["summary"]["sheets"]
    assert sheet["columns"][0]["id_no"] == {
        "column": 6, "label": "身份证号码", "why": "表头“身份证号码”",
    }  # fmt: skip
    assert sheet["unread_columns"] == [["残疾等级"]]
    assert [each["why"] for each in sheet["skipped"]] == ["标题", "合计行"]
    assert sheet["village_code"] == "500231113213"
