"""Channels that were deleted while reviews stand that were read there."""

import sqlalchemy as sa
from alembic import op

revision = "0005_gone_channels"
down_revision = "0004_aspects_by_hand"


def upgrade() -> None:
    op.create_table(
        "gone_channel",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "channel_id"),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
