"""With which certificate this laptop signs PDFs: made once, kept in the vault, never carried on.

The key stands in a row of the laptop's own in the encrypted store. It is made anew when its time is
over, or when the laptop's key, which issued it, is another (after a recovery).
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Final

from app.domain.paper_seals import key_name
from app.domain.permissions import Action
from app.models.local import SyncState
from app.security.pdf_signing import PdfIdentity, issue_identity
from app.security.signatures import DeviceKeys
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork

_NAME: Final = "pdf_identity"


@needs(Action.PAPER_PRINT)
def own_identity(work: UnitOfWork, device: DeviceKeys, name: str) -> PdfIdentity:
    """The one that is kept, or a new one. ``name``: whose laptop it is, as readers show it."""
    row = work.session.get(SyncState, _NAME)
    if row is not None:
        kept = PdfIdentity(*(b64decode(row.value[part]) for part in ("key", "certificate")))
        if kept.is_of(device.signing_public, work.now):
            return kept
        work.session.delete(row)
        work.session.flush()
    made = issue_identity(device, f"Ruhu {key_name(device.signing_public)}", name, work.now)
    value = {
        "key": b64encode(made.key).decode(),
        "certificate": b64encode(made.certificate).decode(),
    }
    work.session.add(SyncState(name=_NAME, value=value))
    return made
