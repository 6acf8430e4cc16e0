"""Whose words a review is, where a member pasted a critic's; and what notices the same words by two people.

The fingerprints of reviews that are there already are made when the archive is next opened, with its search index.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_critics_and_copies"
down_revision = "0005_gone_channels"

SHOWN = sa.text("hidden_reason IS NULL")


def upgrade() -> None:
    op.add_column("review", sa.Column("critic", sa.Text(), nullable=True))
    op.add_column("review", sa.Column("text_print", sa.LargeBinary(), nullable=True))
    op.add_column("review", sa.Column("text_sketch", sa.LargeBinary(), nullable=True))
    # Versions of a review are told apart by this day, as text: what is no day says nothing.
    op.execute("UPDATE review SET watched_on = NULL WHERE watched_on NOT LIKE '____-__-__'")
    op.create_index("review_of_author", "review", ["guild_id", "author_id", "film_number"])
    op.create_index("review_same_words", "review", ["guild_id", "text_print"])
    op.create_index(
        "review_sketches",
        "review",
        ["guild_id", "film_number", "number", "text_sketch"],
        sqlite_where=SHOWN,
        postgresql_where=SHOWN,
    )
