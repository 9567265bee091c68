"""Who keeps what the county published: forms, rule packs, holidays, the 公钥册, readers of reports."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.domain.key_book import read_book
from app.services.calendars import accept_calendar
from app.services.kept_book import KeptBook
from app.services.published_forms import accept
from app.services.report_keys import accept_readers
from app.services.rule_packs import accept_pack
from app.storage.unit_of_work import UnitOfWork
from app.sync.laptop.published import Takers
from app.sync.protocol.published import CALENDAR, FORM, KEYS, PACK, READERS

if TYPE_CHECKING:
    from app.workspace.opened import Announce, Workspace

Accept = Callable[[UnitOfWork, bytes], str]
"""Keeps a publication; what people call it, blank if it was here. Raises ``Trouble``."""


def takers(workspace: Workspace, announce: Announce) -> Takers:
    """By kind, into this vault; ``announce`` hears what changed."""

    def take(accept_: Accept, content: bytes) -> str:
        title, changes = workspace.perform(lambda work: accept_(work, content))
        if changes:
            announce(changes)
        return title

    book = KeptBook(workspace.machine.settings.config_folder)
    return {
        FORM: partial(take, _form),
        PACK: partial(take, _pack),
        CALENDAR: partial(take, _calendar),
        READERS: partial(take, _readers),
        KEYS: partial(_keys, book),
    }


def _form(work: UnitOfWork, content: bytes) -> str:
    line = accept(work, content)
    return line.called if line is not None else ""


def _pack(work: UnitOfWork, content: bytes) -> str:
    return "政策参数" if accept_pack(work, content) else ""


def _calendar(work: UnitOfWork, content: bytes) -> str:
    year = accept_calendar(work, content)
    return f"{year}年" if year is not None else ""


def _readers(work: UnitOfWork, content: bytes) -> str:
    accept_readers(work, content)
    return ""


def _keys(book: KeptBook, content: bytes) -> str:
    """Beside the vaults, not in one: who has no vault may check papers too."""
    book.take(read_book(content))
    return ""
