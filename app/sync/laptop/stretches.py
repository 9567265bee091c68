"""A stretch of a snapshot where nothing is yet: its columns go into the tables as they came.

Most of a first sync is this. What ``Taking`` would do with such a stretch is the same; whatever
else there is, a row that waits, stands there, is out of reach or fits no table, is its business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.storage import driver, search_rows
from app.sync.client.desk import Intake, Standing
from app.sync.laptop import base, operations, tables
from app.sync.laptop.taken import Taken
from app.sync.protocol.blocks import Block, Rows

MANY: Final = 200
"""Records of one page of a snapshot by which people are found, from which on they are indexed after
all of it has come."""


@dataclass(frozen=True)
class Stretch:
    """``before``: where the store stood; ``many``: as ``MANY``."""

    connection: driver.Connection
    before: Standing
    intake: Intake
    many: int = MANY

    def blocks(self) -> Sequence[Block]:
        """Those of the intake if it is nothing but such a stretch, else none."""
        rows = self.intake.rows
        if not isinstance(rows, Rows) or not self._only_brings_rows() or not self._is_new(rows):
            return ()
        searched = (len(one) for one in rows.blocks if one.noun in search_rows.SEARCHED)
        is_much = sum(searched) >= self.many
        return rows.blocks if is_much and all(map(self._goes_in, rows.blocks)) else ()

    def _only_brings_rows(self) -> bool:
        intake, now = self.intake, self.intake.standing
        if intake.stretch is None or self.before.scopes != now.scopes:
            return False
        bare = Intake(now, backed_up=intake.backed_up, stretch=intake.stretch)
        return replace(intake, rows=()) == bare

    def _is_new(self, rows: Rows) -> bool:
        """Whether each comes once, and nothing of it stands or waits here."""
        ids = [one for block in rows.blocks for one in block.ids.values]
        if set(map(type, ids)) != {str} or len(set(ids)) < len(ids) or self.intake.stretch is None:
            return False
        is_bare = not base.within(self.connection, *self.intake.stretch)
        return is_bare and not operations.pending(self.connection, ids)

    def _goes_in(self, block: Block) -> bool:
        """Whether all of it is within reach and fits."""
        return set(block.scopes()) <= {*self.intake.standing.scopes} and tables.is_fitting(block)

    def take(self, blocks: Sequence[Block]) -> Taken:
        """Everything but the standing itself."""
        has_released = operations.is_kept(self.connection, self.intake.backed_up)
        operations.release(self.connection, self.intake.backed_up)
        done = Taken()
        for block in blocks:
            done.arrive(base.put_block(self.connection, block))
            tables.put_block(self.connection, block)
            done.changed.setdefault(block.noun, set()).update(block.ids.values)
        if has_released:
            operations.forget(self.connection)
        search_rows.put_off(self.connection)
        done.told |= {"rows": sum(map(len, blocks)), "gone": 0}
        return done
