"""The keys of one store, as plain bytes; made from the vault's key ring by whoever wires."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class StoreKeys:
    """32 bytes each, ``salt`` 16. Never shown: they do not appear in ``repr``.

    ``sealed``: for what is sealed once more (level 4); a store opened without it cannot read that.
    ``device``: private keys of the vault, for what others sealed to it; empty: it opens none of that.
    """

    database: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    blobs: bytes = field(repr=False)
    backups: bytes = field(repr=False)
    sealed: bytes = field(repr=False, default=b"")
    device: bytes = field(repr=False, default=b"")

    def __post_init__(self) -> None:
        sizes = [len(each) for each in (self.database, self.salt, self.blobs, self.backups)]
        more = (len(self.sealed), len(self.device))
        if sizes != [32, 16, 32, 32] or more[0] not in {0, 32} or more[1] not in {0, 64}:
            raise ValueError(f"keys of the wrong size: {sizes}")
