"""Who agreed to be quoted, where the quote of the day goes, and which days had one."""

import sqlalchemy as sa
from alembic import op

revision = "0008_members_to_quote"
down_revision = "0007_tags_of_reviews"


def upgrade() -> None:
    op.add_column("server", sa.Column("quote_channel_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "quotable",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "author_id"),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quote_sent",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day"),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
