"""visits export: finished visits as a zip of papers, tables, ODK instances and files."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path

from app.cli import opening
from app.cli.record_commands import record_id
from app.cli.surroundings import Surroundings
from app.services import rule_packs, shipped, visit_exports
from app.services.form_files import shipped_forms
from app.services.published_forms import kept_forms, library_with
from app.services.visit_exports import FORMATS, VisitFilter, VisitsExported
from app.storage.files import whole_file
from app.storage.unit_of_work import UnitOfWork


def add_export(parser: ArgumentParser) -> None:
    """Which visits, as what, where to."""
    parser.add_argument("--out", type=Path, required=True, metavar="F.zip", help="存成这个文件")
    parser.add_argument(
        "--visit", type=record_id, action="append", metavar="ID", help="哪一次走访；可以写几次"
    )
    parser.add_argument("--form", default="", metavar="FORM_ID", help="只要用这张表的")
    parser.add_argument("--household", type=record_id, metavar="ID", help="只要这一户的")
    parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="从哪一天起")
    parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="到哪一天止")
    parser.add_argument(
        "--format",
        action="append",
        choices=tuple(FORMATS),
        help="格式：pdf、csv、xml；可以写几次，不写就都要",
    )
    parser.add_argument("--reason", default="", help="导出的用途，记入操作记录")


def export(arguments: Namespace, around: Surroundings) -> object:
    """The zip is there whole, or not at all."""
    wanted = VisitFilter(
        arguments.form, arguments.household or "", arguments.since, arguments.until
    )

    def verb(work: UnitOfWork) -> VisitsExported:
        ids = arguments.visit or visit_exports.find_visits(work, wanted)
        library = library_with(shipped_forms(), kept_forms(work))
        with whole_file(arguments.out) as out:
            return visit_exports.export_visits(
                work,
                library,
                lambda: shipped.press(work.today, came=rule_packs.received(work)),
                ids,
                out,
                formats=arguments.format or tuple(FORMATS),
                reason=arguments.reason,
            )

    with opening.opened(opening.vault_folder(arguments.vault, around), around) as vault:
        done = vault.do(verb)
    told = {"visits": done.visits, "files": done.files, "absent": done.absent}
    return {"out": str(arguments.out), **told}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("日期要写成 2026-11-23 的样子") from error
