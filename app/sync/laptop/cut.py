"""A line that can be cut: before the vault closes, nobody may be in the middle of a sync."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from app.errors import Unavailable
from app.security.signed_messages import Answer, Request

if TYPE_CHECKING:
    from app.sync.laptop.line import Waiting, Wire


@dataclass
class Cut:
    """Whether the line is cut, and whether somebody is out on it, waiting for the county."""

    is_away: bool = False
    _cut: Event = field(default_factory=Event, repr=False)

    def __bool__(self) -> bool:
        return self._cut.is_set()

    def make(self) -> None:
        """From here on nothing is sent, and what still arrives is not taken."""
        self._cut.set()


@dataclass(frozen=True)
class CutWire:
    """``wire`` until it is cut. Raises ``Unavailable`` line_cut from then on: all that was decided
    is on disk, the next sync goes on."""

    wire: Wire
    cut: Cut

    def send(self, request: Request) -> Answer:
        """Whoever waits for the county does not touch the store meanwhile, nor after a cut."""
        return self._waited(lambda: self.wire.send(request))

    def begin(self, request: Request) -> Waiting:
        """Nobody is out on the line while the answer is under way, only while it is waited for."""
        self._refuse()
        waiting = self.wire.begin(request)
        return lambda: self._waited(waiting)

    def _waited(self, waiting: Waiting) -> Answer:
        self.cut.is_away = True
        self._refuse()
        try:
            answer = waiting()
        finally:
            self.cut.is_away = bool(self.cut)
        self._refuse()
        return answer

    def _refuse(self) -> None:
        if self.cut:
            raise Unavailable("同步停下了，内容都在本机。下次打开后会接着同步。", code="line_cut")
