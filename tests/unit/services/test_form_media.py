"""Pictures, sounds and tables of a form go where the form goes, and stay as long as it does."""

from __future__ import annotations

import io
import random
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import resources
from app.errors import Refused, Unreadable
from app.forms import bundle
from app.forms.checking.problems import ERROR, MENDED, WARNING
from app.forms.library import FormLibrary
from app.forms.media import MOST_SIDE, fault
from app.security.signatures import DeviceKeys, is_signed
from app.services import drafts, form_publishing, published_forms, shipped, visit_exports, visits
from app.services.form_files import shipped_forms
from app.services.form_workbooks import workbook_of
from app.services.published_forms import Published, fingerprint, library_with
from app.storage.actor import Actor
from app.storage.store import Store
from tests.factories import a_household
from tests.stores import NOW, a_store, an_actor
from tests.unit.printing.filled_samples import a_photo
from tests.unit.services.conftest import Click, the_calendar, the_pack
from tests.unit.services.pictured_form import SOUND, VILLAGES, files, pictured
from tests.visits_made import AROUND, Session

pytest.importorskip("pyxform")
from app.services.form_checking import check
from app.services.form_report import FormReport

COUNTY = DeviceKeys(random.Random(1).randbytes(64))
OWN = DeviceKeys(random.Random(2).randbytes(64))
NOTHING = FormLibrary(())
PICTURES = {"house.jpg", "tile.png", "iron.jpg", "roof.mp3"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("form")
    pictured(made)
    return made


@pytest.fixture(scope="module")
def sent(folder: Path) -> Iterator[Published]:
    """The form as the county published it."""
    store = a_store(folder / "county")
    report = check(folder / "t.xlsx", library=NOTHING)
    admin = an_actor(role="1", org_code=None, village_codes=None, name="陈县")
    yield store.perform(lambda work: form_publishing.publish(work, report, NOTHING, COUNTY), admin)[
        0
    ]
    store.close()


def checked(folder: Path, tmp_path: Path, **beside: bytes | None) -> FormReport:
    """The same form with other files beside it; names are written with _ for the dot."""
    made = tmp_path / "form"
    made.mkdir()
    shutil.copy(folder / "t.xlsx", made / "t.xlsx")
    wanted = {**files(), **{name.replace("_", "."): one for name, one in beside.items()}}
    for name, content in wanted.items():
        if content is not None:
            (made / name).write_bytes(content)
    return check(made / "t.xlsx", library=NOTHING)


def received(do: Click, content: bytes) -> FormLibrary:
    mark = fingerprint(COUNTY.signing_public)
    own = OWN.signing_public
    do(lambda work: published_forms.receive(work, content, own, confirmed_fingerprint=mark))
    return library_with(NOTHING, do(published_forms.kept_forms))


def begun(store: Store, do: Click, actor: Actor, library: FormLibrary) -> Session:
    household = do(lambda work: a_household(work, 2).id)
    return Session(store, actor, do(lambda work: drafts.start(work, library, "t", household)))


def test_they_are_signed_with_the_form_and_come_with_it_to_whoever_fills_it_in(
    store: Store, clerk: Actor, do: Click, sent: Published
):
    opened = bundle.unpack(sent.content, is_signed)
    assert opened.media_files == {name: files()[name] for name in PICTURES}
    assert opened.tables == {"villages.csv": VILLAGES.encode()}
    session = begun(store, do, clerk, received(do, sent.content))
    assert session.draft.media == opened.media_files
    assert session.filling.node("n").media == {"image": "house.jpg"}
    roofs = session.filling.node("roof").choices
    assert [one.image for one in roofs] == ["tile.png", "iron.jpg"]


def test_the_look_up_works_where_the_form_is_filled_in(
    store: Store, clerk: Actor, do: Click, sent: Published
):
    session = begun(store, do, clerk, received(do, sent.content))
    assert [one.label for one in session.filling.node("village").choices] == ["红星村", "大湾村"]
    session.answer("village", "2")
    assert session.filling.node("told").label == "村主任：王小河"


def test_the_exported_visit_has_the_form_with_all_that_belongs_to_it(
    store: Store, clerk: Actor, do: Click, sent: Published
):
    library = received(do, sent.content)
    session = begun(store, do, clerk, library)
    session.answer_all({"roof": "tile", "village": "1"}, AROUND)
    done = do(
        lambda work: visits.finish(work, library, the_pack(), the_calendar(), session.draft.id)
    )
    out = io.BytesIO()
    press = shipped.press(NOW.date())
    do(
        lambda work: visit_exports.export_visits(
            work, library, lambda: press, [done.visit_id], out, formats=("xml",)
        )
    )
    with zipfile.ZipFile(out) as archive:
        beside = {
            name.removeprefix("forms/t-1/form-media/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("forms/t-1/form-media/")
        }
        assert archive.read("forms/t-1/form.xml") == bundle.unpack(sent.content, is_signed).xml
    assert beside == {**files(), "villages.csv": VILLAGES.encode()}


def test_a_list_of_forms_does_not_unpack_pictures(
    do: Click, sent: Published, monkeypatch: pytest.MonkeyPatch
):
    received(do, sent.content)
    read: list[str] = []
    inner = zipfile.ZipFile.open

    def opening(self: zipfile.ZipFile, name: zipfile.ZipInfo, *more: str) -> object:
        read.append(name.filename)
        return inner(self, name, *more)  # pyright: ignore[reportArgumentType, reportCallIssue]

    monkeypatch.setattr(zipfile.ZipFile, "open", opening)
    (kept,) = do(published_forms.kept_forms)
    assert kept.form.definition.sha256 == sent.line.sha256
    assert set(kept.media) == PICTURES
    assert read
    assert not [name for name in read if name.startswith(bundle.MEDIA)]


def test_an_older_program_is_told_to_upgrade(sent: Published, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bundle, "ENGINE", 1)
    with pytest.raises(Unreadable) as refusal:
        bundle.unpack(sent.content, is_signed)
    assert refusal.value.code == "bundle_newer"


def test_another_picture_is_another_version_and_is_told_as_such(folder: Path, tmp_path: Path):
    before, after = check(folder / "t.xlsx"), checked(folder, tmp_path, tile_png=a_png(9, 9))
    assert before.definition
    assert after.definition
    assert before.definition.sha256 != after.definition.sha256
    from app.forms.checking.differences import TEXT_ONLY, difference

    found = difference(before.definition, after.definition)
    assert [(one.kind, one.name) for one in found.changes] == [(TEXT_ONLY, "roof")]


def a_png(wide: int, high: int) -> bytes:
    """A picture that says it is that large."""
    head = b"IHDR" + struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + head + struct.pack(">I", zlib.crc32(head))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("house_jpg", None, "media_missing"),
        ("house_jpg", b"", "media_missing"),
        ("house_jpg", b"MZ a program", "media_unfit"),
        ("house_jpg", b"\xff\xd8\xff\xe0 cut", "media_unfit"),
        ("house_jpg", a_photo(9, 9) + bytes(1_048_576), "media_unfit"),
        ("tile_png", a_png(MOST_SIDE + 1, 1), "media_unfit"),
        ("tile_png", a_photo(9, 9), "media_unfit"),
        ("roof_mp3", b"OggS", "media_unfit"),
    ],
    ids=str,
)
def test_what_cannot_go_along_is_told_with_its_cell(
    folder: Path, tmp_path: Path, name: str, content: bytes | None, code: str
):
    report = checked(folder, tmp_path, **{name: content})
    (told,) = [one for one in report.problems if one.severity == ERROR]
    places = {"house_jpg": ("survey", 2, "E"), "roof_mp3": ("survey", 3, "F")}
    assert told.code == code
    spot = told.spot
    assert (spot.sheet, spot.row, spot.column) == places.get(name, ("choices", 2, "D"))
    assert not report.is_fit


