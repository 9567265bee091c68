"""The county's recovery key as this vault knows it, and the escrow that goes with it (K9).

The key comes as a publication, checked against the county's own key before it gets here; a newer
one takes the place of an older one, never the other way round.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.errors import Refused, Unreadable
from app.security.disk import LocalDisk, blamed
from app.security.escrow import Escrow, find_escrow, keep_escrow, make_escrow, turn_of
from app.security.key_ring import DataKey
from app.security.recovery_key import RecoveryKey, read_key, write_key
from app.security.vault import describe
from app.security.vault_folder import VaultFolder
from app.storage import driver, identity
from app.storage.store import Store
from app.sync.laptop import membership

KEY: Final = "recovery_key"
_DISK: Final = LocalDisk()


@dataclass(frozen=True)
class RecoveryDesk:
    """Of one open vault. ``user``: its owner's id."""

    store: Store
    folder: Path
    user: str
    data_key: DataKey = field(repr=False)

    def take(self, content: bytes) -> str:
        """The county's recovery key as it was published; what it is called if it is new here.

        Raises ``Unreadable`` slip_unreadable; ``Refused`` recovery_key_foreign.
        """
        key = read_key(content.decode("ascii", "replace"))
        is_new = self.store.apply(lambda connection: _is_new(connection, key))
        self.see_to_escrow()
        return f"第 {key.epoch} 期找回公钥" if is_new else ""

    def known(self) -> RecoveryKey | None:
        """The key that the vault trusts; None: no recovery yet."""
        text = self.store.examine(lambda connection: identity.recall(connection, KEY))
        return None if text is None else read_key(str(text))

    def sealed_epoch(self) -> int:
        """Of the recovery key to which the vault is sealed; 0: none."""
        with blamed(), suppress(Unreadable):
            found = find_escrow(VaultFolder(self.folder), _DISK)
            return found.key.epoch if found else 0
        return 0

    def see_to_escrow(self) -> bool:
        """Seal the data key anew if the escrow is not what it should be; whether it was needed."""
        key, member = self.known(), self.store.examine(membership.find)
        if key is None or member is None:
            return False
        place, header, found = VaultFolder(self.folder), describe(self.folder), None
        with blamed():
            with suppress(Unreadable):
                found = find_escrow(place, _DISK)
            fresh = make_escrow(self.data_key, header, key, member.county_key, self.user)
            if found is not None and _said(found) == _said(fresh):
                return False
            assert fresh.turn == turn_of(header)
            keep_escrow(place, fresh, _DISK)
        return True


def _is_new(connection: driver.Connection, key: RecoveryKey) -> bool:
    member = membership.require(connection)
    if key.county != member.county:
        raise Refused(
            "找回公钥不是本县的，没有采用。请与县民政局联系。", code="recovery_key_foreign"
        )
    kept = identity.recall(connection, KEY)
    if kept is not None and read_key(str(kept)).epoch >= key.epoch:
        return False
    identity.remember(connection, KEY, write_key(key))
    return True


def _said(escrow: Escrow) -> tuple[object, ...]:
    """All but the seal, which is another each time."""
    return escrow.key, escrow.county_key, escrow.vault, escrow.user, escrow.device, escrow.turn
