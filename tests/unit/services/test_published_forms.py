"""A form from the county's workbook to another laptop: signed, received, offered, never rewritten."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from app.domain.codes import VISIT_KIND
from app.errors import Refused, Unreadable
from app.forms import bundle
from app.forms.library import FormLibrary
from app.models.local import PublishedForm
from app.security.signatures import DeviceKeys, is_signed
from app.services import drafts, form_publishing, published_forms
from app.services.form_files import shipped_forms
from app.services.form_report import FormReport
from app.services.published_forms import Published, fingerprint, library_with
from app.storage.actor import Actor
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.conftest import Logs
from tests.stores import a_store, an_actor
from tests.unit.services.conftest import Click
from tests.unit.services.written_forms import Question, ask, written

pytest.importorskip("pyxform")
from app.services.form_checking import check

T = TypeVar("T")
COUNTY = DeviceKeys(random.Random(1).randbytes(64))
OWN = DeviceKeys(random.Random(2).randbytes(64))
NAME = ask("text", "hname", "姓名")
AGE = ask("integer", "age", "年龄")
NOTHING = FormLibrary(())


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Store]:
    opened = a_store(tmp_path / "county")
    yield opened
    opened.close()


@pytest.fixture
def admin() -> Actor:
    """Role 1 县管理员."""
    return an_actor(role="1", org_code=None, village_codes=None, name="陈县")


@pytest.fixture
def at_county(county: Store, admin: Actor) -> Click:
    def click(verb: Callable[[UnitOfWork], T]) -> T:
        return county.perform(verb, admin)[0]

    return click


def library_of(do: Click, shipped: FormLibrary = NOTHING) -> FormLibrary:
    return library_with(shipped, do(published_forms.kept_forms))


def checked(folder: Path, *survey: Question, library: FormLibrary, version: str) -> FormReport:
    return check(written(folder / f"{version}.xlsx", *survey, version=version), library=library)


def published(
    at_county: Click, folder: Path, *survey: Question, version: str, is_confirmed: bool = False
) -> Published:
    library = library_of(at_county)
    report = checked(folder, *survey, library=library, version=version)
    return at_county(
        lambda work: form_publishing.publish(
            work, report, library, COUNTY, is_confirmed=is_confirmed
        )
    )


def received(do: Click, content: bytes, trust: str = "") -> published_forms.FormLine:
    return do(
        lambda work: published_forms.receive(
            work, content, OWN.signing_public, confirmed_fingerprint=trust
        )
    )


def test_a_version_goes_from_the_county_to_a_laptop_and_is_offered(
    at_county: Click, do: Click, tmp_path: Path
):
    sent = published(at_county, tmp_path, NAME, version="1")
    assert sent.file_name == "t-1.ruhuform"
    line = received(do, sent.content, fingerprint(COUNTY.signing_public))
    assert (line.form_id, line.version, line.publisher) == ("t", "1", "陈县")
    for click in (at_county, do):
        library = library_of(click)
        assert [one.title for one in drafts.offered_forms(library)] == ["试"]
        assert library.pinned("t", "1", line.sha256).definition.version == "1"
    again = do(lambda work: published_forms.bundle_of(work, line.sha256))
    assert again.content == sent.content


def test_the_workbook_is_kept_byte_for_byte(at_county: Click, tmp_path: Path):
    sent = published(at_county, tmp_path, NAME, version="1")
    opened = bundle.unpack(sent.content, is_signed)
    assert opened.workbook == (tmp_path / "1.xlsx").read_bytes()


def test_a_publisher_is_believed_after_the_fingerprint_was_compared_once(
    at_county: Click, do: Click, tmp_path: Path
):
    first = published(at_county, tmp_path, NAME, version="1")
    with pytest.raises(Refused) as unknown:
        received(do, first.content)
    assert unknown.value.code == "publisher_unknown"
    told = str(unknown.value.facts["fingerprint"])
    assert told in unknown.value.sentence
    with pytest.raises(Refused):
        received(do, first.content, "0000 0000 0000 0000 0000")
    assert do(published_forms.list_published) == ()
    received(do, first.content, told.lower().replace(" ", ""))
    second = published(at_county, tmp_path, NAME, AGE, version="2")
    assert received(do, second.content).version == "2"
    assert received(do, second.content).version == "2"  # twice changes nothing
    assert [one.version for one in do(published_forms.list_published)] == ["2", "1"]


def test_the_latest_version_is_offered_and_older_ones_open_what_is_pinned(
    at_county: Click, do: Click, tmp_path: Path
):
    trust = fingerprint(COUNTY.signing_public)
    first, second, third = _three(at_county, tmp_path)
    for each in (second, first):  # in whatever order they come
        received(do, each.content, trust)
    library = library_of(do)
    assert library.current("t").definition.version == "10"
    assert library.pinned("t", "9", first.line.sha256).definition.version == "9"
    received(do, third.content)
    assert library_of(do).current("t").definition.version == "11"


def _three(at_county: Click, folder: Path) -> tuple[Published, Published, Published]:
    more = ask("text", "x")
    return (
        published(at_county, folder, NAME, version="9"),
        published(at_county, folder, NAME, AGE, version="10"),
        published(at_county, folder, NAME, AGE, more, version="11"),
    )


def test_lost_answers_must_be_meant(at_county: Click, tmp_path: Path):
    published(at_county, tmp_path, NAME, AGE, version="1")
    with pytest.raises(Refused) as refusal:
        published(at_county, tmp_path, NAME, version="2")
    assert refusal.value.code == "form_change_unconfirmed"
    sent = published(at_county, tmp_path, NAME, version="2", is_confirmed=True)
    said = bundle.unpack(sent.content, is_signed).manifest
    assert said.change == "lossy"
    assert said.replaces == at_county(published_forms.list_published)[1].sha256


def test_a_version_is_never_published_twice_nor_an_unfit_form(at_county: Click, tmp_path: Path):
    published(at_county, tmp_path, NAME, version="1")
    with pytest.raises(Refused) as already:
        published(at_county, tmp_path, NAME, version="1")
    with pytest.raises(Refused) as unfit:
        published(at_county, tmp_path, ask("txet", "a"), version="2")
    with pytest.raises(Refused) as not_later:
        published(at_county, tmp_path, NAME, AGE, version="1")
    codes = [one.value.code for one in (already, unfit, not_later)]
    assert codes == ["form_published_already", "form_unfit", "form_unfit"]


def test_what_was_checked_against_another_version_is_checked_again(
    at_county: Click, tmp_path: Path
):
    report = checked(tmp_path, NAME, library=NOTHING, version="2")
    published(at_county, tmp_path, NAME, AGE, version="1")
    with pytest.raises(Refused) as refusal:
        at_county(lambda work: form_publishing.publish(work, report, NOTHING, COUNTY))
    assert refusal.value.code == "form_check_outdated"


def test_two_contents_under_one_version_are_not_both_kept(
    at_county: Click, do: Click, tmp_path: Path
):
    trust = fingerprint(COUNTY.signing_public)
    sent = published(at_county, tmp_path, NAME, version="1")
    received(do, sent.content, trust)
    report = checked(tmp_path, NAME, AGE, library=NOTHING, version="1")
    other = a_store(tmp_path / "other")
    admin = an_actor(role="1")
    forged, _ = other.perform(
        lambda work: form_publishing.publish(work, report, NOTHING, COUNTY), admin
    )
    other.close()
    with pytest.raises(Refused) as refusal:
        received(do, forged.content)
    assert refusal.value.code == "form_version_taken"


def test_only_the_county_publishes(store: Store, clerk: Actor, tmp_path: Path):
    report = checked(tmp_path, NAME, library=NOTHING, version="1")
    with pytest.raises(Refused) as refusal:
        store.perform(lambda work: form_publishing.publish(work, report, NOTHING, OWN), clerk)
    assert refusal.value.code == "not_permitted"


def test_a_bundle_whose_form_is_another_than_it_says_is_refused(do: Click, tmp_path: Path):
    report = checked(tmp_path, NAME, library=NOTHING, version="1")
    assert report.definition is not None
    manifest = bundle.Manifest("t", "1", "试", "00" * 32, "", "陈县", COUNTY.signing_public.hex())
    content = bundle.pack(manifest, {bundle.FORM: report.xml}, COUNTY.sign)
    with pytest.raises(Unreadable) as refusal:
        received(do, content, fingerprint(COUNTY.signing_public))
    assert refusal.value.code == "bundle_damaged"
    assert do(published_forms.list_published) == ()


def test_a_kept_form_that_cannot_be_read_does_not_take_the_others_along(
    at_county: Click, tmp_path: Path, logs: Logs
):
    published(at_county, tmp_path, NAME, version="1")
    published(at_county, tmp_path, NAME, AGE, version="2")

    def spoil(work: UnitOfWork) -> None:
        row = next(iter(work.session.query(PublishedForm).filter_by(version="2")))
        row.bundle = b"spoilt"

    at_county(spoil)
    assert library_of(at_county).current("t").definition.version == "1"
    logs.expect("left out: bundle_damaged")


def test_what_a_shipped_form_is_for_and_carries_in_stays_with_its_next_version(
    at_county: Click, tmp_path: Path
):
    shipped = shipped_forms()
    before = shipped.current("ruhu")
    xlsx = tmp_path / "ruhu.xlsx"
    xlsx.write_bytes(_with_next_version(before.definition.version))
    report = check(xlsx, library=shipped)
    assert report.is_fit, [one.line for one in report.problems]
    assert report.difference is not None
    sent = at_county(lambda work: form_publishing.publish(work, report, shipped, COUNTY))
    now = library_with(shipped, at_county(published_forms.kept_forms)).current("ruhu")
    assert now.definition.sha256 == sent.line.sha256 != before.definition.sha256
    assert now.use == before.use
    assert [one.question for one in now.rules] == [one.question for one in before.rules]


def test_a_new_form_says_itself_what_it_is_for(at_county: Click, tmp_path: Path):
    book = written(tmp_path / "f.xlsx", NAME, 走访类型="老年人探访", 何时填写="每季度")
    report = check(book)
    assert report.problems == ()
    at_county(lambda work: form_publishing.publish(work, report, NOTHING, COUNTY))
    use = library_of(at_county).current("t").use
    assert (VISIT_KIND.label(use.visit_kind), use.note) == ("老年人探访", "每季度")
    wrong = check(written(tmp_path / "f.xlsx", NAME, 走访类型="散步"))
    assert [one.code for one in wrong.problems] == ["visit_kind_unknown"]


def test_a_sealed_form_of_the_county_stays_sealed_in_every_version(
    at_county: Click, tmp_path: Path
):
    first = check(written(tmp_path / "1.xlsx", NAME, 走访对象="儿童", 敏感程度="强制报告"))
    at_county(lambda work: form_publishing.publish(work, first, NOTHING, COUNTY))
    use = library_of(at_county).current("t").use
    assert (use.about, use.sensitivity) == ("child", "report")
    silent = checked(tmp_path, NAME, AGE, library=library_of(at_county), version="2")
    at_county(lambda work: form_publishing.publish(work, silent, NOTHING, COUNTY))
    assert library_of(at_county).current("t").use.sensitivity == "report"
    book = written(tmp_path / "3.xlsx", NAME, AGE, version="3", 敏感程度="一般")
    opened = check(book, library=library_of(at_county))
    assert "sensitivity_lowered" in [one.code for one in opened.problems]
    assert not opened.is_fit


def test_what_the_shipped_form_carries_in_is_told_when_its_question_is_gone(tmp_path: Path):
    ruhu = written(tmp_path / "f.xlsx", NAME, form_id="ruhu", version="2030010101")
    said = [
        one for one in check(ruhu, library=shipped_forms()).problems if one.code == "inherited_gone"
    ]
    assert any("“hid”自动带入" in one.sentence for one in said)
    assert any("“summary”的答案记作走访的" in one.sentence for one in said)
    from app import resources

    beside = check(ruhu, resources.path("forms"))
    assert [one for one in beside.problems if one.code == "inherited_gone"] == said


def _with_next_version(version: str) -> bytes:
    """The shipped workbook of ruhu with a higher version, as a spreadsheet program would save it."""
    from app import resources

    said = resources.read_bytes("forms", "ruhu", "form.xlsx")
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(said)) as archive, zipfile.ZipFile(made, "w") as out:
        for entry in archive.infolist():
            content = archive.read(entry)
            out.writestr(entry, content.replace(version.encode(), str(int(version) + 1).encode()))
    return made.getvalue()


def test_the_manifest_can_be_read_by_anybody(at_county: Click, tmp_path: Path):
    sent = published(at_county, tmp_path, NAME, version="1")
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        said = json.loads(archive.read("manifest.json"))
        assert set(archive.namelist()) == {"manifest.json", "signature", *said["files"]}
    assert said["sha256"] == sent.line.sha256
