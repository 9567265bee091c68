"""Converts every ``resources/forms/*/form.xlsx`` to the ``form.xml`` beside it; for developers.

``--check`` only says which are out of date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

FORMS = Path(__file__).resolve().parent.parent / "resources" / "forms"


def converted(workbook: Path) -> bytes:
    """The XForm of one XLSForm workbook."""
    from pyxform.xls2xform import convert  # pyright: ignore[reportUnknownVariableType]

    xform = str(convert(str(workbook), validate=False, form_name="data").xform)
    return xform.encode("utf-8") + b"\n"


def outdated(folder: Path = FORMS) -> list[Path]:
    """The workbooks whose ``form.xml`` is missing or not what they convert to now."""
    return [book for book in sorted(folder.glob("*/form.xlsx")) if not _is_current(book)]


def _is_current(workbook: Path) -> bool:
    target = workbook.with_name("form.xml")
    return target.exists() and target.read_bytes() == converted(workbook)


def main() -> int:
    """Build, or check; the exit code is 1 when something was out of date and only checked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    found = outdated()
    for workbook in found:
        print(f"{'out of date' if is_check else 'built'}: {workbook.parent.name}")
        if not is_check:
            workbook.with_name("form.xml").write_bytes(converted(workbook))
    return 1 if is_check and found else 0


if __name__ == "__main__":
    sys.exit(main())
