"""附件: a photo, a scan or a signature, stored encrypted under its content's hash (domain B.35)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity


class Attachment(Record):
    """What is known of one file. ``sha256`` is of the plain content; ``size`` in bytes."""

    __tablename__ = "attachment"
    noun = "attachment"
    title = "附件"

    owner_noun: Mapped[str | None] = c.text("所属记录类型", 40, group="owner")
    owner_id: Mapped[str | None] = c.ref("所属记录", "", group="owner")
    kind: Mapped[str | None] = c.code("材料类别", codes.ATTACHMENT_KIND)
    title_text: Mapped[str | None] = c.text("名称", 100)
    sha256: Mapped[str] = c.text("内容指纹", 64, group="content", is_indexed=True)
    size: Mapped[int] = c.number("大小", "字节", group="content")
    media_type: Mapped[str] = c.text("格式", 60, group="content")
    captured_at: Mapped[datetime | None] = c.moment("拍摄时间", sensitivity=Sensitivity.SENSITIVE)
    watermark: Mapped[str | None] = c.text("水印", 200)
    min_retain_until: Mapped[date | None] = c.day("至少保存到")