def test_what_is_understood_or_not_played_is_said_and_does_not_stand_in_the_way(folder: Path):
    report = check(folder / "t.xlsx")
    assert {(one.code, one.severity) for one in report.problems} == {
        ("table_recoded", MENDED),
        ("media_unheard", WARNING),
    }
    assert report.is_fit


def test_files_may_lie_in_a_folder_of_their_own(folder: Path, tmp_path: Path):
    shutil.copy(folder / "t.xlsx", tmp_path / "t.xlsx")
    apart = tmp_path / "t-media"
    apart.mkdir()
    for name, content in files().items():
        (apart / name).write_bytes(content)
    assert set(check(tmp_path / "t.xlsx").media) == PICTURES


@pytest.mark.parametrize("name", ["x.svg", "x.exe", "x", "x.mp4"])
def test_other_kinds_do_not_travel(name: str):
    assert "PNG" in fault(name, SOUND)


@pytest.mark.parametrize("name", ["media/../x.png", "media/a/x.png", "../x.csv", "media/"])
def test_a_signed_bundle_names_files_and_no_places(name: str, sent: Published):
    opened = bundle.unpack(sent.content, is_signed)
    content = bundle.pack(opened.manifest, {**opened.files, name: SOUND}, COUNTY.sign)
    for has_media in (True, False):
        with pytest.raises(Unreadable) as refusal:
            bundle.unpack(content, is_signed, has_media=has_media)
        assert refusal.value.code == "bundle_damaged"


def test_the_workbook_in_use_comes_out_with_all_that_belongs_to_it_and_is_checked_again(
    sent: Published, store: Store, do: Click, tmp_path: Path
):
    library = received(do, sent.content)
    officer = an_actor(role="2")
    found = store.read(lambda work: workbook_of(work, library, "t"), officer)
    for place, content in found.files_at(tmp_path / "下一版.xlsx"):
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)
    again = check(tmp_path / "下一版.xlsx", library=library)
    assert again.is_fit
    assert again.definition
    assert again.definition.sha256 == sent.line.sha256


def test_the_workbook_of_a_form_that_ships_comes_out_too(store: Store):
    officer = an_actor(role="1", org_code=None, village_codes=None)
    found = store.read(lambda work: workbook_of(work, shipped_forms(), "ruhu"), officer)
    assert found.content == resources.read_bytes("forms", "ruhu", "form.xlsx")
    assert found.beside == {}


def test_a_version_without_its_workbook_says_so(
    sent: Published, store: Store, do: Click, clerk: Actor
):
    opened = bundle.unpack(sent.content, is_signed)
    files = {name: one for name, one in opened.files.items() if name != bundle.WORKBOOK}
    library = received(do, bundle.pack(opened.manifest, files, COUNTY.sign))
    with pytest.raises(Refused) as refusal:
        store.read(lambda work: workbook_of(work, library, "t"), clerk)
    assert refusal.value.code == "workbook_missing"
