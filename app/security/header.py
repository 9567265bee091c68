"""The vault's header: a small text file from which, with password and device secret, the keys come.

::

    RUHU-VAULT 1
    {"agreement_public":"…","device_check":"…", … ,"slots":[{"kind":"password", …}]}
    HMAC-SHA256 of the two lines above, under a key from the data key
    SHA-256 of the three lines above

Every version begins with its number and ends with the digest, so that damage is told from "newer"
without a password. The JSON has one way of being written. It is append-only: a field never changes
its meaning; fields and kinds of slot this version does not know are kept as they are. Only what an
old version must not ignore raises the number.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, cast

from app.errors import Unreadable
from app.security.kdf import KdfCost
from app.security.suites import KEY, SALT

VERSION: Final = 1
LIMIT: Final = 64 * 1024
"""Bytes; the first version needs about 1,100."""
KIND: Final = "password"
"""The kind of slot this version opens."""
MOST_SLOTS: Final = 16

CHECK: Final = 16
WRAPPED: Final = KEY + 32
DEVICE_KEYS: Final = 64 + 32

_FIRST: Final = b"RUHU-VAULT "
_DIGEST: Final = 64
_VAULT_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class PasswordSlot:
    """The data key, wrapped under a password. ``check`` tells a wrong password from damage."""

    id: int
    kdf: str
    cost: KdfCost
    salt: bytes
    check: bytes = b""
    wrapped: bytes = b""
    rest: Fields = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Header:
    """What the header says. Nothing in it is secret without password and device secret.

    ``device_check`` tells another laptop's secret from a wrong password. ``other_slots`` and
    ``rest`` are what a newer version has added.
    """

    suite: int
    vault_id: str
    device_check: bytes
    signing_public: bytes
    agreement_public: bytes
    device_keys: bytes
    slot: PasswordSlot
    other_slots: tuple[Fields, ...] = ()
    rest: Fields = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class SignedHeader:
    """A header as it was read: ``mac`` over ``signed`` is to be checked once the key is known."""

    header: Header
    signed: bytes
    mac: bytes


def write_header(header: Header, mac: Callable[[bytes], bytes]) -> bytes:
    """The bytes of ``header``, authenticated by ``mac``."""
    signed = _FIRST + str(VERSION).encode() + b"\n" + _canonical(_body(header)) + b"\n"
    text = signed + mac(signed).hex().encode() + b"\n"
    return text + hashlib.sha256(text).hexdigest().encode() + b"\n"


def read_header(data: bytes) -> SignedHeader:
    """``Unreadable`` for whatever ``write_header`` has not written: ``vault_damaged`` or, when
    whole, ``vault_newer``. No parameter has been judged yet."""
    if len(data) > LIMIT:
        _damaged("size")
    if not data.startswith(_FIRST) or not _has_digest(data):
        _damaged("digest")
    lines = data.split(b"\n")
    if lines[0] != _FIRST + str(VERSION).encode():
        raise Unreadable(
            "这个保险柜是更新版本的程序建立的，本版本打不开，也没有改动它。请升级程序后再打开。",
            code="vault_newer",
            version=lines[0][len(_FIRST) :][:8].decode("latin-1"),
        )
    if len(lines) != 5:
        _damaged("lines")
    header = _header(_parsed(lines[1]))
    mac = _Taken({"mac": lines[2].decode("latin-1")}).octets("mac", 32)
    return SignedHeader(header, b"\n".join(lines[:2]) + b"\n", mac)


def _has_digest(data: bytes) -> bool:
    text, digest = data[: -_DIGEST - 1], data[-_DIGEST - 1 :]
    return digest == hashlib.sha256(text).hexdigest().encode() + b"\n"


def _canonical(body: Fields) -> bytes:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        body = json.loads(line)
        is_canonical = isinstance(body, dict) and _canonical(cast("Fields", body)) == line
    except (ValueError, RecursionError):
        is_canonical, body = False, None
    if not is_canonical:
        _damaged("json")
    return cast("dict[str, Any]", body)


def _body(header: Header) -> dict[str, Any]:
    return {
        **header.rest,
        "suite": header.suite,
        "vault": header.vault_id,
        "device_check": header.device_check.hex(),
        "signing_public": header.signing_public.hex(),
        "agreement_public": header.agreement_public.hex(),
        "device_keys": header.device_keys.hex(),
        "slots": [_slot_body(header.slot), *header.other_slots],
    }


def _slot_body(slot: PasswordSlot) -> dict[str, Any]:
    return {
        **slot.rest,
        "id": slot.id,
        "kind": KIND,
        "kdf": slot.kdf,
        "memory_kib": slot.cost.memory_kib,
        "passes": slot.cost.passes,
        "lanes": slot.cost.lanes,
        "salt": slot.salt.hex(),
        "check": slot.check.hex(),
        "wrapped": slot.wrapped.hex(),
    }


def _header(body: dict[str, Any]) -> Header:
    taken = _Taken(body)
    slots = [_Taken(one) for one in taken.mappings("slots")]
    ours = [one for one in slots if one.fields.get("kind") == KIND]
    ids = {one.fields.get("id") for one in slots if type(one.fields.get("id")) is int}
    if len(ours) != 1 or len(ids) != len(slots):
        _damaged("slots")
    return Header(
        suite=taken.whole("suite"),
        vault_id=taken.text("vault", _VAULT_ID),
        device_check=taken.octets("device_check", CHECK),
        signing_public=taken.octets("signing_public", KEY),
        agreement_public=taken.octets("agreement_public", KEY),
        device_keys=taken.octets("device_keys", DEVICE_KEYS),
        slot=_slot(ours[0]),
        other_slots=tuple(one.fields for one in slots if one is not ours[0]),
        rest=taken.fields,
    )


def _slot(taken: _Taken) -> PasswordSlot:
    taken.text("kind", re.compile(KIND))
    return PasswordSlot(
        id=taken.whole("id"),
        kdf=taken.text("kdf", re.compile(r"[a-z0-9-]{1,32}")),
        cost=KdfCost(taken.whole("memory_kib"), taken.whole("passes"), taken.whole("lanes")),
        salt=taken.octets("salt", SALT),
        check=taken.octets("check", CHECK),
        wrapped=taken.octets("wrapped", WRAPPED),
        rest=taken.fields,
    )


class _Taken:
    """Fields taken out of a mapping one by one, each held against its form; the rest stays."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = dict(fields)

    def whole(self, name: str) -> int:
        value = self.fields.pop(name, None)
        if type(value) is not int or not 0 < value < 1 << 31:
            _damaged(name)
        return value

    def text(self, name: str, form: re.Pattern[str]) -> str:
        value = self.fields.pop(name, None)
        if not isinstance(value, str) or not form.fullmatch(value):
            _damaged(name)
        return value

    def octets(self, name: str, size: int) -> bytes:
        return bytes.fromhex(self.text(name, re.compile(rf"[0-9a-f]{{{2 * size}}}")))

    def mappings(self, name: str) -> list[dict[str, Any]]:
        values = self.fields.pop(name, None)
        if not isinstance(values, list) or len(cast("list[Any]", values)) > MOST_SLOTS:
            _damaged(name)
        items = cast("list[Any]", values)
        if not all(isinstance(one, dict) for one in items):
            _damaged(name)
        return cast("list[dict[str, Any]]", items)


def damaged(where: str) -> Unreadable:
    """What to say of a header that is not what was written; ``where`` is for the log."""
    return Unreadable(
        "保险柜的钥匙文件坏了，暂时打不开；里面的数据没有动过。"
        "请不要删除这个文件夹，从备份恢复它；不会操作时请联系县里的管理员。",
        code="vault_damaged",
        where=where,
    )


def _damaged(where: str) -> NoReturn:
    raise damaged(where)
