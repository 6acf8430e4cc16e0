"""A copy of the whole archive, the way back from it, and erasing again what was erased since."""

from bot.archive.backup.copies import Backup, backup, restore

__all__ = ["Backup", "backup", "restore"]
