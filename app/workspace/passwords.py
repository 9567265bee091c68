"""What a new password on this laptop is held against."""

from __future__ import annotations

from collections.abc import Sequence

from app import resources
from app.domain.pinyin import name_readings
from app.security.password import PasswordRules, name_words, read_blocklist


def password_rules() -> PasswordRules:
    """The rules a new password is held against."""
    return PasswordRules(read_blocklist(resources.read_bytes("security", "blocklist.txt").decode()))


def own_words(name: str) -> set[str]:
    """What a person called ``name`` must not use as a password: the name and its pinyin."""
    syllables: Sequence[str] = [each[0] for each in name_readings(name) if each]
    return {name, *name_words(syllables)}


def check_password(password: str, name: str) -> None:
    """Raise ``Refused`` password_weak for a password that is easily guessed."""
    password_rules().check(password, own_words(name))
