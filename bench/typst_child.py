"""Typst drawing the same strings, in an environment of its own: it is no dependency of this program.

Reads a line of JSON at a time: a list of pages, each a list of (left, top, text or
SVG of a code); answers with the
seconds of the processors that compiling took (of all its threads: a busy machine counts less), what
came of it in bytes, and its peak memory in MB.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from typing import Any

_typst: Any = importlib.import_module("typst")


def main(folder: str, family: str) -> None:
    """``folder``: of the fonts; ``family``: by which typst knows the one to use."""
    for line in sys.stdin:
        source = _source(json.loads(line), family).encode()
        compiler = _typst.Compiler(source, font_paths=[folder], ignore_system_fonts=True)
        began = time.process_time()
        pdf = compiler.compile(format="pdf")
        taken = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([taken, len(pdf), peak]), flush=True)


def _source(pages: list[list[tuple[float, float, str]]], family: str) -> str:
    head = (
        f'#set page(width: 595pt, height: 842pt, margin: 0pt)\n#set text(font: "{family}", 9pt)\n'
    )
    drawn = ("\n".join(_placed(*one) for one in page) for page in pages)
    return head + "\n#pagebreak()\n".join(drawn)


def _placed(left: float, top: float, text: str) -> str:
    said = json.dumps(text, ensure_ascii=False)
    shown = f"image(bytes({said}), width: 57pt)" if text.startswith("<svg") else said
    return f"#place(dx: {left:.2f}pt, dy: {top:.2f}pt, {shown})"


if __name__ == "__main__":
    main(*sys.argv[1:])
