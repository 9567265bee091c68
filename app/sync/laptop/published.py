"""The forms that the county published come with a sync; those that this vault published go with it.

What came is checked against the county's key and handed to ``take_form``, which keeps it. A form
that cannot be used here does not keep the others from coming.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.domain.permissions import Action, may
from app.errors import Trouble, Unavailable
from app.forms.bundle import ENGINE
from app.security.signatures import is_signed
from app.storage import driver, identity
from app.storage.store import Store
from app.sync.laptop.line import Line, told_json, trouble_of, wait_of
from app.sync.laptop.membership import Membership
from app.sync.protocol.published import FORM, PLACE, SIGNATURE, Known, Publication

STATE: Final = "published_known"
_OK: Final = 200
_OURS: Final = 500
"""From here on the county is in trouble, and not what was sent."""
_OWN: Final = "SELECT sha256, bundle FROM published_form WHERE signed_by = ? ORDER BY rowid_"
_log: Final = logging.getLogger(__name__)

TakeForm = Callable[[bytes], bool]
"""Keeps a form's bundle; whether it was new here. Raises ``Trouble``."""


@dataclass(frozen=True)
class Forms:
    """``came``: versions of forms that are new here; ``sent``: own ones that went; ``left``: how many
    cannot be used here, or were not taken there."""

    came: int = 0
    sent: int = 0
    left: int = 0


@dataclass(frozen=True)
class Newsstand:
    """What one vault knows of what its county published. ``own_key``: by which it signs itself."""

    store: Store
    member: Membership
    own_key: bytes
    take_form: TakeForm

    def known(self) -> Known:
        """Up to where it has all."""
        kept = self._kept()
        return Known(kept["epoch"], kept["number"]) if kept else Known()

    def own_unsent(self, epoch: int = 0) -> tuple[tuple[str, bytes], ...]:
        """Forms that its owner published and the county has not, by their fingerprint. In another
        ``epoch`` than the last, the county may have forgotten them."""
        if not may(self.member.role, Action.FORM_PUBLISH):
            return ()
        kept, key = self._kept(), self.own_key.hex()
        sent = kept.get("sent", ()) if epoch in (0, kept.get("epoch")) else ()
        found = self.store.examine(lambda one: one.execute(_OWN, (key,)).fetchall())
        return tuple((sha256, content) for sha256, content in found if sha256 not in sent)

    def move(self, line: Line, epoch: int, last: int) -> Forms:
        """Over the line, after a sync; ``last``: the number of the county's last publication. Raises
        ``Unavailable`` when the line is gone: what came is kept."""
        unsent = self.own_unsent(epoch)
        sent = sum(_is_taken(line, content) for _sha256, content in unsent)
        known = self.known()
        if not unsent and known == Known(epoch, last):
            return Forms()
        found = self.take(epoch, _news(line, known.after(epoch)))
        self._know(epoch, self.known().after(epoch), [sha256 for sha256, _content in unsent])
        return Forms(found.came, sent, found.left + len(unsent) - sent)

    def take(self, epoch: int, news: Iterable[Publication]) -> Forms:
        """Keep what came, in the order of its publishing, and know it from then on. Raises
        ``Unavailable`` publication_unsigned."""
        came = left = 0
        for one in news:
            try:
                came += self._is_new(one)
            except Unavailable:
                raise
            except Trouble as trouble:
                _log.warning("publication %s is left out: %s", one.number, trouble.code)
                left += 1
            self._know(epoch, one.number, self._own_in(one))
        return Forms(came, 0, left)

    def _is_new(self, one: Publication) -> bool:
        if not one.is_of(self.member.county_key, is_signed):
            raise Unavailable(
                "县里发来的表单没有县里的签名，没有采用。请再同步一次；仍不行，请与县里联系。",
                code="publication_unsigned",
            )
        return one.kind == FORM and self.take_form(one.content)

    def _own_in(self, one: Publication) -> list[str]:
        """The fingerprint of a form of our own that came back: the county has it."""
        found = self.own_unsent() if one.kind == FORM else ()
        return [sha256 for sha256, content in found if content == one.content]

    def _know(self, epoch: int, number: int, sent: Iterable[str] = ()) -> None:
        kept = self._kept()
        before = kept.get("sent", ()) if kept.get("epoch") == epoch else ()
        state = {
            "county": self.member.county_key.hex(),
            "engine": ENGINE,
            "epoch": epoch,
            "number": number,
            "sent": sorted({*before, *sent}),
        }
        self.store.apply(lambda connection: identity.remember(connection, STATE, state))

    def _kept(self) -> dict[str, Any]:
        """Nothing for another county; nor for another program, which may understand more forms."""
        kept: dict[str, Any] = self.store.examine(_recall) or {}
        whose = kept.get("county"), kept.get("engine")
        return kept if whose == (self.member.county_key.hex(), ENGINE) else {}


def _recall(connection: driver.Connection) -> Any:
    return identity.recall(connection, STATE)


def _is_taken(line: Line, content: bytes) -> bool:
    """Whether the county took a form of our own. One that it refuses is not offered again."""
    answer = line.call("POST", PLACE, content)
    if wait_of(answer) is not None or answer.status_code >= _OURS:
        raise trouble_of(answer)
    if answer.status_code != _OK:
        _log.warning("a form was not taken by the county: %s", trouble_of(answer).code)
    return answer.status_code == _OK


def _news(line: Line, after: int) -> Iterator[Publication]:
    listed = line.call("GET", f"{PLACE}?after={after}")
    if listed.status_code != _OK:
        raise trouble_of(listed)
    for row in told_json(listed).get("published", ()):
        answer = line.call("GET", f"{PLACE}/{row['sha256']}")
        if answer.status_code != _OK:
            raise trouble_of(answer)
        signature = bytes.fromhex(answer.headers.get(SIGNATURE, ""))
        yield Publication(row["number"], row["kind"], row["name"], answer.body, signature)
