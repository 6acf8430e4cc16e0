"""Ratings as their authors write them, and what only looks like one."""

import pytest

from bot.analysis.parts.rating import FEATURES, describe, find, read_field
from bot.analysis.parts.rating_forms import candidates
from bot.analysis.scoring import weights

GIVEN = [
    ("4/5", 8.0), ("I give it 8.5/10.", 8.5), ("★★★½", 7.0), ("★★★☆☆", 6.0), ("** 1/2 (out of four)", 6.25),
    ("three and a half stars out of four", 8.75), ("Grade: B+", 8.33), ("I'd give it a B-", 6.67), ("85%", 8.5),
    ("Two thumbs up", 9.0), ("on the 0 to 4 scale: 3", 7.5), ("RATING (0 TO 10):  6", 6.0), ("3 out of 5 stars", 6.0),
    ("Rating: 7 out of 10", 7.0), ("Dune: Part Two (2024) - 4.5/5", 9.0),
    ("I rate it a 6 on a scale of 1 to 10.", 6.0),
    ("Overall: 3½/5", 7.0),
    ("2 1/2 stars out of 5", 5.0), ("**** (out of ****)", 10.0), ("+2 on the -4 to +4 scale", 7.5),
    ("Four stars!", 8.0), ("I give the film * 1/2.", 3.0), ("Roger Ebert gave it 4 stars but I give it 2/4", 5.0),
    ("10/10 would watch again", 10.0), ("one and a half out of four", 3.75), ("Rating: ***1/2", 7.0),
    ("***1/2 (out of four)", 8.75),
    ("Rating: 7", 7.0), ("7-8/10", 7.5), ("14/20", 7.0), ("11/10", 10.0), ("3★", 6.0), ("4.5 outta 5", 9.0),
    ("⭐️⭐️⭐️⭐️", 8.0), ("⭐️⭐️⭐️⭐️⭐️", 10.0), ("⭐️⭐️⭐️½", 7.0), ("4.5 🌟 / 5", 9.0), ("½", 1.0), ("** from ****", 5.0),
    ("I rate it a seven.", 7.0), ("A solid 8 from me.", 8.0), ("My vote is nine.", 9.0),
    ("I give this film 3 stars", 6.0),
    ("My dad gives it 3/10, I give it 8/10", 8.0), ("I gave it 4/5 last year, now 2/5.", 4.0), ("zero/10", 0.0),
    ("The Lantern Keeper: 4/5", 8.0), ("**Low Tide**: 3.5/5", 7.0), ("Low Tide: B+", 8.33), ("Rated: 3.5 stars", 7.0),
    ("A comfort film, well worth a rainy night (8 out of 10).", 8.0), ("Over all worth it (7/10).", 7.0),
    ("I can't go any higher than 3 stars.", 6.0), ("I would not rate it higher than 6.", 6.0), ("I rate it **.", 4.0),
    ("I award it * and I am being kind.", 2.0), ("I give it about a 5 out of 10 of the scale.", 5.0),
    ("Worth the high side of 8 out of 10.", 8.0), ("20 out of 10", 10.0), ("100/10", 10.0),
    ("I'm giving it a grade of three.", 3.0), ("Highly recommended A+.", 10.0), ("★ 4.5", 9.0), ("⭐️x4", 8.0),
    ("3 & 1/2 stars", 7.0), ("8/10. 3 stars (out of 4).", 8.0), ("I would rate this -1000 if I could.", 0.0),
    ('A cross voter gave it a "1", I gave it a "10".', 10.0), ("The average would be somewhere around 4.", 4.0),
    ("Story - 7/10\nActing - 8/10\nOverall - 7.5/10", 7.5), ("8/10 for the cast", 8.0), ("-----8.0/10-----", 8.0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), GIVEN)
@pytest.mark.parametrize("frame", ["{}", "A fine film about trains.\n\n{}"])
def test_a_rating_is_found_and_normalised(text, value, frame):
    whole = frame.format(text)
    found = find(whole)
    assert found is not None
    assert found.value == value
    assert whole[found.start : found.end] == found.raw


@pytest.mark.parametrize(
    "text",
    [
        "Released on 4/5/2003 in June.", "after 9/11 the world changed", "It runs 120 minutes and was made in 1998.",
        "a 2.35:1 aspect ratio on a 16/9 screen", "IMDb gave it 7.5/10", "It has 93% on Rotten Tomatoes.",
        "about 50% of the cast", "24/7 action", "The two stars have chemistry.", "B-movie fun", "Vitamin C helps.",
        "Plan B is good.", "half the stars in Hollywood", "a grade B detective flick", "a 5 star restaurant",
        "My son gave it 4/5.", "**bold** and *slanted* words", "She has 3/4 of a million fans, in 2 of 5 countries.",
        "Critics gave it 8/10.", "Ten years ago I gave it four stars, and I was a fool.",
        "This is not a 10/10.", "50/50 odds",
        "Story: 1/10 Dialog: -2/10 Effects: 8/10", "Nine out of ten dentists agree.", "It would have been 5 stars.",
        "The music alone is 10/10.", "I took off half a star for the ending.", "**One last thing.**", "* * *",
        "77/125: next",
        "Score: 8/10 on imdb", "What is going on with all those 10/10s?", "I high-five you. We sang Shrek 4.",
        "Three Star Wars films later, I got the 2-disc set for ten dollars.", "the class of 1984",
        "10 out of the last ten years", "It went on to earn 8 Oscar nominations.", "RATING (0\nShown at a festival.",
        "A whole town is missing. 90% are found within a month.", "The train is a 10/10 scene.",
        "The point is to get the two together.", "His brother kept him from giving it zero.",
        "Voices: 8/10\nMusic: 6/10",
    ],
)  # fmt: skip
def test_what_is_no_rating_of_the_author_is_none(text):
    assert find(text) is None


def test_the_rating_at_the_end_wins_over_one_in_passing():
    text = "Her last film was a 2/5 for many.\nThis one sings.\nRating: 4.5/5"
    assert find(text).value == 9.0


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("4 stars", "of 5, assumed"),
        ("★★★★☆", "of 5"),
        ("3/4", "of 4"),
        ("I give it a 7.", "of 10, assumed"),
        ("85%", "percent"),
    ],
)
def test_the_scale_that_was_taken_is_told(text, scale):
    assert find(text).scale == scale


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("3★", 6.0),
        ("14/20", 7.0),
        ("7", 7.0),
        ("****", 8.0),
        ("B+", 8.33),
        (" 4.5 / 5 ", 9.0),
        ("11/10", 10.0),
        ("½", 1.0),
    ],
)
def test_a_form_s_field_is_read_whole(raw, value):
    found = read_field(raw)
    assert found.value == value
    assert raw.strip()[found.start : found.end] == found.raw


@pytest.mark.parametrize("raw", ["great", "9/11", "", "no stars for you", "12", "77"])
def test_a_field_that_holds_no_rating_is_none(raw):
    assert read_field(raw) is None


def test_every_feature_has_its_weight():
    text = "I give it 8/10. Acting: 7/10"
    assert {len(row) for row in describe(text, candidates(text))} == {len(FEATURES)}
    assert weights.part("rating")["features"].tolist() == list(FEATURES)
