"""Work goes to a worker, its end comes back to the window's thread, and nobody waits."""

from __future__ import annotations

import threading
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import Refused
from app.storage.change_set import ChangeSet
from app.ui.change_bus import ChangeBus
from app.ui.operation import Progress, Report
from app.ui.problem import Problem
from app.ui.tasks import Running, Tasks
from tests.conftest import Logs
from tests.ui.conftest import Store

HERE = threading.main_thread()


def test_the_verb_runs_elsewhere_and_the_result_arrives_here(qtbot: QtBot, tasks: Tasks):
    seen: list[threading.Thread] = []
    tasks.operation(tasks, lambda _work: threading.current_thread()).then(
        lambda thread: seen.extend((thread, threading.current_thread()))
    ).start()
    assert seen == []  # never at once: callers need not think of both
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] is not HERE
    assert seen[1] is HERE


def test_operations_on_the_database_run_in_the_order_they_were_started(qtbot: QtBot, tasks: Tasks):
    done: list[int] = []
    for number in range(50):
        tasks.operation(tasks, lambda _work, number=number: number).then(done.append).start()
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == list(range(50))


def test_background_work_does_not_wait_for_the_database(qtbot: QtBot, tasks: Tasks):
    gate = threading.Event()
    done: list[str] = []
    tasks.operation(tasks, lambda _work: gate.wait(5)).then(lambda _: done.append("saved")).start()
    tasks.background(tasks, lambda: "drawn").then(done.append).start()
    qtbot.waitUntil(lambda: done == ["drawn"])
    gate.set()
    qtbot.waitUntil(lambda: done == ["drawn", "saved"])


def test_a_refusal_is_shown_in_its_own_words(qtbot: QtBot, tasks: Tasks):
    problems: list[Problem] = []

    def refuse(_work: object) -> None:
        raise Refused("这户已经有一件申请在办。请先办完那一件。", code="case_open")

    tasks.operation(tasks, refuse).otherwise(problems.append).start()
    qtbot.waitUntil(lambda: bool(problems))
    assert problems == [Problem("这户已经有一件申请在办。请先办完那一件。", "case_open")]


def test_a_bug_gets_a_number_that_the_log_has_too(qtbot: QtBot, tasks: Tasks, logs: Logs):
    problems: list[Problem] = []
    tasks.troubled.connect(problems.append)
    tasks.operation(tasks, lambda _work: dict[str, str]()["李秀英"]).start()
    qtbot.waitUntil(lambda: bool(problems))
    assert problems[0].is_bug
    assert problems[0].reference == "E0001"
    assert "李秀英" not in logs.lines()[0]  # the log travels further than a record
    logs.expect("bug E0001: KeyError at")


def test_a_problem_nobody_asked_for_goes_to_the_window(qtbot: QtBot, tasks: Tasks):
    def refuse(_work: object) -> None:
        raise Refused("不行。请换一个。")

    told: list[Problem] = []
    tasks.troubled.connect(told.append)
    tasks.operation(tasks, refuse).start()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [Problem("不行。请换一个。", "refused")]


def test_who_is_gone_gets_nothing(qtbot: QtBot, tasks: Tasks):
    parent, gate, called = QWidget(), threading.Event(), list[object]()
    running = (
        tasks.operation(parent, lambda _work: gate.wait(5))
        .then(called.append)
        .afterwards(lambda: called.append("afterwards"))
        .start()
    )
    parent.deleteLater()
    qtbot.wait(1)
    with qtbot.waitSignal(running.ended):
        gate.set()
    assert called == []


def test_what_was_saved_is_announced_even_if_who_asked_is_gone(
    qtbot: QtBot, tasks: Tasks, store: Store, changes: ChangeBus
):
    parent = QObject()

    def save(_work: object) -> None:
        store.changed("household", "h1")

    told: list[ChangeSet] = []
    changes.announced.connect(told.append)
    tasks.operation(parent, save).start()
    parent.deleteLater()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].touches("household", "h1")


def test_a_read_is_not_announced(qtbot: QtBot, tasks: Tasks, changes: ChangeBus):
    announced: list[object] = []
    changes.announced.connect(announced.append)
    done: list[int] = []
    tasks.operation(tasks, lambda _work: 1).then(done.append).start()
    qtbot.waitUntil(lambda: done == [1])
    assert announced == []


