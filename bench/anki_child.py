"""Anki's own library moving the same records between collections of its own, in an environment of its
own: it is no dependency of this program.

Told the folder in which its collections lie. Reads a line of JSON at a time, a verb and what it needs,
and answers with the seconds it took:

* ``join NAME URL``: a collection comes level with the server, by whole files if one of them is empty;
* ``add NAME ROWS``: notes of [key, text], each row one;
* ``change NAME COUNT WORD``: so many notes get another text, one after the other from the front;
* ``sync NAME``: a sync of records, never of whole files.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_anki: Any = importlib.import_module("anki.collection")
_decks: Any = importlib.import_module("anki.decks")

_SOME = 2000


class Collections:
    """Those of one folder, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: dict[str, Any] = {}
        self.proofs: dict[str, Any] = {}

    def join(self, name: str, url: str) -> float:
        """Level with the server at ``url``."""
        found = self._open(name)
        began = time.perf_counter()
        proof = found.sync_login("u", "p", url)
        told = found.sync_collection(proof, False)
        if told.required:
            found.close_for_full_sync()
            is_up = told.required == told.FULL_UPLOAD
            found.full_upload_or_download(auth=proof, server_usn=None, upload=is_up)
            found.reopen(after_full_sync=True)
        took = time.perf_counter() - began
        self.proofs[name] = proof
        return took

    def _open(self, name: str) -> Any:
        if name not in self.opened:
            self.opened[name] = _anki.Collection(str(self.folder / f"{name}.anki2"))
        return self.opened[name]

    def add(self, name: str, rows: list[tuple[str, str]]) -> float:
        """New notes."""
        began, found = time.perf_counter(), self._open(name)
        kind = found.models.by_name("Basic")
        for at in range(0, len(rows), _SOME):
            notes: list[Any] = []
            for key, text in rows[at : at + _SOME]:
                note = found.new_note(kind)
                note["Front"], note["Back"] = key, text
                notes.append(_anki.AddNoteRequest(note, _decks.DeckId(1)))
            found.add_notes(notes)
        return time.perf_counter() - began

    def change(self, name: str, count: int, word: str) -> float:
        """Another text for the first notes."""
        began, found = time.perf_counter(), self.opened[name]
        ids = found.db.list("select id from notes order by id limit ?", count)
        notes = [found.get_note(one) for one in ids]
        for note in notes:
            note["Back"] += word
        found.update_notes(notes)
        return time.perf_counter() - began

    def sync(self, name: str) -> float:
        """Of records; raises where the server asks for whole files."""
        began = time.perf_counter()
        told = self.opened[name].sync_collection(self.proofs[name], False)
        took = time.perf_counter() - began
        if told.required:
            raise RuntimeError(f"asks for a whole file: {told.required}")
        return took


def main(folder: str) -> None:
    """Until nothing more is told."""
    held = Collections(Path(folder))
    verbs: dict[str, Callable[..., float]] = {
        "join": held.join,
        "add": held.add,
        "change": held.change,
        "sync": held.sync,
    }
    for line in sys.stdin:
        verb, *needed = json.loads(line)
        print(json.dumps(verbs[verb](*needed)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
