"""Typst making the same papers, in an environment of its own: it is no dependency of this program.

Told its folder of fonts and its folder of work, where ``approval.typ`` and the signature lie. Reads
a line of JSON at a time: lists of records, each list one file. Answers with wall and processor
seconds (of all its threads) that compiling took, bytes of the last file, and its peak memory in MB.
One compiler serves all lines and keeps what it remembers, as ``typst watch`` does.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

_typst: Any = importlib.import_module("typst")


def main(fonts: str, work: str) -> None:
    """Until nothing more is told."""
    folder = Path(work)
    compiler = _typst.Compiler(
        str(folder / "approval.typ"), root=work, font_paths=[fonts], ignore_system_fonts=True
    )
    for line in sys.stdin:
        wall = processor = 0.0
        pdf = b""
        for records in json.loads(line):
            text = json.dumps(records, ensure_ascii=False)
            (folder / "records.json").write_text(text, encoding="utf-8")
            began, worked = time.perf_counter(), time.process_time()
            pdf = compiler.compile(format="pdf")
            wall += time.perf_counter() - began
            processor += time.process_time() - worked
        (folder / "made.pdf").write_bytes(pdf)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([wall, processor, len(pdf), peak]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
