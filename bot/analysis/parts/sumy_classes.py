"""sumy's own classes, imported without what its other modules ask for.

A summarizer's base class stands in one module with stemmers, and a document's in one with the fetching of web pages:
importing them runs NLTK, requests and pycountry, a second of processor time and 40 MB in every reading process, for
functions that are never called here. While sumy is imported an empty stand-in takes their place; the two modules that
hold it are forgotten afterwards, so that whoever imports them in earnest gets them whole.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

_NOT_NEEDED = ("nltk", "nltk.stem", "nltk.stem.snowball", "requests", "pycountry")
_HOLDING = ("sumy.utils", "sumy.nlp.stemmers")
"""The modules that name what stood in."""


class _StandIn(ModuleType):
    """A module of which everything is a stand-in."""

    def __getattr__(self, _name: str) -> ModuleType:
        return self


@contextmanager
def _sparingly() -> Generator[None]:
    """Let imports find a stand-in for what is not needed; what is imported already stays as it is."""
    stand_in = _StandIn("stand_in")
    absent = [name for name in _NOT_NEEDED if name not in sys.modules]
    fresh = [name for name in _HOLDING if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent, stand_in))
    try:
        yield
    finally:
        for name in (*absent, *fresh):
            sys.modules.pop(name, None)


with _sparingly():
    from sumy.models.dom import ObjectDocumentModel, Paragraph
    from sumy.models.dom import Sentence as Line
    from sumy.summarizers._summarizer import AbstractSummarizer

__all__ = ["AbstractSummarizer", "Line", "ObjectDocumentModel", "Paragraph"]
