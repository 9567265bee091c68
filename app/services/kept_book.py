"""The book of public keys that lies on this laptop, beside the vaults: anyone here may check papers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.key_book import KeyBook, read_book
from app.storage.files import in_words, whole_file

NAME: Final = "paper_keys.json"


@dataclass(frozen=True)
class KeptBook:
    """In ``folder``, which is made when the first book is kept."""

    folder: Path

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / NAME

    def read(self) -> KeyBook:
        """What is kept; an empty book where nothing is. Raises ``Unreadable``, ``Unavailable``."""
        with in_words():
            if not self.path.is_file():
                return KeyBook()
            content = self.path.read_bytes()
        return read_book(content)

    def take(self, book: KeyBook) -> KeyBook:
        """Add ``book`` to what is kept, and give the whole. Raises what ``read`` raises."""
        known = self.read()
        whole = known.joined(book)
        if whole != known:
            with in_words():
                self.folder.mkdir(parents=True, exist_ok=True)
            with whole_file(self.path) as file:
                _ = file.write(whole.written())
        return whole
