"""What a greeting changes: another epoch after a restore, other villages, a new identity."""

from __future__ import annotations

from dataclasses import replace

from app.sync.client.desk import Desk, Intake, Standing
from app.sync.protocol.messages import Cursor, Welcome


def is_elsewhere(cursor: Cursor, welcome: Welcome) -> bool:
    """Whether a laptop at ``cursor`` must find its place anew before it goes on."""
    return (welcome.epoch, welcome.scope_epoch) != (cursor.epoch, cursor.scope_epoch)


def bear_witness(standing: Standing, welcome: Welcome) -> Intake | None:
    """Keep the county's last checkpoint, if it is another one (A4)."""
    if welcome.checkpoint in (b"", standing.checkpoint):
        return None
    return Intake(replace(standing, checkpoint=welcome.checkpoint))


def settle_in(desk: Desk, standing: Standing, welcome: Welcome) -> Intake:
    """The new place. What is no longer ours goes at once (S22); the rest is read anew from the
    first row, over what is there. In a new epoch the county has forgotten what came after its
    backup: what is kept of that is sent again, with numbers from 1 (S20)."""
    is_new_epoch = welcome.epoch != standing.cursor.epoch
    found = replace(
        standing,
        cursor=Cursor(welcome.epoch, welcome.scope_epoch),
        scopes=welcome.scopes,
        audit_seq=welcome.audit_seq,
        checkpoint=welcome.checkpoint or standing.checkpoint,
    )
    if not is_new_epoch:
        return Intake(found, purges=True)
    offset = desk.fronts()[0] - 1
    return Intake(replace(found, receipt="", offset=offset), brings_back=True, purges=True)


def renew(desk: Desk, replica: str) -> Intake:
    """A copy of this laptop writes under its identity (S13): go on as ``replica``, which the county
    enrolled. What waits is sent under the new name, from number 1; rows are read anew."""
    standing = desk.standing()
    offset = desk.fronts()[1] - 1
    cursor = Cursor(standing.cursor.epoch)  # no scope epoch: the new name may have other villages
    found = replace(
        standing, replica=replica, cursor=cursor, receipt="", offset=offset, audit_seq=0
    )
    return Intake(found)
