"""The tables, and what each column keeps, in the words that /privacy shows.

The guild id leads every primary key and every index, so that a query touches one server's rows
only and the tables can be partitioned or distributed by it. Each column says what it is `about`
(plain English) and whether it is `personal`; a test fails for a column without them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.archive.database.columns import Instant, Packed, column, guild, metadata
from bot.archive.database.evenings import night, night_guest, poll, proposal, turn

server = Table(
    "server",
    metadata,
    guild(),
    column("key", Integer, "a small number that stands for the server inside the search index"),
    column("next_review", BigInteger, "the number that the next review gets", default=1),
    column("next_film", BigInteger, "the number that the next film gets", default=1),
    column("next_batch", BigInteger, "the number that the next import gets", default=1),
    column("next_undo", BigInteger, "the number that the next removal gets", default=1),
    column("next_audit", BigInteger, "the number that the next audit entry gets", default=1),
    column("next_night", BigInteger, "the number that the next film night gets", default=1),
    column("next_proposal", BigInteger, "the number that the next proposed film gets", default=1),
    column("watched_channel_ids", JSON, "the channels that /setup has the bot watch", default=list),
    column("public_replies", Boolean, "whether replies are public", default=True),
    column("digest_channel_id", BigInteger, "the channel that gets the weekly digest", null=True),
    column("digest_day", Integer, "the weekday of the digest", default=6),
    column("digest_hour", Integer, "the hour of the digest", default=18),
    column("quote_channel_id", BigInteger, "the channel that gets the quote of the day", null=True),
    column("retention_days", Integer, "how many days reviews are kept", null=True),
    column("language", Text, "the language of replies; empty for the server's own in Discord", default=""),
    column("departed_at", Instant, "when the bot left the server", null=True),
    PrimaryKeyConstraint("guild_id"),
    sqlite_with_rowid=False,
)

film = Table(
    "film",
    metadata,
    guild(),
    column("number", BigInteger, "the film's number in the server"),
    column("title", Text, "the film's title as the server writes it"),
    column("year", Integer, "the film's year, or 0", default=0),
    column("folded", Text, "the title without case and accents, to find it by"),
    column("reviews", Integer, "how many reviews the server has of it", default=0),
    PrimaryKeyConstraint("guild_id", "number"),
    UniqueConstraint("guild_id", "folded", "year", name="film_name"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    Index("film_popular", "guild_id", "reviews"),
    sqlite_with_rowid=False,
)

import_batch = Table(
    "import_batch",
    metadata,
    guild(),
    column("number", BigInteger, "the import's number in the server"),
    column("actor_id", BigInteger, "who ran the import", forget="blank"),
    column("at", Instant, "when the import was run", personal=True),
    column("note", Text, "what kind of file was imported", default=""),
    PrimaryKeyConstraint("guild_id", "number"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

backfill = Table(
    "backfill",
    metadata,
    guild(),
    column("batch", BigInteger, "the import that a channel's past is filed as, while it is being read"),
    column("channel_id", BigInteger, "the channel whose past is being read"),
    column("since", Instant, "from when on its messages are read", null=True),
    column("until", Instant, "up to when its messages are read"),
    column("place_id", BigInteger, "the post of a forum that is being read", null=True),
    column("read_to", Instant, "how far the reading has come", null=True),
    column("read", BigInteger, "how many messages were read", default=0),
    column("total", BigInteger, "how many messages there were when it was begun", default=0),
    column("filed", BigInteger, "how many reviews were filed", default=0),
    column("panel_channel_id", BigInteger, "the channel of the message that shows the progress", null=True),
    column("panel_message_id", BigInteger, "the bot's message that shows the progress", null=True),
    PrimaryKeyConstraint("guild_id", "batch"),
    ForeignKeyConstraint(["guild_id", "batch"], ["import_batch.guild_id", "import_batch.number"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

# A moment, no message: what somebody deletes or has forgotten leaves no number behind.
channel_mark = Table(
    "channel_mark",
    metadata,
    guild(),
    column("channel_id", BigInteger, "a watched channel"),
    column("heard_at", Instant, "up to when its messages were heard and read"),
    PrimaryKeyConstraint("guild_id", "channel_id"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

gone_channel = Table(
    "gone_channel",
    metadata,
    guild(),
    column("channel_id", BigInteger, "a channel that was deleted, of which reviews stand"),
    PrimaryKeyConstraint("guild_id", "channel_id"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

SHOWN: dict[str, Any] = {
    "sqlite_where": text("hidden_reason IS NULL AND blind IS NULL"),
    "postgresql_where": text("hidden_reason IS NULL AND blind IS NULL"),
}
"""An index over what people see: it counts a server without reading its reviews."""
_BLIND: dict[str, Any] = {"sqlite_where": text("blind IS NOT NULL"), "postgresql_where": text("blind IS NOT NULL")}

review = Table(
    "review",
    metadata,
    guild(),
    column("number", BigInteger, "the review's number in the server"),
    column("author_id", BigInteger, "who wrote the review", forget="row"),
    column("filer_id", BigInteger, "who had the bot read it, when that is somebody else", forget="blank", null=True),
    column("film_number", BigInteger, "the film it is about", null=True),
    column("text_hash", LargeBinary, "a fingerprint of the text, to notice the same text twice", personal=True),
    column(
        "text_print",
        LargeBinary,
        "a fingerprint of its words, to notice them by somebody else",
        personal=True,
        null=True,
    ),
    column(
        "text_sketch", LargeBinary, "fingerprints of some of its phrases, to notice copies", personal=True, null=True
    ),
    column("label", Text, "its verdict: positive, mixed, negative or unsure", personal=True),
    column("label_by_hand", Boolean, "whether a person chose the verdict", default=False),
    column(
        "aspects_by_hand", JSON, "what a person says that it says of sides of the film", personal=True, default=list
    ),
    column("score", Float, "how much it praises, from -1 to 1", personal=True),
    column("words", Integer, "how many words it has", personal=True),
    column("excerpt_start", Integer, "where its best line begins", personal=True),
    column("excerpt_end", Integer, "where its best line ends", personal=True),
    column("rating_raw", Text, "its rating as written", personal=True, null=True),
    column("rating_value", Float, "its rating from 0 to 10", personal=True, null=True),
    column("critic", Text, "whose words it is, when a member pasted somebody else's", personal=True, null=True),
    column("source", Text, "how it arrived"),
    column("written_at", Instant, "when it was written", personal=True),
    column("filed_at", Instant, "when it was filed", personal=True),
    column("edited_at", Instant, "when it was last edited", personal=True, null=True),
    column("channel_id", BigInteger, "the channel it was read in", null=True),
    column("message_id", BigInteger, "the first message it was read from", personal=True, null=True),
    column("hidden_reason", Text, "why moderators hide it", personal=True, null=True),
    column("origin", Text, "where an imported review lives on the web", personal=True, null=True),
    column("tags", JSON, "its tags", personal=True, default=list),
    column("watched_on", Text, "the day the film was watched", personal=True, null=True),
    column("rewatch", Boolean, "whether the film was seen again", personal=True, default=False),
    column("batch", BigInteger, "the import it came with", null=True),
    column("blind", BigInteger, "the film night that it waits for, unread by anybody", null=True),
    PrimaryKeyConstraint("guild_id", "number"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["guild_id", "film_number"], ["film.guild_id", "film.number"]),
    Index("review_same_text", "guild_id", "author_id", "text_hash", unique=True),
    Index("review_newest", "guild_id", "written_at", "number", **SHOWN),
    Index("review_of_film", "guild_id", "film_number", "written_at", "number"),
    Index("review_of_batch", "guild_id", "batch"),
    Index("review_of_author", "guild_id", "author_id", "film_number"),
    Index("review_same_words", "guild_id", "text_print"),
    Index("review_blind", "guild_id", "blind", **_BLIND),
    Index("review_sketches", "guild_id", "film_number", "number", "text_sketch", **SHOWN),
    sqlite_with_rowid=False,
)

# Apart from the review's other columns, which lists, counts and searches read by the thousand.
body = Table(
    "body",
    metadata,
    guild(),
    column("number", BigInteger, "the review that this is the text of"),
    column("text", Packed, "the review itself", personal=True),
    column("analysis", Packed, "what the bot read in it: positions of sentences and quotes", personal=True),
    PrimaryKeyConstraint("guild_id", "number"),
    ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
)

review_message = Table(
    "review_message",
    metadata,
    guild(),
    column("message_id", BigInteger, "a message that a review was read from", personal=True),
    column("number", BigInteger, "the review that was read from it"),
    column("place", Integer, "the message's place among those of the review", default=0),
    PrimaryKeyConstraint("guild_id", "message_id"),
    ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
    Index("review_message_number", "guild_id", "number"),
    sqlite_with_rowid=False,
)

aspect = Table(
    "aspect",
    metadata,
    guild(),
    column("number", BigInteger, "the review that speaks"),
    column("aspect", Text, "the side of the film it speaks of", personal=True),
    column("polarity", Float, "whether it praises that side", personal=True),
    column("start", Integer, "where the line that says so begins", personal=True),
    column("end", Integer, "where the line that says so ends", personal=True),
    column("spoiler", Boolean, "whether that line hides a spoiler", default=False),
    PrimaryKeyConstraint("guild_id", "number", "aspect"),
    ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

mention = Table(
    "mention",
    metadata,
    guild(),
    column("number", BigInteger, "the review that names something: the jokes, an actor"),
    column("kind", Text, "whether that is something or somebody"),
    column("key", Text, "what it is found by, of somebody the last name", personal=True),
    column("words", Text, "the words that name it", personal=True),
    column("role", Text, "what somebody who is named does", personal=True, default=""),
    column("polarity", Float, "whether the review praises it", personal=True),
    column("start", Integer, "where the line that says so begins", personal=True),
    column("end", Integer, "where the line that says so ends", personal=True),
    column("spoiler", Boolean, "whether that line hides a spoiler", default=False),
    PrimaryKeyConstraint("guild_id", "number", "kind", "key"),
    ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
    Index("mention_of", "guild_id", "kind", "key", "number"),
    sqlite_with_rowid=False,
)

tag = Table(
    "tag",
    metadata,
    guild(),
    column("number", BigInteger, "the review that has the tag"),
    column("folded", Text, "the tag without case and accents, to find it by", personal=True),
    column("name", Text, "the tag as it is written", personal=True),
    PrimaryKeyConstraint("guild_id", "number", "folded"),
    ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
    Index("tag_of_reviews", "guild_id", "folded", "number"),
    sqlite_with_rowid=False,
)

card = Table(
    "card",
    metadata,
    guild(),
    column("message_id", BigInteger, "the message with the bot's card"),
    column("channel_id", BigInteger, "the channel of that card"),
    column("number", BigInteger, "the review that the card shows"),
    PrimaryKeyConstraint("guild_id", "message_id"),
    ForeignKeyConstraint(["guild_id", "number"], ["review.guild_id", "review.number"], ondelete="CASCADE"),
    Index("card_number", "guild_id", "number", unique=True),
    sqlite_with_rowid=False,
)

thread = Table(
    "thread",
    metadata,
    guild(),
    column("thread_id", BigInteger, "a discussion thread that the bot opened"),
    column("film_number", BigInteger, "the film that the thread is about"),
    column("opened_at", Instant, "when the thread was opened"),
    PrimaryKeyConstraint("guild_id", "thread_id"),
    ForeignKeyConstraint(["guild_id", "film_number"], ["film.guild_id", "film.number"], ondelete="CASCADE"),
    Index("thread_film", "guild_id", "film_number"),
    sqlite_with_rowid=False,
)

digest_sent = Table(
    "digest_sent",
    metadata,
    guild(),
    column("week", Text, "a week whose digest was sent"),
    column("at", Instant, "when it was sent"),
    PrimaryKeyConstraint("guild_id", "week"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

undo = Table(
    "undo",
    metadata,
    guild(),
    column("key", BigInteger, "the removal's number in the server"),
    column("kind", Text, "what was removed: a review or a film"),
    column("actor_id", BigInteger, "who removed it", forget="blank"),
    column("subject_id", BigInteger, "whose review it was", forget="row", null=True),
    column("payload", JSON, "the removed review, for ten minutes", personal=True),
    column("expires_at", Instant, "when it can no longer be taken back"),
    PrimaryKeyConstraint("guild_id", "key"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    Index("undo_expiry", "guild_id", "expires_at"),
)

audit = Table(
    "audit",
    metadata,
    guild(),
    column("number", BigInteger, "the entry's number in the server"),
    column("at", Instant, "when it happened", personal=True),
    column("actor_id", BigInteger, "who did it", forget="blank"),
    column("action", Text, "what was done"),
    column("review", BigInteger, "the review it was done to", null=True),
    column("subject_id", BigInteger, "whose review that was", forget="row", null=True),
    column("reason", Text, "the reason that was given", personal=True, default=""),
    PrimaryKeyConstraint("guild_id", "number"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

opt_out = Table(
    "opt_out",
    metadata,
    guild(),
    column("person", LargeBinary, "a keyed fingerprint of who asked not to be archived; not the id", personal=True),
    column("at", Instant, "when they asked"),
    PrimaryKeyConstraint("guild_id", "person"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

quotable = Table(
    "quotable",
    metadata,
    guild(),
    column("author_id", BigInteger, "who agreed that lines of theirs are quoted, with their name", forget="row"),
    column("at", Instant, "when they agreed", personal=True),
    PrimaryKeyConstraint("guild_id", "author_id"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

published = Table(
    "published",
    metadata,
    guild(),
    column("author_id", BigInteger, "who agreed that reviews of theirs stand on the server's home page", forget="row"),
    column("name", Text, "the name under which they stand there", personal=True),
    column("at", Instant, "when they agreed to that", personal=True),
    PrimaryKeyConstraint("guild_id", "author_id"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

quote_sent = Table(
    "quote_sent",
    metadata,
    guild(),
    column("day", Text, "a day whose quote was sent"),
    column("author_id", BigInteger, "who was quoted that day", forget="blank", null=True),
    column("at", Instant, "when it was sent"),
    PrimaryKeyConstraint("guild_id", "day"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

erasure = Table(
    "erasure",
    metadata,
    guild(),
    column("kind", Text, "what was erased: a person, a review or a server"),
    column("subject", LargeBinary, "a keyed fingerprint of it, so that restoring a backup erases it again"),
    column("at", Instant, "when it was erased"),
    PrimaryKeyConstraint("guild_id", "kind", "subject"),
    sqlite_with_rowid=False,
)

secret = Table(
    "secret",
    metadata,
    column("name", Text, "the name of a key of this archive"),
    column("value", LargeBinary, "the key that fingerprints are made with"),
    PrimaryKeyConstraint("name"),
    sqlite_with_rowid=False,
)

counter = Table(
    "counter",
    metadata,
    column("name", Text, "the name of a count over the whole archive"),
    column("value", BigInteger, "the number that comes next"),
    PrimaryKeyConstraint("name"),
    sqlite_with_rowid=False,
)

EVENINGS = (night, night_guest, proposal, turn, poll)
"""The tables of film nights, which stand in a module of their own."""

ARCHIVE_TABLES = frozenset({"secret", "counter"})
"""Tables of the archive as a whole; every other one belongs to servers and is led by the guild id."""


def server_tables() -> list[Table]:
    """List the tables that hold servers' rows, parents first."""
    return [table for table in metadata.sorted_tables if table.name not in ARCHIVE_TABLES]
