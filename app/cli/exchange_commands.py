"""import and export."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from app.cli import opening
from app.cli.output import save
from app.cli.surroundings import Surroundings
from app.excel.reader import read_workbook
from app.services import exports, imports, roster_export
from app.services.shipped import divisions
from app.storage.unit_of_work import UnitOfWork


def add_import(parser: ArgumentParser) -> None:
    """Which workbook, and what to do about differences."""
    parser.add_argument("file", type=Path, help="花名册（.xlsx）")
    parser.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    parser.add_argument("--report", type=Path, help="把每一行的结果写进这个 JSON 文件")
    parser.add_argument(
        "--take",
        choices=("none", "all"),
        default="none",
        help="档案与花名册不同的，none 保留档案并记待办（默认），all 以花名册为准",
    )


def import_roster(arguments: Namespace, around: Surroundings) -> object:
    """All of a roster or nothing; the counts, and every row and sheet in the report."""
    workbook = read_workbook(arguments.file)
    places = divisions()

    def dry(work: UnitOfWork) -> dict[str, Any]:
        return imports.import_report(imports.plan(work, imports.read(work, workbook, places)))

    def wet(work: UnitOfWork) -> dict[str, Any]:
        outcome = imports.commit(
            work,
            imports.read(work, workbook, places),
            places,
            take="all" if arguments.take == "all" else (),
            file_name=arguments.file.name,
        )
        return imports.import_report(outcome.plan, outcome.persons)

    folder = opening.vault_folder(arguments.vault, around)
    with opening.opened(folder, around) as vault:
        told = vault.read(dry) if arguments.dry_run else vault.do(wet)
    if arguments.report:
        text = json.dumps(told, ensure_ascii=False, indent=2)
        save(arguments.report, [text.encode(), b"\n"])
    counts = {name: value for name, value in told["summary"].items() if name != "sheets"}
    return {"summary": counts}


def add_export(parser: ArgumentParser) -> None:
    """Where to, and what."""
    parser.add_argument("--out", type=Path, required=True, help="导出到这个文件")
    parser.add_argument("--roster", action="store_true", help="导出花名册（.xlsx），不写就是 JSONL")
    parser.add_argument("--reason", default="", help="导出的用途，记入操作记录")


def export(arguments: Namespace, around: Surroundings) -> object:
    """Everything as JSON lines, or the roster as a workbook."""
    folder = opening.vault_folder(arguments.vault, around)
    with opening.opened(folder, around) as vault:
        if arguments.roster:
            data = vault.do(
                lambda work: roster_export.export_roster(work, divisions(), reason=arguments.reason)
            )
            save(arguments.out, [data])
            return {"out": str(arguments.out), "bytes": len(data)}
        lines: list[bytes] = []
        counts = vault.do(
            lambda work: exports.export_lines(
                work, lambda line: lines.append(line.encode()), arguments.reason
            )
        )
    save(arguments.out, lines)
    return {"out": str(arguments.out), "counts": dict(counts)}
