"""schemathesis against a county's real processes: what its OpenAPI document promises, it keeps."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.errors import Unavailable
from app.security.signatures import DeviceKeys
from app.server import devices, enrolment
from app.server.enrolment import Asked
from app.sync.protocol.enrolment import SECRET_SIZE, Enrolment
from tests.contract.county_made import COUNTY, new_id
from tests.postgresql import cluster
from tests.proofs.county import HERE, ProofCounty
from tests.proofs.paper import ROOT, Paper

KEY: Final = "RUHU_PROOF_KEY"
NAME: Final = "RUHU_PROOF_REPLICA"
ABOUT: Final = """
# What the OpenAPI document promises

`make prove PART=documented` lets [schemathesis](https://schemathesis.readthedocs.io) read
`/openapi.json` of a real server process, once on the embedded database and once on PostgreSQL, and ask
whatever it can think of: its phases examples, coverage, fuzzing and stateful, all checks. Requests
whose signed headers it left whole are signed by an enrolled laptop that may see the whole county
(`tests/proofs/signing_hook.py`); those whose headers it spoilt go as they are. Bodies of a sync are
well-formed questions three times in four.

Held to be so: no answer of 5xx, no status, media type, header or JSON that is not documented.
Two things cannot be said in OpenAPI and are not asked: that a published file must be a signed bundle,
a letter one that is sealed, an enrolment one with a ticket, and that a snapshot goes on after an id
only together with `at`; so a request of the right shape may be refused with 422.

`tests/contract/test_documented.py` does the same for some seconds with every `make test`.

What was found and mended: nonsense in the `signature` header, or an odd byte in the path, ended in a bare 500 with
a traceback, because the answer was to be signed over it; a wrong method was told only some of the
right ones; patterns of parameters and the JSON of three answers were not documented; an address that
ends in an escaped slash was answered with a redirect.
"""
_COUNTED: Final = re.compile(r"^\s*(\d+) generated", re.MULTILINE)


@dataclass
class Documented:
    """``runs``: examples of each operation."""

    home: Path
    runs: int
    seed: int
    paper: Paper = field(default_factory=lambda: Paper(ABOUT))

    def take(self) -> bool:
        """On both databases."""
        with cluster() as found:
            for name, url in (("SQLite", ""), ("PostgreSQL", found.url())):
                self._run(name, url)
        return not self.paper.faults

    def _run(self, name: str, database: str) -> None:
        home = self.home / name
        home.mkdir()
        with ExitStack() as stack:
            county = ProofCounty(home, database)
            stack.callback(county.store.close)
            node = county.node(is_plain=True)
            stack.callback(node.kill)
            node.start()
            done = subprocess.run(
                [*_program(), "run", f"http://{HERE}:{node.port}/openapi.json", *self._how()],
                cwd=home,
                env={**os.environ, "PYTHONPATH": str(ROOT), **_laptop(county)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            bugs = node.bugs()
        self.paper.say(f"== {name}: exit code {done.returncode}, {len(bugs)} bugs in its log")
        for line in filter(str.strip, done.stdout.splitlines()):
            self.paper.say(line)
        counted = _COUNTED.search(done.stdout)
        self.paper.facts[f"test cases, {name}"] = counted[1] if counted else "?"
        if done.returncode or bugs:
            self.paper.blame(
                f"{name}: exit code {done.returncode}; {bugs[:3]} {done.stderr[-500:]}"
            )

    def _how(self) -> list[str]:
        return [
            *("--no-color", "--continue-on-failure", "--checks", "all"),
            *("--exclude-checks", "positive_data_acceptance"),
            *("-n", str(self.runs), "--seed", str(self.seed), "--generation-database", "none"),
        ]


def _program() -> list[str]:
    program = Path(sys.executable).with_name("schemathesis")
    if not program.exists():
        raise Unavailable(
            "没有 schemathesis。请运行 make prove PART=documented。", code="no_fuzzer"
        )
    return [str(program)]


def _laptop(county: ProofCounty) -> dict[str, str]:
    """An enrolled one: its key and its name, in the environment."""
    keys, replica, person, secret = (
        DeviceKeys.generate(),
        new_id(),
        new_id(),
        os.urandom(SECRET_SIZE),
    )
    now = county.clock.now()
    own = Enrolment(secret, keys.signing_public, keys.agreement_public, keys.signing_public)
    with county.store.writing() as connection:
        devices.add_person(connection, person, "王小梅", "1", [COUNTY], now.isoformat())
        enrolment.make_ticket(connection, person, secret, now)
        enrolment.enrol(connection, Asked(replica, 1, own), county.folder.keys(), now)
    hook = {"SCHEMATHESIS_HOOKS": "tests.proofs.signing_hook"}
    return {**hook, KEY: keys.private_bytes().hex(), NAME: replica}
