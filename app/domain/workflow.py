"""Aid workflow: the states a case can be in, and who may move it on, under which guards.

Every row comes from the rule pack with the notice it rests on. No I/O; whether a guard is met is
for the caller to find out and hand in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.pack_row import Row
from app.errors import Refused

ACTORS: Final[Mapping[str, str]] = {
    "applicant": "申请人",
    "village": "村（居）委会",
    "township": "乡镇（街道）",
    "county": "县民政局",
    "decider": "审核确认机关",
    "leader": "乡镇（街道）负责人",
    "station": "救助管理站",
}


@dataclass(frozen=True)
class Guard:
    """A condition of a step; ``sentence`` says what is wanting when it is not met."""

    id: str
    sentence: str
    source: str


@dataclass(frozen=True)
class State:
    """A state: who is in charge (``by``), which deadlines run, which paper comes out."""

    code: str
    name: str
    by: str
    deadlines: tuple[str, ...]
    output: str
    final: bool
    source: str


@dataclass(frozen=True)
class Transition:
    """One step: ``actors`` may take ``action`` in any of ``origins`` when ``requires`` is met."""

    origins: tuple[str, ...]
    action: str
    label: str
    to: str
    actors: tuple[str, ...]
    requires: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Workflow:
    """The table of one scheme's steps."""

    id: str
    name: str
    schemes: tuple[str, ...]
    initial: str
    source: str
    states: Mapping[str, State]
    guards: Mapping[str, Guard]
    transitions: tuple[Transition, ...]

    def steps_from(self, state: str) -> tuple[Transition, ...]:
        """The steps that lead out of ``state``, in the pack's order: a window's buttons."""
        return tuple(step for step in self.transitions if state in step.origins)

    def step(self, state: str, action: str) -> Transition:
        """The step ``action`` in ``state``; raises ``Refused`` when there is none."""
        for step in self.steps_from(state):
            if step.action == action:
                return step
        possible = "、".join(step.label for step in self.steps_from(state)) or "（已办结）"
        name = self.states[state].name if state in self.states else state
        sentence = f"“{name}”状态下不能这样办理。现在可以：{possible}。"
        raise Refused(sentence, code="step_impossible", state=state, action=action)

    def move(
        self, state: str, action: str, *, actors: Collection[str], met: Collection[str]
    ) -> str:
        """The state after ``action``, taken by someone who acts as any of ``actors``.

        ``met`` are the guards known to be met. Raises ``Refused`` naming everything that is
        wanting, so that nobody is sent away twice.
        """
        step = self.step(state, action)
        if not set(step.actors) & set(actors):
            who = "、".join(ACTORS[actor] for actor in step.actors)
            sentence = f"“{step.label}”由{who}办理。请转交后再办。"
            raise Refused(sentence, code="step_not_yours", action=action)
        wanting = [guard for guard in step.requires if guard not in met]
        if wanting:
            what = "；".join(self.guards[guard].sentence for guard in wanting)
            sentence = f"还不能“{step.label}”：{what}。请补齐后再办。"
            raise Refused(sentence, code="guard_not_met", action=action, guards=tuple(wanting))
        return step.to

    def reachable(self) -> frozenset[str]:
        """The states that can be reached from the first one."""
        found: set[str] = {self.initial}
        fresh = {self.initial}
        while fresh:
            fresh = {step.to for state in fresh for step in self.steps_from(state)} - found
            found |= fresh
        return frozenset(found)


def actors_of(role: str, decision_level: str) -> frozenset[str]:
    """``role`` (township, county, …) and, where it decides, ``decider``.

    ``decision_level`` is the pack's code: 1 县民政局, 2 乡镇（街道）. The county may always decide.
    """
    decides = role == "county" or (role == "township" and decision_level == "2")
    return frozenset({role, "decider"} if decides else {role})


def read_workflow(row: Row, deadlines: Collection[str]) -> Workflow:
    """One workflow of the pack; raises ``Unreadable`` for a name that leads nowhere."""
    row.only("id", "name", "schemes", "initial", "source", "guards", "states", "transitions")
    guards = {each.id: each for each in map(_guard, row.rows("guards", "前提", "id"))}
    states = _states(row, deadlines)
    initial = row.choice("initial", tuple(states))
    transitions = tuple(
        _transition(each, states, guards) for each in row.rows("transitions", "步骤", "action")
    )
    flow = Workflow(
        row.text("id"),
        row.text("name"),
        row.texts("schemes"),
        initial,
        row.text("source"),
        states,
        guards,
        transitions,
    )
    _check(row, flow)
    return flow


def _states(row: Row, deadlines: Collection[str]) -> dict[str, State]:
    states: dict[str, State] = {}
    for each in row.rows("states", "状态", "code"):
        each.only("code", "name", "by", "deadlines", "output", "final", "source")
        state = State(
            each.text("code"),
            each.text("name"),
            each.choice("by", tuple(ACTORS)),
            each.texts_or_none("deadlines"),
            each.text_or("output", ""),
            each.flag_or("final", default=False),
            each.text("source"),
        )
        _known(each, "期限", state.deadlines, deadlines)
        if state.code in states:
            raise each.wrong("重复出现")
        states[state.code] = state
    return states


def _guard(row: Row) -> Guard:
    row.only("id", "sentence", "source")
    return Guard(row.text("id"), row.text("sentence"), row.text("source"))


def _transition(row: Row, states: Mapping[str, State], guards: Mapping[str, Guard]) -> Transition:
    row.only("from", "action", "label", "to", "by", "requires", "source")
    step = Transition(
        row.texts("from"),
        row.text("action"),
        row.text("label"),
        row.text("to"),
        row.texts("by"),
        row.texts("requires"),
        row.text("source"),
    )
    _known(row, "状态", (*step.origins, step.to), states)
    _known(row, "角色", step.actors, ACTORS)
    _known(row, "前提", step.requires, guards)
    return step


def _known(row: Row, what: str, names: Collection[str], known: Collection[str]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise row.wrong(f"有不认识的{what}：{'、'.join(unknown)}")


def _check(row: Row, flow: Workflow) -> None:
    """Every state is reached, and left or final; no action is ambiguous."""
    lost = [code for code in flow.states if code not in flow.reachable()]
    if lost:
        raise row.wrong(f"有到不了的状态：{'、'.join(lost)}")
    for code, state in flow.states.items():
        actions = [step.action for step in flow.steps_from(code)]
        if state.final == bool(actions):
            raise row.wrong(f"状态“{code}”应当有下一步，或标明 final，二者取一")
        if len(actions) != len(set(actions)):
            raise row.wrong(f"状态“{code}”有两个同名的步骤")
