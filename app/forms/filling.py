"""One form being filled in: answers, rows, logic kept up to date, undo, and a snapshot.

A node instance is named by its path: the names below the root, with the row id after each repeat,
e.g. ``loc/county`` or ``member/3f2a/mname``; ``member`` is the repeat itself, ``member/3f2a`` a row.
Answers that become irrelevant are kept and come back; nothing typed goes without a notice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from app.errors import Refused
from app.forms.answers import TYPE_NAMES
from app.forms.engine import Engine
from app.forms.journal import Entry
from app.forms.live import MAX_ROWS, Live
from app.forms.snapshot import read_state, write_state
from app.forms.states import Changes, NodeState, Notice, Problem
from app.forms.structure import Element, FormDefinition, Page
from app.forms.viewing import Viewer


class FormFilling:
    """A draft in memory. ``now`` is the clock, ``new_id`` makes row and instance ids, ``state`` is
    an earlier ``state()`` to go on from."""

    def __init__(
        self,
        definition: FormDefinition,
        *,
        now: Callable[[], datetime],
        username: str = "",
        new_id: Callable[[], str],
        state: Mapping[str, object] | None = None,
    ) -> None:
        self.definition = definition
        self._engine = Engine(definition, now=now, username=username, new_id=new_id)
        self._viewer = Viewer(self._engine)
        if state is None:
            self._engine.start()
        else:
            read_state(self._engine, state)
        self.opening = self._engine.changes(
            tuple(Notice(path, text, old) for path, text, old in self._engine.told)
        )
        """What opening did, e.g. choices cleared because a newer form no longer offers them."""
        self._engine.restart()
        self._steps: list[int] = []
        self.last_changes = Changes()
        """What the last ``add_row`` changed."""

    # -- answering ---------------------------------------------------------------------------

    def answer(self, path: str, value: str | None) -> Changes:
        """Store an answer in canonical text; blank or None takes it away.

        What is no answer of the type is not stored, and a notice says so. Raises ``Refused`` when
        the path names no question.
        """
        live = self._question(path)
        kind = live.element.bind.type
        typed = value or ""
        stored = self._engine.cast_answer(live, typed)
        mark = self._begin()
        self._engine.put(live, stored)
        if typed and not stored:
            name = TYPE_NAMES.get(kind, "可选的答案")
            self._engine.tell(live, f"“{typed[:40]}”不是{name}，没有保存", typed)
        return self._finish(mark)

    def add_row(self, repeat_path: str) -> str:
        """Add a row at the end; gives its path. Raises ``Refused`` when rows are not for people to
        add, or there are too many."""
        parent, element = self._repeat(repeat_path)
        if len(parent.rows(element.name)) >= MAX_ROWS or self._engine.garden.is_full:
            raise Refused(f"最多 {MAX_ROWS} 行，不能再添加。", code="form_too_many_rows")
        mark = self._begin()
        row = self._engine.add_row(parent, element)
        self.last_changes = self._finish(mark)
        return row.path

    def remove_row(self, row_path: str) -> Changes:
        """Take a row away with all that is in it; ``undo`` brings it back."""
        live = self._engine.garden.by_path.get(row_path)
        if live is None or live.element.kind != "repeat":
            raise Refused("没有这一行，可能已被删除。请刷新后再试。", code="form_no_row")
        mark = self._begin()
        self._engine.remove_row(live)
        return self._finish(mark)

    def undo(self) -> Changes:
        """Take back the last answer, row added or row removed, with all that followed from it."""
        if not self._steps:
            return Changes()
        self._engine.restart()
        self._engine.roll_back(self._steps.pop())
        return self._engine.changes(())

    @property
    def can_undo(self) -> bool:
        return bool(self._steps)

    # -- looking -----------------------------------------------------------------------------

    def node(self, path: str) -> NodeState:
        """How one node stands; raises ``Refused`` when the path names none."""
        live = self._engine.garden.by_path.get(path)
        if live is not None:
            return self._viewer.state(live)
        parent, element = self._repeat(path, for_people=False)
        return self._viewer.range_state(parent, element)

    def page_nodes(self, page: Page | str) -> tuple[NodeState, ...]:
        """Everything on a page in order, rows and their content included, irrelevant nodes too."""
        if isinstance(page, str):
            page = next(one for one in self.definition.pages if one.key == page)
        return self._viewer.page(page)

    def page_label(self, page: Page) -> str:
        """The heading of a page, or blank."""
        return self._viewer.text(page.label, self._engine.root) if page.label else ""

    def rows(self, repeat_path: str) -> tuple[str, ...]:
        """The paths of the rows of a repeat, in order."""
        parent, element = self._repeat(repeat_path, for_people=False)
        return tuple(row.path for row in parent.rows(element.name))

    def problems(self) -> tuple[Problem, ...]:
        """Why the form cannot be finished yet, in the order of the form; nothing when it can."""
        return self._viewer.problems()

    def completeness(self) -> tuple[int, int]:
        """How many relevant questions are answered, and how many there are."""
        return self._viewer.completeness()

    def set_language(self, language: str) -> Changes:
        """Show labels in another language of the form."""
        self._engine.shared.language = language
        return Changes(frozenset(self._engine.garden.by_path), (), has_new_structure=False)

    @property
    def language(self) -> str:
        return self._engine.shared.language

    # -- keeping -----------------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """Everything as a JSON tree, irrelevant answers and row ids included."""
        return write_state(self._engine)

    def finish(self) -> Changes:
        """Stamp the end of the interview; the caller looks at ``problems`` first."""
        mark = self._begin()
        self._engine.stamp_end()
        return self._finish(mark)

    def root(self) -> Live:
        """The tree of answers, for export; not to be changed."""
        return self._engine.root

    def recompute_all(self) -> Changes:
        """Work out everything again; changes nothing when the incremental work was right."""
        mark = self._begin()
        self._engine.recompute_all()
        return self._finish(mark)

    # -- inside ------------------------------------------------------------------------------

    def _begin(self) -> int:
        self._engine.restart()
        return self._engine.mark()

    def _finish(self, mark: int) -> Changes:
        self._engine.settle()
        if self._engine.mark() > mark:
            self._steps.append(mark)
        done = tuple(self._engine.journal[mark:])
        return self._engine.changes(
            tuple(
                Notice(path, text, old, lambda: self._undo_step(mark, done))
                for path, text, old in self._engine.told
            )
        )

    def _undo_step(self, mark: int, done: tuple[Entry, ...]) -> Changes:
        """Take back one step: exactly when it was the last, else by a new step that leaves what
        was answered since. Nothing when it has been taken back already."""
        journal = self._engine.journal
        if not done or len(journal) <= mark or journal[mark] is not done[0]:
            return Changes()
        if self._steps and self._steps[-1] == mark:
            return self.undo()
        now = self._begin()
        self._engine.make_good(done)
        return self._finish(now)

    def _question(self, path: str) -> Live:
        live = self._engine.garden.by_path.get(path)
        if live is None or live.element.kind != "question":
            raise Refused(
                "表单里没有这道题，或所在的行已删除。请刷新后再试。", code="form_no_question"
            )
        return live

    def _repeat(self, path: str, *, for_people: bool = True) -> tuple[Live, Element]:
        found = self._engine.repeat_at(path)
        if found is None:
            raise Refused("表单里没有这个重复组。请刷新后再试。", code="form_no_repeat")
        if for_people and not found[1].may_add_rows:
            raise Refused("这里的行数由其他答案决定，不能手工添加。", code="form_fixed_rows")
        return found
