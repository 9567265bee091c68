"""backup, restore, check: keeping what is in a vault."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli import opening
from app.cli.surroundings import Surroundings
from app.errors import Unreadable
from app.services import audit
from app.storage.backup import Backup
from app.storage.checking import CheckReport


def backup(arguments: Namespace, around: Surroundings) -> object:
    """A backup of the whole vault, opened again and checked."""
    with opening.opened(opening.vault_folder(arguments.vault, around), around) as vault:
        return _told(vault.store.backup())


def add_restore(parser: ArgumentParser) -> None:
    """Which backup."""
    parser.add_argument("--from", dest="backup", type=Path, help="备份文件；不写就用最新的完整备份")
    parser.add_argument("--list", action="store_true", help="只列出备份")


def restore(arguments: Namespace, around: Surroundings) -> object:
    """Put a backup in the place of the database; what was there is set aside."""
    folder = opening.vault_folder(arguments.vault, around)
    here = opening.machine(around)
    if arguments.list:
        return {"backups": [_told(each) for each in here.backups(folder, around.password())]}
    chosen, former = here.restore(folder, around.password(), arguments.backup)
    return {"restored": str(chosen), "set_aside": str(former) if former else None}


def check(arguments: Namespace, around: Surroundings) -> object:
    """Every page, the structure, the audit chain link by link, every attachment."""
    with opening.opened(opening.vault_folder(arguments.vault, around), around) as vault:
        report = vault.store.check()
        chain = vault.read(audit.verify_chain)
    told = {**_report(report), "audit_entries": chain.entries, "is_whole": report.is_whole}
    if not report.is_whole:
        around.show(told)
        raise Unreadable("".join(report.sentences), code="store_damaged")
    return told


def _told(one: Backup) -> dict[str, Any]:
    return {"backup": str(one.path), "made_at": one.made_at.isoformat(), "audit_entries": one.saves}


def _report(report: CheckReport) -> dict[str, Any]:
    told = asdict(report)
    told["head"] = {"seq": report.head.seq, "hash": report.head.hash.hex()}
    told["sentences"] = list(report.sentences)
    return told
