from __future__ import annotations

import pytest

from app.forms.checking.checker import check_authored, check_converted
from app.forms.checking.problems import WARNING, Problem
from app.forms.definition import load_form

pytest.importorskip("pyxform")
from app.excel.xlsform.conversion import convert
from tests.unit.forms.checking.written import Written, ask, authored, work_out


def told(*survey: Written) -> dict[str, Problem]:
    form = authored(*survey)
    outline = check_authored(form).outline
    definition = load_form(convert(form).xml)
    return {one.code: one for one in check_converted(definition, outline)}


def test_formulas_that_need_each_other_are_told_and_a_chain_is_not():
    found = told(work_out("a", "${b} + 1"), work_out("b", "${a} + 1"))["cycle"]
    assert (found.severity, found.spot.header) == (WARNING, "calculation")
    assert told(work_out("a", "1"), work_out("b", "${a} + 1")) == {}


def test_a_path_by_hand_that_leads_nowhere_is_told_at_its_cell():
    found = told(ask("text", "x"), work_out("a", "../nope = 1"))["path_unknown"]
    assert (found.spot.row, found.spot.header) == (3, "calculation")
    assert told(ask("text", "x"), work_out("a", "../x = 1")) == {}


def test_a_table_that_is_not_there_is_told():
    assert "table_missing" in told(ask("select_one_from_file villages.csv", "v"))
