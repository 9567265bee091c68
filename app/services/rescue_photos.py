"""Pictures of somebody helped by the station: a face and a whole figure, sealed (level 4).

Only who may see faces puts them in or sees them (domain G.2); each look is in the audit.
"""

from __future__ import annotations

from typing import Final

from app.domain.permissions import Action, require
from app.errors import Refused
from app.models.attachment import Attachment
from app.models.columns import Sensitivity
from app.models.vagrant import Vagrant
from app.services.permitted import needs
from app.services.reach import require_reach
from app.storage.unit_of_work import UnitOfWork

FACE: Final = "photo_face_id"
FIELDS: Final = (FACE, "photo_full_id")
LOOKED: Final = "user:vagrant:photo"
PHOTO: Final = "6"
"""ATTACHMENT_KIND."""


@needs(Action.VAGRANT_WRITE)
def put_photo(work: UnitOfWork, vagrant_id: str, name: str, content: bytes) -> str:
    """Keep ``content`` (a JPEG) as ``name``, one of ``FIELDS``; the attachment's id.

    An earlier picture stays in the store. Raises ``Refused`` field_unknown.
    """
    _refuse_unknown(name)
    vagrant = work.get(Vagrant, vagrant_id)
    require_reach(work, vagrant)
    blob = work.put_blob(content)
    kept = work.add(
        Attachment(
            owner_noun=Vagrant.noun,
            owner_id=vagrant_id,
            kind=PHOTO,
            sha256=blob.sha256,
            size=blob.size,
            media_type="image/jpeg",
            secret_level=Sensitivity.SEALED,
            org_code=vagrant.org_code,
            village_code=vagrant.village_code,
        )
    )
    setattr(vagrant, name, kept.id)
    return kept.id


@needs(Action.BIOMETRIC_READ)
def photo_of(work: UnitOfWork, vagrant_id: str, name: str) -> bytes:
    """The picture; raises ``Refused`` photo_missing, ``Unreadable`` attachment_missing."""
    require(work.actor.role, Action.VAGRANT_READ)
    _refuse_unknown(name)
    vagrant = work.get(Vagrant, vagrant_id)
    require_reach(work, vagrant)
    kept_id = getattr(vagrant, name)
    if kept_id is None:
        raise Refused("还没有这张照片。请先拍照或选择照片。", code="photo_missing")
    work.note(LOOKED, Vagrant.noun, vagrant_id, name)
    return work.get_blob(work.get(Attachment, kept_id).sha256)


def _refuse_unknown(name: str) -> None:
    if name not in FIELDS:
        raise Refused("只有正面照和全身照。请选择其中一种。", code="field_unknown", field=name)
