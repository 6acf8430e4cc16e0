"""Discord's side of every command: check, defer, call, show. No SQL and no text processing here."""

from cogs._services import PullquoteCog
from cogs.archive import Archives
from cogs.critics import Critics
from cogs.digest import Digests
from cogs.discuss import Discussions
from cogs.films import Films
from cogs.help import Help
from cogs.intake import Intake
from cogs.leaving import Leaving
from cogs.moderation import Moderation
from cogs.privacy import Privacy
from cogs.reviews import Reviews
from cogs.search import Search
from cogs.setup import Setup

COGS: tuple[type[PullquoteCog], ...] = (
    Reviews,
    Search,
    Films,
    Discussions,
    Critics,
    Digests,
    Intake,
    Leaving,
    Setup,
    Moderation,
    Archives,
    Privacy,
    Help,
)
"""Every part of the bot, in the order it is loaded."""
