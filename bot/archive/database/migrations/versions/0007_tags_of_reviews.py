"""The tags of reviews in a table of their own, so that reviews are found by them, alike on both engines."""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0007_tags_of_reviews"
down_revision = "0006_critics_and_copies"

_PART = 1_000


def upgrade() -> None:
    op.create_table(
        "tag",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "number", "folded"),
        sa.ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("tag_of_reviews", "tag", ["guild_id", "folded", "number"])
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    """Read the tags that reviews have, a part of them at a time: an archive may hold millions."""
    tagged = sa.text(
        "SELECT guild_id, number, tags FROM review WHERE CAST(tags AS TEXT) <> '[]' AND "
        "(guild_id > :guild OR (guild_id = :guild AND number > :number)) ORDER BY guild_id, number LIMIT :part"
    )
    table = sa.table("tag", *(sa.column(name) for name in ("guild_id", "number", "folded", "name")))
    guild, number = -1, 0
    while rows := connection.execute(tagged, {"guild": guild, "number": number, "part": _PART}).all():
        found = {
            (row.guild_id, row.number, folded): name
            for row in rows
            for name in reversed(row.tags if isinstance(row.tags, list) else json.loads(row.tags))
            if (folded := _fold(str(name)))
        }
        if found:
            connection.execute(
                table.insert(),
                [
                    {"guild_id": guild_id, "number": of, "folded": folded, "name": name}
                    for (guild_id, of, folded), name in found.items()
                ],
            )
        guild, number = rows[-1].guild_id, rows[-1].number


def _fold(tag: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", tag).casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in '"“”„')
    return " ".join(kept.lstrip("# ").split())
