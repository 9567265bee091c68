"""Kinto, a store of records over HTTP with its own client. ``RUHU_KINTO`` names the interpreter of an
environment that has ``kinto`` and ``kinto-http``.

It keeps everything in memory here and lets everybody in: the least that it can take.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from bench.county_made import free_port
from bench.sync_peer import Rows, Told, a_peer

INTERPRETER: Final = "RUHU_KINTO"
_CHILD: Final = Path(__file__).with_name("kinto_child.py")
_SETTINGS: Final = """
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.memory
kinto.permission_backend = kinto.core.permission.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.bucket_create_principals = system.Everyone
kinto.bucket_write_principals = system.Everyone
kinto.batch_max_requests = 100
kinto.userid_hmac_secret = of-no-use-outside-this-run
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = ERROR
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(message)s
"""


def is_here() -> bool:
    """Whether it can be measured."""
    return bool(os.environ.get(INTERPRETER))


def on_the_spot(folder: Path, rows: Rows, changed: int, rounds: int) -> Told:
    """The whole of it on loopback."""
    program, port = os.environ[INTERPRETER], free_port()
    folder.mkdir(parents=True)
    (folder / "kinto.ini").write_text(_SETTINGS.format(port=port), encoding="utf-8")
    serving = (str(Path(program).with_name("kinto")), "start", "--ini", str(folder / "kinto.ini"))
    with a_peer(folder, port, serving, {}, (program, str(_CHILD), str(folder))) as kinto:
        url, took = kinto.url(), list[float]()
        push, first = kinto.do("push", url, rows), kinto.do("pull", url, "reader")
        for number in range(rounds):
            kinto.do("change", url, changed, f"第{number}次")
            took.append(kinto.do("pull", url, "reader"))
        return Told(push, first, took, [kinto.do("pull", url, "reader") for _one in range(20)])
