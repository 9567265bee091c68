"""vault create, unlock-check, passwd."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from app.cli import opening
from app.cli.surroundings import PASSWORD, Surroundings
from app.domain.codes import ROLE
from app.services import accounts
from app.storage.unit_of_work import UnitOfWork
from app.workspace import check_password


def add_create(parser: ArgumentParser) -> None:
    """Whose vault it will be."""
    roles = "，".join(f"{code} {label}" for code, label in ROLE)
    parser.add_argument("--name", required=True, help="使用人姓名")
    parser.add_argument("--role", default="4", help=f"岗位（{roles}），默认 4")
    parser.add_argument("--township", help="所属乡镇的区划代码（9位或12位）")
    parser.add_argument("--villages", help="负责的村（社区）代码，用逗号隔开；不写就是全乡镇")


def create(arguments: Namespace, around: Surroundings) -> object:
    """A new vault."""
    folder = opening.vault_folder(arguments.vault, around)
    password = around.environment.get(PASSWORD) or around.new_password("设置密码：")
    check_password(password, arguments.name)
    township = (arguments.township or "")[:9] or None
    villages = _codes(arguments.villages)

    def found(work: UnitOfWork) -> accounts.AccountFile:
        return accounts.found(
            work,
            name=arguments.name,
            role=arguments.role,
            org_code=township or (villages[0][:9] if villages else None),
            village_codes=villages,
        )

    owner = opening.machine(around).make_vault(folder, password, found)
    return {"vault": str(folder), "owner": _told(owner)}


def unlock_check(arguments: Namespace, around: Surroundings) -> object:
    """Whether the password opens the vault and the store in it."""
    folder = opening.vault_folder(arguments.vault, around)
    with opening.opened(folder, around) as vault:
        return {"vault": str(folder), "opens": True, "owner": _told(vault.owner)}


def passwd(arguments: Namespace, around: Surroundings) -> object:
    """Another password, noted in the audit; the data itself is not touched."""
    folder = opening.vault_folder(arguments.vault, around)
    old = around.password()
    with opening.opened(folder, around) as vault:
        new = around.new_password()
        check_password(new, vault.owner.name)
        vault.change_password(old, new)
    return {"vault": str(folder), "changed": True}


def _told(owner: accounts.AccountFile) -> object:
    return {
        "id": owner.id,
        "name": owner.name,
        "role": owner.role,
        "role_text": owner.role_text,
        "org_code": owner.org_code,
        "village_codes": owner.village_codes,
    }


def _codes(text: str | None) -> list[str] | None:
    return [each.strip() for each in text.split(",") if each.strip()] if text else None
