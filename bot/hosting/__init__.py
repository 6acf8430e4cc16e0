"""Hosting the bot: what Discord says of its application, its settings as a file, its units, its policy and terms."""

from bot.hosting.application import Application, ask_discord
from bot.hosting.env_file import write_settings
from bot.hosting.policy import Host, host_of, privacy_policy, terms
from bot.hosting.units import STANDARD, Place, UnitError, this_place, unit_files

__all__ = [
    "STANDARD",
    "Application",
    "Host",
    "Place",
    "UnitError",
    "ask_discord",
    "host_of",
    "privacy_policy",
    "terms",
    "this_place",
    "unit_files",
    "write_settings",
]
