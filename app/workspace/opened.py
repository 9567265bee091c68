"""An open vault: the hold on its folder, the store, and as whom everything is done.

While it is locked there is none, so no code can forget to ask.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from app.errors import Refused, Trouble, Unavailable
from app.security.disk import blamed
from app.security.key_ring import DataKey
from app.security.rotation import forget_former
from app.security.signatures import DeviceKeys, public_of
from app.security.vault import Hold, describe
from app.services import sync_status
from app.services.accounts import AccountFile
from app.storage import driver, identity
from app.storage.backup import Backup
from app.storage.change_set import ChangeSet
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from app.printing.signer import Signer
    from app.sync.laptop.link import CountyLink
    from app.sync.laptop.recovery import RecoveryDesk
    from app.workspace.machine import Machine

T = TypeVar("T")
Verb = Callable[[UnitOfWork], T]

UNLOCKED: Final = "user:vault:unlock"
ROTATED: Final = "user:vault:rotate"
PASSWORD: Final = "user:vault:password"  # noqa: S105 - an action of the audit
ENROLLED: Final = "user:vault:enrol"
TRUSTED: Final = "sync:vault:recovery_key"
KEY_DAYS: Final = 365
"""How long a data key is used (K11)."""
_SINCE: Final = "data_key_since"
_ASKED: Final = "rotation_asked"
Announce = Callable[[ChangeSet], object]
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeyAge:
    """Since when the data key is used; ``is_due``: the year is over (K11); ``is_asked``: the next
    opening takes another."""

    since: datetime
    is_due: bool
    is_asked: bool


@dataclass
class Workspace:
    """An open vault and whose it is. Any thread may call its verbs; ``close`` ends it."""

    machine: Machine
    folder: Path
    store: Store
    owner: AccountFile
    device: DeviceKeys = field(repr=False)
    """By which others know what this vault signed."""
    _data_key: DataKey = field(repr=False)
    _hold: Hold = field(repr=False)

    @property
    def signer(self) -> Signer:
        """Who signs the papers of this vault."""
        from app.printing.signer import Signer

        return Signer.of(self.device.signing_public, self.device.sign)

    def sign_pdf(self, pdf: bytes, name: str) -> bytes:
        """``pdf`` with a signature that any reader of PDFs checks. ``name``: whose laptop it is."""
        from app.security.pdf_signing import sign_pdf
        from app.services.pdf_identity import own_identity

        identity = self.do(lambda work: own_identity(work, self.device, name))
        return sign_pdf(pdf, identity, self.machine.clock.now())

    def read(self, verb: Verb[T]) -> T:
        """Run a verb that changes nothing."""
        return self.store.read(verb, self.owner.actor)

    def perform(self, verb: Verb[T]) -> tuple[T, ChangeSet]:
        """Run a verb as one transaction, and say what it changed."""
        return self.store.perform(verb, self.owner.actor)

    def do(self, verb: Verb[T]) -> T:
        """Run a verb as one transaction, for who needs only its result."""
        return self.perform(verb)[0]

    def note_unlocking(self, failed: int) -> None:
        """Into the audit (A2), with the wrong tries before it. A full disk locks nobody out: whoever
        is in can still read and carry out what is there."""
        self._note(UNLOCKED, f"failed={failed}" if failed else "")

    def note_rotation(self) -> None:
        """The same of another data key (K11), whose year begins."""
        now = self.machine.clock.now().isoformat(timespec="seconds")

        def begin(connection: driver.Connection) -> None:
            identity.remember(connection, _SINCE, now)
            identity.remember(connection, _ASKED, None)

        try:
            self.store.apply(begin)
        except Unavailable as trouble:
            _log.warning("when the data key was rotated is not kept: %s", trouble.code)
        self._note(ROTATED)

    def key_age(self) -> KeyAge:
        """How long the data key is used: since the vault was made, if it never was another."""
        since, is_asked = self.store.examine(_key_age)
        began = datetime.fromisoformat(since) if since else self.machine.clock.now()
        is_due = self.machine.clock.now() - began >= timedelta(days=KEY_DAYS)
        return KeyAge(began, is_due, is_asked)

    def ask_rotation(self) -> None:
        """Take another data key at the next opening, when the password is at hand."""
        self.store.apply(lambda connection: identity.remember(connection, _ASKED, True))

    def change_password(self, old: str, new: str) -> None:
        """Another password, into the audit; the data itself is not touched. Raises what
        ``vault.change_password`` raises."""
        self.machine.change_password(self.folder, old, new)
        self._note(PASSWORD, "")

    def _note(self, action: str, detail: str = "") -> None:
        try:
            self.do(lambda work: work.note(action, None, None, detail))
        except Unavailable as trouble:
            _log.warning("%s was not noted: %s", action, trouble.code)

    def backups(self) -> tuple[Backup, ...]:
        """The backups there are, the newest first."""
        return tuple(self.store.backups.listed())

    def look_after(self) -> None:
        """What idle time is for: the log of the database, a backup if due, a full check if due."""
        self.store.tidy()
        if self.store.is_check_due():
            self.store.check()
        self.store.backup_if_due()
        self.store.sweep_blobs()

    def sweep(self) -> int:
        """After news: index whom they brought, delete attachments' files that nothing names any more;
        how many went."""
        self.store.catch_up()
        return self.store.sweep_blobs()

    def county(self, announce: Announce) -> CountyLink:
        """This vault's link to its county; ``announce`` hears what came, on whatever thread."""
        from app.sync.laptop.line import HttpsWire
        from app.sync.laptop.link import CountyLink
        from app.sync.protocol.published import RECOVERY
        from app.workspace.publications import takers

        vault_id, desk = describe(self.folder).vault_id, self._recovery_desk()
        return CountyLink(
            self.store,
            self.device,
            self.owner.id,
            public_of(self.machine.status_key(vault_id)),
            announce,
            self.machine.make_wire or HttpsWire,
            {**takers(self, announce), RECOVERY: self._take_recovery_key},
            desk.sealed_epoch,
            self._hand_on_keys,
            lambda replica: self._note(ENROLLED, replica),
        )

    def _take_recovery_key(self, content: bytes) -> str:
        """To whom the vault is sealed is another key now: its owner can see since when."""
        title = self._recovery_desk().take(content)
        if title:
            self._note(TRUSTED, title)
        return title

    def see_to_escrow(self) -> bool:
        """Seal the data key anew to the county's recovery key where that is needed (K9)."""
        return self._recovery_desk().see_to_escrow()

    def forget_former(self) -> None:
        """After a rotation: a verified backup, then what the former key opens goes (K11)."""
        back_up_anew(self.store, self.folder)

    def _recovery_desk(self) -> RecoveryDesk:
        from app.sync.laptop.recovery import RecoveryDesk

        return RecoveryDesk(self.store, self.folder, self.owner.id, self._data_key)

    def keep_for_county(self) -> None:
        """What a locked laptop needs of its county: where it is, and what waits, sealed to it. Where not
        all of it could be sealed, what lay there stays, with a mark beside it."""
        from app.sync.laptop import locked, membership

        member = self.store.examine(membership.find)
        if member is None:
            return
        place, vault_id = self.machine.locked_place, describe(self.folder).vault_id
        locked.put_up(place, vault_id, member)
        waiting = self.store.read(sync_status.waiting, self.owner.actor).operations
        if waiting:
            locked.mark(place, vault_id)
        try:
            sealed = self.county(_nobody_looks).seal_outbox() if waiting else None
        except Refused:
            locked.unmark(place, vault_id)  # opening it once more would not seal it either
            raise
        if sealed is not None and sealed.left:
            _log.info("not all that waits could be sealed: %s are left", sealed.left)
            return
        locked.keep_outbox(place, vault_id, sealed.content if sealed else b"")

    def _hand_on_keys(self) -> bool:
        """After a sync: keys of reports to readers that are new; whether there is more to send."""
        from app.services.report_keys import hand_on_keys

        return self.do(hand_on_keys) > 0

    def close(self) -> None:
        """Close the store and let go of the vault."""
        try:
            self.keep_for_county()
        except Refused as refused:  # a restored copy has no name at the county
            _log.info("nothing is kept for the county: %s", refused.code)
        except Trouble as trouble:  # the next closing tries again
            _log.warning("nothing was kept for the county: %s", trouble.code)
        finally:
            try:
                self.store.close()
            finally:
                self._hold.release()


def back_up_anew(store: Store, folder: Path) -> None:
    """A verified backup under the key that holds, then what the former one opens goes (K11). Raises
    what ``Store.backup`` raises: then that stays."""
    former = store.backups.listed()
    made = store.backup()
    for each in former:
        if each.path != made.path:
            with blamed():
                each.path.unlink(missing_ok=True)
    forget_former(folder)


def _key_age(connection: driver.Connection) -> tuple[str | None, bool]:
    first = "SELECT wall_at FROM audit ORDER BY seq LIMIT 1"
    since = identity.recall(connection, _SINCE) or driver.one(connection, first)
    return since, bool(identity.recall(connection, _ASKED))


def _nobody_looks(_changes: ChangeSet) -> None:
    """There is no window to refresh."""
