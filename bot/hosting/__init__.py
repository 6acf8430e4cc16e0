"""Hosting the bot: what Discord says of its application, its settings as a file, its units for systemd."""

from bot.hosting.units import STANDARD, Place, UnitError, units

__all__ = ["STANDARD", "Place", "UnitError", "units"]
