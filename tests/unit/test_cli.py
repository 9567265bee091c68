"""The command line: JSON out, sentences for people, exit codes, and what goes wrong in the world."""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

from app.cli import opening
from app.cli.main import run
from app.cli.surroundings import Surroundings
from app.domain.clock import FixedClock
from app.excel.writer import Column, Table, write_workbook
from app.printing.papers import PRINTABLES
from app.security.kdf import KdfCost, KdfPolicy
from app.security.vault_folder import VaultFolder
from app.settings import Settings
from app.storage import driver, engine
from app.workspace import store_keys
from main import first_word
from tests.architecture.tree import ROOT
from tests.factories import ROSTER_LABELS, a_roster_row, an_id_number
from tests.stores import NOW

PASSWORD = "三只Malu-去赶场7!"
ANOTHER = "九条Yu-游过河11"
CHEAP = KdfPolicy(KdfCost(64, 1, 1), KdfCost(64, 1, 1), KdfCost(64, 1, 1))
ZERO, REFUSED, USAGE, UNAVAILABLE, UNREADABLE = range(5)
NOBODY = "019ab000-0000-7000-8000-000000000001"
ROW = {
    "seq": 1,
    "village": "毕桥村",
    "group": "8组",
    "head": "于邦",
    "name": "于邦",
    "id_no": an_id_number(1),
    "relation": "本人",
    "amount": 445,
    "start": "2023年11月",
}


@dataclass
class Line:
    """One person's terminal: ``run`` types a command and remembers what came of it."""

    home: Path
    environment: dict[str, str]
    typed: list[str] = field(default_factory=list[str])
    code: int = -1
    out: str = ""
    err: str = ""

    @property
    def vault(self) -> Path:
        return self.home / "vault"

    def around(self, text: str = "") -> Surroundings:
        """A cheap machine that stands still; passwords are typed from ``typed``."""
        return Surroundings(
            Settings(self.home / "data", self.home / "config"),
            FixedClock(NOW),
            CHEAP,
            os.urandom,
            self.environment,
            self._ask,
            io.StringIO(text),
            io.StringIO(),
            io.StringIO(),
        )

    def run(self, *arguments: object, text: str = "") -> Any:
        """Type ``arguments``; returns the JSON that came out, None if there was none."""
        around = self.around(text)
        self.code = run([str(each) for each in arguments], around)
        self.out, self.err = (_written(each) for each in (around.out, around.err))
        return json.loads(self.out) if self.out.startswith(("{", "[")) else None

    def _ask(self, _prompt: str) -> str:
        if not self.typed:
            raise EOFError
        return self.typed.pop(0)


def _written(stream: IO[str]) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a vault in it, to be copied."""
    line = a_line(tmp_path_factory.mktemp("made"))
    told = line.run("vault", "create", "--name", "周经办", "--township", "500231102", "--role", "2")
    assert (line.code, told["owner"]["role_text"]) == (ZERO, "民政办经办")
    return line.home


def a_line(home: Path) -> Line:
    return Line(home, {"RUHU_PASSWORD": PASSWORD, "RUHU_VAULT": str(home / "vault")})


@pytest.fixture
def line(made: Path, tmp_path: Path) -> Line:
    home = tmp_path / "home"
    shutil.copytree(made, home)
    return a_line(home)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A workbook with one household, one of its two members refused."""
    wrong = {
        **ROW,
        "seq": None,
        "name": "王珍才",
        "id_no": "12345",
        "relation": "妻",
        "amount": None,
    }
    columns = tuple(Column(label, is_text=True) for label in ROSTER_LABELS)
    rows = [a_roster_row(**ROW), a_roster_row(**wrong)]
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(
        write_workbook([Table("花名册", columns, rows, "沙坪镇2026年11月农村低保花名册")], NOW)
    )
    return path


# -- records --------------------------------------------------------------------------------------


def test_a_record_is_put_shown_listed_and_removed(line: Line):
    saved = line.run("records", "put", "person", text='{"name": "于邦", "sex": "1"}')
    assert saved["is_new"]
    assert [each["code"] for each in saved["remarks"]] == ["id_missing"]
    shown = line.run("records", "show", "person", saved["id"])
    assert (shown["name"], shown["noun"]) == ("于邦", "person")
    line.run("records", "put", "person", text=json.dumps({**shown, "health": "30"}))
    listed = line.run("records", "list", "person", "--where", '{"health": "30"}')
    assert [each["id"] for each in listed["records"]] == [saved["id"]]
    line.run("records", "delete", "person", saved["id"], "--reason", "登记错误")
    assert line.code == ZERO
    assert line.run("records", "list", "person")["total"] == 0


