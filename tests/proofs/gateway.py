"""A gateway between laptops and the county that does what it should not, request by request.

It ends TLS with the county's own certificate, as a gateway of an office network does, so it can cut,
keep, repeat, delay, swap and alter what it carries: more than a stranger on the line could.
"""

from __future__ import annotations

import random
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from app.server.folder import CountyFolder
from tests.proofs.county import HERE

_PIECE: Final = 1 << 16
_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"
SECONDS: Final = 30.0
LATEST: Final = 0.5
STALL: Final = 1.3

Fault = Callable[["Gateway", "Carried"], bytes | None]
"""What is done with a request; the bytes for the laptop, or None: hang up."""


@dataclass(frozen=True)
class Carried:
    """One request as bytes, and the line it came by."""

    request: bytes
    line: ssl.SSLSocket
    chance: random.Random


def honest(gateway: Gateway, one: Carried) -> bytes | None:
    return gateway.ask(one.request)


def request_dropped(_gateway: Gateway, _one: Carried) -> bytes | None:
    return None


def request_cut(gateway: Gateway, one: Carried) -> bytes | None:
    gateway.ask(one.request[: one.chance.randrange(len(one.request))], is_cut=True)
    return None


def answer_dropped(gateway: Gateway, one: Carried) -> bytes | None:
    gateway.ask(one.request)
    return None


def answer_cut(gateway: Gateway, one: Carried) -> bytes | None:
    answer = gateway.ask(one.request)
    one.line.sendall(answer[: one.chance.randrange(len(answer))])
    return None


def twice(gateway: Gateway, one: Carried) -> bytes | None:
    """The first answer, or the second."""
    answers = [gateway.ask(one.request), gateway.ask(one.request)]
    return one.chance.choice(answers)


def late(gateway: Gateway, one: Carried) -> bytes | None:
    """It arrives when the laptop has long given it up, perhaps after its next one."""
    wait = one.chance.uniform(0, LATEST)
    gateway.later(wait, one.request)
    return None


def old_again(gateway: Gateway, one: Carried) -> bytes | None:
    answer = gateway.ask(one.request)
    if gateway.requests:
        gateway.ask(one.chance.choice(gateway.requests))
    return answer


def swapped(gateway: Gateway, one: Carried) -> bytes | None:
    answer = gateway.ask(one.request)
    return one.chance.choice(gateway.answers) if gateway.answers else answer


def answer_altered(gateway: Gateway, one: Carried) -> bytes | None:
    return _altered(gateway.ask(one.request), one.chance)


def request_altered(gateway: Gateway, one: Carried) -> bytes | None:
    body = one.request.find(_END) + len(_END)
    if body == len(one.request):
        return gateway.ask(one.request)
    return gateway.ask(one.request[:body] + _altered(one.request[body:], one.chance))


def trickled(gateway: Gateway, one: Carried) -> bytes | None:
    answer = gateway.ask(one.request)
    size = max(1, len(answer) // one.chance.randint(20, 200))
    for at in range(0, len(answer), size):
        one.line.sendall(answer[at : at + size])
        time.sleep(0.001)
    return b""


def stalled(gateway: Gateway, one: Carried) -> bytes | None:
    """The answer comes when the laptop does not listen any more."""
    answer = gateway.ask(one.request)
    time.sleep(STALL)
    return answer


def page_of_its_own(_gateway: Gateway, _one: Carried) -> bytes | None:
    return b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>"


FAULTS: Final[tuple[Fault, ...]] = (
    request_dropped,
    request_cut,
    answer_dropped,
    answer_cut,
    twice,
    late,
    old_again,
    swapped,
    answer_altered,
    request_altered,
    trickled,
    page_of_its_own,
)


@dataclass
class Gateway:
    """Listens at ``port``, speaks plainly to ``county``. ``share``: of requests that it spoils."""

    folder: CountyFolder
    port: int
    county: int
    chance: random.Random
    share: float = 0.0
    stalls: float = 0.0
    done: Counter[str] = field(default_factory=Counter[str])
    requests: list[bytes] = field(default_factory=list[bytes], repr=False)
    answers: list[bytes] = field(default_factory=list[bytes], repr=False)
    _waiting: list[threading.Thread] = field(default_factory=list[threading.Thread], repr=False)

    def start(self) -> None:
        """Listen, in threads."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.folder.server_certificate, self.folder.server_key)
        self._door = context.wrap_socket(
            socket.create_server((HERE, self.port)), True, do_handshake_on_connect=False
        )
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        self.settle()
        self._door.close()

    def settle(self) -> None:
        """Nothing is spoilt any more, and what was late has arrived."""
        self.share = self.stalls = 0.0
        for one in self._waiting:
            one.join()
        self._waiting.clear()

    def later(self, wait: float, request: bytes) -> None:
        """Carry it when ``wait`` seconds have passed."""

        def carry() -> None:
            time.sleep(wait)
            self.ask(request)

        self._waiting.append(threading.Thread(target=carry, daemon=True))
        self._waiting[-1].start()

    def ask(self, request: bytes, *, is_cut: bool = False) -> bytes:
        """The county's answer; empty if it hung up."""
        with socket.create_connection((HERE, self.county), SECONDS) as line, suppress(OSError):
            line.sendall(request)
            return b"" if is_cut else _message(line, is_head=request.startswith(b"HEAD"))
        return b""

    def _accept(self) -> None:
        while True:
            try:
                line, _address = self._door.accept()
            except OSError:
                return
            assert isinstance(line, ssl.SSLSocket)
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: ssl.SSLSocket) -> None:
        with line, suppress(OSError):
            line.settimeout(SECONDS)
            line.do_handshake()
            while request := _message(line):
                answer = self._carry(Carried(request, line, self.chance))
                if answer is None:
                    return
                line.sendall(answer)

    def _carry(self, one: Carried) -> bytes | None:
        fault = self._fault()
        answer = fault(self, one)
        self.done[fault.__name__] += 1
        self.requests[:] = [*self.requests[-20:], one.request]
        if fault is honest and answer:
            self.answers[:] = [*self.answers[-20:], answer]
        return answer

    def _fault(self) -> Fault:
        drawn = self.chance.random()
        if drawn < self.stalls:
            return stalled
        return self.chance.choice(FAULTS) if drawn < self.stalls + self.share else honest


def _message(line: socket.socket, *, is_head: bool = False) -> bytes:
    """One whole request or answer; what came of it if the other side hung up."""
    read = bytearray()
    while (end := read.find(_END)) < 0:
        piece = line.recv(_PIECE)
        if not piece:
            return bytes(read)
        read += piece
    lines = bytes(read[:end]).lower().split(b"\r\n")
    sizes = [int(one.removeprefix(_LENGTH)) for one in lines if one.startswith(_LENGTH)]
    whole = end + len(_END) + (sizes[0] if sizes and not is_head else 0)
    while len(read) < whole and (piece := line.recv(_PIECE)):
        read += piece
    return bytes(read)


def _altered(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
