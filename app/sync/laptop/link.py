"""This vault and its county: enrol, sync over the line, carry a bundle; one at a time (S11)."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from app.errors import Refused, Trouble
from app.security.signatures import DeviceKeys
from app.storage import driver, identity
from app.storage.change_set import ChangeSet
from app.storage.store import Store
from app.sync.client.run import End, Ending, Pace, sync
from app.sync.client.welcome import renew
from app.sync.laptop import carrying, enrolling, membership, standing
from app.sync.laptop.carrying import Read, Written
from app.sync.laptop.cut import Cut, CutWire
from app.sync.laptop.desk import StoreDesk
from app.sync.laptop.files import Courier, Moved
from app.sync.laptop.line import HttpsWire, Line, Wire
from app.sync.laptop.membership import Counter, Membership
from app.sync.laptop.online import Dialect, OnlineCounty, drive
from app.sync.laptop.published import Forms, Newsstand, Take, Takers
from app.sync.protocol.enrolment import Ticket, read_ticket

LAST: Final = "last_sync"
_BUNDLE: Final = Pace(operations=20_000)
_MOMENT: Final = 0.02
_MINUTE: Final = timedelta(minutes=1)

MakeWire = Callable[[str], Wire]
"""From the PEM of an authority."""


@dataclass(frozen=True)
class Synced:
    """How a sync ended, and what became of attachments' files and of forms; None: not come to that."""

    ending: Ending
    files: Moved | None = None
    forms: Forms | None = None


@dataclass(frozen=True)
class LinkState:
    """What is known of the link. ``member`` None: not enrolled; ``must_enrol``: enrolled once, but
    this copy has no name at the county any more. ``last_level``: when it was last level with it;
    ``last_try`` and ``last_end``: how the last try went, an ``End`` or the code of a trouble;
    ``joined``: since when it is enrolled, if that is known."""

    member: Membership | None
    must_enrol: bool
    last_level: datetime | None
    last_try: datetime | None
    last_end: str
    joined: datetime | None = None


