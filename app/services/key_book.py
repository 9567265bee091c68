"""公钥册 of this vault: its own key, and the numbers of its register that hold no longer."""

from __future__ import annotations

from sqlalchemy import select

from app.domain import codes_papers as states
from app.domain.key_book import KeyBook, KnownKey, Withdrawn
from app.domain.paper_seals import key_name
from app.domain.permissions import Action
from app.models.issued_paper import IssuedPaper
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork


@needs(Action.PAPER_PRINT)
def own_book(work: UnitOfWork, public: bytes, office: str) -> KeyBook:
    """This vault's key, and every number in its register that holds no longer."""
    rows = work.session.execute(
        select(IssuedPaper.number, IssuedPaper.state, IssuedPaper.state_on).where(
            IssuedPaper.state != states.IN_FORCE, IssuedPaper.is_deleted.is_(False)
        )
    )
    withdrawn = {
        number: Withdrawn(on, states.PAPER_STATE.label(state)) for number, state, on in rows
    }
    return KeyBook({key_name(public): KnownKey(public, office)}, withdrawn)
