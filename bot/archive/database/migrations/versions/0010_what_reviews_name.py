"""What reviews speak of by name, in a table of its own: opening the archive fills it, as it makes the index anew."""

import sqlalchemy as sa
from alembic import op

revision = "0010_what_reviews_name"
down_revision = "0009_film_nights"


def upgrade() -> None:
    op.create_table(
        "mention",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("polarity", sa.Float(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("spoiler", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "number", "kind", "key"),
        sa.ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("mention_of", "mention", ["guild_id", "kind", "key", "number"])
