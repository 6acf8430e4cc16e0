"""Reviews in from files and out to files: CSV, JSON, Markdown, Letterboxd. No SQL and no Discord here.

In: `plan(source)` or `rows(source)`. Out: `chunks(reviews, writer(name))` for one file, `parts` for files of
a limited size. docs/exchange.md describes the formats.
"""

from __future__ import annotations

from bot.exchange.files.source import ByteSource
from bot.exchange.reading import MAXIMUM_IMPORT_BYTES, TOO_LARGE, ImportFormat, detect, plan, rows
from bot.exchange.records import ExchangeError, FilmCount, ImportPlan, ImportRow, Part, Skipped
from bot.exchange.writing import FORMATS, LETTERBOXD_FILE_BYTES, ExportFormat, Writer, chunks, parts, writer

__all__ = [
    "FORMATS",
    "LETTERBOXD_FILE_BYTES",
    "MAXIMUM_IMPORT_BYTES",
    "TOO_LARGE",
    "ByteSource",
    "ExchangeError",
    "ExportFormat",
    "FilmCount",
    "ImportFormat",
    "ImportPlan",
    "ImportRow",
    "Part",
    "Skipped",
    "Writer",
    "chunks",
    "detect",
    "parts",
    "plan",
    "rows",
    "writer",
]
