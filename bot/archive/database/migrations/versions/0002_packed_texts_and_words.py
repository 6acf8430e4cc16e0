"""PostgreSQL keeps texts compressed, words in order, and indexes them by shelves of servers: under half the space."""

import zlib

import sqlalchemy as sa
from alembic import op

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
NO_TERMS = " "
"""An archive that says of no version of terms that it has them gets them, by whatever program opens it first."""
# Of this revision: what was packed with it needs these very bytes.
DICTIONARY = (
    b"something anything everything another actually probably because though although without whole much more most "
    b"than then them these those other which while where there their they were would could should about after again "
    b"movie films film story plot scenes scene characters character acting actors actor performance performances "
    b"director directed script music score ending good great best better bad worst worse well really very little "
    b"never ever just like even only some when will what with from have has had been this that are not but his her "
    b"one all can for you who was its it's the movie is the film is one of the in the of the to the and the on the "
    b"with the for the to be it is that the is a as a and a in a of a a lot of the best of the first at the end of "
    b'this film this movie"f":["","g":[0.25],"r":[[250,"negated"]],"x":[],"a":[["visuals",["pacing",["music",'
    b'["direction",["writing",["story",["characters",["acting","negative","mixed","unsure",],"l":"en","w":1,"m":""}],'
    b'"s":[0,1,2],"q":[1,2],"a":[["acting",{"v":1,"t":["positive",500,800],"n":[[0,50,500,-100],[1,60,400,200],[1,70,'
)
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
        run(PUT_TERMS, [{**this, "number": row.number, "terms": NO_TERMS} for row in rows])
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


def pack(text: str) -> bytes:
    """Compress a text as this revision does."""
    packer = zlib.compressobj(9, zdict=DICTIONARY)
    return packer.compress(text.encode()) + packer.flush()
