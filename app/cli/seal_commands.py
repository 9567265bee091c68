"""verify, papers publish, papers take: whether a paper is genuine, and whose signatures are known."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from app.cli import opening
from app.cli.output import save
from app.cli.surroundings import Surroundings
from app.domain.key_book import KeyBook, read_book
from app.errors import Refused
from app.security.seal_check import Checked, Verdict, check_text
from app.services import key_book, shipped
from app.services.kept_book import KeptBook
from app.services.seal_check import check_file
from app.storage.files import in_words

_LONGEST_NAME = 250


def add_verify(parser: ArgumentParser) -> None:
    """What is checked, against which keys."""
    parser.add_argument(
        "what", help="本程序存的PDF，或二维码的文字（也可以是存有文字的文件）；- 为从标准输入读"
    )
    parser.add_argument("--keys", type=Path, metavar="F", help="公钥册；不写就用本机收着的")


def verify(arguments: Namespace, around: Surroundings) -> object:
    """Genuine: the command succeeds. Anything else: it says what, and fails. No vault is opened."""
    book = KeptBook(around.settings.config_folder).read()
    if arguments.keys:
        book = book.joined(_book_at(arguments.keys))
    found = _checked(arguments.what, book, around)
    told = {**asdict(found), "verdict": found.verdict.value, "title": found.title}
    if found.verdict is not Verdict.GENUINE:
        around.show(told)
        raise Refused(f"{found.title}：{found.sentence}", code=f"paper_{found.verdict.value}")
    return told


def _checked(what: str, book: KeyBook, around: Surroundings) -> Checked:
    if what == "-":
        return check_text(around.input.read(), book)
    if len(what) > _LONGEST_NAME or "\n" in what or not Path(what).is_file():
        return check_text(what, book)
    with in_words():
        content = Path(what).read_bytes()
    return check_file(content, book)


def add_publish(parser: ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("--out", type=Path, required=True, metavar="F.json", help="存成这个文件")


def publish(arguments: Namespace, around: Surroundings) -> object:
    """This vault's public key and the numbers it withdrew, for whoever checks its papers."""
    with opening.opened(opening.vault_folder(arguments.vault, around), around) as vault:
        office = shipped.office(vault.owner.actor.org_code)
        public = vault.device.signing_public
        own = vault.read(lambda work: key_book.own_book(work, public, office))
        whole = KeptBook(around.settings.config_folder).take(own)
    save(arguments.out, [whole.written()])
    return {"out": str(arguments.out), **_counted(whole)}


def add_take(parser: ArgumentParser) -> None:
    """Which book."""
    parser.add_argument("book", type=Path, help="县局或别的乡镇给的公钥册")


def take(arguments: Namespace, around: Surroundings) -> object:
    """Add a book of public keys to the one that is kept on this laptop."""
    whole = KeptBook(around.settings.config_folder).take(_book_at(arguments.book))
    return _counted(whole)


def _book_at(path: Path) -> KeyBook:
    with in_words():
        content = path.read_bytes()
    return read_book(content)


def _counted(book: KeyBook) -> dict[str, object]:
    return {
        "keys": [
            {"key": name, "name": key.name, "revoked_on": key.revoked_on}
            for name, key in sorted(book.keys.items())
        ],
        "withdrawn": len(book.withdrawn),
    }