def test_long_work_tells_how_far_it_is(qtbot: QtBot, tasks: Tasks):
    told: list[Progress] = []
    done: list[int] = []

    def count_to_many(_work: object, report: Report) -> int:
        for number in range(1, 1001):
            report(number, 1000, f"第{number}/1000户")
        return 1000

    operation = tasks.long_operation(tasks, "正在核查", count_to_many)
    operation.with_progress(told.append).then(done.append).start()
    qtbot.waitUntil(lambda: done == [1000])
    assert 1 <= len(told) <= 1000  # the newest is shown, not every one
    assert told == sorted(told, key=lambda progress: progress.done)


def test_cancelling_stops_at_the_next_report_and_nothing_is_announced(
    qtbot: QtBot, tasks: Tasks, store: Store, changes: ChangeBus
):
    begun, ended, announced = threading.Event(), list[str](), list[object]()
    changes.announced.connect(announced.append)

    def never_ending(_work: object, report: Report) -> None:
        store.changed("household", "h1")
        while True:
            begun.set()
            report(1, 2, "")

    operation = tasks.long_operation(tasks, "正在导入", never_ending)
    operation.when_cancelled(lambda: ended.append("cancelled")).then(lambda _: ended.append("done"))
    running = operation.start()
    qtbot.waitUntil(begun.is_set)
    running.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == ["cancelled"]
    assert announced == []


def test_work_cancelled_before_it_begins_is_not_run(qtbot: QtBot, tasks: Tasks):
    gate, ran, ended = threading.Event(), list[int](), list[str]()
    tasks.operation(tasks, lambda _work: gate.wait(5)).start()
    running = tasks.operation(tasks, lambda _work: ran.append(1)).start()
    running.ended.connect(ended.append)
    running.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == ["cancelled"]
    assert ran == []


def test_of_a_search_as_you_type_only_the_last_answers(qtbot: QtBot, tasks: Tasks):
    gate, ran, answers = threading.Event(), list[str](), list[str]()

    def search(text: str) -> None:
        def verb(_work: object) -> str:
            gate.wait(5)
            ran.append(text)
            return text

        tasks.operation(tasks, verb).replacing("search").then(answers.append).start()

    for text in ("z", "zh", "zha", "zhang"):
        search(text)
    gate.set()
    qtbot.waitUntil(lambda: answers == ["zhang"])
    assert ran[-1] == "zhang"
    assert len(ran) <= 2  # the one that ran already, and the last


def test_afterwards_comes_first_however_it_ends(qtbot: QtBot, tasks: Tasks):
    said: list[str] = []

    def refuse(_work: object) -> None:
        raise Refused("不行。请换一个。")

    tasks.operation(tasks, refuse).afterwards(lambda: said.append("again")).otherwise(
        lambda problem: said.append(problem.code)
    ).start()
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said == ["again", "refused"]


def test_stopping_finishes_what_was_asked_to_be_saved(store: Store, changes: ChangeBus):
    tasks = Tasks(store.perform, changes, lambda: "E1")
    saved: list[int] = []
    for number in range(20):
        tasks.operation(tasks, lambda _work, number=number: saved.append(number)).start()
    tasks.stop()
    assert saved == list(range(20))


def test_stopping_cancels_long_work(store: Store, changes: ChangeBus):
    tasks = Tasks(store.perform, changes, lambda: "E1")
    begun = threading.Event()

    def never_ending(_work: object, report: Report) -> None:
        while True:
            begun.set()
            report(0, 0, "")

    tasks.long_operation(tasks, "正在导入", never_ending).start()
    begun.wait(5)
    tasks.stop()


def test_a_widget_only_the_operation_knows_is_never_destroyed_on_a_worker(
    qtbot: QtBot, tasks: Tasks
):
    """Each verb holds the last references to a widget and to a cycle of one."""
    ended: list[str] = []

    def start() -> None:
        widget: Any = QWidget()
        widget.myself = widget
        running: Running = tasks.operation(tasks, lambda _work: widget is None).start()
        running.ended.connect(ended.append)

    for _ in range(200):
        start()
    qtbot.waitUntil(lambda: len(ended) == 200)
