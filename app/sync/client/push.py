"""The front of the outbox goes to the county; what is acknowledged leaves it (S5–S7, S12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from msgspec import structs

from app.errors import Unreadable
from app.sync.client.desk import Desk, Intake, Settled, Standing
from app.sync.protocol.messages import Ack, Operation, Push, Row, Verdict, present

_Numbered = TypeVar("_Numbered", Operation, Verdict)


def question(desk: Desk, standing: Standing, batch: Sequence[Operation]) -> Push:
    """The operations under the county's numbers."""
    head, known = desk.chain(standing.audit_seq)
    numbered = _moved(batch, -standing.offset)
    return Push(standing.receipt, numbered, head, known, is_brief=True)


def moved(standing: Standing, ack: Ack) -> Standing:
    """Where the laptop stands when it has taken in ``ack``."""
    return replace(standing, receipt=ack.receipt, audit_seq=ack.audit_seq)


def settle(standing: Standing, asked: Push, ack: Ack) -> Intake:
    """Operations out, the county's rows in, one transaction. Raises ``Unreadable`` if the
    acknowledgement is not for what was sent: then nothing leaves the outbox."""
    sent = [op.seq for op in asked.operations]
    if [verdict.seq for verdict in ack.verdicts] != sent or not ack.receipt:
        raise Unreadable(
            "县里的回执与送出的内容对不上，待上传的内容都还在本机。请再同步一次。",
            code="sync_ack_foreign",
        )
    verdicts = _moved(ack.verdicts, standing.offset)
    return Intake(
        moved(standing, ack),
        settled=Settled(sent[-1] + standing.offset, ack.commit, verdicts),
        rows=(*ack.rows, *_as_sent(asked, ack)),
        gone=ack.gone,
    )


def _moved(numbered: Sequence[_Numbered], offset: int) -> tuple[_Numbered, ...]:
    """Under numbers that are higher by ``offset``."""
    if not offset:
        return tuple(numbered)
    return tuple(structs.replace(one, seq=one.seq + offset) for one in numbered)


def _as_sent(asked: Push, ack: Ack) -> Iterable[Row]:
    """The records that stand at the county as we made them."""
    as_sent = frozenset(ack.as_sent)
    for op in asked.operations:
        if op.seq in as_sent:
            yield Row(op.noun, op.record_id, ack.commit, present(op.changes))
