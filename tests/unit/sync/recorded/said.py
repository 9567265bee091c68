"""The messages that were recorded, built of whatever classes are given: today's or those of then.

``n2`` is the first county program, ``n1`` the one that tells nothing twice (``is_brief``,
``as_sent``); today's names people in a conflict and the recovery key in a greeting.
"""

from __future__ import annotations

from typing import Any, Final

VILLAGE: Final = "500231103202"
HOUSEHOLD: Final = "019ab000-0000-7000-8000-0000000000b1"
MEMBER: Final = "019ab000-0000-7000-8000-0000000000b2"
ADDED: Final = {
    "n2": frozenset[str](),
    "n1": frozenset({"is_brief", "as_sent"}),
}
"""What each knew of the fields that came since the first."""


def questions(m: Any, era: str) -> tuple[Any, ...]:
    """A greeting, two operations saved together, a pull, a digest, a fetch."""
    ops = (
        m.Operation(
            1,
            "019ab000-0000-7000-8000-0000000000c1",
            "019ab000-0000-7000-8000-0000000000c1",
            "household",
            HOUSEHOLD,
            "insert",
            0,
            {"village_code": VILLAGE, "live_addr": "一号", "secret_level": 2},
            made_at="2026-11-25T08:00:00.000+08:00",
            schema="1",
        ),
        m.Operation(
            2,
            "019ab000-0000-7000-8000-0000000000c2",
            "019ab000-0000-7000-8000-0000000000c1",
            "household",
            HOUSEHOLD,
            "update",
            0,
            {"live_addr": "二号"},
            before={"live_addr": "一号"},
        ),
    )
    known = {"is_brief": True} if "is_brief" in ADDED[era] else {}
    here = m.Cursor(1, 1, 0, None)
    return (
        m.Hello((1,), 1, here),
        m.Push("", ops, **known),
        m.Pull(here),
    )


def answers(m: Any, era: str) -> tuple[Any, ...]:
    """Of each kind one, with a conflict and a field nobody knows yet."""
    row = m.Row("household", HOUSEHOLD, 7, {"village_code": VILLAGE, "newer": {"list": [1, "二"]}})
    clash = m.Clash(
        "live_addr", {"live_addr": "一号"}, {"live_addr": "二号"}, {"live_addr": "三号"}, 6, "x/1"
    )
    verdicts = (m.Verdict(1, "applied"), m.Verdict(2, "conflict", clashes=(clash,)))
    known = {"as_sent": (1,)} if "as_sent" in ADDED[era] else {}
    return (
        m.Welcome(1, 1, 1, (VILLAGE,), 5, audit_seq=3, checkpoint=b"head"),
        m.Ack("receipt-1", 7, verdicts, (row,), (MEMBER,), 4, **known),
        m.Page(m.Cursor(1, 1, 7, None), (row,), (MEMBER,), root=b"r" * 32, horizon=5),
        m.Differing({f"{VILLAGE}/household": bytes(8192)}),
        m.Repair((row,)),
        m.Refusal("busy", retry_after=7.5),
    )
