"""Commands in the languages that Discord's clients have: their names, what they do, options and choices."""

from __future__ import annotations

from typing import Final

from discord import Locale, app_commands

from bot.speech import ENGLISH, _, language_of, pgettext, speaking

CONTEXTS: Final = {
    app_commands.TranslationContextLocation.command_name: "command",
    app_commands.TranslationContextLocation.group_name: "command",
    app_commands.TranslationContextLocation.parameter_name: "option",
    app_commands.TranslationContextLocation.choice_name: "choice",
}
"""Where a name stands -> its context in the catalogues; descriptions have none."""


class CommandTranslator(app_commands.Translator):
    """Translates what is published to Discord, out of the catalogues."""

    async def translate(
        self, string: app_commands.locale_str, locale: Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Give a name or a description in a locale; None where it stays as it is."""
        language = language_of(locale.value)
        if language is None or language is ENGLISH:
            return None
        kind = CONTEXTS.get(context.location)
        with speaking(language):
            said = pgettext(kind, string.message) if kind else _(string.message)
        return None if said == string.message else said
