"""Forms travel with a sync: what the county published comes, what its officer published goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from app.domain.permissions import Action, require
from app.errors import Refused
from app.forms import bundle
from app.models.local import PublishedForm
from app.security.signatures import DeviceKeys
from app.server import publishing
from app.server.database import busy
from app.services import published_forms
from app.storage import identity
from app.sync.laptop.published import Forms
from app.sync.protocol.published import FORM, signed_bytes
from tests.conftest import Logs
from tests.contract.county_made import MadeCounty
from tests.published_bundles import a_bundle
from tests.unit.sync.laptops import Laptop
from tests.unit.sync.test_link import carried


def taking(laptop: Laptop) -> Laptop:
    """As an open vault has it."""

    def take(content: bytes) -> str:
        line, changes = laptop.store.perform(
            lambda work: published_forms.accept(work, content), laptop.actor
        )
        laptop.heard.append(changes)
        return line.called if line is not None else ""

    laptop.link.takers = {FORM: take}
    return laptop


@pytest.fixture
def clerk(laptop: Laptop) -> Laptop:
    return taking(laptop)


@pytest.fixture
def officer(made: MadeCounty, tmp_path: Path) -> Laptop:
    """The county's, who may publish."""
    found = taking(Laptop(made, tmp_path / "officer", role="1"))
    found.enrol()
    return found


def publish(made: MadeCounty, content: bytes) -> int:
    with made.database.writing() as connection:
        told = publishing.publish_form(connection, content, made.keys.sign, made.now())
    return int(told["number"])


def kept(laptop: Laptop) -> list[str]:
    return sorted(one.version for one in laptop.look(published_forms.list_published))


class Counts(NamedTuple):
    came: int = 0
    sent: int = 0
    left: int = 0


def synced(laptop: Laptop) -> Counts:
    found = laptop.link.sync().forms
    assert found is not None
    return Counts(len(found.came), found.sent, len(found.left))


def why_left(laptop: Laptop) -> list[tuple[str, str]]:
    """What the page shows: which, and the code of the cause."""
    return [(one.name, one.code) for one in laptop.look(published_forms.news).left]


def published_by(officer: Laptop, content: bytes) -> None:
    """What publishing leaves in the vault of whoever publishes."""
    assert officer.do(lambda work: published_forms.accept(work, content))


def test_a_published_form_comes_with_the_next_sync_and_windows_are_told(
    made: MadeCounty, clerk: Laptop
):
    publish(made, a_bundle("2027010101", DeviceKeys.generate()))
    assert synced(clerk) == Counts(came=1)
    assert kept(clerk) == ["2027010101"]
    assert any(one.touches("published_form") for one in clerk.heard)
    row = clerk.look(lambda work: work.session.query(PublishedForm).one())
    assert clerk.look(published_forms.kept_forms)[0].form.definition.sha256 == row.sha256


def test_a_sync_without_a_new_form_stays_one_round_trip(made: MadeCounty, clerk: Laptop):
    publish(made, a_bundle("2027010101", DeviceKeys.generate()))
    synced(clerk)
    asked = len(clerk.wire.sent)
    assert synced(clerk) == Counts()
    assert len(clerk.wire.sent) == asked + 1


def test_only_what_is_new_is_fetched(made: MadeCounty, clerk: Laptop):
    signer = DeviceKeys.generate()
    publish(made, a_bundle("2027010101", signer))
    synced(clerk)
    publish(made, a_bundle("2027010102", signer))
    asked = len(clerk.wire.sent)
    assert synced(clerk) == Counts(came=1)
    assert len(clerk.wire.sent) == asked + 3  # the sync, the list, the one that is new


def test_what_the_officer_published_goes_up_and_comes_down_elsewhere(
    officer: Laptop, clerk: Laptop
):
    published_by(officer, a_bundle("2027010101", officer.device))
    assert synced(officer) == Counts(sent=1)
    assert synced(officer) == Counts()
    assert synced(clerk) == Counts(came=1)


def test_a_form_of_somebody_who_may_not_publish_is_not_offered_nor_taken(
    made: MadeCounty, clerk: Laptop
):
    content = a_bundle("2027010101", clerk.device)
    published_by(clerk, content)
    assert synced(clerk) == Counts()
    answer = clerk.link.call("POST", "/v1/published", content)
    assert json.loads(answer.body)["code"] == "not_permitted"
    with pytest.raises(Refused):
        require("4", Action.FORM_PUBLISH)