def test_a_list_is_put_whole_or_not_at_all(line: Line, tmp_path: Path):
    path = tmp_path / "people.json"
    path.write_text('[{"name": "于邦"}, {"name": "王"}]', encoding="utf-8")
    line.run("records", "put", "person", path)
    assert line.code == REFUSED
    assert line.run("records", "list", "person")["total"] == 0
    path.write_text('[{"name": "于邦"}, {"name": "王珍才"}]', encoding="utf-8")
    assert len(line.run("records", "put", "person", path)) == 2


@pytest.mark.parametrize(
    ("arguments", "text", "code", "said"),
    [
        (["put", "person"], "not json", REFUSED, "json_unreadable"),
        (["put", "person"], "[1]", REFUSED, "json_unreadable"),
        (["put", "person"], '{"nmae": "x"}', REFUSED, "field_unknown"),
        (["put", "persn"], "{}", REFUSED, "record_type_unknown"),
        (["put", "print_log"], "{}", REFUSED, "record_not_by_hand"),
        (["put", "person", "/nowhere.json"], "", UNAVAILABLE, "file_unavailable"),
        (["show", "person", NOBODY], "", REFUSED, "record_missing"),
        (["show", "person", "7"], "", REFUSED, "id_unreadable"),
        (["list", "person", "--where", "[]"], "", REFUSED, "json_unreadable"),
        (["list", "person", "--where", '{"x": 1}'], "", REFUSED, "field_unknown"),
        (["delete", "person", NOBODY], "", USAGE, "--help"),
        (["list"], "", USAGE, "--help"),
        ([], "", USAGE, "--help"),
    ],
)
def test_what_is_wrong_with_a_command_is_said(
    line: Line, arguments: list[str], text: str, code: int, said: str
):
    line.run("records", *arguments, text=text)
    assert line.code == code
    assert said in line.err
    assert line.out == ""


def test_help_is_no_error(line: Line, capsys: pytest.CaptureFixture[str]):
    line.run("--help")
    assert line.code == ZERO
    assert "导入花名册" in capsys.readouterr().out


# -- the job --------------------------------------------------------------------------------------


def test_import_search_print_export(line: Line, roster: Path, tmp_path: Path):
    report = tmp_path / "r.json"
    dry = line.run("import", roster, "--dry-run", "--report", report)
    assert dry["summary"] | {"created": 1, "refused": 1, "is_committed": False} == dry["summary"]
    assert line.run("search", "于邦")["hits"] == []
    line.run("import", roster, "--report", report)
    told = json.loads(report.read_text(encoding="utf-8"))
    assert [each["status"] for each in told["rows"]] == ["accepted", "refused"]
    assert set(told["rows"][1]["problems"][0]) >= {"column", "code", "message"}
    again = line.run("import", roster)
    assert (again["summary"]["created"], again["summary"]["unchanged"]) == (0, 1)
    (hit,) = line.run("search", "yb")["hits"]
    assert (hit["name"], hit["place"]) == ("于邦", "沙坪镇毕桥村")
    paper = tmp_path / "e04.pdf"
    printed = line.run("print", "E-04", "--record", hit["household_id"], "--out", paper)
    assert paper.read_bytes().startswith(b"%PDF")
    assert line.run("records", "list", "print_log")["records"][0]["number"] == printed["number"]
    out = tmp_path / "all.jsonl"
    counts = line.run("export", "--out", out)["counts"]
    lines = [json.loads(each) for each in out.read_text(encoding="utf-8").splitlines()]
    assert (counts["person"], lines[0]["line"]) == (1, "ruhu-export")
    assert out.stat().st_mode & 0o077 == 0
    book = tmp_path / "out.xlsx"
    line.run("export", "--roster", "--out", book)
    assert line.run("import", book)["summary"]["unchanged"] == 1


