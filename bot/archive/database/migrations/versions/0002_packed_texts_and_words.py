"""PostgreSQL keeps texts compressed, words in order, and indexes them by shelves of servers: under half the space."""

import sqlalchemy as sa
from alembic import op

from bot.archive.database.packing import pack
from bot.archive.text.terms import terms

revision = "0002_packed_texts_and_words"
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
BODY = """
CREATE TABLE body (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    text BYTEA NOT NULL,
    analysis BYTEA NOT NULL,
    PRIMARY KEY (guild_id, number),
    FOREIGN KEY (guild_id, number) REFERENCES review (guild_id, number) ON DELETE CASCADE
)
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
SOME = sa.text(
    "SELECT number, text, analysis FROM body_before "
    "WHERE guild_id = :guild AND number > :last ORDER BY number LIMIT :step"
)
PUT_TERMS = sa.text(
    "INSERT INTO search_index (guild_id, number, shelf, terms) VALUES (:guild, :number, :shelf, :terms)"
)
PUT_BODY = sa.text("INSERT INTO body (guild_id, number, text, analysis) VALUES (:guild, :number, :text, :analysis)")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("DROP TABLE search_index")
    op.execute("ALTER TABLE body RENAME TO body_before")
    for statement in (WORDS, TABLE, BODY):
        op.execute(statement)
    for guild_id, key in op.get_bind().execute(sa.text("SELECT guild_id, key FROM server")).all():
        move_server(guild_id, shelf(key))
    op.execute(INDEX)
    op.execute("DROP TABLE body_before")


def move_server(guild_id: int, shelf: str) -> None:
    """Put a server's texts and words into the new tables, some reviews at a time."""
    run, last = op.get_bind().execute, 0
    while rows := run(SOME, {"guild": guild_id, "last": last, "step": STEP}).all():
        this = {"guild": guild_id, "shelf": shelf}
        run(PUT_TERMS, [{**this, "number": row.number, "terms": in_order(row.text)} for row in rows])
        packed = [{"text": pack(row.text), "analysis": pack(row.analysis), "number": row.number} for row in rows]
        run(PUT_BODY, [{**this, **each} for each in packed])
        last = rows[-1].number


def shelf(key: int) -> str:
    """Write the shelf of a server as this revision does: every 1,024 servers share one."""
    digits, rest = "", key >> 10
    while rest:
        rest, digit = divmod(rest, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits + "_"


def in_order(text: str) -> str:
    """Write a text's terms as this revision does: a space around each, two between a term and itself."""
    found = terms(text)
    apart = [f" {term}" if term == before else term for before, term in zip(["", *found], found, strict=False)]
    return f" {' '.join(apart)} " if apart else " "
