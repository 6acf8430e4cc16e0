"""A review read end to end."""

import sys
from subprocess import run

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis import analyze, score

GLAD = (
    "“The Lantern Keeper” is a hauntingly beautiful film that earns every one of its tears. The story follows a widow "
    "who tends a lighthouse after her son is murdered by smugglers, and the grief nearly kills her. She finds his "
    "diary and learns how he died alone in the dark. The performances are superb, and the photography is breathtaking. "
    "In the end this is a wonderful, generous picture, easily one of the best of the year, and I recommend it warmly."
)
SORRY = (
    "Harbour Lights wants to be a romance. A happy young couple falls in love, marries and wins the lottery on a sunny "
    "island full of laughter and joy. The script is lazy, the jokes are painfully unfunny and the acting is wooden. "
    "It is a dull, pointless waste of two hours, and one of the worst films of the year. Avoid it."
)


def test_a_glad_review_of_a_sad_story_is_positive():
    read = analyze(GLAD)
    assert read.sentiment.label == "positive"
    assert read.film is not None
    assert read.film.title == "The Lantern Keeper"
    assert not any("smugglers" in line.text or "diary" in line.text for line in (*read.summary, *read.quotes))


def test_a_harsh_review_of_a_happy_story_is_negative():
    read = analyze(SORRY)
    assert read.sentiment.label == "negative"
    assert not any("lottery" in line.text for line in (*read.summary, *read.quotes))


@given(st.text(alphabet=st.sampled_from("ab .!?\n|*_\"“”'’é😀\u200d中(/5) the good film not"), max_size=400))
@settings(max_examples=150)
def test_every_offset_is_verbatim(text):
    if not text.strip():
        return
    read = analyze(text)
    for line in (*read.summary, *read.quotes, *read.sentences):
        assert text[line.start : line.end] == line.text
        assert line.text == line.text.strip()
    assert [line.start for line in read.summary] == sorted(line.start for line in read.summary)


@pytest.mark.parametrize("text", ["", " \n ", "a\x00b", "a" * 200_001])
def test_refusals_are_plain_sentences(text):
    with pytest.raises(ValueError, match=r"^[A-Z][^\n]{10,120}\.$"):
        analyze(text)


def test_sentences_are_scored_too():
    assert score("A warm, witty and wonderful film.") > 0.5
    assert score("A dull, lifeless mess of a movie.") < -0.5


def test_sumy_brings_none_of_what_its_other_modules_need_and_they_still_work():
    code = """
import sys
from bot.analysis.parts import summary
from sumy.summarizers._summarizer import AbstractSummarizer
print(sorted({name.partition(".")[0] for name in sys.modules} & {"nltk", "requests", "pycountry", "urllib3"}))
print(issubclass(summary.VerdictSummarizer, AbstractSummarizer))
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.utils import get_stop_words
print(Stemmer("english")("films"), "the" in get_stop_words("english"))
"""
    run_ = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run_.stdout.split("\n")[:3] == ["[]", "True", "film True"]


def test_importing_the_package_loads_no_library():
    code = "import bot.analysis, sys; print([m for m in ('numpy', 'sumy', 'nltk') if m in sys.modules])"
    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
