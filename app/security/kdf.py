"""What a password costs to guess: the price of one derivation, and the prices we accept.

A price stands in the vault's header, where anybody can write; it is therefore held against the
policy before it is paid (K3): neither a memory bomb nor a silent weakening gets through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.domain.clock import Clock
from app.errors import Unavailable, Unreadable

MIB = 1024
"""In KiB, the unit of Argon2id's memory."""

STEP = 16 * MIB


@dataclass(frozen=True)
class KdfCost:
    """One price of Argon2id: ``memory_kib``, ``passes`` over it, ``lanes`` at once."""

    memory_kib: int
    passes: int
    lanes: int

    def is_within(self, floor: KdfCost, cap: KdfCost) -> bool:
        """Whether each part is between those of ``floor`` and ``cap``."""
        return (
            floor.memory_kib <= self.memory_kib <= cap.memory_kib
            and floor.passes <= self.passes <= cap.passes
            and floor.lanes <= self.lanes <= cap.lanes
        )


@dataclass(frozen=True)
class KdfPolicy:
    """What a new slot costs (``default``), and the least and the most an old one may cost."""

    default: KdfCost
    floor: KdfCost
    cap: KdfCost

    def check(self, cost: KdfCost) -> None:
        """``Unreadable`` when ``cost`` is out of range; takes no time and no memory."""
        if not cost.is_within(self.floor, self.cap):
            raise Unreadable(
                "保险柜的加密参数不在允许的范围内，文件可能被人改动过。"
                "请用最近的备份恢复，或联系县里的管理员。",
                code="kdf_out_of_range",
                memory_kib=cost.memory_kib,
                passes=cost.passes,
                lanes=cost.lanes,
            )


STANDARD = KdfPolicy(
    default=KdfCost(256 * MIB, 3, 4),
    floor=KdfCost(64 * MIB, 3, 4),
    cap=KdfCost(1024 * MIB, 16, 16),
)
"""K2. The floor is the second choice of RFC 9106; guessing at the default costs 410 tries/s at most
on a card with 1 TB/s."""


def calibrated(
    policy: KdfPolicy,
    derive: Callable[[KdfCost], object],
    clock: Clock,
    machine_kib: int,
    *,
    target: float = 1.0,
) -> KdfPolicy:
    """``policy`` whose default takes about ``target`` seconds on this machine.

    One derivation at the floor is timed. Never more than a sixteenth of the machine's memory
    (``machine_kib``), never below the floor nor above the cap.
    """
    before = clock.monotonic()
    derive(policy.floor)
    seconds = max(clock.monotonic() - before, 1e-3)
    wanted = int(policy.floor.memory_kib * target / seconds)
    allowed = min(wanted, machine_kib // 16, policy.cap.memory_kib) // STEP * STEP
    memory = max(allowed, policy.floor.memory_kib)
    return replace(policy, default=replace(policy.default, memory_kib=memory))


def out_of_memory(cost: KdfCost) -> Unavailable:
    """What to say when the machine cannot pay ``cost``."""
    return Unavailable(
        f"内存不够：解锁要用 {cost.memory_kib // MIB} MB。请关掉其他程序，再试一次。",
        code="out_of_memory",
        memory_kib=cost.memory_kib,
    )
