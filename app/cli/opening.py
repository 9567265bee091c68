"""Making a vault and opening it for one command: keys, hold, store, and as whom."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app import resources
from app.cli.surroundings import VAULT, Surroundings
from app.domain.ids import id_source
from app.domain.pinyin import name_readings
from app.errors import Refused
from app.security.attempts import Attempts
from app.security.device_secret import FileDeviceSecrets
from app.security.key_ring import KeyRing
from app.security.password import PasswordRules, name_words, read_blocklist
from app.security.vault import Hold, create_vault, unlock
from app.security.vault_folder import VaultFolder
from app.services import accounts
from app.services.accounts import FOUNDING, AccountFile
from app.storage.keys import StoreKeys
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True)
class Opened:
    """An open vault and whose it is."""

    folder: Path
    store: Store
    owner: AccountFile

    def read(self, verb: Callable[[UnitOfWork], T]) -> T:
        """Run a verb that changes nothing."""
        return self.store.read(verb, self.owner.actor)

    def perform(self, verb: Callable[[UnitOfWork], T]) -> T:
        """Run a verb as one transaction."""
        return self.store.perform(verb, self.owner.actor)[0]


def vault_folder(given: str | None, around: Surroundings) -> Path:
    """The vault meant: ``--vault``, RUHU_VAULT, or the only one there is on this laptop.

    Raises ``Refused`` vault_unclear.
    """
    if named := given or around.environment.get(VAULT):
        return Path(named)
    place = around.settings.vaults_folder
    found = sorted(place.iterdir()) if place.is_dir() else []
    vaults = [each for each in found if VaultFolder(each).is_vault()]
    if len(vaults) == 1:
        return vaults[0]
    raise Refused("没有说明是哪个保险柜。请用“--vault 文件夹”指明。", code="vault_unclear")


def make(
    folder: Path,
    around: Surroundings,
    password: str,
    found: Callable[[UnitOfWork], AccountFile],
) -> AccountFile:
    """A new vault with its owner. Raises ``Refused`` password_weak, vault_exists, ``Unavailable``."""
    owners: list[AccountFile] = []

    def make_database(path: Path, ring: KeyRing) -> None:
        store = Store.create(path, store_keys(ring), clock=around.clock, new_id=id_maker(around))
        try:
            owners.append(store.perform(found, FOUNDING)[0])
        finally:
            store.close()

    _ = create_vault(
        folder,
        password,
        device_secrets=device_secrets(around),
        policy=around.policy,
        make_database=make_database,
    )
    return owners[0]


@contextmanager
def opened(folder: Path, around: Surroundings) -> Generator[Opened]:
    """The vault at ``folder``, for the length of the block."""
    ring = keys(folder, around, around.password())
    hold = Hold(folder)
    try:
        store = Store.open(
            VaultFolder(folder).database,
            store_keys(ring),
            clock=around.clock,
            new_id=id_maker(around),
        )
        try:
            owner = store.read(accounts.owner, FOUNDING)
            if owner is None:
                raise Refused("这个保险柜还没有主人。请先在窗口里完成首次设置。", code="no_owner")
            yield Opened(folder, store, owner)
        finally:
            store.close()
    finally:
        hold.release()


def keys(folder: Path, around: Surroundings, password: str) -> KeyRing:
    """The vault's keys. Raises what ``vault.unlock`` raises."""
    return unlock(
        folder,
        password,
        device_secrets=device_secrets(around),
        policy=around.policy,
        attempts=attempts(around),
    )


def check_password(password: str, name: str) -> None:
    """Raise ``Refused`` password_weak for a password that is easily guessed."""
    words = read_blocklist(resources.read_bytes("security", "blocklist.txt").decode())
    syllables = [each[0] for each in name_readings(name) if each]
    PasswordRules(words).check(password, {name, *name_words(syllables)})


def device_secrets(around: Surroundings) -> FileDeviceSecrets:
    """Where this laptop's half of the keys is."""
    return FileDeviceSecrets(around.settings.config_folder)


def attempts(around: Surroundings) -> Attempts:
    """How often a password was wrong on this laptop."""
    return Attempts(around.settings.config_folder, around.clock)


def store_keys(ring: KeyRing) -> StoreKeys:
    """The keys of the store, out of the vault's ring."""
    return StoreKeys(ring.database_key, ring.database_salt, ring.blob_key, ring.backup_key)


def id_maker(around: Surroundings) -> Callable[[], str]:
    """A source of ids for new records."""
    return id_source(around.clock, around.chance)
