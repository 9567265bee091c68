"""A program that saves and says so after each save: ``saving_child.py STORE N``.

Each save adds a person and changes the first one; what it says is on disk. With N = 0 it saves for
ever in a process of its own, until that is killed; then, for each line it is given, it begins anew
in another. A process begun that way need not load everything again.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.domain.clock import SystemClock
from app.domain.ids import id_source
from app.models.person import Person
from app.storage.unit_of_work import UnitOfWork
from tests.stores import a_store, an_actor, open_again


def saved(work: UnitOfWork) -> int:
    """Add one person and note the number with the first of them; the number."""
    people = work.find(Person, order_by=Person.rowid_, limit=1)
    number = int(people[0].remark or "0") + 1 if people else 1
    work.add(Person(name=f"王{number}", remark=str(number) if not people else "x" * 900))
    if people:
        people[0].remark = str(number)
    return number


def main(path: Path, times: int) -> None:
    """Save ``times`` times, or for ever if 0."""
    clock = SystemClock()
    new_id = id_source(clock, os.urandom)
    if not path.exists():
        a_store(path.parent).close()
    store = open_again(path, clock=clock, new_id=new_id)
    done = 0
    while not times or done < times:
        number, _ = store.perform(saved, an_actor())
        os.write(1, f"{number}\n".encode())
        done += 1


def begin_anew(path: Path) -> None:
    """For each line on standard input, a process that saves for ever; says its id, and its end."""
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            main(path, 0)
        os.write(1, f"pid {child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"end\n")


if __name__ == "__main__":
    if int(sys.argv[2]):
        main(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        begin_anew(Path(sys.argv[1]))
