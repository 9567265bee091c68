"""What the county published comes with a sync: forms, rule packs, holidays, its keys. Forms that this
vault published go with it.

What came is checked against the county's key and handed to the taker of its kind, which keeps it.
One that cannot be used here does not keep the others from coming.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

import msgspec

from app.domain.permissions import Action, may
from app.errors import Trouble, Unavailable, Unreadable
from app.forms.bundle import ENGINE
from app.security.signatures import is_signed
from app.storage import driver, identity, left_forms
from app.storage.left_forms import LeftForm
from app.storage.store import Store
from app.sync.laptop.line import Line, told_json, trouble_of, wait_of
from app.sync.laptop.membership import Membership
from app.sync.protocol.published import (
    CALENDAR,
    FORM,
    KEYS,
    PACK,
    PLACE,
    READERS,
    RECOVERY,
    SIGNATURE,
    Known,
    Publication,
)

STATE: Final = "published_known"
_OK: Final = 200
_OURS: Final = 500
"""From here on the county is in trouble, and not what was sent."""
_OWN: Final = "SELECT sha256, form_id, version, bundle FROM published_form WHERE signed_by = ? ORDER BY rowid_"
_log: Final = logging.getLogger(__name__)

_UNSIGNED: Final = {
    FORM: "这张表单没有县里的签名，没有采用。请向县民政局要这张表单的文件，用“接收表单文件”收下。",
    PACK: "这份政策参数没有县里的签名，没有采用，仍按原来的计算。请与县民政局联系。",
    CALENDAR: "这份节假日表没有县里的签名，没有采用，仍按原来的计算。请与县民政局联系。",
    KEYS: "这份公钥册没有县里的签名，没有采用。请与县民政局联系。",
    READERS: "强制报告收件人的名单没有县里的签名，没有采用，仍用原来的一份。请与县民政局联系。",
    RECOVERY: "这把找回公钥没有县里的签名，没有采用。请与县民政局联系。",
}

Take = Callable[[bytes], str]
"""Keeps the content of a publication; what people call it, or blank: it was here already. Raises
``Trouble``."""
Takers = Mapping[str, Take]
"""By kind. A kind without a taker is passed over, and asked for again once there is one."""


@dataclass(frozen=True)
class Forms:
    """``came``: what people call the versions that are new here; ``sent``: how many own ones went;
    ``left``: what cannot be used here, or was not taken there, and why; ``packs``: rule packs that
    are new here, ``calendars``: years of the 节假日表."""

    came: tuple[str, ...] = ()
    sent: int = 0
    left: tuple[LeftForm, ...] = ()
    packs: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnForm:
    """A version that this vault's owner published: its fingerprint, id and version, bundle."""

    sha256: str
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Newsstand:
    """What one vault knows of what its county published. ``own_key``: by which it signs itself."""

    store: Store
    member: Membership
    own_key: bytes
    takers: Takers

    def known(self) -> Known:
        """Up to where it has all."""
        kept = self._kept()
        return Known(kept["epoch"], kept["number"]) if kept else Known()

    def own_unsent(self, epoch: int = 0) -> tuple[OwnForm, ...]:
        """Forms that its owner published and the county has not. In another ``epoch`` than the last,
        the county may have forgotten them."""
        if not may(self.member.role, Action.FORM_PUBLISH):
            return ()
        kept, key = self._kept(), self.own_key.hex()
        sent = kept.get("sent", ()) if epoch in (0, kept.get("epoch")) else ()
        found = self.store.examine(lambda one: one.execute(_OWN, (key,)).fetchall())
        return tuple(
            OwnForm(sha256, f"{form_id} {version}", content)
            for sha256, form_id, version, content in found
            if sha256 not in sent
        )

    def move(self, line: Line, epoch: int, last: int) -> Forms:
        """Over the line, after a sync; ``last``: the number of the county's last publication. Raises
        ``Unavailable`` when the line is gone: what came is kept."""
        unsent = self.own_unsent(epoch)
        refusals = [(one, _offered(line, one.content)) for one in unsent]
        left = tuple(_left_there(one, why.code, why.sentence) for one, why in refusals if why)
        known = self.known()
        if not unsent and known == Known(epoch, last):
            return Forms()
        self._note((), left)
        found = self.take(epoch, _news(line, known.after(epoch)))
        self._know(epoch, self.known().after(epoch), [one.sha256 for one in unsent])
        return replace(found, sent=len(unsent) - len(left), left=(*left, *found.left))

    def take(self, epoch: int, news: Iterable[Publication]) -> Forms:
        """Keep what came, in the order of its publishing, and know it from then on: also what cannot
        be used here, lest it come again at every sync. What a stick brings late is not taken over
        what came later than it."""
        came: dict[str, list[str]] = {}
        left: list[LeftForm] = []
        for one in news:
            if one.number <= self.known().after(epoch):
                continue
            try:
                if title := self._taken(one):
                    came.setdefault(one.kind, []).append(title)
                self._note((one.name,), ())
            except Unavailable:
                raise
            except Trouble as trouble:
                _log.warning("publication %s is left out: %s", one.number, trouble.code)
                left.append(LeftForm(one.name, trouble.code, trouble.sentence))
                self._note((), left[-1:])
            self._know(epoch, one.number, self._own_in(one))
        return Forms(
            tuple(came.get(FORM, ())),
            0,
            tuple(left),
            tuple(came.get(PACK, ())),
            tuple(came.get(CALENDAR, ())),
        )

    def hear(self, epoch: int, refusals: Mapping[str, tuple[str, str]]) -> tuple[LeftForm, ...]:
        """Own forms that were carried there and not taken: SHA-256 of the bundle -> code and
        sentence. They are not carried again."""
        unsent = {hashlib.sha256(one.content).hexdigest(): one for one in self.own_unsent()}
        heard = {unsent[name]: why for name, why in refusals.items() if name in unsent}
        left = tuple(_left_there(one, *why) for one, why in heard.items())
        if left:
            self._note((), left)
            self._know(epoch, self.known().after(epoch), [one.sha256 for one in heard])
        return left

    def _taken(self, one: Publication) -> str:
        if not one.is_of(self.member.county_key, is_signed):
            raise Unreadable(_UNSIGNED.get(one.kind, _UNSIGNED[FORM]), code="publication_unsigned")
        take = self.takers.get(one.kind)
        return take(one.content) if take is not None else ""

    def _note(self, came: Sequence[str], left: Sequence[LeftForm]) -> None:
        if left or self.store.examine(_has_left):
            self.store.apply(lambda connection: left_forms.note(connection, came, left))

    def _own_in(self, one: Publication) -> list[str]:
        """The fingerprint of a form of our own that came back: the county has it."""
        found = self.own_unsent() if one.kind == FORM else ()
        return [own.sha256 for own in found if own.content == one.content]

    def _know(self, epoch: int, number: int, sent: Iterable[str] = ()) -> None:
        kept = self._kept()
        before = kept.get("sent", ()) if kept.get("epoch") == epoch else ()
        state = {
            "county": self.member.county_key.hex(),
            "engine": ENGINE,
            "kinds": sorted(self.takers),
            "epoch": epoch,
            "number": number,
            "sent": sorted({*before, *sent}),
        }
        self.store.apply(lambda connection: identity.remember(connection, STATE, state))

    def _kept(self) -> dict[str, Any]:
        """Nothing for another county; nor for another program, which may understand more forms or
        more kinds."""
        kept: dict[str, Any] = self.store.examine(_recall) or {}
        whose = kept.get("county"), kept.get("engine"), kept.get("kinds")
        return kept if whose == (self.member.county_key.hex(), ENGINE, sorted(self.takers)) else {}


