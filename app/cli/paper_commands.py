"""print: a paper of a record as a PDF, or the list of all papers."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from app.cli import opening
from app.cli.output import save
from app.cli.record_commands import record_id
from app.cli.surroundings import Surroundings
from app.errors import Refused
from app.printing.papers import PRINTABLES
from app.services import papers, shipped
from app.services.papers import RenderedPaper
from app.storage.unit_of_work import UnitOfWork


def add_print(parser: ArgumentParser) -> None:
    """Which paper, of which record, where to."""
    parser.add_argument("paper", nargs="?", help="表格编号，如 E-07")
    parser.add_argument("--record", type=record_id, metavar="ID", help="从哪一条记录打印")
    parser.add_argument("--out", type=Path, metavar="F.pdf", help="存成这个文件")
    parser.add_argument("--purpose", default="", help="用途，或再次打印的原因，记入打印记录")
    parser.add_argument("--list", action="store_true", help="列出能打印的表格")


def print_paper(arguments: Namespace, around: Surroundings) -> object:
    """The very PDF that the window's preview shows; saving it goes into the print log."""
    if arguments.list:
        return {"papers": _listed()}
    if not (arguments.paper and arguments.record and arguments.out):
        sentence = "打印要写明表格、记录和文件。请写成“print E-07 --record ID --out 文件.pdf”。"
        raise Refused(sentence, code="print_unclear")

    with opening.opened(opening.vault_folder(arguments.vault, around), around) as vault:

        def make(work: UnitOfWork) -> RenderedPaper:
            press = shipped.press(work.today, vault.signer)
            return papers.render(work, press, arguments.paper, arguments.record)

        rendered = vault.read(make)
        vault.do(lambda work: papers.claim(work, rendered, reason=arguments.purpose))
        save(arguments.out, [rendered.pdf])
        logged = vault.do(lambda work: papers.log_print(work, rendered, purpose=arguments.purpose))
    return {
        "out": str(arguments.out),
        "paper": rendered.code,
        "title": rendered.title,
        "number": rendered.number,
        "content_hash": rendered.content_hash,
        "pages": rendered.pages,
        "is_draft": rendered.is_draft,
        "log_id": logged.log_id,
    }


def _listed() -> list[dict[str, object]]:
    """Every paper, and the types of records it is made from, the usual one first."""
    return [
        {
            "paper": each.code,
            "title": each.title,
            "records": [kind.noun for kind, _ in papers.MAKERS.get(each.code, ())],
        }
        for each in PRINTABLES.values()
    ]
