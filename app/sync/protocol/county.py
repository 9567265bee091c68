"""What a county is to a laptop: something that answers, over whatever carrier."""

from __future__ import annotations

from typing import Protocol

from app.sync.protocol.messages import Answer, Question


class County(Protocol):
    """HTTPS, a USB bundle, the process itself and the simulator are carriers of the same questions."""

    def answer(self, sender: str, questions: tuple[Question, ...]) -> tuple[Answer, ...]:
        """Answers in the order of the questions, fewer if one is refused.

        ``sender``: the replica, as the carrier proved it. Raises ``Unavailable``: perhaps it was
        heard and perhaps not; ask again.
        """
        ...