@dataclass
class CountyLink:
    """``owner``: the account whose vault it is. ``announce`` hears what came, on whatever thread.
    ``status_key``: public half of the key that asks, while the vault is locked, if it is revoked.
    ``takers`` keep what the county published; none: it is left where it is. ``recovery_epoch``: of
    the recovery key to which the vault is sealed. ``follow`` runs after a sync that came level, and
    says whether there is more to send: then one more follows. ``enrolled`` hears under which name."""

    store: Store
    device: DeviceKeys = field(repr=False)
    owner: str
    status_key: bytes = field(repr=False)
    announce: Callable[[ChangeSet], object] = field(repr=False)
    make_wire: MakeWire = field(default=HttpsWire, repr=False)
    takers: Takers = field(default_factory=dict[str, Take], repr=False)
    recovery_epoch: Callable[[], int] = field(default=lambda: 0, repr=False)
    follow: Callable[[], bool] = field(default=lambda: False, repr=False)
    enrolled: Callable[[str], object] = field(default=lambda _replica: None, repr=False)
    _one: Lock = field(default_factory=Lock, repr=False)
    _wires: dict[str, Wire] = field(default_factory=dict[str, Wire], repr=False)
    _kept: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)
    _written: datetime | None = field(default=None, repr=False)
    _cut: Cut = field(default_factory=Cut, repr=False)
    _dialect: Dialect = field(default_factory=Dialect, repr=False)

    def __post_init__(self) -> None:
        self.desk = StoreDesk(self.store, self.owner, self.announce)
        self._counter = Counter(self.store)

    # -- enrolment ------------------------------------------------------------------------------

    def enrol(self, ticket: str, *, label: str = "") -> Membership:
        """Show a ticket (its text). Raises ``Unreadable`` ticket_unreadable, what ``enrolling.enrol``
        raises, ``Refused`` sync_running."""
        read = read_ticket(ticket)
        with self._alone():
            found = enrolling.enrol(
                self.store, read, self.device, self.status_key, self._ticket_line, label=label
            )
            self._settle_name(found)
        self.enrolled(found.replica)
        return found

    def _settle_name(self, member: Membership) -> None:
        """Go on under the name that the county gave, if this copy does not yet (S13)."""
        replica, is_elsewhere = self.store.examine(_name)
        if replica != member.replica:
            raise Refused(
                "这份数据是从备份恢复的，在县里要重新登记。请向县民政局要一张登记票据，在“同步”页登记。",
                code="must_enrol",
            )
        if is_elsewhere:
            self.desk.take(renew(self.desk, member.replica))

    # -- over the line --------------------------------------------------------------------------

    def sync(self, pace: Pace | None = None) -> Synced:
        """One sync from beginning to end, then the forms, then the files.

        Raises ``Refused`` not_enrolled, must_enrol, sync_running, revoked; ``Unavailable``
        line_away and others: all that was decided is on disk, the next one goes on.
        """
        with self._alone(), self._told() as told:
            member = self._member()
            line = self._line(member)
            county = OnlineCounty(line, self._dialect)
            paced = replace(pace or Pace(), recovery=self.recovery_epoch())
            ending = drive(sync(self.desk, paced), county, member.replica)
            if ending.end not in (End.LEVEL, End.MORE, End.READ_ONLY):
                told.append(ending.end)
                return Synced(ending)
            forms = self._moved_forms(line, member, county.published)
            if ending.end is End.LEVEL and not self._cut and self.follow():
                ending = drive(sync(self.desk, paced), county, member.replica)
            told.append(ending.end)
            return Synced(ending, Courier(self.store, line).move(), forms)

    def _newsstand(self, member: Membership) -> Newsstand | None:
        if not self.takers:
            return None
        return Newsstand(self.store, member, self.device.signing_public, self.takers)

    def _moved_forms(self, line: Line, member: Membership, last: int) -> Forms | None:
        newsstand = self._newsstand(member)
        if newsstand is None:
            return None
        return newsstand.move(line, self.desk.standing().cursor.epoch, last)

    def call(self, method: str, path: str, body: bytes = b"") -> Any:
        """Ask the county something else, e.g. what it published; the signed answer."""
        return self._line(self._member()).call(method, path, body)

    def _member(self) -> Membership:
        member = self.store.examine(membership.require)
        self._settle_name(member)
        return member

    # -- by hand --------------------------------------------------------------------------------

    def write_bundle(self) -> Written:
        """A bundle for the county (S21)."""
        with self._alone():
            member = self._member()
            line, newsstand = self._line(member), self._newsstand(member)
            pace = replace(_BUNDLE, recovery=self.recovery_epoch())
            return carrying.write(self.desk, line, member, pace, newsstand)

    def seal_outbox(self) -> Written | None:
        """What waits, sealed to the county, in case the laptop is revoked while it is locked (E5);
        None: nothing does. Raises ``Refused`` not_enrolled, must_enrol, sync_running."""
        with self._alone():
            member = self._member()
            return carrying.seal_outbox(self.desk, self._line(member), member, _BUNDLE)

    def read_bundle(self, content: bytes) -> Read:
        """Take in the county's answer to it. Raises what ``carrying.read`` raises."""
        with self._alone(), self._told() as told:
            member = self._member()
            newsstand = self._newsstand(member)
            found = carrying.read(self.desk, content, self.device, member, newsstand)
            told.append(End.MORE if found.has_more else End.LEVEL)
            self.follow()
            return found

    # -- what is known --------------------------------------------------------------------------

    def state(self) -> LinkState:
        """How this vault and its county stand."""
        return self.store.examine(lambda below: _state(below, self._kept or _tries(below)))

    @property
    def is_busy(self) -> bool:
        """Whether something of it is under way."""
        return self._one.locked()

    def stop(self) -> None:
        """Cut the line, from any thread. When this returns, nothing of the link touches the store any
        more; a sync that waits for the county ends later, without a word."""
        self._cut.make()
        while self.is_busy and not self._cut.is_away:
            time.sleep(_MOMENT)

    def close(self) -> None:
        """Let go of the connections."""
        for wire in self._wires.values():
            if isinstance(wire, HttpsWire):
                wire.close()

    # -- inside ---------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Generator[None]:
        if not self._one.acquire(blocking=False):
            raise Refused("正在同步，请等这一次结束。", code="sync_running")
        try:
            yield
        finally:
            self._one.release()

    @contextmanager
    def _told(self) -> Generator[list[str]]:
        """Remember how this try went."""
        told: list[str] = []
        try:
            yield told
        except Trouble as trouble:
            told[:] = [trouble.code]
            raise
        finally:
            self._note_end(told)

    def _note_end(self, told: list[str]) -> None:
        """On disk if it is news, or the last one written is a minute old: nobody waits for the disk
        because nothing happened again."""
        if self._cut:
            return
        kept = self._kept or self.store.examine(_tries)
        now, end = self.store.clock.now(), str(told[-1]) if told else ""
        said = now.isoformat(timespec="milliseconds")
        is_news = end != kept.get("end") or end != End.LEVEL
        self._kept = (
            kept | {"try": said, "end": end} | ({"level": said} if end == End.LEVEL else {})
        )
        if is_news or self._written is None or now - self._written >= _MINUTE:
            self.store.apply(self._write_down)
            self._written = now

    def _write_down(self, connection: driver.Connection) -> None:
        identity.remember(connection, LAST, self._kept)
        self.desk.remember_root(connection)

    def _line(self, member: Membership) -> Line:
        return self._made(member.authority, member.url, member.county_key, member.replica)

    def _ticket_line(self, ticket: Ticket, replica: str) -> Line:
        return self._made(ticket.authority, ticket.url, ticket.county_key, replica)

    def _made(self, authority: str, url: str, county_key: bytes, replica: str) -> Line:
        wire = self._wires.setdefault(authority, self.make_wire(authority))
        clock = self.store.clock
        return Line(
            CutWire(wire, self._cut),
            url,
            county_key,
            replica,
            self.device.sign,
            self._counter,
            clock.now,
        )


def _replica(connection: driver.Connection) -> str:
    return str(identity.recall(connection, identity.REPLICA))


def _name(connection: driver.Connection) -> tuple[str, bool]:
    """Under which name, and whether it is new."""
    return _replica(connection), standing.is_elsewhere(connection)


def _tries(connection: driver.Connection) -> dict[str, Any]:
    return identity.recall(connection, LAST) or {}


def _state(connection: driver.Connection, kept: Mapping[str, Any]) -> LinkState:
    member = membership.find(connection)
    return LinkState(
        member,
        member is not None and _replica(connection) != member.replica,
        _moment(kept.get("level")),
        _moment(kept.get("try")),
        str(kept.get("end", "")),
        _moment(membership.joined_at(connection)),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
