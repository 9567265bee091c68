"""Whatever is handed over as a workbook: a sentence with a next step, soon, and in little memory."""

from __future__ import annotations

import os
import random
import time
import zipfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Trouble, Unavailable, Unreadable
from app.excel import file_bytes
from app.excel.extent import Extent
from app.excel.reader import Workbook, read_bytes, read_workbook
from app.excel.roster.reader import read_roster
from tests.unit.excel.rosters_made import (
    LABELS,
    MEN,
    TODAY,
    a_person,
    a_sheet,
    divisions,
    file_with,
)

try:
    import resource
except ImportError:  # Windows
    resource = None

SOON = 2.0
LITTLE = 200 * 1024 * 1024

ROSTER = file_with(a_sheet(("砚台镇临江村花名册",), LABELS, a_person()))
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NO_SHEET = f'<worksheet xmlns="{SPREADSHEET}"><sheetData/></worksheet>'


@contextmanager
def soon_and_in_little_memory() -> Generator[None]:
    """Processor time: others may be using this machine."""
    began, before = time.process_time(), peak_memory()
    yield
    assert time.process_time() - began < SOON
    assert peak_memory() - before < LITTLE


def peak_memory() -> int:
    """Bytes; where the system does not tell, none."""
    if resource is None:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def refusal(data: bytes) -> Trouble:
    with soon_and_in_little_memory(), pytest.raises(Unreadable) as caught:
        read_bytes(data)
    assert caught.value.sentence.endswith("。")
    assert "请" in caught.value.sentence
    return caught.value


