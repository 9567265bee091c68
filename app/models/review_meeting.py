"""民主评议: one meeting of a village about several applications (domain B.15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Mapped

from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE: Final = Sensitivity.SENSITIVE


class ReviewMeeting(Record):
    """One meeting. ``attendees``: objects with ``name`` and ``role`` (MEETING_ROLE); ``votes``:
    objects with ``case_id``, ``told`` (what was said of the family's income), ``votes_for``,
    ``votes_against``, ``votes_abstain``, ``opinion``."""

    __tablename__ = "review_meeting"
    noun = "review_meeting"
    title = "民主评议"

    held_at: Mapped[datetime | None] = c.moment("评议时间", group="meeting")
    place: Mapped[str | None] = c.text("评议地点", 100, group="meeting")
    chair: Mapped[str | None] = c.text("主持人", 50, group="meeting")
    recorder: Mapped[str | None] = c.text("记录人", 50, group="meeting")
    why: Mapped[str | None] = c.text("评议原因", 200, group="meeting")
    conclusion: Mapped[str | None] = c.text("评议结论", 500, group="meeting")
    attendees: Mapped[list[dict[str, Any]] | None] = c.tree("参会人员", is_derived=True)
    votes: Mapped[list[dict[str, Any]] | None] = c.tree(
        "评议对象", sensitivity=_SENSITIVE, is_derived=True
    )
