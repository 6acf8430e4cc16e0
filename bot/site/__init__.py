"""A server's home page: static files that any web server can hand out, of the reviews of those who agreed to it.

`read_site` reads what may stand there, `files_of` draws every file of it, `write` puts into a folder what changed.
"""

from __future__ import annotations

from bot.site.pages import files_of
from bot.site.reading import Site, read_site
from bot.site.writing import SiteError, Written, write

__all__ = ["Site", "SiteError", "Written", "files_of", "read_site", "write"]
