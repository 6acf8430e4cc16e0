"""Discord's side of every command: check, defer, call, show. No SQL and no text processing here."""

from cogs.channels.backfill import Backfills
from cogs.channels.catching_up import CatchingUp
from cogs.channels.intake import Intake
from cogs.club.critics import Critics
from cogs.club.discuss import Discussions
from cogs.club.films import Films
from cogs.club.help import Help
from cogs.club.people import People
from cogs.club.quotes import Quotes
from cogs.club.reviews import Reviews
from cogs.club.search import Search
from cogs.evening.nights import Nights
from cogs.parts.services import PullquoteCog
from cogs.server.archive import Archives
from cogs.server.digest import Digests
from cogs.server.leaving import Leaving
from cogs.server.moderation import Moderation
from cogs.server.privacy import Privacy
from cogs.server.setup import Setup

COGS: tuple[type[PullquoteCog], ...] = (
    Reviews,
    Search,
    Films,
    Discussions,
    Critics,
    People,
    Digests,
    Quotes,
    Nights,
    Intake,
    CatchingUp,
    Leaving,
    Setup,
    Moderation,
    Archives,
    Backfills,
    Privacy,
    Help,
)
"""Every part of the bot, in the order it is loaded."""
