"""What the county's own people do to records and laptops: move, erase, prune, back up, begin anew.

Each takes the counter's lock like a push does, so that the log stays in the order of commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import structs
from sqlalchemy import Connection, and_, delete, func, insert, select, update

from app.errors import Refused
from app.models.columns import id_bytes
from app.server import audit
from app.server.admitted import add, mark, write_records
from app.server.stored import held_of, lost_of, pack, pack_lost, unpack
from app.server.tables import (
    AUDIT,
    CHANGE,
    COUNTER,
    COUNTY,
    DEVICE,
    ERASED,
    HISTORY,
    LINE,
    PERSON,
    RECORD,
)
from app.sync.county.archive import Held, Written
from app.sync.protocol.merge import Mark
from app.sync.protocol.messages import Fields

EPOCH_STEP: Final = 2**40
"""Numbers of a new epoch lie above all that an older one can have given: a restored county must
never call a version by a number that a laptop has seen on another one."""

OFFICE: Final = "office"
_NO_OP: Final = bytes(16)


def found(connection: Connection, code: str, name: str, at: str) -> None:
    """A new county in empty tables."""
    values = {"id": 1, "code": code, "name": name, "epoch": 1, "horizon": 0, "pruned": 0}
    connection.execute(insert(COUNTY).values(**values, lost=b"", checkpoint=b""))
    standing = {"value": EPOCH_STEP, "audit_seq": 0, "audit_head": audit.START}
    connection.execute(insert(COUNTER).values(county=1, **standing))
    audit.append(connection, [audit.Line("server", "server:county:create", code)], at)


def next_commit(connection: Connection) -> int:
    """The number of this commit (S8)."""
    taken = update(COUNTER).values(value=COUNTER.c.value + 1).returning(COUNTER.c.value)
    return connection.execute(taken).scalar_one()


def hold(connection: Connection, record_id: str) -> Held:
    """The record, locked. Raises ``Refused`` record_missing."""
    columns = RECORD.c
    asked = (
        select(columns.id, columns.noun, columns.rev, columns.body, columns.marks)
        .where(columns.id == id_bytes(record_id))
        .with_for_update()
    )
    row = connection.execute(asked).first()
    if row is None:
        raise Refused("没有这份记录。请核对编号。", code="record_missing")
    return held_of(*row)


def move(connection: Connection, record_id: str, village: str, at: str) -> int:
    """A record goes to another village: it left one scope and is in the other, in one commit
    (S22)."""
    held = hold(connection, record_id)
    commit = next_commit(connection)
    place = {"village_code": village}
    marks = {**held.marks, "place": Mark(commit, OFFICE)}
    row = structs.replace(held.row, rev=commit, fields={**held.row.fields, **place})
    write_records(connection, [Written(held, Held(row, marks, held.origin))])
    before = {"village_code": held.row.fields.get("village_code")}
    _keep(connection, record_id, commit, before)
    audit.append(connection, [audit.Line(OFFICE, "office:record:move", record_id, village)], at)
    return commit


def erase(connection: Connection, record_id: str, at: str) -> int:
    """Nothing of a deleted record stays but its id and a number (S23); its history goes too."""
    held = hold(connection, record_id)
    if not held.version.is_deleted:
        raise Refused("这份记录没有作废，不能清除。请先作废。", code="record_alive")
    commit, key = next_commit(connection), id_bytes(record_id)
    connection.execute(delete(RECORD).where(RECORD.c.id == key))
    connection.execute(delete(HISTORY).where(HISTORY.c.record_id == key))
    add(connection, ERASED, [{"id": key, "commit": commit}])
    line = {"commit": commit, "record_id": key, "scope": held.row.scope}
    add(connection, CHANGE, [line])
    mark(connection, {(held.row.scope, held.row.noun): commit})
    audit.append(connection, [audit.Line(OFFICE, "office:record:erase", record_id)], at)
    return commit


def _keep(connection: Connection, record_id: str, commit: int, before: Fields) -> None:
    values = {"record_id": id_bytes(record_id), "commit": commit, "op": _NO_OP}
    connection.execute(insert(HISTORY).values(**values, content=pack([None, dict(before)])))


def give_places(connection: Connection, person: str, places: Iterable[str], at: str) -> None:
    """Other places for a person: his laptops lose and gain rows at their next contact (S22)."""
    codes = sorted(set(places))
    changed = update(PERSON).where(PERSON.c.id == person).values(places=pack(codes))
    if connection.execute(changed).rowcount != 1:
        raise Refused("没有这个使用人员。请用 user list 核对编号。", code="person_missing")
    _begin_scope_epoch(connection, person)
    line = audit.Line("server", "server:person:places", person, ",".join(codes))
    audit.append(connection, [line], at)


def _begin_scope_epoch(connection: Connection, person: str) -> None:
    next_ = DEVICE.c.scope_epoch + 1
    connection.execute(update(DEVICE).where(DEVICE.c.person == person).values(scope_epoch=next_))


def places_of(connection: Connection, person: str) -> list[str]:
    """The codes a person was given."""
    packed = connection.execute(select(PERSON.c.places).where(PERSON.c.id == person)).scalar()
    return unpack(packed) if packed else []


def prune(connection: Connection, live: Iterable[str], at: str) -> int:
    """Forget the log up to where every one of the ``live`` vaults has read (S23)."""
    county = connection.execute(select(COUNTY)).mappings().one()
    own = and_(LINE.c.epoch == county["epoch"], LINE.c.replica.in_(sorted(live)))
    read = connection.execute(select(LINE.c.replica, LINE.c.cursor).where(own))
    cursors: dict[str, int] = dict(read.all())
    slowest = min((cursors.get(one, 0) for one in live), default=0)
    through = max(county["pruned"], slowest)
    connection.execute(update(COUNTY).values(pruned=through))
    connection.execute(delete(CHANGE).where(CHANGE.c.commit <= through))
    audit.append(connection, [audit.Line("server", "server:log:prune", str(through))], at)
    return through


def note_backup(connection: Connection, commit: int, at: str) -> None:
    """Everything up to ``commit`` is in a verified backup elsewhere: laptops may let go (S20)."""
    connection.execute(update(COUNTY).where(COUNTY.c.horizon < commit).values(horizon=commit))
    audit.append(connection, [audit.Line("server", "server:backup:verified", str(commit))], at)


def begin_epoch(connection: Connection, epoch: int, at: str) -> None:
    """After a restore: what came after the backup is gone here and comes again from the laptops
    (S20). ``epoch`` is above any that a laptop has seen."""
    county = connection.execute(select(COUNTY)).mappings().one()
    kept = connection.execute(select(COUNTER.c.value)).scalar_one()
    began = epoch * EPOCH_STEP
    if epoch <= county["epoch"] or began <= kept:
        raise Refused("新的纪元号必须比原来的大。请核对后再试。", code="epoch_not_above")
    lost = (*lost_of(county["lost"]), (kept, began))
    changed = {"epoch": epoch, "pruned": began, "lost": pack_lost(lost)}
    connection.execute(update(COUNTY).values(**changed))
    connection.execute(update(COUNTER).values(value=began))
    audit.append(
        connection, [audit.Line("server", "server:epoch:begin", str(epoch), str(kept))], at
    )


def audit_length(connection: Connection) -> int:
    """Entries in the chain."""
    return connection.execute(select(func.count()).select_from(AUDIT)).scalar_one()
