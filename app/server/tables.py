"""The county's tables, for SQLite and PostgreSQL alike. One database (or schema) holds one county.

Ids of records are 16 bytes; what is nobody's to search in (fields, marks, verdicts) is MessagePack.
The migrations (lineage ``server``) make them; a test holds both against each other.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = 36

# -- where the county stands --------------------------------------------------------------------

COUNTY = Table(
    "county",
    METADATA,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("code", String(12), nullable=False),
    Column("name", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("horizon", BigInteger, nullable=False),
    Column("pruned", BigInteger, nullable=False),
    Column("lost", LargeBinary, nullable=False),
    Column("checkpoint", LargeBinary, nullable=False),
)
"""One row. ``epoch`` rises when a backup was restored (S20); ``lost``: pairs of numbers (``Place``)."""

COUNTER = Table(
    "commit_counter",
    METADATA,
    Column("county", SmallInteger, primary_key=True, autoincrement=False),
    Column("value", BigInteger, nullable=False),
    Column("audit_seq", BigInteger, nullable=False),
    Column("audit_head", LargeBinary, nullable=False),
)
"""One row, updated last in every transaction that writes records (S8): who holds it commits next.
The head of the county's own audit chain stands beside it, under the same lock (A4)."""

# -- records ------------------------------------------------------------------------------------

