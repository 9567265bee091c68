"""冲突: two people changed one thing. Both values stand side by side; it is decided offline (S14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from app.services import conflicts
from app.services.conflicts import ConflictFile, Pick
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.status_bar import moment_in_words
from app.ui.sync.conflict_form import ConflictForm
from app.ui.sync.post_view import PostView
from app.ui.widgets.columns import Column

NOTHING: Final = "没有冲突。两个人改了同一项，两边的内容都会留在这里，由您选定。"
SAID: Final = "已经定下来，没有选的一边留在冲突记录里"


class ConflictView(PostView):
    """The list of conflicts; ``form`` decides the one that is chosen."""

    slot = "conflicts"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            name="冲突",
            nothing=NOTHING,
            others="处理过的也列出",
            columns=_columns(desk),
            sizes=(430, 750),
        )
        self.form: ConflictForm | None = None

    def verb(self, work: Any) -> Sequence[ConflictFile]:
        """Those that wait, or all."""
        return conflicts.list_conflicts(work, with_decided=self.all.isChecked())

    def card(self, row: ConflictFile) -> ConflictForm | None:
        """What is chosen already in the form of the same conflict stays."""
        if self.form is not None and self.form.file == row:
            return None
        form = ConflictForm(self._desk, row)
        form.decided.connect(partial(self._decide, form))
        form.open_requested.connect(partial(self.open_row, row))
        form.reveal_requested.connect(partial(self._reveal, form))
        self.form = form
        return form

    def leave(self) -> None:
        self.form = None

    def _decide(self, form: ConflictForm, picks: Mapping[str, Pick]) -> None:
        conflict_id = form.file.id
        self._desk.operation(
            self, lambda work: conflicts.resolve_conflict(work, conflict_id, picks)
        ).then(lambda _file: self._on_decided()).otherwise(partial(self._on_refused, form)).start()

    def _on_decided(self) -> None:
        self._desk.say(SAID)
        self.was_settled()

    def _on_refused(self, form: ConflictForm, problem: Problem) -> None:
        if problem.is_bug or form is not self.form:
            self._desk.show_problem(problem)
        else:
            form.remark.say(problem.sentence)

    def _reveal(self, form: ConflictForm, name: str) -> None:
        conflict_id = form.file.id
        self._desk.operation(
            self, lambda work: conflicts.reveal_conflict(work, conflict_id, name)
        ).then(form.choices[name].reveal).start()


def _columns(desk: Desk) -> tuple[Column, ...]:
    def made(file: ConflictFile) -> str:
        return moment_in_words(file.mine_at, desk.clock.now()) if file.mine_at else ""

    return (
        Column(
            "state",
            "状态",
            lambda row: "已处理" if row.decided_at else "要处理",
            tone=lambda row: "ok" if row.decided_at else "warn",
        ),
        Column("title", "哪一份", lambda row: row.title, "欧阳建国：家庭"),
        Column(
            "fields", "哪几项", lambda row: "、".join(one.label for one in row.fields), "现住址"
        ),
        Column("made", "我写的时间", made, "11月20日 08:05"),
    )
