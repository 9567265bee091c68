"""Who is doing something: what the store needs to know of the person at the keyboard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """``id``: the account's UUID; ``role``: a code of ROLE; ``village_codes`` None: the township.

    A new record belongs to ``org_code``, and to the village if there is only one.
    """

    id: str
    name: str
    role: str
    org_code: str | None
    village_codes: tuple[str, ...] | None = None

    @property
    def only_village(self) -> str | None:
        """The village of somebody who has exactly one."""
        codes = self.village_codes or ()
        return codes[0] if len(codes) == 1 else None
