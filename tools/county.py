"""`make county`: a county server on a PostgreSQL of its own, both under out/county, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from tools.postgresql import Cluster, owner, programs

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "out" / "county"
RUN = Path("/var/tmp")  # noqa: S108 - beside the project: another user owns the cluster's files
NAME = "county"


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--port", default="8443")
    asked = parser.parse_args()
    folder = programs()
    if folder is None:
        print("needs PostgreSQL 15 or newer: apt-get install postgresql", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cluster = _cluster(folder)
    if not cluster.is_running():
        cluster.start()
    try:
        return _serve(cluster, asked.port)
    except KeyboardInterrupt:
        return 0
    finally:
        cluster.stop("fast")


def _cluster(programs_folder: Path) -> Cluster:
    home = RUN / f"ruhu-county-{os.getuid()}"
    cluster = Cluster(programs_folder, home, is_safe=True)
    if cluster.data.exists():
        return cluster
    home.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(home, owner().pw_uid, owner().pw_gid)
    cluster.make()
    cluster.start()
    cluster.add(NAME)
    cluster.stop("fast")
    return cluster


def _serve(cluster: Cluster, port: str) -> int:
    HOME.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "app.server", "--folder", str(HOME), "--port", port]
    print(f"county in {HOME}, database in {cluster.folder}, https://localhost:{port}", flush=True)
    env = {**os.environ, "RUHU_DATABASE": cluster.url_of(NAME)}
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
