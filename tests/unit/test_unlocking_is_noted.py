"""A2: who opened the vault, and how often the password was wrong before, is in the audit."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.clock import FixedClock
from app.errors import Refused
from app.models.audit import AuditEntry
from app.services import accounts, audit
from app.services.accounts import AccountFile
from app.storage.unit_of_work import UnitOfWork
from app.workspace import UNLOCKED, Machine
from app.workspace.opened import PASSWORD as CHANGED
from tests.crash.county import settings_in
from tests.stores import NOW, TOWNSHIP
from tests.unit.security.made import CHEAP, PASSWORD


def founded(work: UnitOfWork) -> AccountFile:
    """The vault's owner."""
    return accounts.found(work, name="周经办", role="3", org_code=TOWNSHIP)


def test_a2_unlocking_is_noted_with_the_wrong_tries_before_it(tmp_path: Path):
    clock = FixedClock(NOW)
    machine = Machine(settings_in(tmp_path), clock, CHEAP)
    folder = tmp_path / "one.vault"
    _ = machine.make_vault(folder, PASSWORD, founded)
    machine.open(folder, PASSWORD).close()
    for _try in range(2):
        with pytest.raises(Refused):
            machine.open(folder, "不是这个密码")
    opened = machine.open(folder, PASSWORD)
    try:
        lines = opened.read(lambda work: [one for one in entries(work) if one[0] == UNLOCKED])
        assert lines == [(UNLOCKED, ""), (UNLOCKED, "failed=2")]
        told = opened.read(audit.list_entries)
        assert "打开了保险柜（此前输错密码2次）" in [one.text for one in told]
    finally:
        opened.close()


def test_a2_another_password_is_noted_once_it_holds_and_says_neither(tmp_path: Path):
    machine = Machine(settings_in(tmp_path), FixedClock(NOW), CHEAP)
    folder, later = tmp_path / "one.vault", "两头水牛4Hj#过石桥"
    _ = machine.make_vault(folder, PASSWORD, founded)
    opened = machine.open(folder, PASSWORD)
    try:
        with pytest.raises(Refused):
            opened.change_password("不是这个密码", later)
        assert CHANGED not in [action for action, _detail in opened.read(entries)]
        opened.change_password(PASSWORD, later)
        assert opened.read(entries)[-1] == (CHANGED, "")
        assert "换了保险柜的密码" in [one.text for one in opened.read(audit.list_entries)]
    finally:
        opened.close()
    machine.open(folder, later).close()


def entries(work: UnitOfWork) -> list[tuple[str, str]]:
    """Action and detail of each, the oldest first."""
    asked = select(AuditEntry.action, AuditEntry.detail).order_by(AuditEntry.seq)
    return [(action, detail or "") for action, detail in work.session.execute(asked)]
