"""The moving part of a filling: stores values, works out what depends on them, keeps a journal.

Not for windows: ``FormFilling`` is the door.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from datetime import datetime

from app.forms.actions import Actions
from app.forms.answers import canonical, is_on_scale
from app.forms.choices import ChoiceList
from app.forms.functions_dates import now_of
from app.forms.functions_text import words
from app.forms.journal import Entry, Put, Relevance, Row, take_back
from app.forms.live import MAX_ROWS, Garden, Live, reach
from app.forms.scope import Scope, Surroundings
from app.forms.states import Changes, Notice
from app.forms.structure import CALCULATE, CHOICES, RELEVANT, Element, FormDefinition, Unit
from app.forms.worklist import ROUNDS, Worklist
from app.forms.xpath import ExpressionError


class Engine:
    """The answers of one filling and the logic over them."""

    def __init__(
        self,
        definition: FormDefinition,
        *,
        now: Callable[[], datetime],
        username: str,
        new_id: Callable[[], str],
    ) -> None:
        self.definition = definition
        self.plan = definition.plan
        self.username = username
        self.work = Worklist(self.plan)
        self.garden = Garden(definition, new_id)
        self.root = self.garden.grow(definition.seed, None)
        self.journal: list[Entry] = []
        self.told: list[tuple[str, str, str]] = []
        self.faults: dict[str, str] = {}
        """Expressions that failed, by source: the sentence of the last failure."""
        self._changed: set[Live] = set()
        self._ranges: set[str] = set()
        self._fired: list[Live] = []
        self._has_new_structure = False
        self._fresh: set[Live] = set()
        """New nodes whose rows have not been counted yet: here a blank count means none."""
        self.only = ""
        """While a draft is opened: the one kind of unit that is worked out."""
        offset = now().utcoffset()
        self.shared = Surroundings(
            root=self.garden.document,
            now=now,
            zone=480 if offset is None else int(offset.total_seconds() // 60),
            instances=definition.instances,
            indexes=definition.indexes,
            new_id=new_id,
            random=lambda: _chance(new_id()),
            language=definition.translations.default,
        )
        self.garden.document.append(self.root)
        self.actions = Actions(self)
        self.choices = ChoiceList(self.shared, self.faults)

    # -- starting ----------------------------------------------------------------------------

    def start(self) -> None:
        """A blank form: defaults, preloads, first-load actions, everything worked out."""
        for live in (self.root, *self.root.below()):
            if live.element.kind == "question":
                live.value = self.cast(live, live.value)
                self._preload(live)
        self._fresh = {self.root, *self.root.below()}
        self.recompute_all()
        self.settle()
        self.actions.on_event("odk-instance-first-load")
        self.load()

    def load(self) -> None:
        """What happens whenever a draft is opened; it cannot be taken back."""
        self.actions.on_event("odk-instance-load")
        self.settle()
        self.journal.clear()

    def recompute_all(self) -> None:
        """Queue every unit of every node."""
        self.work.start_over()
        for live in (self.root, *self.root.below()):
            self.work.push_all(live)
        for element in self.definition.elements.values():
            if element.count:
                for parent in reach(self.root, 1, element.names[:-1]):
                    self.work.push_count(element, parent)

    def _preload(self, live: Live) -> None:
        bind = live.element.bind
        moment = now_of(Scope(self.shared, live))
        if bind.preload == "timestamp" and bind.preload_of == "start":
            self._store(live, moment.text())
        elif bind.preload == "date":
            self._store(live, moment.text()[:10])
        elif bind.preload == "uid" and not live.value:
            self._store(live, f"uuid:{self.garden.new_id()}")
        elif bind.preload == "property" and bind.preload_of == "username":
            self._store(live, self.username)

    def stamp_end(self) -> None:
        """Set the end of the interview."""
        for live in self.root.below():
            bind = live.element.bind
            if bind.preload == "timestamp" and bind.preload_of == "end":
                self.put(live, now_of(Scope(self.shared, live)).text())

    # -- storing -----------------------------------------------------------------------------

    def cast(self, live: Live, text: str) -> str:
        """The stored form of a text for a node."""
        return canonical(live.element.bind.type, text, self.shared.zone)

    def cast_answer(self, live: Live, text: str) -> str:
        """The stored form of what a person chose or typed; blank when it is no answer."""
        control = live.element.control
        if control and control.is_select:
            return self.choices.keep_offered(live, text)
        stored = self.cast(live, text)
        if control and control.kind == "range" and not is_on_scale(stored, control.attributes):
            return ""
        return stored

    def put(self, live: Live, value: str) -> None:
        """Store a value and queue what depends on it."""
        if self._store(live, value):
            self._queue_dependents(live)

    def _store(self, live: Live, value: str) -> bool:
        if live.value == value:
            return False
        self.journal.append(Put(live, live.value))
        live.value = value
        self._changed.add(live)
        self._fired.append(live)
        return True

    def tell(self, live: Live, text: str, old: str) -> None:
        """Remember to tell the person something about an answer."""
        self.told.append((live.path, text, old))

    # -- rows --------------------------------------------------------------------------------

    def repeat_at(self, path: str) -> tuple[Live, Element] | None:
        """The parent instance and the element of a repeat named by its path."""
        above, _, name = path.rpartition("/")
        parent = self.garden.by_path.get(above)
        if parent is None:
            return None
        element = self.definition.elements.get((*parent.element.names, name))
        return (parent, element) if element and element.kind == "repeat" else None

    def add_row(self, parent: Live, element: Element) -> Live:
        """A new row at the end, with its defaults, actions and logic."""
        row = self.garden.grow(self.garden.template(parent, element), parent)
        place = self.garden.place_of_row(parent, element)
        parent.insert(place, row)
        self.journal.append(Row(parent, row, place, is_added=True))
        self._set_up(row, parent)
        self._note_structure(parent, element)
        for live in (row, *row.below()):
            self.work.push_all(live)
            self._changed.add(live)
        self.actions.on_event("odk-new-repeat", row)
        return row

    def _set_up(self, row: Live, parent: Live) -> None:
        for live in (row, *row.below()):
            live.is_relevant = parent.is_relevant
            self._fresh.add(live)
            if live.element.kind == "question":
                live.value = self.cast(live, live.value)
                if live.element.bind.preload not in ("timestamp", "date"):
                    self._preload(live)
            for below in live.element.children:
                if below.count:
                    self.work.push_count(below, live)

    def remove_row(self, live: Live) -> None:
        """Take a row out."""
        parent = live.above
        assert parent is not None
        place = next(i for i, one in enumerate(parent.children) if one is live)
        parent.remove(live)
        live.parent = parent
        self.garden.forget(live)
        self.journal.append(Row(parent, live, place, is_added=False))
        self._note_structure(parent, live.element)

    def _note_structure(self, parent: Live, element: Element) -> None:
        self.shared.paths.clear()
        self._has_new_structure = True
        self._ranges.add(f"{parent.path}/{element.name}" if parent.path else element.name)
        self._queue_structure(parent, element)

    def _queue_structure(self, parent: Live, element: Element) -> None:
        """Queue all that reads a repeat or anything in it from outside the row, and what reads
        the position of the row from inside."""
        inside = len(element.names)
        stack = [element]
        while stack:
            source = stack.pop()
            stack.extend(source.children)
            for edge in self.plan.edges.get(source.position, ()):
                if edge.depth < inside:
                    depth = min(edge.depth, inside - 1)
                elif source is element:
                    depth = inside - 1
                else:
                    continue
                for target in reach(parent, depth, edge.names):
                    self._queue_edge(edge.unit, target)

    def _set_count(self, unit: Unit, parent: Live) -> None:
        element = unit.element
        if not parent.is_relevant:
            return
        number = unit.expression.number(self.shared, self._row_context(parent, element))
        if math.isnan(number) and parent not in self._fresh:
            # The answer that counts is blank or irrelevant now: no reason to delete rows.
            return
        wanted = 0 if math.isnan(number) else int(max(0, min(number, MAX_ROWS + 1)))
        if wanted > MAX_ROWS:
            raise ExpressionError(
                f"重复组的行数太多（{wanted}）", expression=unit.expression.source
            )
        rows = parent.rows(element.name)
        for _ in range(wanted - len(rows)):
            if self.garden.is_full:
                raise ExpressionError("表单的行数太多，已停止", expression=unit.expression.source)
            self.add_row(parent, element)
        for row in rows[wanted:][::-1]:
            if any(one.value for one in row.below() if not one.element.bind.calculate):
                self.tell(row, "行数减少，已删除一行填过的内容", "")
            self.remove_row(row)

    def _row_context(self, parent: Live, element: Element) -> Live:
        """A node that stands where a row stands, for expressions relative to the repeat."""
        context = Live(element, "")
        context.parent = parent
        return context

    # -- working out -------------------------------------------------------------------------

    def _queue_dependents(self, live: Live) -> None:
        edges = self.plan.edges.get(live.element.position)
        if edges:
            for edge in edges:
                for target in reach(live, edge.depth, edge.names):
                    self._queue_edge(edge.unit, target)

    def _queue_edge(self, unit: Unit | None, target: Live) -> None:
        if unit is None or unit.kind == CHOICES:
            self._changed.add(target)
        if unit is not None:
            self.work.push(unit, target)

    def settle(self) -> None:
        """Work through the queue until nothing is left, then the actions that fired."""
        self.work.start_over()
        by_path = self.garden.by_path
        for _ in range(ROUNDS):
            while (task := self.work.pop()) is not None:
                unit, live = task
                if by_path.get(live.path) is live:
                    self._work_out(unit, live)
            if not self._fired:
                break
            fired, self._fired = self._fired, []
            self.actions.on_changed(fired)
        self._fired = []
        self._fresh.clear()

    def _work_out(self, unit: Unit, live: Live) -> None:
        try:
            if unit.kind == RELEVANT:
                self._set_wanted(live, unit.expression.truth(self.shared, live))
            elif unit.kind == CALCULATE:
                if live.is_relevant:
                    self.put(live, self.cast(live, unit.expression.text(self.shared, live)))
            elif unit.kind == CHOICES:
                self._drop_vanished(live)
            else:
                self._set_count(unit, live)
        except ExpressionError as problem:
            self.faults[unit.expression.source] = problem.sentence
            if unit.kind == CALCULATE:
                self.put(live, "")

    def _set_wanted(self, live: Live, is_wanted: bool) -> None:
        if live.is_wanted == is_wanted:
            return
        self.journal.append(Relevance(live, live.is_wanted, live.is_relevant))
        live.is_wanted = is_wanted
        self._spread_relevance(live)

    def _spread_relevance(self, live: Live) -> None:
        above = live.above
        is_relevant = live.is_wanted and (above is None or above.is_relevant)
        if live.is_relevant == is_relevant:
            return
        self.journal.append(Relevance(live, live.is_wanted, live.is_relevant))
        live.is_relevant = is_relevant
        self._changed.add(live)
        self._queue_dependents(live)
        if is_relevant:
            self.work.push_all(live)
        for element in live.element.children:
            if element.count:
                self.work.push_count(element, live)
        for one in live.children:
            if isinstance(one, Live):
                self._spread_relevance(one)

    def _drop_vanished(self, live: Live) -> None:
        self._changed.add(live)
        if not live.value or not live.is_relevant:
            return
        kept = self.choices.keep_offered(live, live.value)
        if kept != live.value:
            gone = [word for word in words(live.value) if word not in words(kept)]
            self.tell(live, f"选项“{'、'.join(gone)}”不再可选，已清除", live.value)
            self.put(live, kept)

    # -- journal -----------------------------------------------------------------------------

    def mark(self) -> int:
        """A point of the journal to come back to."""
        return len(self.journal)

    def roll_back(self, mark: int) -> None:
        """Take back everything since a mark, exactly."""
        while len(self.journal) > mark:
            entry = self.journal.pop()
            take_back(entry, self.garden)
            if isinstance(entry, Row):
                self._note_structure(entry.parent, entry.live.element)
            else:
                self._changed.add(entry.live)
                self._show_dependents(entry.live)
        self.work.clear()

    def make_good(self, done: tuple[Entry, ...]) -> None:
        """Put back the answers and rows that these entries took, leaving later ones alone."""
        for entry in reversed(done):
            if isinstance(entry, Put):
                if entry.live.element.bind.calculate is None and self._is_here(entry.live):
                    self.put(entry.live, entry.old)
            elif isinstance(entry, Row) and not entry.is_added and self._is_here(entry.parent):
                self._put_row_back(entry)

    def _is_here(self, live: Live) -> bool:
        return self.garden.by_path.get(live.path) is live

    def _put_row_back(self, entry: Row) -> None:
        if self._is_here(entry.live):
            return
        place = self.garden.place_of_row(entry.parent, entry.live.element)
        entry.parent.insert(place, entry.live)
        self.garden.remember(entry.live)
        self.journal.append(Row(entry.parent, entry.live, place, is_added=True))
        self._note_structure(entry.parent, entry.live.element)
        for live in (entry.live, *entry.live.below()):
            self.work.push_all(live)

    def _show_dependents(self, live: Live) -> None:
        for edge in self.plan.edges.get(live.element.position, ()):
            if edge.unit is None or edge.unit.kind == CHOICES:
                self._changed.update(reach(live, edge.depth, edge.names))

    def restart(self) -> None:
        """Forget what was gathered for the last report of changes."""
        self._changed.clear()
        self._ranges.clear()
        self.told = []
        self._has_new_structure = False

    def changes(self, notices: tuple[Notice, ...]) -> Changes:
        """What has changed since ``restart``."""
        paths = {live.path for live in self._changed} | self._ranges
        return Changes(frozenset(paths), notices, self._has_new_structure)


def _chance(seed: str) -> float:
    """A number from 0 up to 1 out of a fresh id: chance, too, is handed in."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6]) / 2**48
