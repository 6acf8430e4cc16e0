"""What decides which lines are quoted, and how their kinds are learned: on lines and numbers of our own."""

import numpy as np
import pytest

from bot.analysis.language.text import sentences
from bot.analysis.parts import cuts, quotes, summary
from bot.analysis.scoring import line_features, opinion, weights, wording
from bot.analysis.scoring.weights import Head
from bot.analysis.training.trainers import kinds
from bot.analysis.types import Sentence

LINES = (
    "The photography is gorgeous from start to end.",
    "The script is a lazy and clumsy mess.",
    "The music is loud in every single scene.",
)
SHARE = len(line_features.NAMES) + quotes.RANKED.index("share of the pull")


def reading(chances: list[float], shares: list[float] | None = None) -> quotes.Judged:
    """Judge lines whose chance to be quoted, and whose share of the editor's pull, are given."""
    features = np.zeros((len(chances), SHARE + 1))
    features[:, SHARE] = shares or 0.0
    chance = np.array(chances)
    return quotes.Judged(features, np.stack([1.0 - chance, chance, 0 * chance, 0 * chance], axis=1), 0.9 * chance)


def chosen(chances: list[float], *, short: bool = False, silent: float = 0.8, later: float = 0.3) -> list[str]:
    """Choose among our lines, where it takes so much to say anything, and so much to say more."""
    text = " ".join(LINES)
    lines = [Sentence(start, end, text[start:end]) for start, end in sentences(text)]
    part = {**weights.part("quotes"), "stops": np.array([silent, later])}
    with weights.using_part("quotes", part):
        found = quotes.choose(lines, reading(chances), [True] * len(lines), short=short)
    return [quote.text for quote in found]


def test_nothing_is_quoted_when_hardly_any_line_is_worth_it():
    assert chosen([0.3, 0.3, 0.3]) == []
    assert chosen([0.5, 0.5, 0.5]) == list(LINES)


def test_the_best_line_is_quoted_and_of_the_others_only_what_is_likely():
    assert chosen([0.2, 0.9, 0.1]) == [LINES[1]]
    assert chosen([0.2, 0.9, 0.4]) == [LINES[1], LINES[2]]


def test_in_a_text_that_is_shown_whole_each_line_counts_for_itself():
    assert chosen([0.2, 0.4, 0.1], short=True) == [LINES[1]]
    assert chosen([0.2, 0.2, 0.1], short=True) == []


def test_what_editors_pull_counts_in_long_reviews_alone():
    few, many = quotes.FEW_LINES, quotes.MANY_LINES
    for count, first in ((few, 0), (many, 1)):
        shares = [-5.0, -0.1] + [-5.0] * (count - 2)
        worth = reading([0.6, 0.5] + [0.1] * (count - 2), shares).worth
        assert int(np.argmax(worth)) == first


def test_a_further_quote_of_a_long_review_may_be_less_likely():
    few, many = quotes.FEW_LINES, quotes.MANY_LINES
    assert quotes.enough(0.5, few) == pytest.approx(0.5)
    assert quotes.enough(0.5, many) < quotes.enough(0.5, (few + many) // 2) < 0.5
    assert quotes.enough(0.5, 10 * many) == quotes.enough(0.5, many)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("But the acting is superb.", "the acting is superb."),
        ("However, the film is a joy from start to finish.", "the film is a joy from start to finish."),
        (
            "And yet, the photography is gorgeous and the scenes glow.",
            "the photography is gorgeous and the scenes glow.",
        ),
    ],
)
def test_a_connective_is_cut_off_what_stands_without_it(line, part):
    start, end = cuts.best(line, quotes.MOST_WORDS) or (0, 0)
    assert line[start:end] == part


@pytest.mark.parametrize(
    "line",
    [
        "The trouble is the gap between plot and talk -- one is thoughtful and slow, the other is noisy and dull.",
        "As silly as the film is -- and it's very silly indeed -- at least the cast has fun.",
        "The captain's name, Anslinger, is a nice inside joke - nobody in the row noticed it.",
        "It shows how pop songs -- including the worst of them -- wormed their way into the life of a small town.",
    ],
)
def test_no_part_takes_up_what_was_cut_off(line):
    start, end = cuts.best(line, quotes.MOST_WORDS) or (0, 0)
    assert not line[start:end].startswith(("one is", "it's", "Anslinger", "wormed"))


def test_a_line_that_leans_is_summarized_only_behind_what_it_leans_on():
    texts = ["The cast is superb.", "They glow in every scene.", "The score is loud.", "It never stops for breath."]
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
    lines = [Sentence(start, start + len(text), text) for start, text in zip(starts, texts, strict=False)]
    leans = [False, True, False, True]
    told = summary.summarize(lines, summary.Ranking([2.0, 1.0, 0.5, 3.0], leans, enough=9.0))
    assert [line.text for line in told] == texts[:2]
    told = summary.summarize(lines, summary.Ranking([0.2, 3.0, 0.6, 0.4], leans, enough=9.0))
    assert [line.text for line in told] == texts[2:]


def test_the_mark_of_the_further_reviews_is_taken_off():
    head = Head(np.array([1.0, 0.6]), np.array([2.0, 0.5]), np.array([[1.0, -1.0], [3.0, 2.0]]), np.array([0.1, 0.2]))
    rows = np.array([[4.0], [0.0]])
    plain = kinds.unmarked(head)
    assert plain.margins(rows) == pytest.approx(head.margins(np.concatenate([rows, np.zeros((2, 1))], axis=1)))


def test_the_layer_learns_what_wording_tells_and_the_same_every_time():
    praise, story = "a lovely film", "he walks home"
    text = "\n".join([praise, story] * 20)
    read = opinion.read(text, sentences(text))
    bucket, line = read.wording
    kind = np.array([quotes.KINDS.index("quote"), quotes.KINDS.index("plot")] * 20)
    rows = kinds.Rows(np.zeros((40, 3)), line, bucket, kind, np.zeros(40, dtype=bool))
    layer, again = kinds.fit(rows), kinds.fit(rows)
    margins = layer.head.margins(rows.features) + wording.margins((bucket, line), 40, layer.wording, 1.0)
    assert (margins.argmax(axis=1) == kind).all()
    assert (layer.wording == again.wording).all()
    assert (layer.head.weight == again.head.weight).all()
