"""Makes this folder ready: `python3 prepare.py run|serve|test|prove|build`.

Fills `.venv` from the lock and sees to the system libraries that Qt loads. The Makefile calls it
when something changed and remembers that it succeeded. Standard library only: nothing else is
there yet. Not part of the program.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"
MACHINE_ID = Path("/etc/machine-id")

OLDEST, NEWEST = (3, 11), (3, 13)

LOCKS = {
    "run": ["run.txt"],
    "serve": ["run.txt", "server.txt"],
    "test": ["run.txt", "server.txt", "test.txt"],
    "prove": ["run.txt", "server.txt", "test.txt", "prove.txt"],
    "build": ["run.txt", "build.txt"],
}

ALWAYS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Qt loads even without a screen, and the Debian package that has it."""

ON_A_SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libcups.so.2": "libcups2",
}
"""What it loads besides to show windows and to print."""

DATABASE_GOALS = ("test", "serve", "prove")
DATABASE = "postgresql"
"""The county server's database: the tests bring up one of their own."""

GATEWAY_GOALS = ("test", "prove")
GATEWAY = "nginx"
"""What stands before two nodes of a county: the tests kill either behind it."""

PRINTING_GOALS = ("test",)
PRINTING = ("cups", "cups-client", "printer-driver-cups-pdf")
"""A queue that prints into PDF files: the tests bring up one of their own."""

READING_GOALS = ("test",)
READING = "poppler-utils"
"""``pdfsig``, a second opinion on signed PDFs."""


class Stop(Exception):
    """Set-up cannot go on; the sentence says what to do."""


def main(arguments: list[str]) -> int:
    goal = arguments[0] if arguments else ""
    if goal not in LOCKS:
        print(f"usage: prepare.py {'|'.join(LOCKS)}", file=sys.stderr)
        return 2
    try:
        check_python()
        with_one_at_a_time()
        prepare_system(goal)
        prepare_venv()
        install(goal)
    except Stop as stop:
        print(f"set-up: {stop}", file=sys.stderr)
        return 1
    return 0


def check_python() -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Stop(
            f"Ruhu needs Python 3.11, 3.12 or 3.13 and this is {sys.version.split()[0]}; name one "
            "that is installed, for example: make PYTHON=python3.11 run"
        )


