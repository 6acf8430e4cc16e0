"""The tables of film nights and of the choice of the next film. What is said of `schema.py` holds here too."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Table, Text

from bot.archive.database.columns import Instant, column, guild, metadata

night = Table(
    "night",
    metadata,
    guild(),
    column("number", BigInteger, "the film night's number in the server"),
    column("title", Text, "the title of the film of the night"),
    column("year", Integer, "its year, or 0", default=0),
    column("host_id", BigInteger, "who planned the film night", forget="blank", null=True),
    column("channel_id", BigInteger, "the channel it was planned in"),
    column("starts_at", Instant, "when it begins"),
    column("ends_at", Instant, "when it is over at the latest"),
    column("reveal_hours", Integer, "how many hours later its reviews are revealed", default=24),
    column("event_id", BigInteger, "the event of it on Discord", null=True),
    column("over_at", Instant, "when it was over", null=True),
    column("thread_id", BigInteger, "the thread that gathers its reviews", null=True),
    column("panel_id", BigInteger, "the bot's message there that takes them", null=True),
    column("revealed_at", Instant, "when its reviews were revealed", null=True),
    column("page_id", BigInteger, "the bot's message that revealed them", null=True),
    PrimaryKeyConstraint("guild_id", "number"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

night_guest = Table(
    "night_guest",
    metadata,
    guild(),
    column("night", BigInteger, "a film night"),
    column("member_id", BigInteger, "who was asked to review its film, or did", forget="row"),
    column("asked_at", Instant, "when they were asked, once", personal=True, null=True),
    column("review", BigInteger, "the review they wrote of it", personal=True, null=True),
    PrimaryKeyConstraint("guild_id", "night", "member_id"),
    ForeignKeyConstraint(["guild_id", "night"], ["night.guild_id", "night.number"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

proposal = Table(
    "proposal",
    metadata,
    guild(),
    column("number", BigInteger, "the proposal's number in the server"),
    column("member_id", BigInteger, "who proposed a film for a night", forget="row"),
    column("title", Text, "the film that they proposed", personal=True),
    column("year", Integer, "its year, or 0", default=0),
    column("at", Instant, "when they proposed it", personal=True),
    PrimaryKeyConstraint("guild_id", "number"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

turn = Table(
    "turn",
    metadata,
    guild(),
    column("member_id", BigInteger, "whose proposal was chosen", forget="row"),
    column("at", Instant, "when that was last", personal=True),
    PrimaryKeyConstraint("guild_id", "member_id"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

poll = Table(
    "poll",
    metadata,
    guild(),
    column("message_id", BigInteger, "the message of a poll on the next film"),
    column("channel_id", BigInteger, "the channel it stands in"),
    column("ends_at", Instant, "when it is closed"),
    column("proposals", JSON, "the numbers of the proposals in it, in its order"),
    PrimaryKeyConstraint("guild_id", "message_id"),
    ForeignKeyConstraint(["guild_id"], ["server.guild_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)
