"""The password rules as they are met while typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.ui.unlock.password_field import PasswordRule


def live_rules() -> Callable[[str], Sequence[PasswordRule]]:
    """What a password field calls at every key."""
    from app.workspace import password_rules

    rules = password_rules()

    def check(password: str) -> Sequence[PasswordRule]:
        problems = rules.problems(password)
        if not problems:
            return [PasswordRule("这个密码可以用", is_met=True)]
        return [PasswordRule(each, is_met=False) for each in problems]

    return check
