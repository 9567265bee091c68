"""Whatever was interrupted goes on where it stopped: first syncs (S9, S10), attachments (S16)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Unavailable
from app.models.attachment import Attachment
from app.security.signed_messages import Request
from app.storage.unit_of_work import UnitOfWork
from app.sync.laptop.files import CHUNK
from app.sync.protocol import codec
from app.sync.protocol.messages import Cursor, Pull
from tests import factories
from tests.contract.county_made import MadeCounty
from tests.stores import VILLAGE
from tests.unit.sync.laptops import Laptop, level, names

PAGES = 4
CONTENT = bytes(range(256)) * (CHUNK // 256) * 3 + b"the end"
"""Four stretches."""


def cursors(sent: list[Request]) -> list[Cursor]:
    """Where each exchange asked to go on."""
    asked = [codec.decode(one.body) for one in sent if one.url.endswith("/v1/sync")]
    return [one.cursor for many in asked for one in many if isinstance(one, Pull)]


@pytest.mark.parametrize("fault", ["before", "after"])
@pytest.mark.parametrize("at", range(1, PAGES + 1))
def test_s10_a_first_sync_cut_at_any_page_goes_on_where_it_stopped(
    made: MadeCounty, laptop: Laptop, tmp_path: Path, at: int, fault: str
):
    laptop.do(lambda work: [factories.a_person(work).id for _number in range(25)])
    level(laptop)
    new = Laptop(made, tmp_path / "new")
    new.enrol()
    new.wire.sent.clear()

    def cut(_request: Request) -> str:
        return fault if len(new.wire.sent) == at + 1 else ""

    new.wire.fault = cut
    with pytest.raises(Unavailable):
        new.link.sync()
    stood = new.link.desk.standing().cursor
    new.wire.fault = lambda _request: ""
    level(new)
    asked = cursors(new.wire.sent)
    assert asked[at + 1] == stood
    assert asked.count(stood) == 2
    assert all(asked.count(one) == 1 for one in asked if one != stood)
    assert new.look(names) == laptop.look(names)


def photograph(work: UnitOfWork) -> str:
    household = factories.a_household(work, 1)
    stored = work.put_blob(CONTENT)
    owner = {"owner_noun": "household", "owner_id": household.id, "village_code": VILLAGE}
    work.add(Attachment(sha256=stored.sha256, size=stored.size, media_type="image/jpeg", **owner))
    return stored.sha256


def stretches(laptop: Laptop, method: str) -> list[int]:
    """The numbers of the stretches that were moved."""
    sent = [one for one in laptop.wire.sent if one.method == method and "/v1/blobs/" in one.url]
    return [int(one.url.rpartition("/")[2]) for one in sent]


def cut_at(laptop: Laptop, method: str, number: int) -> None:
    """The line breaks at that stretch, once."""

    def fault(request: Request) -> str:
        is_it = request.method == method and request.url.endswith(f"/{number}")
        return "before" if is_it else ""

    laptop.wire.fault = fault
    with pytest.raises(Unavailable):
        laptop.link.sync()
    laptop.wire.fault = lambda _request: ""


@pytest.mark.parametrize("number", [0, 2, 3])
def test_s16_a_file_that_was_cut_on_its_way_there_goes_on_at_that_stretch(
    laptop: Laptop, number: int
):
    laptop.do(photograph)
    cut_at(laptop, "PUT", number)
    laptop.wire.sent.clear()
    found = laptop.link.sync()
    assert stretches(laptop, "PUT") == list(range(number, 4))
    assert found.files is not None
    assert found.files.sent == 1


@pytest.mark.parametrize("number", [0, 2, 3])
def test_s16_a_file_that_was_cut_on_its_way_here_goes_on_at_that_stretch(
    laptop: Laptop, other: Laptop, number: int
):
    sha256 = laptop.do(photograph)
    laptop.link.sync()
    cut_at(other, "GET", number)
    other.store.sweep_blobs()
    other.wire.sent.clear()
    other.link.sync()
    assert stretches(other, "GET") == list(range(number, 4))
    assert other.look(lambda work: work.get_blob(sha256)) == CONTENT
    assert pieces_of(other) == []


def test_s16_a_stretch_that_was_damaged_on_this_disk_is_fetched_anew(laptop: Laptop, other: Laptop):
    sha256 = laptop.do(photograph)
    laptop.link.sync()
    cut_at(other, "GET", 3)
    kept = pieces_of(other)
    assert len(kept) == 3
    assert all(CONTENT[:64] not in one.read_bytes() for one in kept)
    *others, last = kept[1].read_bytes()
    kept[1].write_bytes(bytes((*others, last ^ 1)))
    other.wire.sent.clear()
    other.link.sync()
    assert stretches(other, "GET") == [1, 3]
    assert other.look(lambda work: work.get_blob(sha256)) == CONTENT


def test_s16_stretches_of_a_file_that_no_record_names_are_swept(laptop: Laptop):
    laptop.store.blobs.pieces.put("ab" * 32, 0, b"left over")
    laptop.store.sweep_blobs()
    assert pieces_of(laptop) == []


def pieces_of(laptop: Laptop) -> list[Path]:
    return sorted(laptop.store.blobs.folder.glob("*/*.piece"))