RECORD = Table(
    "record",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("noun", String(40), nullable=False),
    Column("scope", String(12), nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("bucket", SmallInteger, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("file", String(64), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("marks", LargeBinary, nullable=False),
    Index(None, "scope", "id"),
    Index(None, "scope", "noun", "bucket"),
)
"""A record as it stands. ``leaf``: SHA-256 of the row as it is told to who may see all of it;
``file``: the hash of the file that an attachment names, or blank."""

CHANGE = Table(
    "change_log",
    METADATA,
    Column("commit", BigInteger, primary_key=True, autoincrement=False),
    Column("record_id", LargeBinary(16), primary_key=True),
    Column("scope", String(12), primary_key=True),
    Index(None, "scope", "commit"),
)
"""Which record a commit touched, once for each scope it left or is in (S22)."""

TABLE_MARK = Table(
    "table_mark",
    METADATA,
    Column("scope", String(12), primary_key=True),
    Column("noun", String(40), primary_key=True),
    Column("commit", BigInteger, nullable=False),
)
"""The last commit that touched a table: what a digest worked out before is good for (S18)."""

ERASED = Table(
    "erased",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("commit", BigInteger, nullable=False),
)
"""Records of which nothing is left but their id (S23)."""

HISTORY = Table(
    "history",
    METADATA,
    Column("record_id", LargeBinary(16), primary_key=True),
    Column("commit", BigInteger, primary_key=True, autoincrement=False),
    Column("op", LargeBinary(16), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""The values that gave way to an operation, and to whose."""

CONFLICT = Table(
    "conflict",
    METADATA,
    Column("op", LargeBinary(16), primary_key=True),
    Column("field_group", String(60), primary_key=True),
    Column("record_id", LargeBinary(16), nullable=False, index=True),
    Column("replica", String(_ID), nullable=False),
    Column("commit", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""Two values for one field group (S14)."""

QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("op", LargeBinary(16), primary_key=True),
    Column("replica", String(_ID), nullable=False, index=True),
    Column("code", String(40), nullable=False),
    Column("commit", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("decision", String(10), nullable=False, server_default=""),
    Column("decided_at", String(32), nullable=False, server_default=""),
)
"""Operations that were not applied, whole (S15). ``decision``: what somebody here decided of it:
released, refused, or nothing yet."""

# -- what was asked and told --------------------------------------------------------------------

LINE = Table(
    "line",
    METADATA,
    Column("replica", String(_ID), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("next_seq", BigInteger, nullable=False),
    Column("audit_seq", BigInteger, nullable=False),
    Column("audit_hash", LargeBinary, nullable=False),
    Column("cursor", BigInteger, nullable=False),
)
"""One vault's operations in one epoch, and how far it has read."""

RECEIPT = Table(
    "receipt",
    METADATA,
    Column("replica", String(_ID), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("following", BigInteger, primary_key=True, autoincrement=False),
    Column("receipt", String(64), nullable=False),
    Index(None, "replica", "epoch", "receipt"),
)
"""What stands for "I know the answer to all before number ``following``" (S13)."""

DECISION = Table(
    "decision",
    METADATA,
    Column("replica", String(_ID), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("op", LargeBinary(16), nullable=False),
    Column("is_first", Boolean, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""What was decided of each operation, for ever (S4)."""

_IS_FIRST = DECISION.c.is_first
Index(
    "ix_decision_op", DECISION.c.op, unique=True, postgresql_where=_IS_FIRST, sqlite_where=_IS_FIRST
)
# The same operation under two identities at the same moment: the second finds a twin (S1, S13).

# -- who ----------------------------------------------------------------------------------------

PERSON = Table(
    "person",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(10), nullable=False),
    Column("places", LargeBinary, nullable=False),
    Column("left_at", String(32), nullable=False, server_default=""),
)
"""Who works here: role, and the codes of the places that are his. ``left_at``: since when not."""

TICKET = Table(
    "ticket",
    METADATA,
    Column("secret_hash", LargeBinary(32), primary_key=True),
    Column("person", String(_ID), nullable=False, index=True),
    Column("expires_at", String(32), nullable=False),
    Column("used_by", String(_ID), nullable=False, server_default=""),
)
"""One-time tickets (E1), by the hash of their secret."""

DEVICE = Table(
    "device",
    METADATA,
    Column("replica", String(_ID), primary_key=True),
    Column("person", String(_ID), nullable=False, index=True),
    Column("signing_key", LargeBinary(32), nullable=False),
    Column("agreement_key", LargeBinary(32), nullable=False),
    Column("status_key", LargeBinary(32), nullable=False),
    Column("label", Text, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("scope_epoch", Integer, nullable=False),
    Column("is_frozen", Boolean, nullable=False),
    Column("not_after", String(10), nullable=False),
    Column("enrolled_at", String(32), nullable=False),
    Column("seen_at", String(32), nullable=False),
    Column("revoked_at", String(32), nullable=False, server_default=""),
    Column("schema", Integer, nullable=False, server_default="0"),
    Column("recovery_epoch", Integer, nullable=False, server_default="0"),
)
"""One vault on one laptop: its public keys, the counter of its last request (E2, E3, E5); as it said
last: its schema of records, and to which recovery key it is sealed (0: none, K11)."""

RECOVERY = Table(
    "recovery",
    METADATA,
    Column("request", String(_ID), primary_key=True),
    Column("replica", String(_ID), nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
    Column("asked_at", String(32), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("answered_at", String(32), nullable=False, server_default=""),
)
"""Recoveries of vaults (K10): the request as it came, the answer as it went; empty: none yet."""

# -- the rest -----------------------------------------------------------------------------------

BLOB = Table(
    "blob",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("sent_by", String(_ID), nullable=False),
)
"""A whole file by the SHA-256 of its bytes (S16); its chunks are those of ``sent_by``."""

CHUNK = Table(
    "blob_chunk",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("sent_by", String(_ID), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
"""A stretch of 1 MiB of it, as one vault sent it."""

PUBLISHED = Table(
    "published",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("kind", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    Column("published_at", String(32), nullable=False),
)
"""Forms and rule packs for every laptop."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("actor", String(_ID), nullable=False),
    Column("action", String(60), nullable=False),
    Column("object", String(80), nullable=False),
    Column("detail", String(500), nullable=False),
    Column("prev_hash", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)
"""The county's own chain (A4). Ids, no values."""

CHECKPOINT = Table(
    "checkpoint",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
"""Signed heads of the chain, a day apart; every laptop keeps the last one."""
