"""A laptop with which nothing changed costs the county one statement, and is told no less for it."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import update

from app.security.signatures import DeviceKeys
from app.server import callers, devices, glance, office
from app.server.database import Database
from app.server.tables import DEVICE
from app.sync.protocol import codec
from app.sync.protocol.messages import Cursor, Page, Pull, Welcome
from tests.contract.conftest import counting
from tests.contract.county_made import (
    NEIGHBOUR,
    TOWNSHIP,
    VILLAGE,
    Answer,
    Laptop,
    MadeCounty,
    Request,
)


@pytest.fixture
def made(database: Database) -> MadeCounty:
    return MadeCounty(database)


def level(laptop: Laptop) -> Cursor:
    """Where it stands after it has read everything, and said so."""
    cursor, page = Cursor(1, laptop.hello().cursor.scope_epoch), None
    while page is None or page.has_more:
        (page,) = laptop.sync(Pull(cursor))
        cursor = page.cursor
    look_in(laptop, cursor)
    return cursor


def look_in(laptop: Laptop, cursor: Cursor) -> tuple[Welcome, Page]:
    welcome, page = laptop.sync(laptop.hello(cursor), Pull(cursor))
    return welcome, page


def asking(laptop: Laptop) -> Request:
    return laptop.signed("POST", "/v1/sync", codec.encode((laptop.hello(),)))


def told(made: MadeCounty, request: Request) -> tuple[int, str]:
    answer: Answer = made.call(request)
    return answer.status_code, json.loads(answer.body)["code"]


def test_a_laptop_with_which_nothing_changed_costs_one_statement(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    laptop.push(laptop.op("household", village_code=VILLAGE, remark="走访"))
    cursor = level(laptop)
    with counting(made.database) as statements:
        welcome, page = look_in(laptop, cursor)
    asked = [one for one in statements if one.startswith(("SELECT", "UPDATE", "WITH"))]
    assert len(asked) == (1 if made.database.is_postgresql else 2)
    assert page == Page(cursor, (), root=page.root, horizon=welcome.horizon)
    assert page.root == made_root(laptop)


def made_root(laptop: Laptop) -> bytes:
    laptop.pull()
    return laptop.root


def test_what_somebody_else_pushed_is_told_at_the_next_contact(made: MadeCounty):
    laptop, other = made.laptop("4", VILLAGE), made.laptop("2", TOWNSHIP)
    cursor = level(laptop)
    op = other.op("household", village_code=VILLAGE, remark="走访")
    other.push(op)
    _welcome, page = look_in(laptop, cursor)
    assert [row.id for row in page.rows] == [op.record_id]
    cursor = page.cursor
    with made.database.writing() as connection:
        office.move(connection, op.record_id, NEIGHBOUR, made.now())
    _welcome, moved = look_in(laptop, cursor)
    assert (moved.gone, moved.root) == ((op.record_id,), made_root(laptop))
    assert moved.root != page.root


def test_other_places_are_told_at_the_next_contact(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    cursor = level(laptop)
    with made.database.writing() as connection:
        office.give_places(connection, laptop.person, [NEIGHBOUR], made.now())
    (welcome,) = laptop.sync(laptop.hello(cursor), Pull(cursor))
    assert welcome.scope_epoch == cursor.scope_epoch + 1
    assert NEIGHBOUR in welcome.scopes
    assert VILLAGE not in welcome.scopes


def test_e5_a_vault_whose_key_is_known_is_revoked_all_the_same(made: MadeCounty):
    laptop = made.laptop("4", VILLAGE)
    level(laptop)
    with made.database.writing() as connection:
        devices.revoke(connection, laptop.replica, made.now())
    assert told(made, asking(laptop)) == (403, "revoked")


def test_a_known_key_is_only_a_hint(made: MadeCounty):
    laptop, other = made.laptop("4", VILLAGE), DeviceKeys.generate()
    level(laptop)
    with made.database.writing() as connection:
        changed = update(DEVICE).where(DEVICE.c.replica == laptop.replica)
        connection.execute(changed.values(signing_key=other.signing_public))
    assert told(made, asking(laptop)) == (401, "signature_wrong")
    laptop.keys = other
    assert made.call(asking(laptop)).status_code == 200


def test_e3_a_known_vault_is_not_heard_twice_and_a_wrong_signature_uses_up_no_number(
    made: MadeCounty,
):
    laptop = made.laptop("4", VILLAGE)
    level(laptop)
    forged = asking(laptop)
    forged.body += b"!"
    assert told(made, forged) == (401, "signature_wrong")
    request = replace(forged, body=forged.body[:-1])
    assert made.call(request).status_code == 200
    assert told(made, request) == (401, "counter_behind")


def test_more_vaults_than_are_remembered_are_let_in(
    made: MadeCounty, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(callers, "MOST_KEYS", 1)
    for laptop in (made.laptop("4", VILLAGE), made.laptop("4", NEIGHBOUR)) * 2:
        assert made.call(asking(laptop)).status_code == 200


def test_who_waits_while_other_places_are_given_is_told_of_one_moment(made: MadeCounty):
    """Places and the number of their epoch are both from before, or both from after."""
    if not made.database.is_postgresql:
        return
    laptop = made.laptop("4", VILLAGE)
    seen: list[glance.Glance | None] = []
    own = laptop.replica, laptop.keys.signing_public, 1_000

    def ask() -> None:
        with made.database.noting() as connection:
            seen.append(glance.let_in(connection, *own, made.now()))

    with made.database.writing() as connection:
        before = glance.take(connection, laptop.replica)
        office.give_places(connection, laptop.person, [NEIGHBOUR], made.now())
        after = glance.take(connection, laptop.replica)
        waiting = threading.Thread(target=ask)
        waiting.start()
        time.sleep(0.2)
    waiting.join()
    assert before.scope_epoch != after.scope_epoch
    assert seen in ([before], [after])
