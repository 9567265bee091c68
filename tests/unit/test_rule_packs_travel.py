"""A rule pack that the county published reaches laptops over the line and by stick, and is in force by
its date; one that nobody vouches for is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from app import resources
from app.domain.rule_pack import RulePack
from app.server import publishing
from app.server.tables import PUBLISHED
from app.services import rule_packs, shipped
from app.sync.protocol.published import PACK
from tests.conftest import Logs
from tests.contract.county_made import MadeCounty
from tests.unit.sync.laptops import Laptop, a_county
from tests.unit.sync.test_link import carried

YAML = resources.path("rule_packs", "500231-2026.yaml").read_text("utf-8")
NEXT_YEAR = date(2027, 3, 1)


def a_pack(version: int = 2, effective: str = "2027-01-01") -> bytes:
    """The shipped one, of another year."""
    old = RulePack.from_mapping(resources.parse_yaml(YAML.encode()))
    text = YAML.replace(f"version: {old.version}", f"version: {version}", 1)
    text = text.replace(f"effective_from: {old.effective_from}", f"effective_from: {effective}", 1)
    return text.encode()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeCounty]:
    with a_county(tmp_path / "county.db") as found:
        yield found


@pytest.fixture
def laptop(made: MadeCounty, tmp_path: Path) -> Laptop:
    found = Laptop(made, tmp_path / "one")
    found.enrol()
    found.link.takers = {
        PACK: lambda content: (
            "规则包" if found.do(lambda work: rule_packs.accept_pack(work, content)) else ""
        )
    }
    return found


def publish(made: MadeCounty, content: bytes) -> None:
    pack = RulePack.from_mapping(resources.parse_yaml(content))
    with made.database.writing() as connection:
        publishing.publish_pack(connection, pack, content, made.keys.sign, made.now())


def version_on(laptop: Laptop, day: date) -> tuple[int, bool]:
    """Of the pack in force, and whether the county published it."""
    found = rule_packs.in_force(shipped.rule_packs(), laptop.look(rule_packs.received), day)
    return found.pack.version, found.arrived_at is not None


def test_a_pack_comes_with_the_next_sync_and_is_in_force_from_its_date_on(
    made: MadeCounty, laptop: Laptop
):
    own = shipped.rule_pack(NEXT_YEAR).version
    assert version_on(laptop, NEXT_YEAR) == (own, False)
    publish(made, a_pack(7))
    forms = laptop.link.sync().forms
    assert forms is not None
    assert (len(forms.packs), forms.came) == (1, ())
    assert version_on(laptop, NEXT_YEAR) == (7, True)
    assert version_on(laptop, date(2026, 12, 31)) == (own, False)
    press = shipped.press(NEXT_YEAR, came=laptop.look(rule_packs.received))
    assert press.pack.version == 7
    again = laptop.link.sync().forms
    assert again is not None
    assert again.packs == ()


def test_a_correction_of_the_same_year_is_in_force_and_the_countys_wins_a_tie(
    made: MadeCounty, laptop: Laptop
):
    old = shipped.rule_pack(date(2026, 11, 25))
    publish(made, a_pack(old.version, str(old.effective_from)) + b"\n# confirmed\n")
    laptop.link.sync()
    assert version_on(laptop, date(2026, 11, 25)) == (old.version, True)
    publish(made, a_pack(old.version + 1, str(old.effective_from)))
    laptop.link.sync()
    assert version_on(laptop, date(2026, 11, 25)) == (old.version + 1, True)


def test_a_pack_comes_by_stick(made: MadeCounty, laptop: Laptop, tmp_path: Path):
    publish(made, a_pack(7))
    bearer = Laptop(made, tmp_path / "bearer")
    bearer.enrol()
    written = laptop.link.write_bundle()
    found = laptop.link.read_bundle(carried(made, bearer, written.content))
    assert len(found.forms.packs) == 1
    assert version_on(laptop, NEXT_YEAR) == (7, True)


def left(laptop: Laptop, logs: Logs) -> str:
    """Why the pack was not taken by a sync."""
    forms = laptop.link.sync().forms
    assert forms is not None
    (one,) = forms.left
    assert one.code == "publication_unsigned"
    logs.expect("publication_unsigned")
    return one.sentence


def test_a_pack_without_the_countys_signature_is_refused_with_cause(
    made: MadeCounty, laptop: Laptop, logs: Logs
):
    publish(made, a_pack(7))
    with made.database.writing() as connection:
        connection.execute(
            update(PUBLISHED).where(PUBLISHED.c.kind == PACK).values(signature=bytes(64))
        )
    assert "政策参数没有县里的签名" in left(laptop, logs)
    assert not version_on(laptop, NEXT_YEAR)[1]


def test_a_pack_that_was_altered_on_the_way_is_refused(
    made: MadeCounty, laptop: Laptop, logs: Logs
):
    publish(made, a_pack(7))
    with made.database.writing() as connection:
        connection.execute(
            update(PUBLISHED).where(PUBLISHED.c.kind == PACK).values(content=a_pack(8))
        )
    left(laptop, logs)
    assert not version_on(laptop, NEXT_YEAR)[1]


def test_a_pack_of_a_newer_program_is_kept_but_not_used(
    made: MadeCounty, laptop: Laptop, logs: Logs
):
    with made.database.writing() as connection:
        content = b"id: x\nnew_section: 1\n"
        publishing.publish(connection, PACK, "x 1", content, made.keys.sign, made.now())
    laptop.link.sync()
    assert laptop.look(rule_packs.received) == ()
    logs.expect("cannot be used here")


def test_a_pack_that_is_not_used_is_told_of_until_another_takes_its_place(
    made: MadeCounty, laptop: Laptop, logs: Logs
):
    """Its head is read where the rest is not: an older one does not stand for it."""
    newer = a_pack(8).replace(b"\nparameters:", b"\nnew_section: 1\nparameters:", 1)
    with made.database.writing() as connection:
        publishing.publish(connection, PACK, "x 8", newer, made.keys.sign, made.now())
    publish(made, a_pack(7))
    laptop.link.sync()
    (lost,) = laptop.look(rule_packs.unused)
    assert (lost.code, lost.rank) == ("rule_pack_unreadable", (date(2027, 1, 1), 8))
    assert version_on(laptop, NEXT_YEAR) == (7, True)
    publish(made, a_pack(9))
    laptop.link.sync()
    assert laptop.look(rule_packs.unused) == ()
    logs.expect("cannot be used here")
