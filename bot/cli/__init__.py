"""The `pullquote` command."""

from bot.cli.app import main

__all__ = ["main"]
