"""Taking back rows tells everything that shows them."""

from __future__ import annotations

import itertools
from datetime import datetime

from app import resources
from app.domain.clock import CHINA
from app.forms.definition import load_form
from app.forms.filling import FormFilling


def test_choices_made_from_rows_are_told_when_rows_come_back_by_undo():
    numbers = itertools.count(1)
    filling = FormFilling(
        load_form(resources.read_bytes("forms", "ertong", "form.xml")),
        now=lambda: datetime(2026, 11, 24, 9, 0, tzinfo=CHINA),
        new_id=lambda: f"id{next(numbers)}",
    )
    filling.answer("nchild", "3")
    for row, name in zip(filling.rows("child"), ("甲", "乙", "丙"), strict=True):
        filling.answer(f"{row}/cname", name)
    filling.answer("nchild", "2")
    before = filling.node("eldest").choices
    changes = filling.undo()
    assert filling.node("eldest").choices != before
    assert "eldest" in changes.paths