def package(**parts: str | bytes) -> bytes:
    """The roster's package with parts exchanged: sheet, strings, or any other by its path."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    new = {names.get(name, name.replace("__", "/")): content for name, content in parts.items()}
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(ROSTER)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in old.namelist():
            made.writestr(name, new.pop(name, old.read(name)))
        for name, content in new.items():
            made.writestr(name, content)
    return file.getvalue()


def sheet_of(rows: str, before: str = "") -> str:
    return f'{before}<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>'


def other_zip(*names: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


BOMB_OF_ENTITIES = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + at)} '{f'&{chr(97 + at)};' * 10}'>" for at in range(9)
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "workbook_empty", id="an empty file"),
        pytest.param("姓名,身份证号\n于邦,1\n".encode(), "not_a_workbook", id="text renamed"),
        pytest.param("姓名\t身份证号".encode("gbk"), "not_a_workbook", id="text of the office"),
        pytest.param(b"<html><table><tr><td>1", "not_a_workbook", id="a web page renamed"),
        pytest.param(b"%PDF-1.7", "not_a_workbook", id="a PDF renamed"),
        pytest.param(OLE + bytes(600), "workbook_old_format", id="an .xls"),
        pytest.param(
            OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
            "workbook_password", id="a workbook with a password",
        ),
        pytest.param(b"PK\x05\x06" + bytes(18), "not_a_workbook", id="an empty zip"),
        pytest.param(other_zip("a.txt"), "not_a_workbook", id="some other zip"),
        pytest.param(other_zip("word/document.xml"), "not_a_workbook", id="a Word document"),
        pytest.param(other_zip("ppt/presentation.xml"), "not_a_workbook", id="a presentation"),
        pytest.param(other_zip("mimetype", "content.xml"), "not_a_workbook", id="an .ods"),
        pytest.param(other_zip("xl/workbook.bin"), "not_a_workbook", id="an .xlsb"),
        pytest.param(
            other_zip("[Content_Types].xml", "xl/workbook.xml"), "workbook_damaged",
            id="a workbook in name only",
        ),
        pytest.param(ROSTER[: len(ROSTER) // 2], "workbook_damaged", id="cut short"),
        pytest.param(ROSTER[:-10], "workbook_damaged", id="cut short by a little"),
        pytest.param(package(sheet="<worksheet"), "workbook_damaged", id="a broken sheet"),
        pytest.param(
            package(sheet=sheet_of('<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>',
                                   BOMB_OF_ENTITIES + "]>")),
            "workbook_damaged", id="an XML bomb",
        ),
        pytest.param(
            package(sheet=sheet_of('<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>',
                                   "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>")),
            "workbook_damaged", id="XML that fetches a file",
        ),
        pytest.param(package(xl__media__a=bytes(30_000_000)), "workbook_bomb", id="a zip bomb"),
        pytest.param(
            package(**{f"xl__media__{at}": b"x" for at in range(2_100)}), "workbook_bomb",
            id="thousands of parts",
        ),
        pytest.param(
            package(sheet=sheet_of('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
            "sheet_too_large", id="something in the last row",
        ),
        pytest.param(
            package(sheet=sheet_of('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
            "sheet_too_large", id="something in the last column",
        ),
        pytest.param(
            package(
                xl__odd__place=sheet_of('<row r="90000"><c r="ALL90000"><v>1</v></c></row>')
            ),
            "sheet_too_large", id="a vast sheet in an odd place",
        ),
        pytest.param(
            package(
                sheet=sheet_of("<row>" + '<c t="s"><v>0</v></c>' * 900 + "</row>"),
                strings=f'<sst xmlns="{SPREADSHEET}"><si><t>{"字" * 300_000}</t></si></sst>',
            ),
            "sheet_too_large", id="a long text shown a thousand times",
        ),
        pytest.param(
            package(
                sheet=sheet_of("<row>" + '<c t="s"><!----><v>0</v></c>' * 900 + "</row>"),
                strings=f'<sst xmlns="{SPREADSHEET}"><si><t>{"字" * 300_000}</t></si></sst>',
            ),
            "sheet_too_large", id="the same, disguised",
        ),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_refused_with_a_next_step(data: bytes, code: str):
    assert refusal(data).code == code


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("<row>" + "<c><v>1</v></c>" * 1_100 + "</row>", id="columns without names"),
        pytest.param("<row/>" * 1_600_000, id="a million rows"),
        pytest.param('<row r="1">' + '<c r="A1"><v>1</v></c>' * 1_600_000, id="one cell for ever"),
        pytest.param('<mergeCell ref="A1:B2"/>' * 300_000, id="merged ranges without end"),
    ],
)
def test_a_sheet_that_would_be_laid_out_too_large_is_refused_before_it_is(rows: str):
    with soon_and_in_little_memory(), pytest.raises(Unreadable) as caught:
        Extent().take_in(sheet_of(rows).encode())
    assert caught.value.code == "sheet_too_large"


def test_shared_strings_without_end_are_refused():
    with soon_and_in_little_memory(), pytest.raises(Unreadable):
        Extent().take_in(b"<sst>" + b"<si/>" * 1_600_000)


def test_sizes_that_lie_are_found_out():
    data = bytearray(package(xl__media__a=bytes(5_000_000)))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/media/a"))
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")
    assert refusal(bytes(data)).code in {"workbook_bomb", "workbook_damaged"}


def test_a_zip_with_a_password_is_refused():
    data = bytearray(ROSTER)
    for magic, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(magic) + flags] |= 1
    assert refusal(bytes(data)).code == "workbook_password"


def test_many_sheets_are_too_large_together():
    far = sheet_of('<row r="1000"><c r="ALL1000"><v>1</v></c></row>')
    assert refusal(package(sheet=far, xl__a=far)).code == "sheet_too_large"


def test_formatted_but_empty_rows_to_the_end_of_the_sheet_are_everyday():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    (sheet,) = read_bytes(package(sheet=sheet_of(rows))).sheets
    assert sheet.rows == ((1.0,),)


def test_a_long_note_in_one_cell_of_a_large_sheet_is_no_bomb():
    cells = '<c t="s"><v>0</v></c>' + '<c t="s"><v>1</v></c>' * 30
    strings = (
        f'<sst xmlns="{SPREADSHEET}"><si><t>{"字" * 30_000}</t></si><si><t>于邦</t></si></sst>'
    )
    (sheet,) = read_bytes(package(sheet=sheet_of(f"<row>{cells}</row>" + "<row>" + cells[21:] + "</row>"
                                                 + ("<row>" + '<c t="s"><v>1</v></c>' * 30 + "</row>") * 200),
                                  strings=strings)).sheets  # fmt: skip
    assert len(sheet.rows) == 202


# -- files ----------------------------------------------------------------------------------------


def trouble_with(path: Path) -> Trouble:
    with soon_and_in_little_memory(), pytest.raises(Trouble) as caught:
        read_workbook(path)
    assert caught.value.sentence.endswith("。")
    assert "请" in caught.value.sentence
    assert str(path) not in f"{caught.value.sentence}{caught.value.facts}"
    return caught.value


def test_a_file_that_is_not_there(tmp_path: Path):
    for path in (tmp_path / "a.xlsx", tmp_path / "a.xlsx" / "b.xlsx", Path("a\0b")):
        assert isinstance(trouble_with(path), Unavailable)


def test_a_folder(tmp_path: Path):
    assert trouble_with(tmp_path).code == "not_a_workbook"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
def test_a_pipe_does_not_keep_us_waiting(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert trouble_with(tmp_path / "pipe.xlsx").code == "not_a_workbook"


def test_a_file_of_200_megabytes_is_not_even_read(tmp_path: Path):
    with (tmp_path / "big.xlsx").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert trouble_with(tmp_path / "big.xlsx").code == "workbook_too_large"


def test_a_file_removed_between_looking_and_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "a.xlsx"
    path.write_bytes(ROSTER)
    monkeypatch.setattr(file_bytes, "require_size", lambda size: path.unlink(missing_ok=True))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    assert trouble_with(path).code == "file_missing"


@pytest.mark.parametrize(
    ("fault", "code"),
    [(PermissionError, "file_in_use"), (OSError, "file_unavailable")],
)
def test_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[OSError], code: str
):
    path = tmp_path / "a.xlsx"
    path.write_bytes(ROSTER)

    def refuse(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(Path, "open", refuse)
    found = trouble_with(path)
    assert (found.code, type(found)) == (code, Unavailable)


# -- damage ---------------------------------------------------------------------------------------


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The workbook with pieces lost, doubled or overwritten."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data) or 1)
        end = min(len(data), start + chance.choice((1, 2, 5, 20, 100, 1_000)))
        data = chance.choice(
            (
                data[:start] + data[end:],
                data[:end] + data[start:end] + data[end:],
                data[:start] + chance.randbytes(end - start) + data[end:],
            )
        )
    return data


def damaged_inside(chance: random.Random) -> bytes:
    """The workbook with one part damaged before it is packed: a sound zip of nonsense."""
    with zipfile.ZipFile(BytesIO(ROSTER)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = damaged(parts[name], chance)
    return package(**{name.replace("/", "__"): parts[name]})


@settings(max_examples=250, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(seed: int):
    chance = random.Random(seed)
    data = chance.choice((lambda: damaged(ROSTER, chance), lambda: damaged_inside(chance)))()
    with suppress(Unreadable):
        book = read_bytes(data)
        assert isinstance(book, Workbook)
        read_roster(book, divisions(), TODAY)


def test_the_sound_workbook_is_read():
    (row,) = read_roster(read_bytes(ROSTER), divisions(), TODAY).rows
    assert (row.person.id_no, row.status) == (MEN[0], "accepted")
