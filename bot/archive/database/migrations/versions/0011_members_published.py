"""Who agreed that reviews of theirs stand on the server's home page, and under which name."""

import sqlalchemy as sa
from alembic import op

revision = "0011_members_published"
down_revision = "0010_what_reviews_name"


def upgrade() -> None:
    op.create_table(
        "published",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "author_id"),
        sa.ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
