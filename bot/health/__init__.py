"""Whether the bot works, and who is told: health, figures, a word to the owner."""

from bot.health.endpoints import PlaceError, serving
from bot.health.readiness import Health

__all__ = ["Health", "PlaceError", "serving"]
