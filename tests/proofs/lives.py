"""Processes of laptops: forked off this warm one, heard through a pipe, killed with SIGKILL."""

from __future__ import annotations

import os
import select
import signal
import time
import traceback
from dataclasses import dataclass, field
from typing import Final

from tests.proofs.laptops import ProofLaptop, Told, live

_PIECE: Final = 1 << 16


@dataclass
class Life:
    """One laptop in a process of its own, as long as it lives. ``told`` goes on over its lives."""

    laptop: ProofLaptop
    told: Told = field(default_factory=Told)
    lives: int = 0
    pid: int = 0
    _pipe: int = -1
    _rest: bytes = b""

    def begin(self) -> None:
        """Fork it off."""
        self.lives += 1
        self._pipe, tells = os.pipe()
        name = f"{self.laptop.name}x{self.lives}"
        pid = os.fork()
        if pid == 0:
            _be(self.laptop, name, tells)
        os.close(tells)
        self.pid, self._rest = pid, b""

    def end(self) -> None:
        """Kill it, and hear what it had still said."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            while self._hear():
                pass
            self._let_go()

    def _gone(self) -> None:
        self.told.faults.append("a laptop ended by itself")
        self._let_go()

    def _let_go(self) -> None:
        os.waitpid(self.pid, 0)
        os.close(self._pipe)
        self.pid, self._pipe, self.told.is_syncing = 0, -1, False

    def _hear(self) -> bool:
        piece = os.read(self._pipe, _PIECE)
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            self.told.hear(line.decode())
        return bool(piece)

    @staticmethod
    def hear(lives: list[Life], seconds: float) -> None:
        """Whatever they say within ``seconds``."""
        end = time.monotonic() + seconds
        by_pipe = {one._pipe: one for one in lives if one.pid}
        while (left := end - time.monotonic()) > 0:
            ready, _writing, _odd = select.select(list(by_pipe), [], [], left)
            for pipe in ready:
                if not by_pipe[pipe]._hear():
                    by_pipe.pop(pipe)._gone()


def _be(laptop: ProofLaptop, name: str, pipe: int) -> None:
    """Be the child; never returns."""
    try:
        live(laptop, name, pipe)
    except BaseException:  # noqa: BLE001 - the parent reads it, and nothing of it may run on here
        os.write(pipe, f"!{traceback.format_exc().splitlines()[-1]}\n".encode())
    finally:
        os._exit(70)