def with_one_at_a_time() -> None:
    """Two set-ups of one folder would tread on each other; the second waits. Held until exit."""
    if importlib.util.find_spec("fcntl") is None:  # Windows
        return
    import fcntl

    handle = os.open(ROOT / ".setup.lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)


# -- the system ---------------------------------------------------------------------------------


def prepare_system(goal: str) -> None:
    """Packages and files outside this folder: put there when root, asked for when not."""
    if not sys.platform.startswith("linux"):
        return
    packages = [*missing_venv(), *missing_libraries(ALWAYS), *missing_libraries(ON_A_SCREEN)]
    if os.geteuid() == 0:
        install_packages(
            [
                *packages,
                *missing_database(goal),
                *missing_gateway(goal),
                *missing_printing(goal),
                *missing_reading(goal),
            ]
        )
        if lacks_machine_id():
            MACHINE_ID.write_text(uuid.uuid4().hex + "\n", encoding="ascii")
        return
    if goal == "test":  # tests run off-screen: what only a screen needs is not asked for
        packages = [*missing_venv(), *missing_libraries(ALWAYS)]
    commands: list[str] = []
    if packages:
        commands.append("apt-get update")
        commands.append(f"apt-get install -y --no-install-recommends {' '.join(packages)}")
    if lacks_machine_id():
        commands.append(f"tr -d - </proc/sys/kernel/random/uuid >{MACHINE_ID}")
    if packages and not shutil.which("apt-get"):
        say_without_apt(packages)
    elif commands:
        raise Stop(f"run this once, then try again: sudo sh -c '{' && '.join(commands)}'")


def missing_venv() -> list[str]:
    """Debian ships Python without the part that makes virtual environments."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return []
    return [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]


def missing_database(goal: str) -> list[str]:
    """PostgreSQL 15 or newer, where it is wanted; when not root its tests say that they are left
    out, and nothing is asked for."""
    if goal not in DATABASE_GOALS or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return []
    return [DATABASE]


def missing_gateway(goal: str) -> list[str]:
    """nginx, like the database: only where it can be put there."""
    places = ("/usr/sbin/nginx", shutil.which("nginx") or "")
    is_there = any(place and Path(place).exists() for place in places)
    return [] if goal not in GATEWAY_GOALS or is_there else [GATEWAY]


def missing_printing(goal: str) -> list[str]:
    """CUPS with a printer into PDF files, like the database: only where it can be put there."""
    is_there = shutil.which("cupsd") and Path("/usr/lib/cups/backend/cups-pdf").exists()
    return [] if goal not in PRINTING_GOALS or is_there else list(PRINTING)


def missing_reading(goal: str) -> list[str]:
    """A reader that checks signatures, like the database: only where it can be put there."""
    return [] if goal not in READING_GOALS or shutil.which("pdfsig") else [READING]


def missing_libraries(libraries: dict[str, str]) -> list[str]:
    """The packages of the libraries that cannot be loaded; asked of the loader, not of dpkg."""
    return [package for library, package in libraries.items() if not can_load(library)]


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def lacks_machine_id() -> bool:
    """Without one, libdbus ends the whole program."""
    return not (MACHINE_ID.is_file() and MACHINE_ID.stat().st_size)


def install_packages(packages: list[str]) -> None:
    if not packages:
        return
    if not shutil.which("apt-get"):
        say_without_apt(packages)
        return
    print(f"set-up: installing {len(packages)} system packages: {' '.join(packages)}", flush=True)
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run([*apt, "update"], "the list of system packages could not be fetched", env)
    run(
        [*apt, "install", "-y", "--no-install-recommends", *packages],
        "the system packages could not be installed",
        env,
    )


def say_without_apt(packages: list[str]) -> None:
    """On other systems the names differ; going on is better than guessing them."""
    print(
        "set-up: this system has no apt-get; if Qt does not start, install what your system calls "
        f"{' '.join(packages)}",
        file=sys.stderr,
    )


# -- the folder ---------------------------------------------------------------------------------


def prepare_venv() -> None:
    """A `.venv` that belongs to this place and this Python; anything else is made anew."""
    if VENV.exists() and not is_usable():
        shutil.rmtree(VENV)
    if not VENV.exists():
        print("set-up: making .venv", flush=True)
        run([sys.executable, "-m", "venv", str(VENV)], "the virtual environment could not be made")


def is_usable() -> bool:
    """Whole, not moved here from elsewhere, and made by the same minor version of Python."""
    settings = VENV / "pyvenv.cfg"
    if UNFINISHED.exists() or not PYTHON.exists() or not settings.exists():
        return False
    lines = settings.read_text(encoding="utf-8").splitlines()
    values = {
        key.strip(): value.strip() for key, _, value in (line.partition("=") for line in lines)
    }
    minor = f"{sys.version_info[0]}.{sys.version_info[1]}."
    return values.get("version", "").startswith(minor) and values.get("command", "").endswith(
        f" {VENV}"
    )


def install(goal: str) -> None:
    """The locked packages, each checked against its hash, ready-built ones only."""
    locks = [ROOT / "requirements" / name for name in LOCKS[goal]]
    print(f"set-up: installing what {goal} needs (once, a minute or two)", flush=True)
    UNFINISHED.touch()
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--no-input", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    for lock in locks:
        pip += ["-r", str(lock)]
    run(pip, "the packages of the lock could not be installed; is the network there?")
    UNFINISHED.unlink()


def run(command: list[str], complaint: str, env: dict[str, str] | None = None) -> None:
    """One command, quiet when it works; its output and one sentence when it does not."""
    result = subprocess.run(
        command,
        env=env,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if result.returncode:
        print(result.stdout, file=sys.stderr)
        raise Stop(f"{complaint} (exit code {result.returncode} of: {' '.join(command)})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
