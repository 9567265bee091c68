"""Where things are in a vault: a folder of its own for each person on each laptop.

::

    vault.header     from which, with password and device secret, the keys come
    vault.lock       held while the vault is open
    header.lock      held while the header is rewritten
    vault.escrow     the data key, sealed to the county's recovery key
    vault.erased     the header while the vault is erased (E5)
    vault.request    the request for recovery that is under way
    records.db       the encrypted database (and its -wal and -shm)
    vault.next, vault.former, records.db.next, records.db.former    while the data key is rotated
    attachments/     sealed photos and scans, by content hash
    backups/         verified copies of the database, and of the header
    temporary/       what is being previewed; emptied whenever the vault is opened
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

HALF_MADE: Final = ".tmp"
"""Ends the name of a vault that is still being made."""
_OWN: Final = ("vault.", "records.db")


@dataclass(frozen=True)
class VaultFolder:
    """The paths in the vault at ``root``."""

    root: Path

    @property
    def header(self) -> Path:
        return self.root / "vault.header"

    @property
    def header_copy(self) -> Path:
        """The last header that opened; what ``mend_header`` puts back."""
        return self.backups / "vault.header"

    @property
    def erased_header(self) -> Path:
        """The header while it is erased: without one under its own name, this is no vault any more."""
        return self.root / "vault.erased"

    @property
    def escrow(self) -> Path:
        return self.root / "vault.escrow"

    @property
    def request(self) -> Path:
        return self.root / "vault.request"

    @property
    def next_header(self) -> Path:
        """Around the next data key, while it is rotated (as the two below)."""
        return self.root / "vault.next"

    @property
    def former_header(self) -> Path:
        """Around the former one, until a backup under the new one was verified."""
        return self.root / "vault.former"

    @property
    def next_database(self) -> Path:
        return self.root / "records.db.next"

    @property
    def former_database(self) -> Path:
        return self.root / "records.db.former"

    @property
    def lock(self) -> Path:
        return self.root / "vault.lock"

    @property
    def header_lock(self) -> Path:
        return self.root / "header.lock"

    @property
    def database(self) -> Path:
        return self.root / "records.db"

    @property
    def attachments(self) -> Path:
        return self.root / "attachments"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def temporary(self) -> Path:
        return self.root / "temporary"

    @property
    def rooms(self) -> tuple[Path, ...]:
        """The folders inside."""
        return self.attachments, self.backups, self.temporary

    def is_vault(self) -> bool:
        """Whether there is a header; whether it can be read is another question."""
        return self.header.is_file()

    def is_rest(self) -> bool:
        """Whether it is what an erasure that was cut off left: without a header, empty or with other
        things of a vault."""
        if self.is_vault() or not self.root.is_dir():
            return False
        inside = list(self.root.iterdir())
        own = {self.lock, self.header_lock, *self.rooms}
        return not inside or any(one in own or one.name.startswith(_OWN) for one in inside)
