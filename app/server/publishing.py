"""Forms, rule packs and holidays that the county gives to every laptop, under its signature."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from app.domain.rule_pack import RulePack
from app.domain.working_days import HolidayYear
from app.errors import Refused
from app.forms import bundle
from app.security.signatures import is_signed
from app.server import audit
from app.server.tables import COUNTER, PUBLISHED
from app.sync.protocol.published import CALENDAR, FORM, MOST_BYTES, PACK, Publication, signed_bytes

MOST_CARRIED: Final = 16 * 1024 * 1024
"""Bytes of publications that go with one answer by hand."""


def publish(
    connection: Connection,
    kind: str,
    name: str,
    content: bytes,
    sign: Callable[[bytes], bytes],
    at: str,
    who: str = "server",
) -> dict[str, Any]:
    """Keep it for every laptop; the same content again changes nothing. ``who``: the vault that
    sent it, or the server itself. Raises ``Refused`` publication_too_large."""
    if len(content) > MOST_BYTES:
        raise Refused("文件太大，不能发布。请另选文件。", code="publication_too_large")
    sha256 = hashlib.sha256(content).hexdigest()
    hold(connection)
    columns = PUBLISHED.c
    known = select(columns.number).where(columns.sha256 == sha256)
    number = connection.execute(known).scalar()
    if number is None:
        audit.append(connection, [audit.Line(who, f"server:{kind}:publish", sha256, name)], at)
        number = last_number(connection) + 1
        values = {"sha256": sha256, "number": number, "kind": kind, "name": name}
        values |= {"content": content, "published_at": at}
        signature = sign(signed_bytes(kind, name, sha256))
        connection.execute(insert(PUBLISHED).values(**values, signature=signature))
    return {"kind": kind, "name": name, "sha256": sha256, "number": number}


def hold(connection: Connection) -> None:
    """Until the end of the transaction nobody else publishes, writes records or the audit."""
    connection.execute(select(COUNTER.c.value).with_for_update())


def publish_form(
    connection: Connection,
    content: bytes,
    sign: Callable[[bytes], bytes],
    at: str,
    *,
    own_key: bytes | None = None,
    who: str = "server",
) -> dict[str, Any]:
    """A form's bundle. ``own_key``: of the vault that must have signed it. Raises ``Unreadable`` as
    ``bundle.unpack``; ``Refused`` form_not_own, form_version_taken, publication_too_large."""
    said = bundle.unpack(content, is_signed).manifest
    if own_key is not None and said.signed_by != own_key.hex():
        raise Refused("这张表单不是本机发布的。请由发布的人上传。", code="form_not_own")
    name = f"{said.form_id} {said.version}"
    hold(connection)
    columns = PUBLISHED.c
    same = select(columns.content).where(columns.kind == FORM, columns.name == name)
    for row in connection.execute(same):
        if bundle.unpack(row.content, is_signed).manifest.sha256 != said.sha256:
            raise Refused(
                "这个版本号县里已经发布过，内容却不同。请换一个更大的版本号再发布。",
                code="form_version_taken",
            )
    return publish(connection, FORM, name, content, sign, at, who)


def publish_pack(
    connection: Connection,
    pack: RulePack,
    content: bytes,
    sign: Callable[[bytes], bytes],
    at: str,
) -> dict[str, Any]:
    """A rule pack: ``content`` is the YAML that ``pack`` was read from. Raises ``Refused``
    pack_version_taken, publication_too_large."""
    name, sha256 = f"{pack.id} {pack.version}", hashlib.sha256(content).hexdigest()
    hold(connection)
    columns = PUBLISHED.c
    same = (columns.kind == PACK) & (columns.name == name) & (columns.sha256 != sha256)
    if connection.execute(select(columns.number).where(same)).first():
        raise Refused(
            "这个版本号的规则包县里已经发布过，内容却不同。请把 version 加 1 再发布。",
            code="pack_version_taken",
        )
    return publish(connection, PACK, name, content, sign, at)


def publish_calendar(
    connection: Connection,
    table: HolidayYear,
    content: bytes,
    sign: Callable[[bytes], bytes],
    at: str,
) -> dict[str, Any]:
    """A year's holidays: ``content`` is the YAML that ``table`` was read from; of one year the last
    one published stands. Raises ``Refused`` calendar_superseded, publication_too_large."""
    name, sha256 = str(table.year), hashlib.sha256(content).hexdigest()
    hold(connection)
    columns = PUBLISHED.c
    of_year = select(columns.sha256).where(columns.kind == CALENDAR, columns.name == name)
    before = connection.execute(of_year.order_by(columns.number)).scalars().all()
    if sha256 in before[:-1]:
        raise Refused(
            "这份节假日表以前发布过，后来被另一份代替了。要改回来，请在 source 里写明更正，再发布。",
            code="calendar_superseded",
        )
    return publish(connection, CALENDAR, name, content, sign, at)


def last_number(connection: Connection) -> int:
    """Of the last publication; 0: none."""
    return connection.execute(select(func.coalesce(func.max(PUBLISHED.c.number), 0))).scalar_one()


def carried(connection: Connection, after: int) -> Iterator[Publication]:
    """Publications after a number in their order, at least one, as many as go with one answer."""
    columns = PUBLISHED.c
    wanted = (columns.number, columns.kind, columns.name, columns.content, columns.signature)
    asked = select(*wanted).where(columns.number > after).order_by(columns.number)
    room = MOST_CARRIED
    for row in connection.execute(asked):
        if room < MOST_CARRIED and len(row.content) > room:
            return
        room -= len(row.content)
        yield Publication(*row)
