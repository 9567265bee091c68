"""The vault a command is about, opened for the length of the command."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.cli.surroundings import VAULT, Surroundings
from app.errors import Refused
from app.security.vault_folder import VaultFolder
from app.workspace import Machine, Workspace


def machine(around: Surroundings) -> Machine:
    """This laptop, as the command is given it."""
    return Machine(around.settings, around.clock, around.policy, around.chance)


def vault_folder(given: str | None, around: Surroundings) -> Path:
    """The vault meant: ``--vault``, RUHU_VAULT, or the only one there is on this laptop.

    Raises ``Refused`` vault_unclear.
    """
    if named := given or around.environment.get(VAULT):
        return Path(named)
    vaults = machine(around).vaults()
    if len(vaults) == 1:
        return vaults[0]
    raise Refused("没有说明是哪个保险柜。请用“--vault 文件夹”指明。", code="vault_unclear")


@contextmanager
def opened(folder: Path, around: Surroundings) -> Generator[Workspace]:
    """The vault at ``folder``, for the length of the block; a damaged header is mended first."""
    here = machine(around)
    if VaultFolder(folder).header_copy.is_file():
        _ = here.mend_header(folder)
    workspace = here.open(folder, around.password())
    try:
        yield workspace
    finally:
        workspace.close()
