"""What can go wrong, in three families; anything else that is raised is a bug.

``Trouble``
├── ``Refused``      the rule says no (a wrong check digit, a locked record, a weak password)
├── ``Unavailable``  the world says no (disk full, folder read-only, file in use)
└── ``Unreadable``   the data says no (damaged file, not a workbook, a newer vault)

Each carries one or two Chinese sentences for a person, the last of which says what to do next,
a stable ``code`` for programs, and facts for the log. Facts never hold personal data.
"""

from __future__ import annotations

from typing import ClassVar


class Trouble(Exception):
    """A foreseen fault: ``sentence`` for people, ``code`` for programs, ``facts`` for the log."""

    exit_code: ClassVar[int] = 1

    def __init__(self, sentence: str, *, code: str = "", **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or type(self).__name__.lower()
        self.facts = facts


class Refused(Trouble):
    """The rule says no: asking again with the same input gives the same answer."""

    exit_code = 1


class Unavailable(Trouble):
    """The world says no: the same request may succeed once the cause is gone."""

    exit_code = 3


class Unreadable(Trouble):
    """The data says no: damaged, foreign, or written by a newer version."""

    exit_code = 4