def test_nobody_publishes_what_another_signed(officer: Laptop):
    answer = officer.link.call(
        "POST", "/v1/published", a_bundle("2027010101", DeviceKeys.generate())
    )
    assert json.loads(answer.body)["code"] == "form_not_own"


def test_a_version_that_the_county_has_otherwise_is_not_taken_and_not_offered_again(
    made: MadeCounty, officer: Laptop, logs: Logs
):
    publish(made, a_bundle("2027010101", DeviceKeys.generate(), title="别的"))
    published_by(officer, a_bundle("2027010101", officer.device))
    assert synced(officer) == Counts(left=2)  # ours there, theirs here
    for _side in ("county", "laptop"):
        logs.expect("form_version_taken")
    assert synced(officer) == Counts()


def test_one_that_cannot_be_read_does_not_hold_up_the_others(
    made: MadeCounty, clerk: Laptop, logs: Logs
):
    with made.database.writing() as connection:
        publishing.publish(connection, "form", "x 1", b"no zip", made.keys.sign, made.now())
    publish(made, a_bundle("2027010101", DeviceKeys.generate()))
    assert synced(clerk) == Counts(came=1, left=1)
    logs.expect("bundle_damaged")


def test_what_the_county_did_not_sign_is_not_taken_and_not_asked_for_again(
    made: MadeCounty, clerk: Laptop, logs: Logs
):
    content = a_bundle("2027010101", DeviceKeys.generate())
    with made.database.writing() as connection:
        stranger = DeviceKeys.generate().sign
        publishing.publish_form(connection, content, stranger, made.now())
    assert synced(clerk) == Counts(left=1)
    logs.expect("publication_unsigned")
    assert kept(clerk) == []
    assert why_left(clerk) == [("ruhu 2027010101", "publication_unsigned")]
    assert synced(clerk) == Counts()


def test_the_answer_on_a_stick_brings_forms_and_the_bundle_takes_own_ones(
    made: MadeCounty, officer: Laptop, clerk: Laptop
):
    published_by(officer, a_bundle("2027010101", officer.device))
    up = officer.link.write_bundle().content
    officer.link.read_bundle(carried(made, clerk, up))
    found = clerk.link.read_bundle(carried(made, officer, clerk.link.write_bundle().content))
    assert (len(found.forms.came), kept(clerk)) == (1, ["2027010101"])
    again = clerk.link.read_bundle(carried(made, officer, clerk.link.write_bundle().content))
    assert again.forms == Forms()
    assert synced(officer) == Counts()


def test_a_county_that_was_put_back_gets_the_form_once_more(made: MadeCounty, officer: Laptop):
    published_by(officer, a_bundle("2027010101", officer.device))
    synced(officer)
    from sqlalchemy import delete, update

    from app.server.tables import COUNTY, PUBLISHED

    with made.database.writing() as connection:
        connection.execute(delete(PUBLISHED))
        connection.execute(update(COUNTY).values(epoch=2))
    assert synced(officer) == Counts(sent=1)


def test_who_is_enrolled_trusts_the_key_of_his_county(made: MadeCounty, clerk: Laptop):
    trusted = clerk.store.examine(lambda one: identity.recall(one, identity.PUBLISHERS))
    assert trusted == {made.keys.signing_public.hex(): "垫江县"}
    content = a_bundle("2027010101", made.keys)
    own = clerk.device.signing_public
    assert clerk.do(lambda work: published_forms.receive(work, content, own)).version


def test_the_name_is_under_the_signature_too(made: MadeCounty, clerk: Laptop):
    content = a_bundle("2027010101", DeviceKeys.generate())
    publish(made, content)
    with made.database.reading() as connection:
        [one] = [each for each in publishing.carried(connection, 0) if each.kind == FORM]
    assert one.is_of(made.keys.signing_public, _is_signed)
    assert not replace(one, name="ruhu 9").is_of(made.keys.signing_public, _is_signed)
    assert signed_bytes("form", "a", "b") != signed_bytes("pack", "a", "b")


def _is_signed(message: bytes, signature: bytes, key: bytes) -> bool:
    from app.security.signatures import is_signed

    return is_signed(message, signature, key)


