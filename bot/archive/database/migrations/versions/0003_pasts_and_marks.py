"""Channels' pasts that are being filed, and up to when watched channels were heard."""

import sqlalchemy as sa
from alembic import op

revision = "0003_pasts_and_marks"
down_revision = "0002_packed_texts_and_words"


def upgrade() -> None:
    op.create_table(
        "backfill",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("read_to", sa.BigInteger(), nullable=True),
        sa.Column("read", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("filed", sa.BigInteger(), nullable=False),
        sa.Column("panel_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("panel_message_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", "batch"),
        sa.ForeignKeyConstraint(
            ["guild_id", "batch"], ["import_batch.guild_id", "import_batch.number"], ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "channel_mark",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "channel_id"),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
