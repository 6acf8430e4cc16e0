"""Whether the bot works, and who is told: health, figures, a word to the owner."""

from bot.health.endpoints import PlaceError, serving
from bot.health.errors import counted
from bot.health.observed import Observed
from bot.health.readiness import Health
from bot.health.reporter import Reporter
from bot.health.requests import listening

__all__ = ["Health", "Observed", "PlaceError", "Reporter", "counted", "listening", "serving"]
