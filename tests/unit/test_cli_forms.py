"""The commands about forms, as an author types them."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from app import resources
from app.cli.main import run
from app.cli.surroundings import Surroundings
from app.domain.clock import FixedClock
from app.excel.writer import Cell, Column, Table, write_workbook
from app.excel.xlsform import conversion
from app.security.kdf import KdfCost, KdfPolicy
from app.settings import Settings
from tests.stores import NOW

pytest.importorskip("pyxform")

CHEAP = KdfPolicy(KdfCost(64, 1, 1), KdfCost(64, 1, 1), KdfCost(64, 1, 1))


def typed(home: Path, *arguments: object) -> tuple[int, str, str]:
    """``forms check``; nobody is there to give a password."""
    return command(home, {}, "forms", "check", *arguments)


def command(home: Path, environment: dict[str, str], *arguments: object) -> tuple[int, str, str]:
    """(exit code, standard output, standard error)."""
    out, err = io.StringIO(), io.StringIO()

    def nobody(_prompt: str) -> str:
        raise EOFError

    around = Surroundings(
        Settings(home / "data", home / "config"),
        FixedClock(NOW),
        CHEAP,
        os.urandom,
        environment,
        nobody,
        io.StringIO(),
        out,
        err,
    )
    code = run([str(each) for each in arguments], around)
    return code, out.getvalue(), err.getvalue()


def form(path: Path, *survey: tuple[Cell, ...], version: str = "1") -> Path:
    header = tuple(Column(each) for each in ("type", "name", "label", "relevant"))
    settings = (Column("form_id"), Column("version"), Column("form_title"))
    tables = [Table("survey", header, survey), Table("settings", settings, [("t", version, "试")])]
    path.write_bytes(write_workbook(tables, NOW))
    return path


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two laptops, each with a vault: the county's and a village assistant's."""
    place = tmp_path_factory.mktemp("homes")
    for name, role in (("county", "1"), ("village", "4")):
        code, _, err = at(place / name, "vault", "create", "--name", "周经办", "--role", role)
        assert code == 0, err
    return place


def at(home: Path, *arguments: object) -> tuple[int, str, str]:
    """A command on the laptop at ``home``, its password in the environment."""
    given = {"RUHU_PASSWORD": "三只Malu-去赶场7!", "RUHU_VAULT": str(home / "vault")}
    return command(home, given, *arguments)


def test_a_sound_form_leaves_by_zero_without_a_vault_or_a_password(tmp_path: Path):
    code, out, err = typed(tmp_path, form(tmp_path / "f.xlsx", ("text", "a", "甲", None)))
    assert (code, err) == (0, "")
    assert json.loads(out)["is_fit"]


def test_an_unfit_form_is_refused_with_every_problem_in_words_and_in_the_report(tmp_path: Path):
    book = form(tmp_path / "f.xlsx", ("txet", "a", "甲", None), ("text", "b", "乙", "${c} = (1"))
    code, out, err = typed(tmp_path, book, "--report", tmp_path / "r.json")
    assert code == 1
    told = [line.split(maxsplit=4) for line in err.splitlines()]
    assert told[0] == ["轻重", "工作表", "行", "列", "问题和改法"]
    assert told[2][:4] == ["必须改", "survey", "2", "A（type）"]
    assert told[2][4].startswith("不认识的类型“txet”")
    assert told[3][:4] == ["必须改", "survey", "3", "D（relevant）"]
    assert "form_unfit" in err
    kept = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert kept == json.loads(out)
    assert kept["counts"]["error"] == 2


@pytest.mark.parametrize(
    ("content", "exit_code", "said"),
    [
        (None, 3, "file_missing"),
        (b"", 4, "workbook_empty"),
        (b"type,name,label\n", 4, "not_a_workbook"),
        (b"PK\x03\x04rubbish", 4, "workbook_damaged"),
    ],
)
def test_what_is_no_form_is_said(tmp_path: Path, content: bytes | None, exit_code: int, said: str):
    path = tmp_path / "f.xlsx"
    if content is not None:
        path.write_bytes(content)
    code, out, err = typed(tmp_path, path)
    assert (code, out) == (exit_code, "")
    assert said in err


def test_the_difference_is_said_in_words(tmp_path: Path):
    code, out, _err = typed(tmp_path, form(tmp_path / "a.xlsx", ("text", "a", "甲", None)))
    assert code == 0
    from app.services.form_checking import check

    (tmp_path / "form.xml").write_bytes(check(tmp_path / "a.xlsx").xml)
    book = form(tmp_path / "b.xlsx", ("text", "b", "乙", None))
    code, out, err = typed(tmp_path, book, "--against", tmp_path / "form.xml")
    assert "会丢失答案" in err
    assert json.loads(out)["difference"]["class"] == "lossy"
    assert code == 1  # the version number is the old one


