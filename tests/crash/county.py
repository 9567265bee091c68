"""The vault that is written while the program is killed, and what is found on disk afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.domain.clock import SystemClock
from app.errors import Refused, Trouble
from app.models.columns import id_bytes
from app.models.local import DraftStep
from app.models.visit import Visit
from app.security.vault_folder import VaultFolder
from app.services import accounts, drafts, practice, visits
from app.services.accounts import AccountFile
from app.settings import Settings
from app.storage import driver
from app.storage.keys import StoreKeys
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from app.workspace import Machine, store_keys
from tests.crash.numbered import ROUND, number_in
from tests.unit.security.made import CHEAP, PASSWORD
from tests.visits_made import begin, complete, go_on, the_forms

VAULT: Final = "v1"


def settings_in(home: Path) -> Settings:
    """The program's settings with everything below ``home``."""
    return Settings(home / "data", home / "config", idle_seconds=3600)


@dataclass(frozen=True)
class FoundDraft:
    """The draft on disk. ``journal``: the numbers of its steps that the robot gave, in order."""

    at_path: str
    answers: Mapping[str, str]
    journal: tuple[int, ...]

    @property
    def stored(self) -> int:
        """The last answer on disk."""
        return self.journal[-1] if self.journal else 0


@dataclass(frozen=True)
class FoundVisit:
    """The visit that came out of the draft; ``waits``: its operation is in the outbox."""

    answers: Mapping[str, str]
    waits: bool
    is_audited: bool


@dataclass(frozen=True)
class Found:
    """What a kill left. ``troubles``: why the store does not open, or is not whole."""

    troubles: tuple[str, ...] = ()
    audit_length: int = 0
    audit_hash: bytes = b""
    hash_at_former_length: bytes = b""
    draft: FoundDraft | None = None
    visit: FoundVisit | None = None


@dataclass
class County:
    """A vault in ``home`` with ``wanted`` drafts ready to be finished, each of another household."""

    home: Path
    wanted: int
    drafts: list[str] = field(default_factory=list[str])
    households: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self._machine = Machine(settings_in(self.home), SystemClock(), CHEAP)
        self._folder = settings_in(self.home).vaults_folder / VAULT
        owner = self._machine.make_vault(self._folder, PASSWORD, self._found)
        self._actor = owner.actor
        self._keys: StoreKeys = store_keys(self._machine.keys(self._folder, PASSWORD))
        store = self._open(self._folder)
        for household in self.households:
            self._begin(store, household)
        self.households = {draft: home for home, draft in self.households.items()}
        store.close()

    def look(self, draft_id: str, former_length: int) -> Found:
        """Open a copy of what is on disk: the program itself is to find the real one as it was."""
        copy = self.home / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self._folder, copy, ignore=shutil.ignore_patterns("*.reserve"))
        try:
            store = self._open(copy)
        except Trouble as trouble:
            return Found((f"does not open: {trouble.code}",))
        try:
            return self._look(store, draft_id, former_length)
        finally:
            store.close()

    def check(self) -> tuple[str, ...]:
        """Open the real one as the program does, and look at every page and link."""
        workspace = self._machine.open(self._folder, PASSWORD)
        report = workspace.store.check()
        workspace.close()
        return () if report.is_whole else report.sentences

    @property
    def bytes(self) -> int:
        """The size of the database."""
        return VaultFolder(self._folder).database.stat().st_size

    # -- inside --------------------------------------------------------------------------------

    def _found(self, work: UnitOfWork) -> AccountFile:
        owner = accounts.found(work, name="周经办", role="2", org_code=practice.TOWNSHIP)
        made = practice.build(work, count=self.wanted + 2)
        self.households = dict.fromkeys(made[: self.wanted], "")
        return owner

    def _begin(self, store: Store, household: str) -> None:
        session = complete(begin(store, self._actor, household), {"need/want_apply": "no"})
        session.answer("@respondent_relation", "01")
        self.drafts.append(session.draft.id)
        self.households[household] = session.draft.id

    def _open(self, folder: Path) -> Store:
        machine = self._machine
        return Store.open(
            folder / VaultFolder(self._folder).database.relative_to(self._folder),
            self._keys,
            clock=machine.clock,
            new_id=machine.new_ids(),
            reserve=0,
        )

    def _look(self, store: Store, draft_id: str, former_length: int) -> Found:
        report = store.check()
        return Found(
            () if report.is_whole else report.sentences,
            report.head.seq,
            report.head.hash,
            store.examine(lambda below: _hash_at(below, former_length)),
            self._draft(store, draft_id),
            self._visit(store, self.households[draft_id]),
        )

    def _draft(self, store: Store, draft_id: str) -> FoundDraft | None:
        try:
            session = go_on(store, self._actor, draft_id)
        except Refused as refused:
            if refused.code == "draft_missing":
                return None
            raise
        answers = {path: session.filling.node(path).value for path in ROUND if path[0] != "@"}
        around = {path: session.values.get(path, "") for path in ROUND if path[0] == "@"}
        journal = store.read(lambda work: _journal(work, draft_id), self._actor)
        return FoundDraft(session.draft.at_path, answers | around, journal)

    def _visit(self, store: Store, household_id: str) -> FoundVisit | None:
        made = store.read(lambda work: _visits(work, household_id), self._actor)
        if not made:
            return None
        assert len(made) == 1, "a draft became two visits"
        return store.read(lambda work: _seen(work, made[0]), self._actor)


def _hash_at(connection: driver.Connection, seq: int) -> bytes:
    return driver.one(connection, "SELECT hash FROM audit WHERE seq = ?", (seq,)) or b""


def _journal(work: UnitOfWork, draft_id: str) -> tuple[int, ...]:
    kept = select(DraftStep.value).where(DraftStep.draft_id == draft_id).order_by(DraftStep.step)
    numbers = tuple(number_in(value or "") for value in work.session.scalars(kept))
    return tuple(number for number in numbers if number)


def _visits(work: UnitOfWork, household_id: str) -> tuple[str, ...]:
    made = work.find(Visit, Visit.household_id == household_id, Visit.form_id.is_not(None))
    return tuple(each.id for each in made)


def _seen(work: UnitOfWork, visit_id: str) -> FoundVisit:
    file = visits.visit_file(work, the_forms(), visit_id)
    assert file.form is not None
    filling = drafts.filling_of(work, file.form, file.state)
    answers = {
        "@visitor/2": file.visitors[1],
        "@respondent": file.respondent,
        **{path: filling.node(path).value for path in ROUND if path[0] != "@"},
    }
    waiting, audited = (
        driver.one(
            work.driver,
            f"SELECT count(*) FROM {table} WHERE noun = 'visit' AND record_id = ?",
            (id_bytes(visit_id),),
        )
        for table in ("outbox", "audit")
    )
    return FoundVisit(answers, waiting > 0, audited > 0)
