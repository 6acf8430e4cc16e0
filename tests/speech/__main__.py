"""Bring the catalogues up to date with the code.

uv run python -m tests.speech          adds what is new, drops what is said no more, and counts what is to be translated
"""

from __future__ import annotations

import asyncio
import io

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.settings import Settings
from bot.speech import Language
from tests.speech.extraction import TRANSLATED, path_of, said, translated

_HEADER = "# {name}\n"


def updated(language: Language, template: Catalog) -> Catalog:
    """Give a language's catalogue with exactly the sentences of the code; nothing is guessed from a like one."""
    before = translated(language)
    after = Catalog(locale=before.locale, fuzzy=False, header_comment=_HEADER.format(name=language.name).strip())
    for message in template:
        if message.id:
            known = before.get(message.id, message.context)
            after.add(message.id, known.string if known else "", context=message.context)
    return after


def written(catalogue: Catalog) -> bytes:
    """Write a catalogue: sorted and without places and dates, so that it changes only with what is said."""
    file = io.BytesIO()
    # The header is written by hand: Babel's holds dates.
    write_po(file, catalogue, no_location=True, omit_header=True, sort_output=True, width=0)
    header = (
        f"{catalogue.header_comment}\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return header.encode() + file.getvalue()


async def update() -> None:
    """Update every catalogue."""
    template = await said(Settings.model_validate({}))
    for language in TRANSLATED:
        catalogue = updated(language, template)
        path_of(language).write_bytes(written(catalogue))
        missing = sum(1 for message in catalogue if message.id and not all(_strings(message.string)))
        print(f"{language.tag}: {len(catalogue)} sentences, {missing} to be translated")  # noqa: T201


def _strings(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    asyncio.run(update())
