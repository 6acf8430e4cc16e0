"""Film nights, who was asked to review their films, and the films that members propose for the next."""

import sqlalchemy as sa
from alembic import op

revision = "0009_film_nights"
down_revision = "0008_members_to_quote"

SHOWN = sa.text("hidden_reason IS NULL AND blind IS NULL")
BLIND = sa.text("blind IS NOT NULL")


def upgrade() -> None:
    for counter in ("next_night", "next_proposal"):
        op.add_column("server", sa.Column(counter, sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column("review", sa.Column("blind", sa.BigInteger(), nullable=True))
    op.create_index("review_blind", "review", ["guild_id", "blind"], sqlite_where=BLIND, postgresql_where=BLIND)
    _shown_again("review_newest", ["guild_id", "written_at", "number"])
    _shown_again("review_sketches", ["guild_id", "film_number", "number", "text_sketch"])
    _nights()
    _choices()


def _shown_again(name: str, columns: list[str]) -> None:
    """Make an index over what people see anew: what waits for a film night is not seen."""
    op.drop_index(name, "review")
    op.create_index(name, "review", columns, sqlite_where=SHOWN, postgresql_where=SHOWN)


def _nights() -> None:
    op.create_table(
        "night",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("reveal_hours", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("over_at", sa.BigInteger(), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("panel_id", sa.BigInteger(), nullable=True),
        sa.Column("revealed_at", sa.BigInteger(), nullable=True),
        sa.Column("page_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", "number"),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "night_guest",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("night", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("review", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", "night", "member_id"),
        sa.ForeignKeyConstraint(["guild_id", "night"], ["night.guild_id", "night.number"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )


def _choices() -> None:
    op.create_table(
        "proposal",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "number"),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turn",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "member_id"),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poll",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("proposals", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "message_id"),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
