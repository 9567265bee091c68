"""验真: whether a paper is what the laptop that signed it made, told from its code or its file.

Needs no vault and no network: only the public keys that are known. A code vouches for number, kind,
date and digest; a PDF with its signature vouches for every byte. A printed page can say other
things than its code: whoever has the vault compares the digest with the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.key_book import KeyBook
from app.domain.paper_seals import ReadSeal, read_seal
from app.security.signatures import is_signed


class Verdict(StrEnum):
    """From good to worse; of several the worst counts."""

    GENUINE = "genuine"
    UNSIGNED = "unsigned"
    UNKNOWN_SIGNER = "unknown_signer"
    REVOKED = "revoked"
    ALTERED = "altered"
    NOT_OURS = "not_ours"


TITLES: Final[Mapping[Verdict, str]] = {
    Verdict.GENUINE: "真的",
    Verdict.UNSIGNED: "没有签名",
    Verdict.UNKNOWN_SIGNER: "签发人不在公钥册里",
    Verdict.REVOKED: "已作废",
    Verdict.ALTERED: "被改动过",
    Verdict.NOT_OURS: "不是入户通的文书",
}
_WORDS: Final[Mapping[Verdict, str]] = {
    Verdict.GENUINE: "签名对得上，由{signer}签发。请再看纸上的编号、名称、日期与下面是否一致。",
    Verdict.UNSIGNED: "二维码里没有签名，不能判断真假。请按编号到签发的乡镇核对登记。",
    Verdict.UNKNOWN_SIGNER: "签发的电脑不在公钥册里，不能判断真假。请向县局要最新的公钥册再验。",
    Verdict.REVOKED: "签名对得上，但{why}。请不要再用这份文书，并交回签发的乡镇。",
    Verdict.ALTERED: "签名对不上，内容在签发后被改动过。请不要采信，并联系签发的乡镇。",
    Verdict.NOT_OURS: "没有找到入户通的二维码文字。请扫二维码后把全部文字贴进来，或选本程序存的PDF。",
}


@dataclass(frozen=True)
class Checked:
    """What was found. ``sentence`` ends in a next step; the rest is what the code says."""

    verdict: Verdict
    sentence: str
    number: str = ""
    kind: str = ""
    day: str = ""
    digest: str = ""
    standing: str = ""
    signer: str = ""

    @property
    def title(self) -> str:
        """真的, 被改动过."""
        return TITLES[self.verdict]


def check_text(text: str, book: KeyBook) -> Checked:
    """The text of a code."""
    seal = read_seal(text)
    return check_seal(seal, book) if seal else not_ours()


def check_seal(seal: ReadSeal, book: KeyBook) -> Checked:
    """What a code said."""
    if not seal.key:
        return _of(Verdict.UNSIGNED, seal)
    key = book.keys.get(seal.key)
    if key is None:
        return _of(Verdict.UNKNOWN_SIGNER, seal)
    if not is_signed(seal.said, seal.signature, key.public):
        return _of(Verdict.ALTERED, seal)
    gone = book.withdrawn.get(seal.number)
    if key.revoked_on:
        why = f"{key.name}的签名密钥已于{key.revoked_on.isoformat()}作废"
        return _of(Verdict.REVOKED, seal, signer=key.name, why=why)
    if gone:
        on = f"（{gone.on.isoformat()}）" if gone.on else ""
        return _of(Verdict.REVOKED, seal, signer=key.name, why=f"登记为“{gone.why}”{on}")
    return _of(Verdict.GENUINE, seal, signer=key.name)


def _of(verdict: Verdict, seal: ReadSeal, *, signer: str = "", why: str = "") -> Checked:
    sentence = _WORDS[verdict].format(signer=signer, why=why)
    said = (seal.number, seal.kind, seal.day, seal.digest, seal.standing)
    return Checked(verdict, sentence, *said, signer)


def not_ours() -> Checked:
    """There is no code of ours."""
    return Checked(Verdict.NOT_OURS, _WORDS[Verdict.NOT_OURS])


def altered(seal: ReadSeal) -> Checked:
    """The code is right, and what it stands on is not what was signed."""
    return _of(Verdict.ALTERED, seal)
