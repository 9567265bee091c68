"""A question with a condition, from the county's workbook to a village's printed sheet.

An officer edits the sample form in a spreadsheet, checks it, publishes it and syncs; on another
laptop it is there after a sync, is filled in, and prints. Nobody wrote a line of a program.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from app import resources
from app.cli import opening
from app.cli.surroundings import Surroundings
from app.services import drafts, papers, shipped, visits
from app.services.form_files import shipped_forms
from app.services.published_forms import kept_forms, library_with
from app.storage.unit_of_work import UnitOfWork
from app.sync.protocol.enrolment import Ticket, write_ticket
from app.workspace import Machine, Workspace
from tests import factories
from tests.contract.county_made import BASE, MadeCounty
from tests.features.forms_of_ones_own import own_form
from tests.stores import TOWNSHIP, VILLAGE
from tests.unit.printing.looking import pages_of
from tests.unit.printing.sample_values import scrawl
from tests.unit.services.conftest import the_calendar, the_pack
from tests.unit.sync.laptops import InProcess, a_county
from tests.unit.test_cli import PASSWORD, ZERO, Line, a_line
from tests.visits_made import AROUND, LOCATION, Session

pytest.importorskip("pyxform")
openpyxl = pytest.importorskip("openpyxl")

QUESTION: Final = "取暖用什么"
WOOD: Final = "烧柴，去年秋天自己砍的"
VERSION: Final = "2026112501"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[MadeCounty]:
    with a_county(tmp_path / "county.db") as made:
        yield made


@pytest.fixture
def machines(county: MadeCounty, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every laptop reaches the county in this process."""

    def machine(around: Surroundings) -> Machine:
        return Machine(
            around.settings,
            around.clock,
            around.policy,
            around.chance,
            make_wire=lambda _authority: InProcess(county),
        )

    monkeypatch.setattr(opening, "machine", machine)


@pytest.fixture
def officer(county: MadeCounty, machines: None, tmp_path: Path) -> Line:
    """县民政局管理员, enrolled."""
    return enrolled(county, tmp_path / "officer", "1", TOWNSHIP)


@pytest.fixture
def assistant(county: MadeCounty, machines: None, tmp_path: Path) -> Line:
    """村级协理员 in a village far from there, enrolled."""
    return enrolled(county, tmp_path / "assistant", "4", VILLAGE)


def enrolled(county: MadeCounty, home: Path, role: str, place: str) -> Line:
    line = a_line(home)
    where = ("--township", TOWNSHIP, *(("--villages", place) if place != TOWNSHIP else ()))
    line.run("vault", "create", "--name", "周经办", *where, "--role", role)
    assert line.code == ZERO, line.err
    person = county.person(role, place)
    expires = county.clock.now().replace(year=2027).isoformat()
    key = county.keys.signing_public
    ticket = Ticket(BASE, "垫江县", key, "", county.ticket(person), person, expires)
    line.run("enrol", write_ticket(ticket))
    assert line.code == ZERO, line.err
    return line


def edited(path: Path, condition: str) -> Path:
    """The sample form with one more question, as a spreadsheet program saves it."""
    with resources.path("forms", "ruhu", "form.xlsx").open("rb") as file:
        book: Any = openpyxl.load_workbook(file)
    survey, settings = book["survey"], book["settings"]
    columns = {cell.value: cell.column for cell in survey[1]}
    names = [row[columns["name"] - 1].value for row in survey.iter_rows()]
    row = names.index("reason") + 2
    survey.insert_rows(row)
    asked = {"type": "文本", "name": "heating", "label::中文 (zh)": QUESTION, "relevant": condition}
    for name, text in asked.items():
        survey.cell(row, columns[name], text)
    places = {cell.value: cell.column for cell in settings[1]}
    settings.cell(2, places["version"], VERSION)
    book.save(path)
    return path


def filled_in(vault: Workspace) -> str:
    """A visit with the form that is offered now, question by question; the id of the visit."""
    store, actor = vault.store, vault.owner.actor
    library = library_with(shipped_forms(), vault.read(kept_forms))
    household = vault.do(lambda work: factories.a_household(work, 2).id)
    draft = vault.do(lambda work: drafts.start(work, library, "ruhu", household))
    assert draft.form.definition.version == VERSION
    session = Session(store, actor, draft)
    session.answer_all(LOCATION, {"loc/visit_date": "2026-11-23"}, AROUND)
    session.answer("need/needs", "poor")
    assert not session.filling.node("need/heating").relevant
    session.answer("need/needs", "house")
    assert session.filling.node("need/heating").relevant
    session.answer("need/heating", WOOD)
    return vault.do(
        lambda work: visits.finish(work, library, the_pack(), the_calendar(), draft.id)
    ).visit_id


def printed(vault: Workspace, visit_id: str) -> str:
    """The text of its 走访记录表."""

    def make(work: UnitOfWork) -> bytes:
        press = shipped.press(work.today, vault.signer)
        return papers.render(work, press, "V-01", visit_id).pdf

    return "".join("".join(page.text.split()) for page in pages_of(vault.read(make)))


