# ruff: noqa: E501  (a note is one line, as it was typed)
"""Notes that call no film a film and judge one all the same, and texts that do not, in the same words."""

import pytest

from bot.analysis import analyze
from bot.analysis.language import text as texts
from bot.analysis.parts import judging
from bot.analysis.scoring import opinion

GLOWING = [
    "It has the tension of Heat and the teeth of Jaws, and for once that is no empty boast. The acting is superb, the photography makes every street look guilty, and the last ten minutes had me holding on to the armrest like a child.",
    "Gorgeous from the first frame. The photography turns rain into silk, the score never begs, and the two leads play grief so quietly that I forgot they were acting.",
    "Sharp direction, a wicked plot and a villain worth hissing at. It never wastes a minute, the editing snaps, and the soundtrack has been in my head since Sunday. Easily the best evening I have spent in the dark this year.",
    "Funny, fast and far smarter than its poster. The script gives everybody something to do, the chase through the market is a wonder of staging, and the ending earns its tears.",
    "Every performance here is a small miracle, the dialogue sings, and the cinematography finds beauty in a car park. I have not been so moved in years and I would start it again right now.",
]
DAMNING = [
    "A dreadful script, wooden acting and a soundtrack that tells you when to cry. I checked the time after twenty minutes and again after thirty. Nobody in the cast seems to have read past page one.",
    "The pacing is a crime. Forty minutes of driving, ten of shouting, and an ending that shrugs. Even the cinematography looks tired, and the dialogue could have been written on a napkin during lunch.",
    "Lifeless. The lead mumbles, the jokes die on arrival and the special effects look like a screensaver. I have seen better acting in a school play and better plots in the phone book.",
    "Two hours of nice costumes and nothing underneath. The dialogue is stiff, the romance has no spark, and the score drowns whatever the actors were trying to say. Such a waste of a talented cast.",
    "Flat direction, a plot with holes you could park a bus in, and a twist that I saw coming from the opening credits. The actors look embarrassed and so was I. Dull, noisy and far too long.",
]
NO_FILM = [
    "My grandmother kept the keys of the lighthouse in a biscuit tin. When the storm came she climbed the stairs, lit the lamp and waited. By morning the whole village was standing on the rocks below.",
    "A young actress moves to the city with her brother, who plays the violin in a small cast of street musicians. When the director of the theatre disappears, they follow the script he left behind to an abandoned house at the edge of the sea.",
    "Scene one: the photographer sets his camera on the hill. The actor arrives late, the score is not written yet, and the director sends everybody home. On Monday they begin again.",
    "Beat the eggs with the sugar until the colours turn pale, fold in the flour, and bake for forty minutes. The ending is the best part: a warm sauce of cherries poured over the top just before you serve it.",
    "The hotel was gorgeous and the staff superb. The photography on their site does not do it justice, the music in the bar was lovely and the breakfast had me grinning all the way home. I would go again tomorrow.",
    "Hi all, who is up for the matinee on Sunday? The cast looks good and the trailer has a great soundtrack. I can pick up tickets on the way, just tell me by Friday how many we are.",
]


@pytest.mark.parametrize("note", GLOWING, ids=lambda note: note[:24])
def test_a_glowing_note_is_called_positive(note: str) -> None:
    assert 20 <= texts.count_words(note) <= 60
    assert analyze(note).sentiment.label == "positive"


@pytest.mark.parametrize("note", DAMNING, ids=lambda note: note[:24])
def test_a_damning_note_is_called_negative(note: str) -> None:
    assert 20 <= texts.count_words(note) <= 60
    assert analyze(note).sentiment.label == "negative"


@pytest.mark.parametrize("text", NO_FILM, ids=lambda text: text[:24])
def test_a_text_that_judges_no_film_gets_no_label_though_it_has_their_words(text: str) -> None:
    assert analyze(text).sentiment.label == "unsure"


def test_words_of_the_craft_count_and_more_so_where_they_are_judged() -> None:
    def described(text: str) -> dict[str, float]:
        read = opinion.read(text, texts.sentences(text))
        says = dict.fromkeys(judging.QUESTIONS, 0.0)
        row = judging.features(read, texts.count_words(text), says, rated=False, titled=False)
        return dict(zip(judging.FEATURES, row.tolist(), strict=True))

    praised = described("The acting is superb and the photography is wonderful.")
    told = described("On Monday the photography began, and the acting was put off.")
    plain = described("The soup is superb and the bread is wonderful.")
    assert praised["words of the craft"] == told["words of the craft"] == 2
    assert plain["words of the craft"] == plain["judges the craft"] == 0
    assert praised["judges the craft"] > told["judges the craft"]
    assert described("acting script score ending cast plot pacing editing")["words of the craft"] == judging.MOST_CRAFT
