"""The columns of a record as revisions write them out; what stands here never changes."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

Column = sa.Column[str] | sa.Column[bytes] | sa.Column[bool] | sa.Column[int]


def ref(name: str, *, nullable: bool = True) -> sa.Column[bytes]:
    """An id: 16 bytes."""
    return sa.Column(name, sa.LargeBinary(16), nullable=nullable)


def text(name: str, length: int | None = None, *, nullable: bool = True) -> sa.Column[str]:
    """A text, or a code."""
    return sa.Column(name, sa.String(length), nullable=nullable)


def amount(name: str) -> sa.Column[str]:
    """An exact decimal, as text."""
    return sa.Column(name, sa.String(20))


def day(name: str) -> sa.Column[str]:
    """A civil date in ISO form."""
    return sa.Column(name, sa.String(10))


def moment(name: str) -> sa.Column[str]:
    """A moment in ISO form."""
    return sa.Column(name, sa.String(32))


def tree(name: str) -> sa.Column[str]:
    """A JSON tree."""
    return sa.Column(name, sa.String())


def flag(name: str, *, nullable: bool = True) -> sa.Column[bool]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def whole(name: str, *, nullable: bool = True) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def record(noun: str, *columns: Column) -> None:
    """A record type: the columns every record has, and its own."""
    op.create_table(
        noun,
        sa.Column("rowid_", sa.Integer(), primary_key=True),
        ref("id", nullable=False),
        text("org_code", 12),
        text("village_code", 12),
        ref("created_by"),
        moment("created_at"),
        ref("updated_by"),
        moment("updated_at"),
        whole("rev", nullable=False),
        flag("is_deleted", nullable=False),
        text("deleted_reason", 200),
        text("source", 12),
        text("platform_no", 40),
        whole("secret_level", nullable=False),
        tree("extras"),
        *columns,
        sa.UniqueConstraint("id", name=f"uq_{noun}_id"),
    )


def index(columns: Mapping[str, str]) -> None:
    """Indexes: noun -> names of columns with spaces between."""
    for noun, names in columns.items():
        for name in names.split():
            op.create_index(f"ix_{noun}_{name}", noun, [name])
