"""Hosting the bot: what Discord says of its application, its settings as a file, its units for systemd."""

from bot.hosting.application import Application, ask_discord
from bot.hosting.env_file import write_settings
from bot.hosting.units import STANDARD, Place, UnitError, this_place, unit_files

__all__ = ["STANDARD", "Application", "Place", "UnitError", "ask_discord", "this_place", "unit_files", "write_settings"]
