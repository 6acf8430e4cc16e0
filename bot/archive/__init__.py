"""The server's memory: the only place with SQL.

archive = await Archive.open("sqlite:///pullquote.db")
filed = await archive.server(guild_id).add(draft)
"""

from bot.archive.server.people import stored_about_people
from bot.archive.store import Archive, ServerArchive
from bot.archive.types import ArchiveError, ArchiveTooNewError, ArchiveUnavailableError, OptedOutError

__all__ = [
    "Archive",
    "ArchiveError",
    "ArchiveTooNewError",
    "ArchiveUnavailableError",
    "OptedOutError",
    "ServerArchive",
    "stored_about_people",
]
