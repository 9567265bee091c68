"""Two nodes behind nginx on one PostgreSQL: either is killed, and nobody notices for long."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.proofs.county import HERE, Node, ProofCounty, wait_for
from tests.proofs.kills import Killing
from tests.proofs.lives import Life
from tests.proofs.paper import ROOT, Paper

ABOUT: Final = """
# Two nodes, and either dies

`make prove PART=nodes` runs two processes of the county's server on one PostgreSQL, each with a copy of
the county's folder, behind Debian's nginx with the lines of
[run a county](../how-to/run-a-county.md#two-nodes) as they stand there. Three laptops save and sync
without a pause. In turn each node is killed with SIGKILL within 0.4 s after some laptop began a sync,
stays dead for up to two seconds, and is started again.

After each kill, and at rest after every tenth, the same is held to be so as in [kills](kills.md). And
while one node is dead, laptops go on: syncs come to their end in that time, too.
"""
NODES: Final = ("node one", "node two")
LONGEST_AWAY: Final = 2.0
GUIDE: Final = ROOT / "docs" / "how-to" / "run-a-county.md"
_BLOCK: Final = re.compile(r"```nginx\n(.*?)```", re.DOTALL)
_AROUND: Final = """
daemon off; worker_processes 1; pid {home}/nginx.pid; error_log {home}/nginx.log error; {user}
events {{ worker_connections 256; }}
http {{
access_log off; client_body_temp_path {home}/body; proxy_temp_path {home}/proxy;
fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
{server}
}}
"""


def nginx() -> str | None:
    """Where it is."""
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


@dataclass
class Nodes(Killing):
    """``kills`` kills of one node or the other."""

    victims: tuple[str, ...] = NODES
    paper: Paper = field(default_factory=lambda: Paper(ABOUT))

    def serve(self, stack: ExitStack) -> None:
        self.nodes: dict[str, Node] = {}
        for number, name in enumerate(NODES):
            folder = self.home / f"county-{number}"
            shutil.copytree(self.county.folder.path, folder)
            node = Node(folder, self.county.database)
            node.start()
            stack.callback(node.kill)
            self.nodes[name] = node
        gateway = _gateway(self.home, self.county, [one.port for one in self.nodes.values()])
        stack.callback(gateway.wait)
        stack.callback(gateway.terminate)

    def strike(self, victim: str, life: Life) -> None:
        before = sum(one.told.syncs for one in self.lives)
        self.nodes[victim].kill()
        Life.hear(self.lives, self.chance.uniform(0, LONGEST_AWAY))
        meanwhile = sum(one.told.syncs for one in self.lives) - before
        self.paper.counts["syncs that came to their end while a node was dead"] += meanwhile
        self.nodes[victim].start()

    def bugs(self) -> list[str]:
        return [line for one in self.nodes.values() for line in one.bugs()]


def _gateway(home: Path, county: ProofCounty, ports: list[int]) -> subprocess.Popen[bytes]:
    program = nginx()
    assert program is not None
    path = home / "nginx.conf"
    path.write_text(_configuration(home, county, ports), encoding="utf-8")
    found = subprocess.Popen([program, "-e", f"{home}/nginx.log", "-c", str(path)])
    wait_for(county.port, found)
    return found


def _configuration(home: Path, county: ProofCounty, ports: list[int]) -> str:
    """The guide's own lines, at home here."""
    block = _BLOCK.search(GUIDE.read_text(encoding="utf-8"))
    assert block is not None
    server = block[1].replace("listen 8443", f"listen {HERE}:{county.port}")
    server = server.replace("/etc/ruhu/", f"{county.folder.path}/")
    server = server.replace("ruhu.example.gov.cn", HERE)
    for address, port in zip(("10.1.2.3:8443", "10.1.2.4:8443"), ports, strict=True):
        assert address in server
        server = server.replace(address, f"{HERE}:{port}")
    user = "user root;" if Path(home).owner() == "root" else ""
    return _AROUND.format(home=home, user=user, server=server)
