"""使用人员: who works with this vault, what they may do, and whose villages are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain import codes, person_name
from app.domain.permissions import TABLE, Action, may
from app.errors import Refused
from app.models.account import Account
from app.services.choices import choose, chosen
from app.services.permitted import needs
from app.storage.actor import Actor
from app.storage.unit_of_work import UnitOfWork

OWNER: Final = "account.owner"
FOUNDING: Final = Actor("00000000-0000-7000-8000-000000000000", "建库", "2", None)
"""As whom a vault that has no owner yet is opened."""


@dataclass(frozen=True)
class AccountFile:
    """One person who works with the program. ``village_codes`` None: the whole township."""

    id: str
    name: str
    role: str
    role_text: str
    org_code: str | None
    village_codes: tuple[str, ...] | None
    phone_masked: str
    may: tuple[str, ...]

    @property
    def actor(self) -> Actor:
        """As whom this person acts."""
        return Actor(self.id, self.name, self.role, self.org_code, self.village_codes)


@needs(Action.ACCOUNT_READ)
def owner(work: UnitOfWork) -> AccountFile | None:
    """Whose vault this is; None before ``found``."""
    owner_id = chosen(work, OWNER)
    return None if owner_id is None else _file(work.get(Account, owner_id))


@needs(Action.ACCOUNT_WRITE)
def found(
    work: UnitOfWork,
    *,
    name: str,
    role: str,
    org_code: str | None,
    village_codes: Sequence[str] | None = None,
) -> AccountFile:
    """The owner of a new vault, once. Raises ``Refused`` owner_known, name_…, role_unknown."""
    if chosen(work, OWNER) is not None:
        raise Refused("这个保险柜已经有主人。请用“修改岗位”更改。", code="owner_known")
    if role not in codes.ROLE:
        raise Refused("没有这个岗位。请从列表里选择。", code="role_unknown", role=role)
    account = Account(name=person_name.parse(name), role=role)
    account.villages = list(village_codes) if village_codes is not None else None
    account.org_code = org_code
    saved = work.add(account)
    choose(work, OWNER, saved.id)
    return _file(saved)


@needs(Action.ACCOUNT_READ)
def list_accounts(work: UnitOfWork) -> tuple[AccountFile, ...]:
    """Everybody, in the order they were entered."""
    return tuple(_file(each) for each in work.find(Account, order_by=(Account.rowid_,)))


def _file(account: Account) -> AccountFile:
    role = account.role or ""
    villages = None if account.villages is None else tuple(account.villages)
    allowed = tuple(TABLE[action].label for action in Action if may(role, action))
    phone = account.phone or ""
    return AccountFile(
        account.id,
        account.name,
        role,
        codes.ROLE.label(role),
        account.org_code,
        villages,
        phone and "*" * (len(phone) - 4) + phone[-4:],
        allowed,
    )