def test_the_papers_are_listed_without_a_vault(line: Line):
    line.environment.clear()
    listed = line.run("print", "--list")
    assert [each["paper"] for each in listed["papers"]] == list(PRINTABLES)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["E-04"], REFUSED, "print_unclear"),
        (["E-99", "--record", NOBODY, "--out", "x.pdf"], REFUSED, "paper_unknown"),
        (["E-07", "--record", NOBODY, "--out", "x.pdf"], REFUSED, "record_missing"),
        (["E-07", "--record", "x", "--out", "x.pdf"], REFUSED, "id_unreadable"),
    ],
)
def test_a_paper_that_cannot_be_printed(line: Line, arguments: list[str], code: int, said: str):
    line.run("print", *arguments)
    assert (line.code, said in line.err) == (code, True)


def test_a_backup_brings_back_what_was(line: Line):
    line.run("records", "put", "person", text='{"name": "于邦"}')
    made = line.run("backup")
    line.run("records", "put", "person", text='{"name": "王珍才"}')
    assert len(line.run("restore", "--list")["backups"]) == 1
    restored = line.run("restore", "--from", made["backup"])
    assert Path(restored["set_aside"]).is_dir()
    assert [each["name"] for each in line.run("records", "list", "person")["records"]] == ["于邦"]
    checked = line.run("check")
    assert (line.code, checked["is_whole"], checked["broken_link"]) == (ZERO, True, None)


def test_a_wrong_backup_changes_nothing(line: Line, tmp_path: Path):
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"x" * 8192)
    line.run("restore", "--from", wrong)
    assert (line.code, "backup_damaged" in line.err) == (UNREADABLE, True)
    line.run("restore")
    assert (line.code, "no_backup" in line.err) == (REFUSED, True)
    line.run("check")
    assert line.code == ZERO


# -- vaults and passwords -------------------------------------------------------------------------


def test_a_password_is_typed_where_it_is_not_in_the_environment(line: Line):
    del line.environment["RUHU_PASSWORD"]
    line.typed = [PASSWORD]
    assert line.run("vault", "unlock-check")["opens"]
    line.run("vault", "unlock-check")
    assert (line.code, "password_missing" in line.err) == (REFUSED, True)


def test_another_password(line: Line):
    line.typed = [ANOTHER, ANOTHER + "1"]
    line.run("vault", "passwd")
    assert (line.code, "password_differs" in line.err) == (REFUSED, True)
    line.environment["RUHU_NEW_PASSWORD"] = "abc"
    line.run("vault", "passwd")
    assert (line.code, "password_weak" in line.err) == (REFUSED, True)
    line.environment["RUHU_NEW_PASSWORD"] = ANOTHER
    line.run("vault", "passwd")
    assert line.code == ZERO
    line.run("vault", "unlock-check")
    assert (line.code, "wrong_password" in line.err) == (REFUSED, True)
    line.environment["RUHU_PASSWORD"] = ANOTHER
    assert line.run("vault", "unlock-check")["opens"]


def test_a_password_in_the_output_or_the_log_is_a_leak(line: Line, roster: Path, logs: Any):
    for arguments in (["vault", "unlock-check"], ["import", roster], ["check"], ["search", "于"]):
        line.run(*arguments)
        assert (line.code, len(line.out) > 0) == (ZERO, True)
        assert PASSWORD not in line.out + line.err
    assert not any(PASSWORD in each for each in logs.lines())


def test_the_only_vault_need_not_be_named(line: Line):
    del line.environment["RUHU_VAULT"]
    line.run("vault", "unlock-check")
    assert (line.code, "vault_unclear" in line.err) == (REFUSED, True)
    (line.home / "data" / "vaults").mkdir(parents=True)
    line.vault.rename(line.home / "data" / "vaults" / "zhou")
    assert line.run("vault", "unlock-check")["opens"]


def test_a_vault_is_made_once_and_with_a_good_password(line: Line, tmp_path: Path):
    line.run("vault", "create", "--name", "周经办")
    assert (line.code, "vault_exists" in line.err) == (REFUSED, True)
    line.environment |= {"RUHU_VAULT": str(tmp_path / "other"), "RUHU_PASSWORD": "123456"}
    line.run("vault", "create", "--name", "周经办")
    assert (line.code, "password_weak" in line.err) == (REFUSED, True)
    line.environment["RUHU_PASSWORD"] = PASSWORD
    line.run("vault", "create", "--name", "周经办", "--role", "77")
    assert (line.code, "role_unknown" in line.err) == (REFUSED, True)
    assert not (tmp_path / "other").exists()


def test_not_a_vault(line: Line, tmp_path: Path):
    for place in (tmp_path, tmp_path / "nothing"):
        line.run("--vault", place, "check")
        assert (line.code, "not_a_vault" in line.err) == (UNREADABLE, True)


