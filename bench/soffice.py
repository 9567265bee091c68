"""LibreOffice making the same papers: a whole process each time, as converting takes.

``RUHU_SOFFICE`` names its ``soffice``. It sees the fonts of the program and no others, and its
profile is made before, so that what is measured is starting, reading, laying out and writing the
PDF; what the merge itself takes (writing the flat document) is not in it.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app import resources
from app.printing.approval_form_sheet import ApprovalSheet
from bench.approval_odt import flat_odt
from bench.approval_told import put_picture
from bench.duel import Peer, Peers, Records

PROGRAM: Final = "RUHU_SOFFICE"
"""Environment: the path of soffice."""
_FONTS: Final = "<fontconfig><dir>{fonts}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"


@contextmanager
def office(sheet: ApprovalSheet) -> Generator[Peer | None]:
    """What converts the documents of the records; None where there is no LibreOffice."""
    program = os.environ.get(PROGRAM)
    if not program:
        yield None
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        put_picture(sheet, folder)
        said = _FONTS.format(fonts=resources.path("fonts"), folder=folder)
        (folder / "fonts.conf").write_text(said, encoding="utf-8")

        def make(files: list[Records]) -> Peers:
            return _converted(program, folder, files)

        yield make


def _converted(program: str, folder: Path, files: list[Records]) -> Peers:
    """All documents by one process. Raises OSError where soffice fails or leaves one unmade."""
    documents = [folder / f"merged{place}.fodt" for place in range(len(files))]
    for document, records in zip(documents, files, strict=True):
        document.write_text(flat_odt(records, folder), encoding="utf-8")
    made = [document.with_suffix(".pdf") for document in documents]
    for each in made:
        each.unlink(missing_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    quiet = [(os.POSIX_SPAWN_OPEN, place, os.devnull, os.O_WRONLY, 0) for place in (1, 2)]
    began = time.perf_counter()
    child = os.posix_spawn(
        program, [*command, *map(str, documents)], environment, file_actions=quiet
    )
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - began
    if status:
        raise OSError(f"soffice ended with {os.waitstatus_to_exitcode(status)}")
    size = sum(each.stat().st_size for each in made)
    return Peers(wall, used.ru_utime + used.ru_stime, size, used.ru_maxrss / 1024)
