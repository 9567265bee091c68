"""Every command, one row each: its words, what it takes, what it does."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app import resources
from app.domain.rule_pack import RulePack
from app.domain.working_days import HolidayYear
from app.errors import Refused
from app.security.certificates import expires_at, fingerprint
from app.security.signatures import is_signed
from app.server import audit, blobs, desk, devices, enrolment, office, publishing
from app.server.api.routes import Routes
from app.server.api.served import Served
from app.server.console import command, desk_commands, recovery_commands, report_commands
from app.server.console.command import Chance, Command
from app.server.policy import ROLES
from app.server.standing import OpenCounty
from app.server.tables import COUNTER, COUNTY
from app.sync.protocol import bundles
from app.sync.protocol.enrolment import SECRET_SIZE, Ticket, write_ticket
from app.sync.protocol.published import MOST_BYTES


def _places(parser: ArgumentParser) -> None:
    parser.add_argument("--places", required=True, help="区划代码，用逗号隔开；可以是村、乡镇、县")


def _add_person(parser: ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="姓名")
    parser.add_argument("--role", required=True, choices=ROLES, help="岗位")
    parser.add_argument("--places", default="", help="区划代码，用逗号隔开")


def _codes(text: str, county: OpenCounty) -> list[str]:
    codes = [each.strip() for each in text.split(",") if each.strip()]
    devices.refuse_unknown(codes, county.divisions)
    return codes


def user_add(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Somebody new."""
    person, codes = county.new_id(), _codes(arguments.places, county)
    with county.database.writing() as connection:
        devices.add_person(connection, person, arguments.name, arguments.role, codes, county.now())
    return {"id": person, "role": arguments.role, "places": codes}