def test_a_vault_of_a_newer_version(line: Line):
    around = line.around()
    ring = opening.machine(around).keys(line.vault, PASSWORD)
    keys = store_keys(ring)
    database = VaultFolder(line.vault).database
    connection = engine.connect(database, engine.raw_key(keys.database, keys.salt))
    newer(connection)
    connection.close()
    line.run("check")
    assert (line.code, "newer_vault" in line.err) == (UNREADABLE, True)


def newer(connection: driver.Connection) -> None:
    connection.execute("UPDATE alembic_version_records SET version_num = 'records_9999'")


def test_a_damaged_store(line: Line):
    database = VaultFolder(line.vault).database
    content = bytearray(database.read_bytes())
    content[4096:8192] = os.urandom(4096)
    database.write_bytes(content)
    line.run("check")
    assert line.code == UNREADABLE
    assert line.err.rstrip("\n").endswith("（store_damaged）")


def test_a_bug_has_a_number_and_names_nobody(
    line: Line, monkeypatch: pytest.MonkeyPatch, logs: Any
):
    def broken(*_: object) -> object:
        raise ValueError("于邦")

    monkeypatch.setattr("app.cli.record_commands.find", broken)
    line.run("search", "于")
    assert line.code == 70
    assert "错误编号" in line.err
    assert "于邦" not in line.err
    assert not any("于邦" in each for each in logs.lines())
    logs.expect("bug ")


# -- the real program -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault made by the program itself, with the password costing what it costs."""
    home = tmp_path_factory.mktemp("real")
    ended = start(home, "vault", "create", "--name", "周经办", "--township", "500231102")
    assert ended.returncode == ZERO, ended.stderr
    return home


def start(
    home: Path,
    *arguments: object,
    password: str = PASSWORD,
    before: Callable[[], None] | None = None,
    within: Mapping[str, str] | None = None,
    wrapped: tuple[str, ...] = (),
) -> subprocess.CompletedProcess[str]:
    """``python main.py …`` in a process of its own; ``before`` runs in it first."""
    environment = {
        **os.environ,
        "RUHU_HOME": str(home),
        "RUHU_VAULT": str(home / "vault"),
        "RUHU_PASSWORD": password,
        "PYTHONWARNINGS": "error",
        **(within or {}),
    }
    command = [*wrapped, sys.executable, "main.py", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        preexec_fn=before,
        check=False,
    )


def test_the_real_program_says_yes_and_no(real_home: Path):
    good = start(real_home, "vault", "unlock-check")
    assert (good.returncode, json.loads(good.stdout)["opens"], good.stderr) == (ZERO, True, "")
    wrong = start(real_home, "check", password="不是这个密码-1A")
    assert (wrong.returncode, wrong.stdout) == (REFUSED, "")
    assert wrong.stderr.endswith("（wrong_password）\n")


def test_a_full_disk_leaves_everything_as_it_was(real_home: Path, roster: Path):
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    ended = start(real_home, "import", roster, before=full)
    assert (ended.returncode, ended.stdout) == (UNAVAILABLE, "")
    assert "磁盘" in ended.stderr
    after = start(real_home, "records", "list", "person")
    assert json.loads(after.stdout)["total"] == 0


def test_a_read_only_folder_is_said_to_be_one(real_home: Path, tmp_path: Path):
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv to give that up")
    place = tmp_path / "read-only"
    place.mkdir(mode=0o500)
    as_anybody = (
        ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
    )
    ended = start(
        real_home,
        "vault",
        "create",
        "--name",
        "周经办",
        within={"RUHU_VAULT": str(place / "vault")},
        wrapped=as_anybody,
    )
    assert (ended.returncode, ended.stdout) == (UNAVAILABLE, "")
    assert "（read_only）" in ended.stderr
    assert list(place.iterdir()) == []


# -- the door -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], None),
        (["--practice"], None),
        (["--vault", "records"], None),
        (["--vault", "x", "records", "list"], "records"),
        (["tour", "--out", "x"], "tour"),
        (["--vault=x", "search", "y"], "search"),
    ],
)
def test_the_door_finds_the_first_word(arguments: list[str], word: str | None):
    assert first_word(arguments) == word


def test_the_door_imports_nothing_before_it_must():
    code = (
        "import main, sys; print([n for n in sys.modules if n.split('.')[0] in ('app', 'PySide6')])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert ended.stdout.strip() == "[]"
