"""The kinds of lines: what of a paste is the reviewer's statement, and what is not."""

import pytest

from bot.analysis.language.lines import KINDS, Line, is_statement, kind_of
from bot.analysis.language.sentences import sentences
from bot.analysis.parts.rating import find

REVIEW = (
    "The acting is superb and I would go again.\n\nIt is a long film that I wanted to be longer, and the end is right."
)


def kinds(text):
    rating = find(text)
    return {text[start:end]: kind_of(text, (start, end), rating) for start, end in sentences(text)}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("77/125:", "counter"),
        ("77/125: Nachtzug", "counter"),
        ("Oscars 2026 | Short films", "tag"),
        ("Spooktober 2024 | prompt: trains", "tag"),
        ("Glass Harvest (2021)", "heading"),
        ("# Thoughts on the ending of it all", "heading"),
        ("Pros:", "notes"),
        ("Acting: 7/10", "rating"),
        ("Rating: 3.5/4", "rating"),
        ("⭐️⭐️⭐️⭐️", "rating"),
        ("Directed by: Henry Vale", "credits"),
        ("Cast: Ruth Ames, Paul Devere, Nora Kinsky, Tom Whitlock, Ada Price", "credits"),
        ("“You can't drown a man who has nothing left to breathe for.”", "epigraph"),
        ("me: I only cry at animals", "epigraph"),
        ("Watched on 12/05/2024, 35mm at the Rialto, with Jo", "notes"),
        ("March 3rd, 2024", "date"),
        ("#FilmNight #cinema", "link"),
        ("https://example.org/listing", "link"),
        ("Acting: superb from the first scene to the last one", "item"),
        ("loved the score, hated nearly everything else about it", "statement"),
        ("A score that sounds like a machine falling in love", "statement"),
        ("The Long Field is two hours of mumbling in barns.", "statement"),
        ("How did this get made?", "question"),
        ("I watched it with my brother, who loved it more than I did.", "statement"),
    ],
)
def test_kinds_of_lines_above_a_review(line, kind):
    assert kinds(f"{line}\n\n{REVIEW}")[line] == kind


@pytest.mark.parametrize("line", ["- Mara", "Otto Brandt", "— M. V.", "Reviewed by Otto Brandt"])
def test_signatures_below_a_review(line):
    assert kinds(f"{REVIEW}\n\n{line}")[line.lstrip("-— ")] in {"signature", "credits"}


def test_a_statement_has_words_of_its_own():
    text = f"{REVIEW}\n\nGreat stuff.\n\nRating: 8/10"
    said = [text[slice(*span)] for span in sentences(text) if is_statement(text, span, find(text))]
    assert said == REVIEW.split("\n\n")


def test_every_kind_can_be_asked_of_any_line():
    for text in ("a", "“", "...", "7", "x" * 2_000, "word " * 300):
        assert all(holds(Line(text, (0, len(text)), None)) in {True, False} for _, holds in KINDS)