def _recall(connection: driver.Connection) -> Any:
    return identity.recall(connection, STATE)


def _has_left(connection: driver.Connection) -> bool:
    return bool(identity.recall(connection, left_forms.NAME))


def _left_there(one: OwnForm, code: str, sentence: str) -> LeftForm:
    return LeftForm(one.name, code, sentence, is_own=True)


def _offered(line: Line, content: bytes) -> Trouble | None:
    """Why the county did not take a form of our own; None: it did. One that it refuses is not offered
    again."""
    answer = line.call("POST", PLACE, content)
    if wait_of(answer) is not None or answer.status_code >= _OURS:
        raise trouble_of(answer)
    if answer.status_code == _OK:
        return None
    trouble = trouble_of(answer)
    _log.warning("a form was not taken by the county: %s", trouble.code)
    return trouble


@dataclass(frozen=True)
class _Row:
    """One of the county's list of publications."""

    sha256: str
    number: int
    kind: str
    name: str


@dataclass(frozen=True)
class _List:
    published: tuple[_Row, ...] = ()


def _news(line: Line, after: int) -> Iterator[Publication]:
    listed = line.call("GET", f"{PLACE}?after={after}")
    if listed.status_code != _OK:
        raise trouble_of(listed)
    for row in _listed(told_json(listed)):
        answer = line.call("GET", f"{PLACE}/{row.sha256}")
        if answer.status_code != _OK:
            raise trouble_of(answer)
        with _understood():
            signature = bytes.fromhex(answer.headers.get(SIGNATURE, ""))
        yield Publication(row.number, row.kind, row.name, answer.body, signature)


def _listed(told: object) -> tuple[_Row, ...]:
    with _understood():
        return msgspec.convert(told, _List).published


@contextmanager
def _understood() -> Generator[None]:
    """What the county says beside its signed publications may be altered on the way."""
    try:
        yield
    except (ValueError, msgspec.MsgspecError) as error:
        sentence = "县里发来的发布清单读不懂，没有采用。请再同步一次；仍不行，请升级本程序。"
        raise Unreadable(sentence, code="published_unreadable") from error
