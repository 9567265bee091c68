"""What every test gets: silence is a result, no network, an empty home, no screen.

Warnings are errors and Qt's messages fail a test (`pyproject.toml`); here are the log, the sockets
and the surroundings. What a test expects to be said, it asserts: `logs.expect("…")`.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


# -- the log ------------------------------------------------------------------------------------


class Logs(logging.Handler):
    """The log records of one test at WARNING and above that nobody has expected yet."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def expect(self, text: str) -> None:
        """Assert that ``text`` was logged, and let that record pass."""
        for record in self.records:
            if text in record.getMessage():
                self.records.remove(record)
                return
        pytest.fail(f"not logged: {text!r}; what was: {self.lines()}")

    def lines(self) -> list[str]:
        """Each record as one line."""
        return [f"{one.levelname} {one.name}: {one.getMessage()}" for one in self.records]


@pytest.fixture(autouse=True)
def logs() -> Iterator[Logs]:
    """A record at WARNING or above that the test did not expect fails it."""
    handler = Logs()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    if handler.records:
        pytest.fail("logged without being expected: " + "; ".join(handler.lines()))


# -- sockets ------------------------------------------------------------------------------------


def _is_this_machine(address: Any) -> bool:
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test opens no socket; one marked ``loopback`` may, to this machine only."""
    may_loop = request.node.get_closest_marker("loopback") is not None

    def guarded(real: Any) -> Any:
        def guard(self: socket.socket, address: Any) -> Any:
            local = self.family == getattr(socket, "AF_UNIX", None)
            if not local and not (may_loop and _is_this_machine(address)):
                pytest.fail(f"a test opened a socket to {address!r}")
            return real(self, address)

        return guard

    with pytest.MonkeyPatch.context() as patch:
        for verb in ("connect", "connect_ex", "bind"):
            patch.setattr(socket.socket, verb, guarded(getattr(socket.socket, verb)))
        yield


# -- surroundings -------------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nothing is read from, or left in, the home folder of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("USERPROFILE", str(home))
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        for name in ("RUHU_PASSWORD", "RUHU_VAULT"):
            patch.delenv(name, raising=False)
        yield home
