from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Refused, Unavailable
from app.excel.writer import Cell, Column, Table, write_workbook
from app.services import form_checking
from app.services.form_report import as_json
from tests.stores import NOW

pytest.importorskip("pyxform")

HEADER = ("type", "name", "label", "relevant", "calculation")
NAME = ("text", "hname", "姓名", None, None)
AGE = ("integer", "age", "年龄", None, None)


def written(path: Path, *rows: tuple[Cell, ...], version: str = "1") -> Path:
    """A form's workbook at ``path``."""
    tables = [
        Table("survey", tuple(Column(each) for each in HEADER), rows),
        Table("settings", (Column("form_id"), Column("version"), Column("form_title")), [("t", version, "试")]),
    ]  # fmt: skip
    path.write_bytes(write_workbook(tables, NOW))
    return path


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder of forms with version 1 of the form t."""
    folder = tmp_path / "forms" / "t"
    folder.mkdir(parents=True)
    report = form_checking.check(written(tmp_path / "v1.xlsx", NAME, AGE))
    (folder / "form.xml").write_bytes(report.xml)
    return folder.parent


def test_a_sound_form_is_fit_and_converted(tmp_path: Path):
    report = form_checking.check(written(tmp_path / "f.xlsx", NAME))
    assert report.is_fit
    assert report.xml.startswith(b"<?xml")
    assert len(report.workbook_sha256) == 64


def test_an_unfit_form_is_not_converted_and_tells_everything(tmp_path: Path):
    wrong = ("note", "n", "说明", "${aeg} ＞ foo(1)", None)
    report = form_checking.check(written(tmp_path / "f.xlsx", NAME, wrong))
    assert (report.is_fit, report.xml) == (False, b"")
    assert [one.code for one in report.problems] == ["mended", "name_unknown", "function_unknown"]
    told = as_json(report)
    assert told["counts"] == {"error": 2, "warning": 0, "mended": 1}
    assert told["problems"][1]["row"] == 3
    assert told["problems"][1]["column"] == "D"


@pytest.mark.parametrize("place", ["", "t", "t/form.xml"])
def test_the_published_version_is_found_in_its_folder_or_above(
    tmp_path: Path, published: Path, place: str
):
    book = written(tmp_path / "f.xlsx", NAME, version="2")
    found = as_json(form_checking.check(book, published / place))["difference"]
    assert found["class"] == "lossy"
    assert found["needs_confirmation"]


def test_a_changed_form_needs_a_later_version(tmp_path: Path, published: Path):
    new = ("date", "born", "出生日期", None, None)
    same = form_checking.check(written(tmp_path / "f.xlsx", NAME, AGE, new), published)
    assert [one.code for one in same.problems] == ["version_not_later"]
    later = form_checking.check(
        written(tmp_path / "f.xlsx", NAME, AGE, new, version="2"), published
    )
    assert later.is_fit
    told = as_json(later)["difference"]
    assert (told["class"], told["changes"][0]["row"]) == ("additive", 4)
    unchanged = form_checking.check(written(tmp_path / "f.xlsx", NAME, AGE), published)
    assert unchanged.is_fit


def test_what_there_is_not_to_compare_with_is_said(tmp_path: Path):
    book = written(tmp_path / "f.xlsx", NAME)
    with pytest.raises(Refused) as empty:
        form_checking.check(book, tmp_path)
    with pytest.raises(Unavailable) as nowhere:
        form_checking.check(book, tmp_path / "nowhere")
    assert (empty.value.code, nowhere.value.code) == ("published_missing", "file_missing")


def test_a_table_beside_the_workbook_is_taken_and_a_missing_one_told(tmp_path: Path):
    book = written(tmp_path / "f.xlsx", ("select_one_from_file v.csv", "v", "村", None, None))
    assert [one.code for one in form_checking.check(book).problems] == ["table_missing"]
    (tmp_path / "v.csv").write_text("name,label\n1,红星村\n", encoding="utf-8")
    assert form_checking.check(book).is_fit