def user_list(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Everybody."""
    with county.database.reading() as connection:
        return devices.persons(connection)


def user_scope(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Other places."""
    codes = _codes(arguments.places, county)
    with county.database.writing() as connection:
        office.give_places(connection, arguments.person, codes, county.now())
    county.refresh_keys()
    return {"id": arguments.person, "places": codes}


def user_leave(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """A person is no longer here."""
    with county.database.writing() as connection:
        devices.leave(connection, arguments.person, county.now())
    county.refresh_keys()
    return {"id": arguments.person, "left": True}


def _ticket(parser: ArgumentParser) -> None:
    command.person(parser)
    parser.add_argument("--out", type=Path, help="写入这个文件；不写就只显示")


def ticket(arguments: Namespace, county: OpenCounty, chance: Chance) -> object:
    """A one-time ticket for a person's laptop."""
    secret = chance(SECRET_SIZE)
    with county.database.writing() as connection:
        expires = enrolment.make_ticket(connection, arguments.person, secret, county.clock.now())
    about = county.folder.about()
    made = Ticket(
        about["url"],
        about["code"],
        county.keys.signing_public,
        county.folder.authority().certificate.decode(),
        secret,
        arguments.person,
        expires,
    )
    text = write_ticket(made)
    if arguments.out:
        arguments.out.touch(mode=0o600)
        arguments.out.write_text(f"{text}\n", encoding="ascii")
        return {"person": arguments.person, "expires_at": expires, "file": str(arguments.out)}
    return {"person": arguments.person, "expires_at": expires, "ticket": text}


def _revoke(parser: ArgumentParser) -> None:
    parser.add_argument("replica", help="电脑的编号，见 devices")
    parser.add_argument("--reason", default="", help="原因，记入操作记录；不要写姓名")


def revoke(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """A laptop is lost."""
    with county.database.writing() as connection:
        devices.revoke(connection, arguments.replica, county.now(), arguments.reason)
    county.refresh_keys()
    return {"replica": arguments.replica, "revoked": True}


def devices_(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """All laptops."""
    with county.database.reading() as connection:
        return devices.listed(connection)


def status(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Where the county stands."""
    about = county.folder.about()
    certificate = county.folder.server_certificate.read_bytes()
    with county.database.reading() as connection:
        row = connection.execute(select(COUNTY)).mappings().one()
        commit = connection.execute(select(COUNTER.c.value)).scalar_one()
        files = blobs.stored(connection)
        laptops = len(devices.live(connection))
        waiting = desk.waiting(connection)
        schemas = devices.schemas(connection)
        epochs = devices.recovery_epochs(connection)["epochs"]
    return {
        "code": row["code"],
        "url": about["url"],
        "epoch": row["epoch"],
        "commit": commit,
        "backup_horizon": row["horizon"],
        "laptops": laptops,
        "schemas": schemas,
        "recovery_epochs": epochs,
        "quarantine": waiting,
        "files": files[0],
        "file_bytes": files[1],
        "county_key": county.keys.signing_public.hex(),
        "authority": fingerprint(county.folder.authority().certificate),
        "certificate_until": expires_at(certificate).date().isoformat(),
    }


def verify_audit(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Walk the whole chain. Raises ``Refused`` audit_broken."""
    with county.database.reading() as connection:
        broken = audit.first_broken(connection)
        length = office.audit_length(connection)
        checkpoint = connection.execute(select(COUNTY.c.checkpoint)).scalar_one()
    if broken:
        raise Refused(
            f"操作记录在第 {broken.seq} 条断开。请保存现场，与安全管理员一起核查。",
            code="audit_broken",
            **asdict(broken),
        )
    signed = bool(checkpoint) and audit.is_checkpoint(checkpoint, _signed_by(county))
    return {"entries": length, "whole": True, "checkpoint_signed": signed}


def _signed_by(county: OpenCounty) -> Callable[[bytes, bytes], bool]:
    return lambda message, signature: is_signed(message, signature, county.keys.signing_public)


def checkpoint(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Sign the head of the chain now; print it to be kept elsewhere."""
    content = county.checkpoint()
    if content is None:
        return {"new": False}
    return {"new": True, **json.loads(content)}


def publish_form(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """A form's signed bundle, to every laptop."""
    content = command.read_file(arguments.file, MOST_BYTES)
    with county.database.writing() as connection:
        return publishing.publish_form(connection, content, county.keys.sign, county.now())


def publish_keys(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """What is new of whose signatures hold; the server does so by itself."""
    return {"new": county.refresh_keys()}


def publish_pack(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """A rule pack, to every laptop."""
    content = command.read_file(arguments.file, MOST_BYTES)
    pack = RulePack.from_mapping(resources.parse_yaml(content))
    with county.database.writing() as connection:
        told = publishing.publish_pack(connection, pack, content, county.keys.sign, county.now())
    return {**told, "version": pack.version, "effective_from": pack.effective_from.isoformat()}


def publish_calendar(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """A year's holidays, to every laptop."""
    content = command.read_file(arguments.file, MOST_BYTES)
    table = HolidayYear.from_mapping(resources.parse_yaml(content))
    with county.database.writing() as connection:
        told = publishing.publish_calendar(
            connection, table, content, county.keys.sign, county.now()
        )
    return {**told, "year": table.year, "announced": table.announced}


def _bundle(parser: ArgumentParser) -> None:
    command.file(parser)
    parser.add_argument("--out", type=Path, required=True, help="把回执写入这个文件")


def bundle(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """A sync that was carried here on a stick."""
    served = Served(county.county(), county.keys, county.clock, places=county.divisions)
    answer = Routes(served).carried(command.read_file(arguments.file, bundles.MOST_BYTES))
    arguments.out.write_bytes(answer)
    return {"file": str(arguments.out), "bytes": len(answer)}


def _commit(parser: ArgumentParser) -> None:
    parser.add_argument("commit", type=int, help="已在异地核验过的备份里的最后一个编号")


def backup_verified(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Laptops may let go of what is in it."""
    with county.database.writing() as connection:
        commit = connection.execute(select(COUNTER.c.value)).scalar_one()
        if arguments.commit > commit:
            raise Refused("没有这么大的编号。请核对备份里的编号。", code="commit_unknown")
        office.note_backup(connection, arguments.commit, county.now())
    return {"backup_horizon": arguments.commit}


def new_epoch(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """After a restore."""
    return {"epoch": county.new_epoch()}


def prune(_arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Forget the log as far as every live laptop has read."""
    with county.database.writing() as connection:
        return {"pruned": office.prune(connection, devices.live(connection), county.now())}


def _hosts(parser: ArgumentParser) -> None:
    parser.add_argument("--hosts", required=True, help="服务器的名称或地址，用逗号隔开")


def renew_certificate(arguments: Namespace, county: OpenCounty, _chance: Chance) -> object:
    """Another TLS certificate."""
    hosts = [each.strip() for each in arguments.hosts.split(",") if each.strip()]
    county.folder.renew_server(hosts, county.clock.now())
    until = expires_at(county.folder.server_certificate.read_bytes())
    return {"hosts": hosts, "until": until.date().isoformat()}


def _scope(parser: ArgumentParser) -> None:
    command.person(parser)
    _places(parser)


COMMANDS: Final[tuple[Command, ...]] = (
    Command("user add", "登记使用人员", _add_person, user_add),
    Command("user list", "列出使用人员", command.nothing, user_list),
    Command("user scope", "改变负责的地方", _scope, user_scope),
    Command("user leave", "使用人员离岗", command.person, user_leave),
    Command("ticket", "发一张登记电脑用的票据，72 小时内用一次", _ticket, ticket),
    Command("revoke", "吊销一台电脑", _revoke, revoke),
    Command("devices", "列出电脑", command.nothing, devices_),
    Command("status", "县里的现状", command.nothing, status),
    Command("verify-audit", "核验操作记录", command.nothing, verify_audit),
    Command("checkpoint", "现在签一次操作记录的末端", command.nothing, checkpoint),
    Command(
        "publish-keys",
        "发布公钥册：谁签发的文书有效、哪些编号作废了",
        command.nothing,
        publish_keys,
    ),
    Command("publish-form", "发布一份表单", command.file, publish_form),
    Command("publish-pack", "发布一份政策参数", command.file, publish_pack),
    Command("publish-calendar", "发布一年的节假日表", command.file, publish_calendar),
    Command("bundle", "收一个U盘数据包，写出回执", _bundle, bundle),
    Command("backup-verified", "记下异地备份已核验到哪个编号", _commit, backup_verified),
    Command("new-epoch", "从备份恢复以后，开始新的纪元", command.nothing, new_epoch),
    Command("prune", "清理所有电脑都已读过的变更日志", command.nothing, prune),
    Command("renew-certificate", "换一张服务器证书", _hosts, renew_certificate),
    *recovery_commands.COMMANDS,
    *desk_commands.COMMANDS,
    *report_commands.COMMANDS,
)