def test_without_the_converter_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(conversion, "CONVERTER", "no_such_converter")
    code, _out, err = typed(tmp_path, form(tmp_path / "f.xlsx", ("text", "a", "甲", None)))
    assert code == 3
    assert "python -m pip install" in err


def test_a_form_goes_from_the_county_to_another_laptop(homes: Path, tmp_path: Path):
    county, village = homes / "county", homes / "village"
    book = form(tmp_path / "f.xlsx", ("text", "a", "甲", None))
    code, out, err = at(county, "forms", "publish", book, "--out", tmp_path)
    assert code == 0, err
    told = json.loads(out)
    sent, mark = tmp_path / "t-1.ruhuform", told["published"]["fingerprint"]
    assert told["out"] == str(sent)
    code, _, err = at(village, "forms", "receive", sent)
    assert code == 1
    assert mark in err
    code, out, err = at(village, "forms", "receive", sent, "--trust", mark)
    assert code == 0, err
    for home in (county, village):
        listed = json.loads(at(home, "forms", "list")[1])
        assert ("t", "1") in {(one["id"], one["version"]) for one in listed["offered"]}
        assert [one["version"] for one in listed["published"]] == ["1"]
    assert json.loads(at(county, "forms", "list")[1])["own_fingerprint"] == mark
    code, _, _ = at(village, "forms", "send", "t", "--out", tmp_path / "again.ruhuform")
    assert code == 0
    assert (tmp_path / "again.ruhuform").read_bytes() == sent.read_bytes()

    new = form(tmp_path / "g.xlsx", ("text", "b", "乙", None), version="2")
    code, out, err = at(county, "forms", "rehearse", new)
    assert code == 0, err
    assert json.loads(out)["visits"] == 0
    assert "会丢失答案" in err
    code, _, err = at(county, "forms", "publish", new, "--out", tmp_path)
    assert (code, "form_change_unconfirmed" in err) == (1, True)
    assert not (tmp_path / "t-2.ruhuform").exists()
    code, _, err = at(county, "forms", "publish", new, "--out", tmp_path, "--confirm")
    assert code == 0, err
    code, _, err = at(village, "forms", "receive", tmp_path / "t-2.ruhuform")
    assert code == 0, err


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["forms", "receive", "nowhere.ruhuform"], 3, "file_missing"),
        (["forms", "receive", __file__], 4, "bundle_damaged"),
        (["forms", "send", "nothing", "--out", "."], 1, "form_version_missing"),
        (["forms", "publish", "nowhere.xlsx", "--out", "."], 3, "file_missing"),
        (["forms", "publish", "nowhere.xlsx"], 2, "--help"),
    ],
)
def test_what_cannot_be_done_is_said(homes: Path, arguments: list[str], exit_code: int, said: str):
    code, _out, err = at(homes / "village", *arguments)
    assert code == exit_code, err
    assert said in err


def test_an_assistant_does_not_publish_and_nothing_is_signed_without_a_place(
    homes: Path, tmp_path: Path
):
    book = form(tmp_path / "f.xlsx", ("text", "z", "甲", None), version="90")
    code, _, err = at(homes / "village", "forms", "publish", book, "--out", tmp_path, "--confirm")
    assert (code, "not_permitted" in err) == (1, True)
    nowhere = tmp_path / "no" / "where.ruhuform"
    code, _, err = at(homes / "county", "forms", "publish", book, "--out", nowhere, "--confirm")
    assert (code, "folder_missing" in err) == (3, True)
    code, _, err = at(
        homes / "county",
        "forms",
        "publish",
        form(tmp_path / "u.xlsx", ("txet", "a", "甲", None)),
        "--out",
        tmp_path,
    )
    assert (code, "form_unfit" in err) == (1, True)


def test_the_workbook_in_use_is_taken_out_and_made_the_next_version_of(homes: Path, tmp_path: Path):
    code, out, err = at(homes / "county", "forms", "workbook", "ruhu", "--out", tmp_path)
    assert code == 0, err
    told = json.loads(out)
    assert (Path(told["out"]).suffix, told["id"]) == (".xlsx", "ruhu")
    code, out, err = typed(tmp_path, told["out"], "--against", resources.path("forms"))
    assert code == 0, err
    assert json.loads(out)["difference"]["changes"] == []
    nowhere = tmp_path / "no" / "x.xlsx"
    code, _, err = at(homes / "county", "forms", "workbook", "ruhu", "--out", nowhere)
    assert (code, "folder_missing" in err) == (3, True)
