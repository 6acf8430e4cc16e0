"""What a review speaks of by name - the ending, the jokes, Bale - and whether it praises it, out of what is stored.

Nothing here asks a model: a mention follows from a review's text and its analysis, so it can be made anew for every
review that an archive holds. `VERSION` is raised whenever other mentions follow.
"""

from __future__ import annotations

from bot.analysis.mentions.finding import VERSION, Kind, Mention, facets_in, find
from bot.analysis.mentions.leaning import DOUBTED

__all__ = ["DOUBTED", "VERSION", "Kind", "Mention", "facets_in", "find"]
