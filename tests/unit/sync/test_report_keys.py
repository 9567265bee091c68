"""强制报告 across vaults: who may know opens it after a sync, and nobody else ever has it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from app.domain.report_readers import Reader, ReaderList, read_list, reader_name
from app.errors import Refused, Unavailable, Unreadable
from app.models.mandatory_report import MandatoryReport
from app.models.report_key import ReportKey
from app.security.signatures import DeviceKeys
from app.server import devices, publishing, report_readers
from app.server import reports as county_reports
from app.server.tables import AUDIT, PERSON
from app.services import mandatory_reports as reports
from app.services import report_keys
from app.services.mandatory_reports import ReportFile
from app.storage.unit_of_work import UnitOfWork
from app.sync.protocol.published import READERS
from tests import stores
from tests.conftest import Logs
from tests.contract.county_made import MadeCounty
from tests.unit.sync.laptops import Laptop, level

SECRET = "邻居听见孩子彻夜哭喊"
PAGES: tuple[dict[str, Any], ...] = (
    {"situations": ["4"], "description": SECRET, "found_at": stores.NOW},
    {"child_description": "陈小雨，约十岁"},
    {"police_at": stores.NOW + timedelta(minutes=2), "emergency": ["1"]},
)
IDS = {role: f"019ab000-0000-7000-8000-00000000b00{role}" for role in "123456789"}


def a_laptop(made: MadeCounty, folder: Path, role: str, *, is_enrolled: bool = True) -> Laptop:
    """One vault, as an open one is wired."""
    found = Laptop(made, folder, role=role)
    is_village = role in "46"
    found.actor = stores.an_actor(
        id=IDS[role],
        role=role,
        org_code=None if role == "1" else stores.TOWNSHIP,
        village_codes=(stores.VILLAGE,) if is_village else None,
    )
    found.owner = IDS[role]
    found.use(stores.a_store(folder, clock=found.clock, device=found.device))
    found.link.takers = {
        READERS: lambda content: found.do(
            lambda work: str(report_keys.accept_readers(work, content) or "")
        )
    }
    found.link.follow = lambda: found.do(report_keys.hand_on_keys) > 0
    if is_enrolled:
        place = stores.VILLAGE if is_village else "500231" if role == "1" else stores.TOWNSHIP
        found.enrol(made.person(role, place))
    return found


@pytest.fixture
def writer(made: MadeCounty, tmp_path: Path) -> Laptop:
    return a_laptop(made, tmp_path / "director", "6")


@pytest.fixture
def reader(made: MadeCounty, tmp_path: Path) -> Laptop:
    return a_laptop(made, tmp_path / "supervisor", "5")


def begun(laptop: Laptop) -> str:
    return laptop.do(reports.begin_report).id


def written(laptop: Laptop) -> str:
    report = begun(laptop)
    for page in PAGES:
        laptop.do(lambda work, page=page: reports.save_page(work, report, page))
    laptop.do(lambda work: reports.submit_report(work, report))
    return report


def opened(laptop: Laptop, report: str) -> ReportFile:
    return laptop.do(lambda work: reports.open_report(work, report))


def rows(work: UnitOfWork) -> int:
    return len(work.find(MandatoryReport)) + len(work.find(ReportKey))


def test_the_supervisor_reads_what_the_director_wrote(writer: Laptop, reader: Laptop):
    level(writer)
    report = written(writer)
    level(writer)
    level(reader)
    file = opened(reader, report)
    assert (file.texts["description"], file.state) == (SECRET, reports.SENT)
    assert file.minutes == 2


def test_the_writer_is_told_while_nobody_can_open_it_and_what_to_do(
    made: MadeCounty, writer: Laptop, tmp_path: Path
):
    level(writer)
    report = written(writer)
    told = writer.look(lambda work: reports.report_progress(work, report))
    assert told.unreached.startswith("这份报告还没有送到能看的人。请")
    a_laptop(made, tmp_path / "later", "5")
    level(writer)
    told = writer.look(lambda work: reports.report_progress(work, report))
    assert told.unreached == ""


def test_a_reader_enrolled_later_reads_after_the_next_sync_of_the_writer(
    made: MadeCounty, writer: Laptop, tmp_path: Path
):
    report = written(writer)
    level(writer)
    later = a_laptop(made, tmp_path / "later", "5")
    level(later)
    with pytest.raises(Unavailable, match="还没有送到这台电脑。请先同步") as refusal:
        opened(later, report)
    assert refusal.value.code == "report_key_missing"
    level(writer)
    level(later)
    assert opened(later, report).texts["description"] == SECRET


def test_a_reader_hands_on_to_one_who_comes_later(
    made: MadeCounty, writer: Laptop, reader: Laptop, tmp_path: Path
):
    level(writer)
    report = written(writer)
    level(writer)
    level(reader)
    reader.do(lambda work: reports.add_follow_up(work, report, "已临时安置"))
    county = a_laptop(made, tmp_path / "county", "1")
    level(reader)
    level(county)
    file = opened(county, report)
    assert file.texts["description"] == SECRET
    assert [each.text for each in file.follow_ups] == ["已临时安置"]


@pytest.mark.parametrize("role", ["2", "4", "6", "7", "9"])
def test_whoever_may_not_know_has_not_even_the_row(
    made: MadeCounty, writer: Laptop, reader: Laptop, tmp_path: Path, role: str
):
    level(writer)
    written(writer)
    level(writer)
    level(reader)
    other = a_laptop(made, tmp_path / "other", role)
    level(other)
    assert other.look(rows) == 0
    assert reader.look(rows) > 0


def test_a_sync_between_two_pages_loses_nothing(writer: Laptop, reader: Laptop):
    report = begun(writer)
    for page in PAGES:
        level(writer)
        writer.do(lambda work, page=page: reports.save_page(work, report, page))
    level(writer)
    writer.do(lambda work: reports.submit_report(work, report))
    level(writer)
    level(reader)
    file = opened(reader, report)
    assert file.texts["description"] == SECRET
    assert file.texts["child_description"] == "陈小雨，约十岁"
    assert file.minutes == 2


def test_once_level_nothing_is_handed_on_twice(writer: Laptop, reader: Laptop):
    level(writer)
    written(writer)
    level(writer)
    level(reader)
    before = writer.look(rows)
    for one in (writer, reader, writer):
        level(one)
    assert writer.look(rows) == before
    assert writer.do(report_keys.hand_on_keys) == reader.do(report_keys.hand_on_keys) == 0


def test_a_vault_that_was_revoked_gets_no_new_keys(
    made: MadeCounty, writer: Laptop, reader: Laptop
):
    level(writer)
    first = written(writer)
    level(writer)
    member = reader.link.state().member
    assert member is not None
    with made.database.writing() as connection:
        devices.revoke(connection, member.replica, made.now())
        assert report_readers.refresh(connection, made.keys, made.now())
    level(writer)
    second = written(writer)
    theirs = reader_name(reader.device.agreement_public)

    def given(work: UnitOfWork, report: str) -> bool:
        return bool(work.find(ReportKey, ReportKey.report_id == report, ReportKey.reader == theirs))

    assert writer.look(lambda work: given(work, first))
    assert not writer.look(lambda work: given(work, second))


def test_a_list_that_the_county_did_not_sign_is_not_taken(
    made: MadeCounty, writer: Laptop, reader: Laptop, logs: Logs
):
    level(writer)
    known = writer.look(report_keys.known_readers)
    stranger = Reader(DeviceKeys.generate().agreement_public, "5", ("500231",))
    forged = ReaderList(99, (stranger,)).written()
    with made.database.writing() as connection:
        sign = writer.device.sign
        publishing.publish(connection, READERS, "readers", forged, sign, made.now())
    forms = writer.link.sync().forms
    assert forms is not None
    assert [one.code for one in forms.left] == ["publication_unsigned"]
    logs.expect("publication_unsigned")
    assert writer.look(report_keys.known_readers) == known


def test_a_letter_that_was_altered_opens_nothing(writer: Laptop, reader: Laptop):
    level(writer)
    report = written(writer)
    level(writer)
    level(reader)

    def alter(work: UnitOfWork) -> None:
        for key in work.find(ReportKey):
            letter = key.letter or ""
            key.letter = letter[:20] + ("B" if letter[20] != "B" else "C") + letter[21:]

    reader.do(alter)
    with pytest.raises(Unreadable):
        opened(reader, report)


def test_a_letter_of_another_piece_is_no_key(writer: Laptop, reader: Laptop):
    level(writer)
    report = written(writer)
    level(writer)
    level(reader)

    def swap(work: UnitOfWork) -> None:
        mine = [one for one in work.find(ReportKey) if one.reader == work.seals.reader]
        letters = [one.letter for one in mine]
        for key, letter in zip(mine, [*letters[1:], letters[0]], strict=True):
            key.letter = letter

    reader.do(swap)
    with pytest.raises(Unreadable):
        opened(reader, report)


def test_a_key_of_no_order_keeps_no_report_from_going_out(writer: Laptop, reader: Laptop):
    bad = ReaderList(7, (Reader(bytes(32), "5", ("500231",)),))
    writer.do(lambda work: report_keys.accept_readers(work, bad.written()))
    report = written(writer)
    told = writer.look(lambda work: reports.report_progress(work, report))
    assert told.unreached


def test_the_list_follows_whoever_leaves_and_is_otherwise_left_alone(
    made: MadeCounty, reader: Laptop
):
    with made.database.writing() as connection:
        assert not report_readers.refresh(connection, made.keys, made.now())
        connection.execute(update(PERSON).values(left_at=made.now()))
        assert report_readers.refresh(connection, made.keys, made.now())
    del reader


@pytest.mark.parametrize(
    ("places", "place", "is_his"),
    [
        (("500231",), "500231102201", True),
        (("500231000000",), "500231102201", True),
        (("500231102",), "500231102201", True),
        (("500231102000",), "500231102", True),
        (("500231103",), "500231102201", False),
        (("500231100",), "500231102201", False),
        (("500231102",), "500231", False),
        ((), "500231102201", False),
    ],
)
def test_a_reader_has_the_reports_of_his_places(places: tuple[str, ...], place: str, is_his: bool):
    assert Reader(bytes(32), "5", places).reaches(place) is is_his


def test_what_is_no_list_is_refused():
    whole = ReaderList(3, (Reader(bytes(range(32)), "5", ("500231",)),))
    assert read_list(whole.written()) == whole
    for damaged in (b"", b"[]", b"{}", whole.written().replace(b'"key": "00', b'"key": "')):
        with pytest.raises(Unreadable):
            read_list(damaged)


def test_without_a_place_of_his_own_nobody_reads_anothers(writer: Laptop, reader: Laptop):
    level(writer)
    report = written(writer)
    with pytest.raises(Refused, match="您的岗位不能"):
        opened(writer, report)
    del reader


def test_the_county_opens_with_its_own_key_what_was_handed_on_to_it_and_notes_why(
    made: MadeCounty, writer: Laptop, reader: Laptop
):
    level(writer)
    report, unsent = written(writer), begun(writer)
    level(writer)
    with made.database.writing() as connection:
        (listed,) = [one for one in county_reports.listed(connection, made.keys) if one["opens"]]
        assert (listed["report"], listed["place"]) == (report, stores.VILLAGE)
        assert SECRET not in str(listed)
        said = county_reports.opened(connection, report, made.keys, "儿童督导员离岗", made.now())
        asked = select(AUDIT.c.action, AUDIT.c.object, AUDIT.c.detail)
        noted = connection.execute(asked.order_by(AUDIT.c.seq.desc())).first()
    assert (said["description"], said["follow_ups"]) == (SECRET, [])
    assert noted is not None
    assert tuple(noted) == ("server:mandatory_report:open", report, "儿童督导员离岗")
    del reader, unsent


def test_another_key_than_the_countys_opens_nothing_and_no_reason_neither(
    made: MadeCounty, writer: Laptop, reader: Laptop
):
    level(writer)
    report = written(writer)
    level(writer)
    with made.database.reading() as connection:
        for keys, reason, code in (
            (made.keys, " ", "reason_missing"),
            (DeviceKeys.generate(), "核查", "report_not_for_county"),
        ):
            with pytest.raises(Refused) as caught:
                county_reports.opened(connection, report, keys, reason, made.now())
            assert caught.value.code == code
        with pytest.raises(Refused) as caught:
            county_reports.opened(connection, "nothing", made.keys, "核查", made.now())
        assert caught.value.code == "report_missing"
    del reader
