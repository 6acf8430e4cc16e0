"""The first schema: reviews, films, and the index that finds them by their words."""

import sqlalchemy as sa
from alembic import op

revision = "0001_reviews_and_search"
down_revision = None

SQLITE_INDEX = """
CREATE VIRTUAL TABLE search_index USING fts5(
    terms, content='', tokenize="ascii tokenchars '+#_'"
)
"""
SQLITE_WORDS = "CREATE VIRTUAL TABLE search_word USING fts5vocab(search_index, instance)"
POSTGRES_INDEX = """
CREATE TABLE search_index (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    terms TSVECTOR NOT NULL,
    PRIMARY KEY (guild_id, number),
    FOREIGN KEY (guild_id, number) REFERENCES review (guild_id, number) ON DELETE CASCADE
)
"""
POSTGRES_WORDS = "CREATE INDEX search_index_terms ON search_index USING gin (terms) WITH (fastupdate = off)"


def upgrade() -> None:
    create_tables()
    create_search_index()


def create_search_index() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_INDEX)
        op.execute(SQLITE_WORDS)
    else:
        op.execute(POSTGRES_INDEX)
        op.execute(POSTGRES_WORDS)


def create_tables() -> None:
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erasure",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "kind", "subject"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "server",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("next_review", sa.BigInteger(), nullable=False),
        sa.Column("next_film", sa.BigInteger(), nullable=False),
        sa.Column("next_batch", sa.BigInteger(), nullable=False),
        sa.Column("next_undo", sa.BigInteger(), nullable=False),
        sa.Column("next_audit", sa.BigInteger(), nullable=False),
        sa.Column("watched_channel_ids", sa.JSON(), nullable=False),
        sa.Column("public_replies", sa.Boolean(), nullable=False),
        sa.Column("digest_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("digest_day", sa.Integer(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("departed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("review", sa.BigInteger(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "digest_sent",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "week"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "film",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "number"),
        sa.UniqueConstraint("guild_id", "folded", "year", name="film_name"),
        sqlite_with_rowid=False,
    )
    op.create_index("film_popular", "film", ["guild_id", "reviews"], unique=False)
    op.create_table(
        "import_batch",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "opt_out",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "person"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "undo",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "key"),
    )
    op.create_index("undo_expiry", "undo", ["guild_id", "expires_at"], unique=False)
    op.create_table(
        "review",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("filer_id", sa.BigInteger(), nullable=True),
        sa.Column("film_number", sa.BigInteger(), nullable=True),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_by_hand", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("excerpt_start", sa.Integer(), nullable=False),
        sa.Column("excerpt_end", sa.Integer(), nullable=False),
        sa.Column("rating_raw", sa.Text(), nullable=True),
        sa.Column("rating_value", sa.Float(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("watched_on", sa.Text(), nullable=True),
        sa.Column("rewatch", sa.Boolean(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guild_id", "film_number"],
            ["film.guild_id", "film.number"],
        ),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "review_newest",
        "review",
        ["guild_id", "written_at", "number"],
        unique=False,
        sqlite_where=sa.text("hidden_reason IS NULL"),
        postgresql_where=sa.text("hidden_reason IS NULL"),
    )
    op.create_index("review_of_batch", "review", ["guild_id", "batch"], unique=False)
    op.create_index("review_of_film", "review", ["guild_id", "film_number", "written_at", "number"], unique=False)
    op.create_index("review_same_text", "review", ["guild_id", "author_id", "text_hash"], unique=True)
    op.create_table(
        "thread",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("film_number", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id", "film_number"], ["film.guild_id", "film.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "thread_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("thread_film", "thread", ["guild_id", "film_number"], unique=False)
    op.create_table(
        "aspect",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("polarity", sa.Float(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("spoiler", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "number", "aspect"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "body",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("analysis", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "number"),
    )
    op.create_table(
        "card",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "message_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("card_number", "card", ["guild_id", "number"], unique=True)
    op.create_table(
        "review_message",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild_id", "message_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("review_message_number", "review_message", ["guild_id", "number"], unique=False)
