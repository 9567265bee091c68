"""What a command is given of the world: settings, clock, passwords, where to write. Handed in."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from app.domain.clock import Clock, SystemClock
from app.errors import Refused
from app.security.kdf import STANDARD, KdfPolicy
from app.settings import Settings, from_environment

PASSWORD: Final = "RUHU_PASSWORD"  # noqa: S105
NEW_PASSWORD: Final = "RUHU_NEW_PASSWORD"  # noqa: S105
VAULT: Final = "RUHU_VAULT"


@dataclass(frozen=True)
class Surroundings:
    """``ask`` prompts for a password without an echo, or raises ``EOFError`` where nobody can
    answer; ``environment`` may hold one instead."""

    settings: Settings
    clock: Clock
    policy: KdfPolicy
    chance: Callable[[int], bytes]
    environment: Mapping[str, str]
    ask: Callable[[str], str]
    input: IO[str]
    out: IO[str]
    err: IO[str]

    def password(self) -> str:
        """The vault's password: from the environment, or asked for. Never an argument."""
        return self._secret(PASSWORD, "密码：")

    def new_password(self, prompt: str = "新密码：") -> str:
        """A new password, typed twice where it is typed. Raises ``Refused`` password_differs."""
        if found := self.environment.get(NEW_PASSWORD):
            return found
        first = self._secret("", prompt)
        if self._secret("", "再输一遍：") != first:
            raise Refused("两次输入的密码不一样。请重新设置。", code="password_differs")
        return first

    def show(self, value: Any) -> None:
        """A command's result, as JSON."""
        json.dump(value, self.out, ensure_ascii=False, indent=2, default=str)
        self.out.write("\n")

    def say(self, sentence: str) -> None:
        """A sentence for people."""
        self.err.write(sentence + "\n")

    def _secret(self, name: str, prompt: str) -> str:
        if found := self.environment.get(name):
            return found
        try:
            return self.ask(prompt)
        except EOFError as error:
            raise Refused(
                f"没有输入密码。请在终端里输入，或放在环境变量 {PASSWORD} 里。",
                code="password_missing",
            ) from error


def real_surroundings() -> Surroundings:
    """This process, this machine, this moment."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    return Surroundings(
        from_environment(),
        SystemClock(),
        STANDARD,
        os.urandom,
        os.environ,
        _ask,
        sys.stdin,
        sys.stdout,
        sys.stderr,
    )


def _ask(prompt: str) -> str:
    """What is typed at a terminal; never what comes through a pipe, where it would be echoed."""
    if not sys.stdin.isatty():
        raise EOFError
    return getpass.getpass(prompt)