def test_what_goes_with_one_answer_by_hand_has_a_limit(
    made: MadeCounty, monkeypatch: pytest.MonkeyPatch
):
    signer = DeviceKeys.generate()
    for version in ("2027010101", "2027010102", "2027010103"):
        publish(made, a_bundle(version, signer))
    monkeypatch.setattr(publishing, "MOST_CARRIED", len(a_bundle("2027010101", signer)) + 9)
    with made.database.reading() as connection:
        numbers = [one.number for one in publishing.carried(connection, 1)]
    assert numbers == [2]


def by_stick(made: MadeCounty, bearer: Laptop, laptop: Laptop) -> Forms:
    return laptop.link.read_bundle(carried(made, bearer, laptop.link.write_bundle().content)).forms


def damaged(made: MadeCounty) -> None:
    with made.database.writing() as connection:
        publishing.publish(connection, "form", "x 1", b"no zip", made.keys.sign, made.now())


def unsigned(made: MadeCounty) -> None:
    content, stranger = a_bundle("1", DeviceKeys.generate()), DeviceKeys.generate().sign
    with made.database.writing() as connection:
        publishing.publish(connection, "form", "x 1", content, stranger, made.now())


def of_a_newer_program(made: MadeCounty) -> None:
    signer = DeviceKeys.generate()
    opened = bundle.unpack(a_bundle("1", signer), _is_signed)
    newer = replace(opened.manifest, min_engine=bundle.ENGINE + 1)
    content = bundle.pack(newer, opened.files, signer.sign)
    with made.database.writing() as connection:
        publishing.publish(connection, "form", "x 1", content, made.keys.sign, made.now())


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (damaged, "bundle_damaged"),
        (unsigned, "publication_unsigned"),
        (of_a_newer_program, "bundle_newer"),
    ],
)
def test_a_form_that_cannot_be_used_comes_on_a_stick_once_and_its_cause_stays_to_be_read(
    made: MadeCounty,
    officer: Laptop,
    clerk: Laptop,
    logs: Logs,
    spoil: Callable[[MadeCounty], None],
    code: str,
):
    spoil(made)
    publish(made, a_bundle("2027010101", DeviceKeys.generate()))
    found = by_stick(made, officer, clerk)
    logs.expect(code)
    assert [one.code for one in found.left] == [code]
    assert all("请" in one.sentence for one in found.left)
    assert kept(clerk) == ["2027010101"]
    assert by_stick(made, officer, clerk) == Forms()
    assert why_left(clerk) == [("x 1", code)]
    clerk.do(published_forms.forget_left)
    assert why_left(clerk) == []


def test_own_forms_that_the_county_does_not_take_are_carried_once_and_the_officer_is_told(
    made: MadeCounty, officer: Laptop, clerk: Laptop
):
    publish(made, a_bundle("2027010101", DeviceKeys.generate(), title="别的"))
    officer.link.takers = {FORM: lambda _content: ""}
    published_by(officer, a_bundle("2027010101", officer.device))
    (left,) = by_stick(made, clerk, officer).left
    assert (left.name, left.code, left.is_own) == ("ruhu 2027010101", "form_version_taken", True)
    assert by_stick(made, clerk, officer) == Forms()


def test_what_was_left_is_settled_when_a_version_of_the_form_comes(
    made: MadeCounty, clerk: Laptop, logs: Logs
):
    with made.database.writing() as connection:
        publishing.publish(connection, "form", "ruhu 1", b"no zip", made.keys.sign, made.now())
    synced(clerk)
    logs.expect("bundle_damaged")
    assert why_left(clerk) == [("ruhu 1", "bundle_damaged")]
    publish(made, a_bundle("2027010101", DeviceKeys.generate()))
    assert synced(clerk) == Counts(came=1)
    assert why_left(clerk) == []
    (arrived,) = clerk.look(published_forms.news).arrived
    assert arrived.version == "2027010101"


def test_a_county_that_is_busy_has_not_refused_and_gets_the_form_with_the_next_stick(
    made: MadeCounty, officer: Laptop, clerk: Laptop, monkeypatch: pytest.MonkeyPatch
):
    published_by(officer, a_bundle("2027010101", officer.device))

    def busy_now(*_given: object, **_named: object) -> None:
        raise busy()

    with monkeypatch.context() as while_busy:
        while_busy.setattr(publishing, "publish_form", busy_now)
        assert by_stick(made, clerk, officer) == Forms()
    by_stick(made, clerk, officer)
    assert synced(clerk) == Counts(came=1)
