"""PostgreSQL keeps a review's words in order, and indexes them by shelves of servers: half the space."""

import sqlalchemy as sa
from alembic import op

from bot.archive.words import terms

revision = "0002_words_in_order"
down_revision = "0001_reviews_and_search"

# What the index holds of a review: its server, and its words with the shelf before each. It is dear to compute, and
# says so (COST), lest the planner compute it for all of a server's reviews instead of asking the index.
WORDS = """
CREATE FUNCTION search_words(guild_id BIGINT, shelf TEXT, terms TEXT) RETURNS TSVECTOR
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
BEGIN
    RETURN array_to_tsvector(string_to_array(
        guild_id || replace(replace(rtrim(terms), '  ', ' '), ' ', ' ' || shelf), ' '
    ));
END
$$
"""
TABLE = """
CREATE TABLE search_index (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    shelf TEXT COLLATE "C" NOT NULL,
    terms TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (guild_id, number),
    FOREIGN KEY (guild_id, number) REFERENCES review (guild_id, number) ON DELETE CASCADE
)
"""
INDEX = """
CREATE INDEX search_index_terms ON search_index
USING gin (search_words(guild_id, shelf, terms)) WITH (fastupdate = off)
"""
STEP = 500


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("DROP TABLE search_index")
    op.execute(WORDS)
    op.execute(TABLE)
    for guild_id, key in op.get_bind().execute(sa.text("SELECT guild_id, key FROM server")).all():
        index_server(guild_id, key)
    op.execute(INDEX)


def index_server(guild_id: int, key: int) -> None:
    """Put a server's words into the new table, some reviews at a time."""
    some = sa.text(
        "SELECT number, text FROM body WHERE guild_id = :guild AND number > :last ORDER BY number LIMIT :step"
    )
    put = sa.text("INSERT INTO search_index (guild_id, number, shelf, terms) VALUES (:guild, :number, :shelf, :terms)")
    last = 0
    while rows := op.get_bind().execute(some, {"guild": guild_id, "last": last, "step": STEP}).all():
        this = {"guild": guild_id, "shelf": shelf(key)}
        op.get_bind().execute(put, [{**this, "number": number, "terms": in_order(text)} for number, text in rows])
        last = rows[-1].number


def shelf(key: int) -> str:
    """Write the shelf of a server as this revision does: every 256 servers share one."""
    digits, rest = "", key >> 8
    while rest:
        rest, digit = divmod(rest, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits + "_"


def in_order(text: str) -> str:
    """Write a text's terms as this revision does: a space around each, two between a term and itself."""
    found = terms(text)
    apart = [f" {term}" if term == before else term for before, term in zip(["", *found], found, strict=False)]
    return f" {' '.join(apart)} " if apart else " "
