"""The first schema of what stays on this laptop: outbox, drafts, sync state, search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "local_0001"
down_revision = None


def _uuid(name: str, *, nullable: bool = True) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(16), nullable=nullable)


def _text(name: str, length: int | None = None, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _tree(name: str, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _moment(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(32))


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _unsent() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), primary_key=True),
        _uuid("op_id", nullable=False),
        _uuid("transaction", nullable=False),
        _text("noun", 40, nullable=False),
        _uuid("record_id", nullable=False),
        _text("kind", 10, nullable=False),
        _whole("base_rev"),
        _tree("changes", nullable=False),
        _tree("before"),
        _uuid("made_by"),
        _moment("made_at"),
        _text("schema_version", 20, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_record_id", "outbox", ["record_id"])
    op.create_table(
        "sync_state", sa.Column("name", sa.String(40), primary_key=True), _tree("value")
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        _text("noun", 40, nullable=False),
        _uuid("record_id", nullable=False),
        _text("field_group", 60, nullable=False),
        _tree("base"),
        _tree("mine"),
        _tree("theirs"),
        _tree("about"),
        _moment("decided_at"),
        _uuid("decided_by"),
        _text("decision", 20),
    )
    op.create_index("ix_conflict_record_id", "conflict", ["record_id"])


def _drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        _text("form_id", 64, nullable=False),
        _text("form_version", 64, nullable=False),
        _text("form_sha256", 64, nullable=False),
        _uuid("household_id"),
        _uuid("person_id"),
        _tree("about", nullable=False),
        _tree("state", nullable=False),
        _text("at_path", 500, nullable=False),
        _whole("step"),
        _whole("answered"),
        _whole("asked"),
        _uuid("owner_id"),
        _moment("started_at"),
        _moment("updated_at"),
        _moment("discarded_at"),
    )
    op.create_index("ix_draft_household_id", "draft", ["household_id"])
    op.create_table(
        "draft_step",
        sa.Column("rowid_", sa.Integer(), primary_key=True),
        _uuid("draft_id", nullable=False),
        _whole("step"),
        _text("path", 500, nullable=False),
        _text("value"),
        _tree("before"),
        _moment("at"),
        sa.UniqueConstraint("draft_id", "step", name="uq_draft_step_draft_id_step"),
    )
    op.create_index("ix_draft_step_draft_id", "draft_step", ["draft_id"])


def _kept_here() -> None:
    op.create_table("choice", sa.Column("name", sa.String(100), primary_key=True), _tree("value"))
    op.create_table(
        "blob_file",
        sa.Column("sha256", sa.String(64), primary_key=True),
        _whole("size"),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
    )


def _search() -> None:
    op.create_table(
        "person_search",
        sa.Column("rowid_", sa.Integer(), primary_key=True),
        _uuid("person_id", nullable=False),
        _uuid("household_id"),
        _text("name", nullable=False),
        _text("former_name"),
        _text("id_no"),
        _text("id_tail"),
        _text("phone_tail"),
        _text("village_code", 12),
        sa.UniqueConstraint("person_id", name="uq_person_search_person_id"),
    )
    for column in ("name", "id_no", "id_tail", "phone_tail", "village_code"):
        op.create_index(f"ix_person_search_{column}", "person_search", [column])
    op.create_table(
        "person_pinyin",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("person", sa.Integer(), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.execute(
        "CREATE VIRTUAL TABLE person_words USING fts5(name, place, content='',"
        " contentless_delete=1, detail=full, tokenize='ascii')"
    )


def upgrade() -> None:
    _unsent()
    _drafts()
    _kept_here()
    _search()
