"""verify and papers: a paper is checked without its vault, against keys that were handed on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.printing.preview import keywords_of
from app.security.pdf_signing import MARK
from tests.unit.test_cli import REFUSED, UNREADABLE, ZERO, Line, a_line, line, made, roster

__all__ = ["line", "made", "roster"]


@pytest.fixture
def printed(line: Line, roster: Path, tmp_path: Path) -> Path:
    """A paper of the vault of ``line``."""
    line.run("import", roster)
    (hit,) = line.run("search", "yb")["hits"]
    paper = tmp_path / "e01.pdf"
    line.run("print", "E-01", "--record", hit["household_id"], "--out", paper)
    return paper


def test_a_pdf_signed_on_the_line_is_genuine(line: Line, roster: Path, tmp_path: Path):
    line.run("import", roster)
    (hit,) = line.run("search", "yb")["hits"]
    paper = tmp_path / "signed.pdf"
    line.run("print", "E-01", "--record", hit["household_id"], "--out", paper, "--sign")
    assert MARK in paper.read_bytes()
    book = tmp_path / "keys.json"
    line.run("papers", "publish", "--out", book)
    assert line.run("verify", paper, "--keys", book)["verdict"] == "genuine"


@pytest.fixture
def stranger(tmp_path: Path) -> Line:
    """Somebody without any vault."""
    made = a_line(tmp_path / "stranger")
    made.environment.clear()
    return made


def test_a_paper_is_checked_without_a_vault(
    line: Line, printed: Path, stranger: Line, tmp_path: Path
):
    book = tmp_path / "keys.json"
    told = line.run("papers", "publish", "--out", book)
    assert (len(told["keys"]), told["withdrawn"]) == (1, 0)
    found = stranger.run("verify", printed, "--keys", book)
    assert (stranger.code, found["verdict"]) == (ZERO, "genuine")
    text = keywords_of(printed.read_bytes())
    assert stranger.run("verify", "-", "--keys", book, text=text)["number"] == found["number"]
    assert stranger.run("verify", text, "--keys", book)["verdict"] == "genuine"


def test_without_keys_the_signer_is_unknown_until_they_are_taken(
    line: Line, printed: Path, stranger: Line, tmp_path: Path
):
    book = tmp_path / "keys.json"
    line.run("papers", "publish", "--out", book)
    assert stranger.run("verify", printed)["verdict"] == "unknown_signer"
    assert (stranger.code, "paper_unknown_signer" in stranger.err) == (REFUSED, True)
    stranger.run("papers", "take", book)
    assert stranger.run("verify", printed)["verdict"] == "genuine"


def test_a_paper_that_was_altered_fails(line: Line, printed: Path, tmp_path: Path):
    line.run("papers", "publish", "--out", tmp_path / "keys.json")
    text = keywords_of(printed.read_bytes()).replace("E01-", "E09-")
    assert line.run("verify", text)["verdict"] == "altered"
    assert line.code == REFUSED


def test_a_number_that_was_withdrawn_is_published(line: Line, printed: Path, tmp_path: Path):
    book = tmp_path / "keys.json"
    line.run("papers", "publish", "--out", book)
    said = json.loads(book.read_text(encoding="utf-8"))
    number = line.run("verify", printed)["number"]
    said["withdrawn"] = [{"number": number, "on": "2026-11-23", "why": "已作废"}]
    book.write_text(json.dumps(said), encoding="utf-8")
    assert line.run("verify", printed, "--keys", book)["verdict"] == "revoked"


def test_a_second_printing_asks_for_a_reason(line: Line, printed: Path):
    household = line.run("records", "list", "print_log")["records"][0]["household_id"]
    again = ["print", "E-01", "--record", household, "--out", printed]
    line.run(*again)
    assert (line.code, "reprint_reason_missing" in line.err) == (REFUSED, True)
    line.run(*again, "--purpose", "第一份污损")
    assert line.code == ZERO
    (row,) = line.run("records", "list", "issued_paper")["records"]
    assert row["copies"] == 2


def test_a_damaged_book_is_said_to_be_one(stranger: Line, tmp_path: Path):
    book = tmp_path / "keys.json"
    book.write_text("{}", encoding="utf-8")
    stranger.run("verify", "入户通文书 1", "--keys", book)
    assert (stranger.code, "key_book_damaged" in stranger.err) == (UNREADABLE, True)


def test_a_number_is_withdrawn_and_comes_back(line: Line, printed: Path):
    number = line.run("verify", printed)["number"]
    line.run("papers", "recalls", "--withdraw", number)
    assert "reason_missing" in line.err
    listed = line.run("papers", "recalls", "--withdraw", number, "--reason", "金额写错")
    assert [each["number"] for each in listed["recalls"]] == [number]
    assert line.run("papers", "recalls", "--settle", number, "--reason", "已交回")["recalls"] == []
    line.run("papers", "recalls", "--settle", "E99", "--reason", "已交回")
    assert "paper_number_unknown" in line.err


def test_only_a_notice_is_saved_as_a_picture(line: Line, printed: Path, tmp_path: Path):
    household = line.run("records", "list", "print_log")["records"][0]["household_id"]
    line.run("print", "E-02", "--record", household, "--out", tmp_path / "x.jpg")
    assert "paper_no_picture" in line.err
    assert not (tmp_path / "x.jpg").exists()
