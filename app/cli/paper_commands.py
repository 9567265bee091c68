"""print, papers recalls: a paper of a record as a PDF, the list of papers, what is asked back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path
from typing import Final

from app.cli import opening
from app.cli.output import save
from app.cli.record_commands import record_id
from app.cli.surroundings import Surroundings
from app.domain.divisions import office_of
from app.errors import Refused
from app.printing.notice_picture import notice_jpg
from app.printing.papers import PRINTABLES
from app.services import paper_recalls, paper_register, papers, rule_packs, shipped
from app.services.paper_recalls import Recall
from app.services.paper_rescue import SEARCH as NOTICE
from app.services.papers import RenderedPaper
from app.storage.unit_of_work import UnitOfWork

_PICTURES: Final = (".jpg", ".jpeg")


def add_print(parser: ArgumentParser) -> None:
    """Which paper, of which record, where to."""
    parser.add_argument("paper", nargs="?", help="表格编号，如 E-07")
    parser.add_argument("--record", type=record_id, metavar="ID", help="从哪一条记录打印")
    parser.add_argument(
        "--out", type=Path, metavar="F.pdf", help="存成这个文件；寻亲公告也可以存成 .jpg"
    )
    parser.add_argument("--purpose", default="", help="用途，或再次打印的原因，记入打印记录")
    parser.add_argument(
        "--sign", action="store_true", help="给存下的PDF加上签名，PDF阅读器能看出改没改过"
    )
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
            press = shipped.press(work.today, vault.signer, rule_packs.received(work))
            return papers.render(work, press, arguments.paper, arguments.record)

        rendered = vault.read(make)
        vault.do(lambda work: papers.claim(work, rendered, reason=arguments.purpose))
        content = _file(rendered, arguments.out)
        if arguments.sign and content is rendered.pdf:
            office = office_of(shipped.divisions(), vault.owner.actor.org_code)
            content = vault.sign_pdf(content, office)
        save(arguments.out, [content])
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


def _file(rendered: RenderedPaper, out: Path) -> bytes:
    """A PDF, or by its name a picture of a notice for websites."""
    if out.suffix.lower() not in _PICTURES:
        return rendered.pdf
    if rendered.code != NOTICE:
        sentence = "只有寻亲公告可以存成图片。请把文件名写成“.pdf”。"
        raise Refused(sentence, code="paper_no_picture", paper=rendered.code)
    return notice_jpg(rendered.pdf)


def add_recalls(parser: ArgumentParser) -> None:
    """Nothing, or what is done to one number."""
    parser.add_argument("--withdraw", metavar="编号", help="作废这个编号，要写明原因")
    parser.add_argument("--settle", metavar="编号", help="已收回这个编号，要写明情况")
    parser.add_argument("--reason", default="", help="原因或情况")


def recalls(arguments: Namespace, around: Surroundings) -> object:
    """The recall list, after a number was withdrawn or came back."""
    with opening.opened(opening.vault_folder(arguments.vault, around), around) as vault:
        for number, act in (
            (arguments.withdraw, paper_register.withdraw),
            (arguments.settle, paper_register.settle),
        ):
            if number:
                line = vault.read(partial(_line_of, number=number))
                vault.do(partial(act, line_id=line, reason=arguments.reason))
        found = vault.read(paper_recalls.to_recall)
    return {"recalls": [_told(each) for each in found]}


def _line_of(work: UnitOfWork, number: str) -> str:
    found = [each.id for each in paper_register.issued(work) if each.number == number]
    if not found:
        sentence = f"登记里没有编号{number}。请核对后再试。"
        raise Refused(sentence, code="paper_number_unknown")
    return found[0]


def _told(one: Recall) -> dict[str, object]:
    return {
        "number": one.line.number,
        "title": one.line.title,
        "copies": one.line.copies,
        "issued_at": one.line.issued_at,
        "why": one.why,
        "reason": one.reason,
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
