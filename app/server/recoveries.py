"""Recoveries of vaults, as the county sees them (K10): who asked, what was answered, both in the
chain. It holds neither the recovery key nor a data key: what passes here is sealed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from app.domain.ids import is_id
from app.errors import Refused
from app.security.letters import seal_letter
from app.security.recovery import (
    HOURS,
    RecoveryAnswer,
    RecoveryRequest,
    read_answer,
    read_request,
    vouch,
    write_answer,
)
from app.security.recovery_key import RecoveryKey, read_key, write_key
from app.security.signatures import DeviceKeys
from app.server import audit, publishing
from app.server.stored import unpack
from app.server.tables import COUNTY, DEVICE, PERSON, PUBLISHED, RECOVERY
from app.sync.protocol.published import RECOVERY as KIND

MOST_WAITING: Final = 20
"""Requests of one vault that wait; more are not kept."""


def publish_key(
    connection: Connection, text: str, keys: DeviceKeys, at: str
) -> tuple[RecoveryKey, dict[str, Any]]:
    """The county vouches for its recovery key, and every laptop learns it (K9).

    Raises ``Unreadable`` slip_unreadable, reader_key_wrong; ``Refused`` recovery_key_foreign,
    recovery_epoch_taken.
    """
    key = read_key(text)
    seal_letter(b"", key.public, "trial")
    county = connection.execute(select(COUNTY.c.code)).scalar_one()
    if key.county != county:
        raise Refused("这把找回公钥不是本县的。请核对文件。", code="recovery_key_foreign")
    content = write_key(key).encode()
    publishing.hold(connection)
    known = select(PUBLISHED.c.name, PUBLISHED.c.content).where(PUBLISHED.c.kind == KIND)
    for name, said in connection.execute(known):
        if int(name) >= key.epoch and said != content:
            raise Refused(
                f"已经发布过第 {name} 期找回公钥。请用更大的期号重新生成。",
                code="recovery_epoch_taken",
            )
    told = publishing.publish(connection, KIND, f"{key.epoch}", content, keys.sign, at)
    return key, told


def receive(
    connection: Connection, text: str, county_key: bytes, at: str, *, replica: str = ""
) -> dict[str, Any]:
    """A request came, by hand or over the line; the same one again changes nothing. ``replica``:
    whose it must be, if it came over the line.

    Raises ``Unreadable`` slip_unreadable; ``Refused`` recovery_foreign, recovery_number_taken,
    recovery_too_many.
    """
    request = read_request(text)
    device = _device(connection, request, county_key)
    if not is_id(request.id) or (replica and device["replica"] != replica):
        raise _foreign()
    kept = _found(connection, request.id)
    if kept is not None and kept["content"].decode() != text.strip():
        raise Refused(
            "这个编号的申请已经收到过，内容却不同，没有收下。请让本人重新申请。",
            code="recovery_number_taken",
        )
    if kept is None:
        _refuse_flood(connection, device["replica"])
        values = {"request": request.id, "replica": device["replica"], "asked_at": at}
        content = text.strip().encode()
        connection.execute(insert(RECOVERY).values(**values, content=content, answer=b""))
        line = audit.Line(device["replica"], "device:recovery:ask", request.id)
        audit.append(connection, [line], at)
    return {
        "request": request.id,
        "code": request.code,
        "replica": device["replica"],
        "label": device["label"],
        "person": device["name"],
        "role": device["role"],
        "places": unpack(device["places"]),
        "epoch": request.escrow.key.epoch,
        "asked_at": at,
    }


def record(connection: Connection, text: str, keys: DeviceKeys, now: datetime) -> str:
    """Two officers have answered: it goes into the chain, and the county vouches for the answer,
    which is returned.

    Raises ``Unreadable`` slip_unreadable; ``Refused`` recovery_unknown, recovery_answered,
    answer_expired, answer_too_long, answer_not_asked, recovery_foreign.
    """
    answer = read_answer(text)
    row = _found(connection, answer.request)
    if row is None:
        raise Refused(
            "没有收到过这份答复对应的申请。请先用 recovery receive 收下申请。",
            code="recovery_unknown",
        )
    if row["answered_at"]:
        raise Refused("这份申请已经答复过，不能再用。请让本人重新申请。", code="recovery_answered")
    request = read_request(row["content"].decode())
    _device(connection, request, keys.signing_public)
    _refuse_unfit(answer, request, now)
    at, vouched = now.isoformat(timespec="seconds"), write_answer(vouch(answer, keys.sign))
    wanted = update(RECOVERY).where(RECOVERY.c.request == answer.request)
    connection.execute(wanted.values(answer=vouched.encode(), answered_at=at))
    shares = ",".join(map(str, answer.shares))
    line = audit.Line("server", "server:recovery:answer", answer.request, f"shares {shares}")
    audit.append(connection, [line], at)
    return vouched


def _refuse_unfit(answer: RecoveryAnswer, request: RecoveryRequest, now: datetime) -> None:
    if not answer.is_to(request):
        raise Refused(
            "这份答复与收到的申请不是同一个保险柜、同一个人的。请把答复和申请重新核对。",
            code="answer_not_asked",
        )
    if now > answer.expires:
        raise Refused("这份答复已经超过24小时。请让本人重新申请。", code="answer_expired")
    if answer.expires > now + timedelta(hours=HOURS):
        raise Refused(
            "这份答复的有效期长过24小时，没有登记。请看离线电脑的日期和时间对不对，改正后重新打开一次。",
            code="answer_too_long",
        )


def answered(connection: Connection, request: str, replica: str) -> bytes:
    """The answer to a request of that vault; empty: none yet."""
    row = _found(connection, request)
    return row["answer"] if row is not None and row["replica"] == replica else b""


def content_of(connection: Connection, request: str) -> str:
    """The request as it came. Raises ``Refused`` recovery_unknown."""
    row = _found(connection, request)
    if row is None:
        raise Refused("没有这份申请。请用 recovery list 核对编号。", code="recovery_unknown")
    return row["content"].decode()


def listed(connection: Connection) -> list[dict[str, Any]]:
    """All, the newest first, with the code that the person reads out."""
    columns = RECOVERY.c
    asked = (
        select(RECOVERY, PERSON.c.name, PERSON.c.role, DEVICE.c.label)
        .join(DEVICE, DEVICE.c.replica == columns.replica)
        .join(PERSON, PERSON.c.id == DEVICE.c.person)
        .order_by(columns.asked_at.desc(), columns.request)
    )
    return [
        {
            "request": row["request"],
            "code": read_request(row["content"].decode()).code,
            "person": row["name"],
            "role": row["role"],
            "label": row["label"],
            "replica": row["replica"],
            "asked_at": row["asked_at"],
            "answered_at": row["answered_at"],
        }
        for row in connection.execute(asked).mappings()
    ]


def _found(connection: Connection, request: str) -> RowMapping | None:
    if not is_id(request):
        return None
    asked = select(RECOVERY).where(RECOVERY.c.request == request)
    return connection.execute(asked).mappings().first()


def _device(connection: Connection, request: RecoveryRequest, county_key: bytes) -> RowMapping:
    """The enrolled vault that asks: not revoked, its owner still here."""
    escrow = request.escrow
    asked = (
        select(DEVICE.c.replica, DEVICE.c.label, PERSON.c.name, PERSON.c.role, PERSON.c.places)
        .join(PERSON, PERSON.c.id == DEVICE.c.person)
        .where(
            DEVICE.c.signing_key == escrow.device,
            DEVICE.c.revoked_at == "",
            PERSON.c.left_at == "",
        )
        .order_by(DEVICE.c.enrolled_at.desc())
    )
    row = connection.execute(asked).mappings().first()
    if row is None or escrow.county_key != county_key:
        raise _foreign()
    return row


def _foreign() -> Refused:
    return Refused(
        "这份申请不是本县在用的电脑提出的，或者电脑已经吊销、人已经离岗，不能找回。请核对 devices。",
        code="recovery_foreign",
    )


def _refuse_flood(connection: Connection, replica: str) -> None:
    waiting = (RECOVERY.c.replica == replica) & (RECOVERY.c.answered_at == "")
    count = connection.execute(select(func.count()).select_from(RECOVERY).where(waiting))
    if count.scalar_one() >= MOST_WAITING:
        raise Refused(
            "这台电脑的申请太多，都还没有答复。请先与县民政局联系。", code="recovery_too_many"
        )