def test_a_stranger_with_a_spreadsheet_adds_a_question_and_it_is_printed_elsewhere(
    officer: Line, assistant: Line, tmp_path: Path
):
    wrong = edited(tmp_path / "ruhu.xlsx", "selected(${nede}， 'house')")
    officer.run("forms", "check", wrong)
    assert (officer.code, "没有名为“nede”的题目" in officer.err) == (1, True)
    right = edited(tmp_path / "ruhu.xlsx", "selected(${needs}， 'house')")
    told = officer.run("forms", "check", right, "--against", resources.path("forms"))
    assert officer.code == ZERO, officer.err
    assert told["difference"]["class"] == "additive"
    officer.run("forms", "publish", right, "--out", tmp_path)
    assert officer.code == ZERO, officer.err
    assert officer.run("sync")["forms"] == {
        "came": [],
        "sent": 1,
        "left": [],
        "packs": [],
        "calendars": [],
    }

    called = f"“入户走访登记表”{VERSION}版"
    assert assistant.run("sync")["forms"] == {
        "came": [called],
        "sent": 0,
        "left": [],
        "packs": [],
        "calendars": [],
    }
    around = assistant.around()
    machine = Machine(around.settings, around.clock, around.policy)
    with closing(machine.open(assistant.vault, PASSWORD)) as vault:
        text = printed(vault, filled_in(vault))
    assert QUESTION in text
    assert WOOD in text
    assert VERSION in text


def test_a_form_of_ones_own_with_pictures_and_a_table_is_filled_in_elsewhere_and_comes_out(
    officer: Line, assistant: Line, tmp_path: Path
):
    book = own_form(openpyxl, tmp_path)
    told = officer.run("forms", "check", book)
    assert officer.code == ZERO, officer.err
    assert {one["severity"] for one in told["problems"]} == {"mended"}
    officer.run("forms", "publish", book, "--out", tmp_path)
    assert officer.code == ZERO, officer.err
    for line in (officer, assistant):
        line.run("sync")
    around = assistant.around()
    machine = Machine(around.settings, around.clock, around.policy)
    with closing(machine.open(assistant.vault, PASSWORD)) as vault:
        text = printed(vault, filled_in_own(vault))
    for said in ("王小河", "总收入 1200.5 元".replace(" ", ""), "独居", "铁皮"):
        assert said in text
    assistant.run("visits", "export", "--out", tmp_path / "走访.zip", "--form", "cunqing")
    assert assistant.code == ZERO, assistant.err
    with zipfile.ZipFile(tmp_path / "走访.zip") as archive:
        names = archive.namelist()
        (xml,) = [archive.read(name) for name in names if name.endswith("submission.xml")]
        (row,) = _table(archive, "数据表/cunqing.csv")
        members = _table(archive, "数据表/cunqing-成员.csv")
    assert "<屋顶>铁皮</屋顶>" in xml.decode()
    assert (row["一-屋顶"], row["总收入"]) == ("铁皮", "1200.5")
    assert [one["收入"] for one in members] == ["1000", "200.5"]
    beside = {name.rpartition("/")[2] for name in names if "/form-media/" in name}
    assert beside == {"房屋.jpg", "瓦.jpg", "铁皮.jpg", "村干部.csv"}
    assert [name for name in names if name.startswith("走访记录表/")]
    assert [name for name in names if name.startswith("media/")]


def _table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def filled_in_own(vault: Workspace) -> str:
    store, actor = vault.store, vault.owner.actor
    library = library_with(shipped_forms(), vault.read(kept_forms))
    household = vault.do(lambda work: factories.a_household(work, 2).id)
    draft = vault.do(lambda work: drafts.start(work, library, "cunqing", household))
    assert set(draft.media) == {"房屋.jpg", "瓦.jpg", "铁皮.jpg"}
    session = Session(store, actor, draft)
    signed = vault.do(lambda work: visits.store_picture(work, scrawl()))
    answers = {"一/姓名": "王老三", "一/年龄": "66", "一/独居": "是", "一/屋顶": "铁皮"}
    answers |= {"一/需求": "钱 other", "一/满意": "7", "一/先后": "药 钱", "一/签": signed}
    session.answer_all(AROUND, answers)
    for place, income in enumerate(("1000", "200.5"), 1):
        if place > len(session.filling.node("成员").rows):
            session.filling.add_row("成员")
            session.commit("成员", "", kind="add_row")
        row = session.filling.node("成员").rows[place - 1]
        session.answer(f"{row}/成员姓名", f"成员{place}")
        session.answer(f"{row}/收入", income)
    assert session.filling.node("告知").label == "总收入 1200.5 元，找王小河"
    return vault.do(
        lambda work: visits.finish(work, library, the_pack(), the_calendar(), draft.id)
    ).visit_id
