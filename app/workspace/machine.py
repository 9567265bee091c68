"""This laptop and its settings: how a vault on it is made, opened, recovered, restored, rescued."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.domain.clock import Clock
from app.domain.ids import id_source
from app.errors import Refused, Trouble, Unavailable, Unreadable
from app.security.attempts import Attempts
from app.security.device_secret import MISSING, FileDeviceSecrets
from app.security.disk import LocalDisk, blamed, make_folders, write_durably
from app.security.erasing import destroy_slots, erase_vault
from app.security.kdf import STANDARD, KdfPolicy
from app.security.key_ring import KeyRing
from app.security.key_slots import RECOVERED
from app.security.machine import measured
from app.security.recovering import ask_recovery, find_request, recover
from app.security.rotation import has_former, rotate, settle_rotation
from app.security.vault import Hold, change_password, create_vault, describe, mend_header, unlock
from app.security.vault_folder import VaultFolder
from app.services import accounts, recoveries
from app.services.accounts import FOUNDING, AccountFile
from app.settings import Settings
from app.storage import rekeying, restoring, salvage
from app.storage.backup import Backup, Backups
from app.storage.keys import StoreKeys
from app.storage.opening import was_left_open
from app.storage.raw_export import export_raw
from app.storage.store import Store
from app.workspace.opened import Verb, Workspace, back_up_anew

if TYPE_CHECKING:
    from app.security.recovery import RecoveryRequest
    from app.sync.laptop.link import MakeWire
    from app.sync.laptop.locked import LockedLink

_log: Final = logging.getLogger(__name__)
_DISK: Final = LocalDisk()


@dataclass(frozen=True)
class Machine:
    """This laptop: where things are, its clock, how hard keys are to guess, where chance is from."""

    settings: Settings
    clock: Clock
    policy: KdfPolicy = STANDARD
    chance: Callable[[int], bytes] = os.urandom
    make_wire: MakeWire | None = None
    """How counties are reached; None: HTTPS."""

    def status_key(self, vault_id: str) -> bytes:
        """The low-value key with which a locked vault asks whether it is revoked (E5); made once.
        Raises ``Unavailable``, ``Unreadable``: it cannot be read now, and is not replaced."""
        keys = FileDeviceSecrets(self.locked_place)
        try:
            with blamed():
                return keys.read(vault_id)
        except Unavailable as trouble:
            if trouble.code != MISSING:
                raise
            return keys.make(vault_id)

    @property
    def locked_place(self) -> Path:
        """Where a locked laptop finds what it needs of its county."""
        return self.settings.config_folder / "status"

    def locked_link(self, folder: Path) -> LockedLink | None:
        """The line of the locked vault at ``folder`` to its county (E5); None: it has none."""
        from app.sync.laptop import locked

        vault_id = describe(folder).vault_id
        plate = locked.find_plate(self.locked_place, vault_id)
        if plate is None:
            return None
        key = self.status_key(vault_id)
        return locked.LockedLink(
            plate, key, self.make_wire or locked.short_wire, self.chance, self.clock.now
        )

    def set_outbox_aside(self, folder: Path) -> Path | None:
        """Before a locked vault is erased: what had not been sent when it was locked goes, sealed to
        the county, where it stays; None: nothing waited, or it is erased already. Once the device
        secret is gone a copy that was set aside is the last one, and stays."""
        from app.sync.laptop import locked

        if not VaultFolder(folder).is_vault():
            return None
        vault_id, path = describe(folder).vault_id, self.sealed_away(folder)
        with blamed():
            if path.is_file() and not self.device_secrets.is_whole(vault_id):
                return path
        kept = locked.find_outbox(self.locked_place, vault_id)
        if not kept:
            return None
        make_folders(_DISK, path.parent)
        with blamed():
            write_durably(_DISK, path, kept)
        return path

    def keep_outbox(self, folder: Path, sealed: bytes) -> None:
        """What waits in the open vault at ``folder``, sealed to the county, where ``set_outbox_aside``
        finds it; closing puts the newest in its place. Empty: nothing waits."""
        from app.sync.laptop import locked

        locked.keep_outbox(self.locked_place, describe(folder).vault_id, sealed)

    def has_unsealed(self, folder: Path) -> bool:
        """Whether more may wait in the vault at ``folder`` than lies sealed to the county: it was not
        closed cleanly, or not all could be sealed. Then it is not erased before it was opened."""
        from app.sync.laptop import locked

        return was_left_open(VaultFolder(folder).database) or locked.is_marked(
            self.locked_place, describe(folder).vault_id
        )

    def _keep_mark(self, folder: Path) -> None:
        """What says now that the last exit was not clean is gone once the store was closed, also by
        who seals nothing. A full disk locks nobody out."""
        from app.sync.laptop import locked

        place, vault_id = self.locked_place, describe(folder).vault_id
        if self.has_unsealed(folder) and locked.find_plate(place, vault_id):
            try:
                locked.mark(place, vault_id)
            except Unavailable as trouble:
                _log.warning("that work waits unsealed is not marked: %s", trouble.code)

    @property
    def device_secrets(self) -> FileDeviceSecrets:
        """This laptop's half of the keys."""
        return FileDeviceSecrets(self.settings.config_folder)

    @property
    def attempts(self) -> Attempts:
        """How often a password was wrong here."""
        return Attempts(self.settings.config_folder, self.clock)

    def attempts_wait(self, folder: Path) -> float:
        """Seconds until the password of the vault at ``folder`` may be tried again."""
        return self.attempts.wait(describe(folder).vault_id)

    def new_ids(self) -> Callable[[], str]:
        """A source of ids for new records."""
        return id_source(self.clock, self.chance)

    def vaults(self) -> tuple[Path, ...]:
        """The vaults of this machine's user, by name."""
        place = self.settings.vaults_folder
        found = sorted(place.iterdir()) if place.is_dir() else []
        return tuple(each for each in found if VaultFolder(each).is_vault())

    def make_vault(self, folder: Path, password: str, found: Verb[AccountFile]) -> AccountFile:
        """A new vault with its owner.

        Raises ``Refused`` (vault_exists, folder_taken, place_…), ``Unavailable``.
        """
        owners: list[AccountFile] = []

        def make_database(path: Path, ring: KeyRing) -> None:
            store = Store.create(path, store_keys(ring), clock=self.clock, new_id=self.new_ids())
            try:
                owners.append(store.perform(found, FOUNDING)[0])
            finally:
                store.close()

        _ = create_vault(
            folder,
            password,
            device_secrets=self.device_secrets,
            policy=self._measured(),
            make_database=make_database,
        )
        return owners[0]

    def keys(self, folder: Path, password: str) -> KeyRing:
        """The vault's keys; raises what ``vault.unlock`` raises."""
        return unlock(
            folder,
            password,
            device_secrets=self.device_secrets,
            policy=self.policy,
            attempts=self.attempts,
        )

    def open(self, folder: Path, password: str) -> Workspace:
        """The vault at ``folder``, held until it is closed. After a recovery its owner is told, and
        its data key rotated first; also where he asked for that.

        Raises what ``vault.unlock``, ``Hold`` and ``Store.open`` raise; ``Refused`` no_owner.
        """
        failed = self.attempts.failed(describe(folder).vault_id)
        ring = self.keys(folder, password)
        hold = Hold(folder)
        try:
            self._keep_mark(folder)
            _settle(folder, ring)
            before = ring
            if request := describe(folder).rest.get(RECOVERED):
                self._note_recovery(folder, ring, str(request))
                ring = self._rotated(folder, password, ring)
            opened = self._opened(folder, ring, hold)
            with _closing_on_error(opened.store):
                is_asked = opened.key_age().is_asked
            if is_asked and ring is before:  # else it has just been tried
                opened.store.close()
                ring = self._rotated(folder, password, ring)
                opened = self._opened(folder, ring, hold)
            with _closing_on_error(opened.store):
                if ring.database_key != before.database_key:
                    opened.note_rotation()
                self._settled(opened).note_unlocking(failed)
            return opened
        except BaseException:
            hold.release()
            raise

    def _note_recovery(self, folder: Path, ring: KeyRing, request: str) -> None:
        store, owner = self._store(folder, ring)
        try:
            store.perform(lambda work: recoveries.note_recovery(work, request), owner.actor)
        finally:
            store.close()

    def _settled(self, opened: Workspace) -> Workspace:
        """The escrow is that of these keys; what a rotation left is gone once there is a backup."""
        try:
            opened.see_to_escrow()
            if has_former(opened.folder):
                opened.forget_former()
        except Trouble as trouble:  # it is tried again at the next opening
            _log.warning("after a rotation something is left to do: %s", trouble.code)
        return opened

    def rotate(self, folder: Path, password: str) -> None:
        """Another data key for the vault at ``folder`` (K11): on staff change, and once a year.

        One that was cut off is ended first. Raises what ``rotation.rotate`` and ``settle_rotation``
        raise; ``Refused`` vault_open.
        """
        hold = Hold(folder)
        try:
            self._keep_mark(folder)
            ring = self.keys(folder, password)
            _settle(folder, ring)
            opened = self._opened(folder, self._rotate(folder, password, ring), hold)
        except BaseException:
            hold.release()
            raise
        try:
            opened.note_rotation()
            self._settled(opened)
        finally:
            opened.close()

    def _rotate(self, folder: Path, password: str, ring: KeyRing) -> KeyRing:
        """``ring``: the keys that hold. Where the last rotation still waits for its backup, that comes
        first: till then only the former key opens the backups there are."""
        if has_former(folder):
            store, _owner = self._store(folder, ring)
            try:
                back_up_anew(store, folder)
            finally:
                store.close()
        return rotate(
            folder,
            password,
            device_secrets=self.device_secrets,
            policy=self._measured(),
            attempts=self.attempts,
            copy_database=_copy_database,
        )

    def _rotated(self, folder: Path, password: str, ring: KeyRing) -> KeyRing:
        """The new keys; those that hold, if it could not be now: then the next opening tries again."""
        try:
            return self._rotate(folder, password, ring)
        except Trouble as trouble:
            _log.warning("the data key was not rotated: %s", trouble.code)
        ring = self.keys(folder, password)
        _settle(folder, ring)
        return ring

    # -- a forgotten password ------------------------------------------------------------------

    @property
    def _readers(self) -> FileDeviceSecrets:
        """The keys that answers are sealed to, one for each request."""
        return FileDeviceSecrets(self.settings.config_folder / "recovery")

    def ask_recovery(self, folder: Path) -> RecoveryRequest:
        """Ask the county to open the vault at ``folder`` (K10); it makes the last request void.

        Raises ``Refused`` escrow_missing, escrow_old.
        """
        return ask_recovery(folder, self._readers, self.new_ids(), self.clock.now())

    def recovery_under_way(self, folder: Path) -> RecoveryRequest | None:
        """What was asked and is not answered yet."""
        return find_request(folder)

    def recover(self, folder: Path, answer: str, password: str) -> None:
        """Take the county's answer; ``password`` opens the vault from here on.

        Raises what ``recovering.recover`` raises: then all is as it was.
        """
        recover(
            folder,
            answer,
            password,
            device_secrets=self.device_secrets,
            readers=self._readers,
            policy=self._measured(),
            attempts=self.attempts,
            now=self.clock.now(),
        )

    def change_password(self, folder: Path, old: str, new: str) -> None:
        """Another password; the data itself is not touched."""
        change_password(
            folder,
            old,
            new,
            device_secrets=self.device_secrets,
            policy=self._measured(),
            attempts=self.attempts,
        )

    def _measured(self) -> KdfPolicy:
        """What a new slot costs: about a second on this machine, unless a policy was handed in."""
        return measured(self.policy, self.clock) if self.policy is STANDARD else self.policy

    def mend_header(self, folder: Path) -> bool:
        """Put the kept copy in the place of a damaged header; whether that was needed."""
        return mend_header(folder)

    def salvage(self, folder: Path, password: str) -> tuple[str, ...]:
        """Rescue a damaged store (D8); Chinese sentences say what was saved and where the rest is.

        Raises ``Unavailable``: then everything is as it was.
        """
        with self._closed(folder, password) as (place, keys, backups):
            report = salvage.salvage(
                place.database, keys, backups, now=self.clock.now(), new_id=self.new_ids()
            )
        return tuple(report.sentences)

    def export_raw(self, folder: Path, password: str, write: Callable[[str], object]) -> int:
        """Everything in a vault whose data this program cannot bring up to date (D10), read-only;
        how many rows. Raises what ``export_raw`` raises."""
        with self._closed(folder, password) as (place, keys, _backups):
            return sum(export_raw(place.database, keys, write).values())

    def backups(self, folder: Path, password: str) -> tuple[Backup, ...]:
        """The backups of the vault at ``folder``, the newest first."""
        return tuple(self._backups(folder, store_keys(self.keys(folder, password))).listed())

    def restore(self, folder: Path, password: str, backup: Path | None) -> tuple[Path, Path | None]:
        """Put ``backup``, or the newest whole one, in the place of the database.

        Returns it, and the folder in which what was there is kept. Raises ``Refused`` no_backup.
        """
        with self._closed(folder, password) as (place, keys, backups):
            chosen = backup or _newest(backups)
            former = restoring.restore(
                chosen, place.database, keys, now=self.clock.now(), new_id=self.new_ids()
            )
        return chosen, former

    def erase(self, folder: Path) -> None:
        """The county has revoked this laptop: the vault at ``folder``, which is closed, is gone for
        ever (E5). Raises ``Refused`` vault_open, ``Unreadable`` not_a_vault, ``Unavailable``."""
        from app.sync.laptop import locked

        if VaultFolder(folder).is_vault():
            hold = Hold(folder)
            try:
                vault_id = describe(folder).vault_id
                with blamed():
                    self.device_secrets.destroy(vault_id)
                    self._readers.destroy(vault_id)
                locked.take_down(self.locked_place, vault_id)
                destroy_slots(folder, self.device_secrets)
            finally:
                hold.release()
        erase_vault(folder, self.device_secrets)

    def sealed_away(self, folder: Path) -> Path:
        """Where what a revoked vault had not sent yet is kept, sealed to the county."""
        return self.settings.data_folder / "revoked" / f"{describe(folder).vault_id}.ruhusync"

    @contextmanager
    def _closed(
        self, folder: Path, password: str
    ) -> Generator[tuple[VaultFolder, StoreKeys, Backups]]:
        """A vault that is held but whose store is not open, for work on its files. A rotation that was
        cut off is ended first, unless what it left is itself what is damaged."""
        ring = self.keys(folder, password)
        keys = store_keys(ring)
        hold = Hold(folder)
        try:
            self._keep_mark(folder)
            with suppress(Unreadable):
                _settle(folder, ring)
            yield VaultFolder(folder), keys, self._backups(folder, keys)
        finally:
            hold.release()

    def _backups(self, folder: Path, keys: StoreKeys) -> Backups:
        return Backups(VaultFolder(folder).backups, keys.backups)

    def _opened(self, folder: Path, ring: KeyRing, hold: Hold) -> Workspace:
        store, owner = self._store(folder, ring)
        return Workspace(self, folder, store, owner, ring.device, ring.data_key, hold)

    def _store(self, folder: Path, ring: KeyRing) -> tuple[Store, AccountFile]:
        store = Store.open(
            VaultFolder(folder).database,
            store_keys(ring),
            clock=self.clock,
            new_id=self.new_ids(),
        )
        with _closing_on_error(store):
            owner = store.read(accounts.owner, FOUNDING)
            if owner is None:
                raise Refused("这个保险柜还没有主人。请先在窗口里完成首次设置。", code="no_owner")
            return store, owner


@contextmanager
def _closing_on_error(store: Store) -> Generator[None]:
    try:
        yield
    except BaseException:
        store.close()
        raise


def _settle(folder: Path, ring: KeyRing) -> None:
    settle_rotation(folder, ring, lambda path, own: rekeying.is_of(path, store_keys(own)))


def _newest(backups: Backups) -> Path:
    found = backups.newest_whole()
    if found is None:
        raise Refused("没有完整的备份可以恢复。请指明备份文件。", code="no_backup")
    return found.path


def _copy_database(source: Path, target: Path, old: KeyRing, new: KeyRing) -> None:
    rekeying.rekey(source, target, store_keys(old), store_keys(new))


def store_keys(ring: KeyRing) -> StoreKeys:
    """The keys of the store, out of the vault's ring."""
    return StoreKeys(
        ring.database_key,
        ring.database_salt,
        ring.blob_key,
        ring.backup_key,
        ring.sealed_key,
        ring.device.private_bytes(),
    )
