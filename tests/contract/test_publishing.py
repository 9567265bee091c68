"""Publishing at the county, on each kind of database: what is kept comes out as it went in."""

from __future__ import annotations

import hashlib
import json
import random
import threading
from pathlib import Path
from typing import Any

import pytest

from app.forms import bundle
from app.security.letters import open_letter, seal_letter
from app.security.signatures import DeviceKeys, is_signed
from app.server import publishing
from app.server.database import Database
from app.services import published_forms
from app.sync.protocol import bundles, codec
from app.sync.protocol.published import CALENDAR, FORM, LAST, SIGNATURE, Known, Publication
from tests.contract.county_made import VILLAGE, Answer, Laptop, MadeCounty, Request
from tests.published_bundles import a_bundle
from tests.unit.sync import laptops

FIRST, SECOND = "2027010101", "2027010102"
LIST = 1
"""The publication that came with the enrolment of an officer: who reads mandatory reports."""


@pytest.fixture
def made(database: Database) -> MadeCounty:
    return MadeCounty(database)


@pytest.fixture
def officer(made: MadeCounty) -> Laptop:
    return made.laptop("1")


@pytest.fixture
def clerk(made: MadeCounty) -> Laptop:
    return made.laptop("4", VILLAGE)


def publish(officer: Laptop, content: bytes) -> Answer:
    return officer.ask("POST", "/v1/published", content)


def told(answer: Answer) -> dict[str, Any]:
    return json.loads(answer.body)


def fetched(laptop: Laptop, sha256: str) -> bytes:
    return laptop.ask("GET", f"/v1/published/{sha256}").body


def large(officer: Laptop, version: str) -> bytes:
    """With pictures of some megabytes: what no buffer on the way may cut."""
    opened = bundle.unpack(a_bundle(version, officer.keys), is_signed)
    noise = random.Random(1).randbytes(3_000_000)
    files = {**opened.files, f"{bundle.MEDIA}a.png": noise, f"{bundle.MEDIA}b.png": noise[::-1]}
    return bundle.pack(opened.manifest, files, officer.keys.sign)


def test_every_byte_comes_out_under_the_countys_signature(
    made: MadeCounty, officer: Laptop, clerk: Laptop
):
    content = large(officer, FIRST)
    row = told(publish(officer, content))
    assert row == {
        "kind": "form",
        "name": f"ruhu {FIRST}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "number": LIST + 1,
    }
    answer = clerk.ask("GET", f"/v1/published/{row['sha256']}")
    assert answer.body == content
    signature = bytes.fromhex(answer.headers[SIGNATURE])
    got = Publication(row["number"], row["kind"], row["name"], answer.body, signature)
    assert got.is_of(made.keys.signing_public, is_signed)


def test_only_what_came_later_is_listed_and_a_sync_says_the_last_number(
    officer: Laptop, clerk: Laptop
):
    for version in (FIRST, SECOND):
        publish(officer, a_bundle(version, officer.keys))
    for after, names in ((LIST, [FIRST, SECOND]), (LIST + 1, [SECOND]), (LIST + 2, [])):
        listed = told(clerk.ask("GET", f"/v1/published?after={after}"))["published"]
        assert [one["name"] for one in listed] == [f"ruhu {name}" for name in names]
    answer = clerk.ask("POST", "/v1/sync", codec.encode((clerk.hello(),)))
    assert answer.headers[LAST] == str(LIST + 2)


def test_the_same_again_changes_nothing_and_a_number_is_used_for_one_content(officer: Laptop):
    content = a_bundle(FIRST, officer.keys)
    assert told(publish(officer, content)) == told(publish(officer, content))
    other = publish(officer, a_bundle(FIRST, officer.keys, title="别的"))
    assert (other.status_code, told(other)["code"]) == (422, "form_version_taken")
    assert told(publish(officer, a_bundle(SECOND, officer.keys)))["number"] == LIST + 2


def test_a_refusal_leaves_nothing_behind(made: MadeCounty, officer: Laptop, clerk: Laptop):
    stranger = DeviceKeys.generate()
    codes = [
        told(publish(officer, a_bundle(FIRST, stranger)))["code"],
        told(publish(clerk, a_bundle(FIRST, clerk.keys)))["code"],
        told(publish(officer, b"no zip"))["code"],
    ]
    assert codes == ["form_not_own", "not_permitted", "bundle_damaged"]
    assert told(clerk.ask("GET", f"/v1/published?after={LIST}"))["published"] == []


def test_two_officers_at_the_same_moment_get_two_numbers_or_one_comes_again(made: MadeCounty):
    officers = [made.laptop("1") for _ in range(3)]
    requests = [
        one.signed("POST", "/v1/published", a_bundle(f"202701010{place}", one.keys))
        for place, one in enumerate(officers)
    ]
    answers: list[Answer] = []

    def ask(request: Request) -> None:
        answers.append(made.call(request))

    threads = [threading.Thread(target=ask, args=(each,)) for each in requests]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    taken = [told(one)["number"] for one in answers if one.status_code == 200]
    assert sorted(taken) == [len(officers) + one for one in range(1, len(taken) + 1)]
    assert {one.status_code for one in answers} <= {200, 503}
    assert taken


def test_the_same_content_published_by_many_at_once_is_there_once(made: MadeCounty):
    began, numbers = threading.Barrier(4), list[int]()

    def put() -> None:
        began.wait(20)
        with made.database.writing() as connection:
            told = publishing.publish(
                connection, CALENDAR, "2027", b"{}", made.keys.sign, "2026-11-25"
            )
            numbers.append(told["number"])

    threads = [threading.Thread(target=put) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert numbers == [1] * 4


def test_a_stick_takes_own_forms_there_and_brings_all_back_with_what_was_not_taken(
    made: MadeCounty, officer: Laptop
):
    good, bad = large(officer, FIRST), a_bundle(SECOND, DeviceKeys.generate())
    inner = officer.signed("POST", bundles.SYNC, codec.encode((officer.hello(),)))
    brought = bundles.CarriedRequest(
        inner.method, inner.url, inner.headers, inner.body, Known(), (good, bad)
    )
    letter = seal_letter(bundles.pack(brought), made.keys.agreement_public, bundles.UP)
    answer = officer.ask("POST", "/v1/bundles", letter)
    back = bundles.read_answer(open_letter(answer.body, officer.keys, bundles.DOWN))
    assert [one.content for one in back.published if one.kind == FORM] == [good]
    assert [(one.sha256, one.code) for one in back.not_taken] == [
        (hashlib.sha256(bad).hexdigest(), "form_not_own")
    ]


def test_a_form_goes_from_one_vault_to_another_through_this_database(
    made: MadeCounty, tmp_path: Path
):
    officer = laptops.Laptop(made, tmp_path / "officer", role="1")
    clerk = laptops.Laptop(made, tmp_path / "clerk")
    for one in (officer, clerk):
        one.enrol()
        one.link.takers = {FORM: _taking(one)}
    content = a_bundle(FIRST, officer.device)
    officer.do(lambda work: published_forms.accept(work, content))
    sent = officer.link.sync().forms
    came = clerk.link.sync().forms
    assert sent
    assert came
    assert (sent.sent, len(came.came)) == (1, 1)
    kept = clerk.look(lambda work: published_forms.list_published(work))
    assert [one.version for one in kept] == [FIRST]


def _taking(laptop: laptops.Laptop):
    def take(content: bytes) -> str:
        line = laptop.do(lambda work: published_forms.accept(work, content))
        return line.called if line is not None else ""

    return take
