"""The desktop program: builds and wires everything that has a window. One of two composition roots.

``main`` paints first and imports after: SQLAlchemy, cryptography and the services are fetched while
the person types the password (design, decision 14).
"""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Open the window, or take the guided tour; the exit code."""
    from app.desktop.start import start

    return start(arguments)
