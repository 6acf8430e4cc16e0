"""What is found that may be a title, and what speaks for and against each name: the signs that the model goes by."""

from __future__ import annotations

from math import exp, log, log1p

import pytest

from bot.analysis.parts import film
from bot.analysis.parts.film import mentions, signs, titles

OWN = ("Glass Harvest", "Low Tide", "Quiet Rooms of the Sea", "The Salt Kilns")
BODY = "It moves slowly, and it earns every minute of it. "


def read(text):
    return mentions.read(text, titles.with_own(OWN))


def kinds(text, name):
    """Give how a name was found, over all its mentions."""
    return {kind for one in read(text).mentions if one.text == name for kind in one.kinds}


def described(text):
    found, unnamed = signs.names(read(text), titles.with_own(OWN))
    return {one.key: one for one in found}, unnamed


def of(text, name):
    return described(text)[0][name].signs


def test_a_title_has_one_key_however_it_is_written():
    assert titles.key("The Matrix") == titles.key("Matrix, The") == titles.key("MATRIX") == "matrix"
    assert titles.key("A") == "a"
    assert titles.key("What's Up, Doc?") == "what s up doc"
    assert titles.spaced("Don’t") == "don t"


def test_a_servers_own_films_are_known_beside_the_listed_ones():
    known = titles.with_own(OWN)
    assert "glass harvest" in known
    assert known.own("glass harvest")
    assert "quiet rooms of the sea" in known
    assert "salt kilns" in known
    assert "the salt" not in known
    assert "casablanca" in known
    assert not known.own("casablanca")
    assert "glass harvest" not in titles.with_own(())
    assert not titles.with_own(()).own("casablanca")
    assert titles.with_own(()) is titles.listed()
    with pytest.raises(KeyError):
        titles.vocabulary("no such list")


FOUND = [
    # (text, name, a way in which it is found, its year)
    (f"Low Tide (2019)\n\n{BODY}", "Low Tide", "heading with year", 2019),
    (f"Low Tide, 2019\n\n{BODY}", "Low Tide", "heading, comma, year", 2019),
    (f"Low Tide 2019\n\n{BODY}", "Low Tide", "heading, year", 2019),
    (f"Low Tide\n\n{BODY}", "Low Tide", "plain heading", None),
    (f"Low Tide\n\n{BODY}", "Low Tide", "plain heading, line 1", None),
    (f"My diary\nLow Tide\n\n{BODY}", "Low Tide", "plain heading, line 2", None),
    (f"My diary\n\n\nof films\nLow Tide\n{BODY}", "Low Tide", "plain heading, line 2", None),
    (f"# Low Tide\n\n{BODY}", "Low Tide", "marked heading", None),
    (f"Review: Low Tide\n\n{BODY}", "Low Tide", "labelled heading", None),
    (f"Low Tide - 4/5\n\n{BODY}", "Low Tide", "rated heading", None),
    (f"Low Tide (Dir. Ann Lee, UK)\n\n{BODY}", "Low Tide", "heading with credits", None),
    (f'I saw "Low Tide" (2019). {BODY}', "Low Tide", "quoted", 2019),
    (f"I saw “Low Tide”. {BODY}", "Low Tide", "quoted", None),
    (f"I saw «Low Tide». {BODY}", "Low Tide", "quoted", None),
    (f"I saw ‘Low Tide’. {BODY}", "Low Tide", "apostrophes", None),
    (f"I saw 'Low Tide' again. {BODY}", "Low Tide", "apostrophes", None),
    (f"I saw *Low Tide*. {BODY}", "Low Tide", "emphasis", None),
    (f"I saw __Low Tide__. {BODY}", "Low Tide", "emphasis", None),
    (f"I saw Zimmer Nine. {BODY}", "Zimmer Nine", "capitals", None),
    (f"I saw Zimmer Nine (2019). {BODY}", "Zimmer Nine", "capitals", 2019),
    (f"I saw Zimmer Nine in Ostrava. {BODY}", "Zimmer Nine", "left part", None),
    (f"I saw Zimmer Nine in Ostrava. {BODY}", "Ostrava", "right part", None),
    (f"I like Lee's Zimmer Nine. {BODY}", "Zimmer Nine", "owned", None),
    (f"I like Lee's Zimmer Nine. {BODY}", "Lee", "owner", None),
    (f"i saw low tide and watched glass harvest. {BODY}", "glass harvest", "known", None),
    (f"https://letterboxd.com/ada/film/low-tide-2019/\n{BODY}", "Low Tide", "link", 2019),
    (f"https://letterboxd.com/film/house-of-the-sea/\n{BODY}", "House of the Sea", "link", None),
    (f"Ada watched Low Tide (2019) ★★★\n{BODY}", "Low Tide", "share", 2019),
    (f"Ada watched Low Tide\n{BODY}", "Low Tide", "watched", None),
]


@pytest.mark.parametrize(("text", "name", "kind", "year"), FOUND)
def test_a_name_is_found_where_it_stands_and_how(text, name, kind, year):
    assert kind in kinds(text, name)
    page = read(text)
    one = next(each for each in page.mentions if each.text == name and kind in each.kinds)
    assert one.year == year
    if kind != "link" and "heading" not in kind:
        assert page.text[one.start : one.end].strip().startswith(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"I saw it. {BODY}", "I"),
        (f'He said "{"word " * 13}". {BODY}', ("word " * 13).strip()),
        (f'He said "{"a" * 91}". {BODY}', "a" * 91),
        (f"a\nb\nc\nd\nLow Waters of it\n{BODY}", "Low Waters of it"),
    ],
)
def test_what_is_no_title_is_not_found(text, name):
    assert not kinds(text, name)


@pytest.mark.parametrize("before", ["", "My diary\n", "\n\nMy diary\n  \n"])
def test_a_heading_is_found_at_its_own_place(before):
    page = read(f"{before}  Low Tide\n{BODY}")
    one = next(each for each in page.mentions if "plain heading" in each.kinds and each.text == "Low Tide")
    assert page.text[one.start : one.end] == "Low Tide"


def test_a_quotation_of_twelve_words_may_be_a_title_and_one_of_thirteen_is_none():
    twelve = " ".join(["word"] * 12)
    assert kinds(f'He said "{twelve}". {BODY}', twelve) == {"quoted"}


def test_the_middle_of_a_very_long_text_is_not_searched():
    page = read("word " * 1_700 + '"Zimmer Nine" ' + "word " * 800 + '"Zimmer Ten"')
    names = {one.text for one in page.mentions}
    assert "Zimmer Ten" in names
    assert "Zimmer Nine" not in names
    assert len(page.text) == 10_001
    assert "Zimmer Nine" in {one.text for one in read('"Zimmer Nine" ' + "word " * 1_900).mentions}


def test_a_title_is_tidied_of_what_stands_round_it():
    assert mentions.tidy("**Low Tide** - 4/5 - Review") == "Low Tide"
    assert mentions.tidy("Review: Low Tide ★★★½") == "Low Tide"
    assert mentions.tidy("12. Low Tide") == "Low Tide"
    assert mentions.tidy("9/11", rated=False) == "9/11"


CONTEXT = [
    # (text, name, a sign, whether it holds)
    (f"Zimmer Nine is slow. {BODY}", "zimmer nine", "opens the text", True),
    (f"So then, Zimmer Nine is slow. {BODY}", "zimmer nine", "opens the text", False),
    (f"Zimmer Nine is slow. {BODY}", "zimmer nine", "opens a sentence", True),
    (f"{BODY}Zimmer Nine is slow.", "zimmer nine", "opens a sentence", True),
    (f"I say Zimmer Nine is slow. {BODY}", "zimmer nine", "opens a sentence", False),
    (f"Zimmer Nine is slow. {BODY}", "zimmer nine", "verb after", True),
    (f"Zimmer Nine, slow. {BODY}", "zimmer nine", "verb after", False),
    (f"Zimmer Nine, slow. {BODY}", "zimmer nine", "comma after", True),
    (f"Zimmer Nine is a film. {BODY}", "zimmer nine", "is a film", True),
    (f"The Zimmer Nine film. {BODY}", "zimmer nine", "film after", True),
    (f"The Zimmer Nine fans. {BODY}", "zimmer nine", "series after", True),
    (f"I liked Zimmer Nine. {BODY}", "zimmer nine", "ends a sentence", True),
    (f"I liked Zimmer Nine a lot. {BODY}", "zimmer nine", "ends a sentence", False),
    (f"It is like Zimmer Nine here. {BODY}", "zimmer nine", "other film", True),
    (f"I liked Zimmer Nine here. {BODY}", "zimmer nine", "other film", False),
    (f"A film called Zimmer Nine. {BODY}", "zimmer nine", "this film", True),
    (f"It is by Zimmer Nine. {BODY}", "zimmer nine", "person before", True),
    (f"It (Zimmer Nine) is slow. {BODY}", "zimmer nine", "in brackets", True),
    (f"It (so) Zimmer Nine is slow. {BODY}", "zimmer nine", "in brackets", False),
    (f"So, Zimmer Nine is slow. {BODY}", "zimmer nine", "comma before", True),
    (f"Heat and Zimmer Nine are slow. {BODY}", "zimmer nine", "and", True),
    (f"Zimmer Nine's end is slow. {BODY}", "zimmer nine", "owner after", True),
    (f"Zimmer Nine\n{BODY}", "zimmer nine", "line of its own", True),
    (f"{BODY}Cast: Ann Lee, Zimmer Nine", "zimmer nine", "in credits", True),
    (f"I saw Zimmer Nine (2019) here. {BODY}", "zimmer nine", "year", True),
    (f"I saw ZIMMER NINE here. {BODY}", "zimmer nine", "shouted", True),
    (f"I saw ZIMMER NINE here. {BODY}", "zimmer nine", "shouted alone", True),
    (f"I saw ZIMMER NINE here. SO GOOD. OH YES. VERY MUCH. {BODY}", "zimmer nine", "shouted alone", False),
    (f"i watched glass harvest. {BODY}", "glass harvest", "lower case", True),
    (f'I saw "Zimmer Nine." It glows. {BODY}', "zimmer nine", "own stop", True),
    (f'I saw "Zimmer Nine" here. {BODY}', "zimmer nine", "quoted", True),
    (f"I really liked Zimmer Nine a lot. {BODY}", "zimmer nine", "b1 liked", True),
    (f"I really liked Zimmer Nine a lot. {BODY}", "zimmer nine", "b2 really liked", True),
    (f"I really liked Zimmer Nine a lot. {BODY}", "zimmer nine", "b3 really", True),
    (f"I really liked Zimmer Nine a lot. {BODY}", "zimmer nine", "a1 a", True),
    (f"I really liked Zimmer Nine a lot. {BODY}", "zimmer nine", "a2 a lot", True),
    (f"I really liked Zimmer Nine a lot. {BODY}", "zimmer nine", "a3 lot", True),
    (f"Zimmer Nine. {BODY}", "zimmer nine", "b1 ^", True),
    (f"I saw Zimmer Nine. {BODY}", "zimmer nine", "a1 $", True),
    (f"Yes. I saw Zimmer Nine now. {BODY}", "zimmer nine", "b2 i saw", True),
    (f"Yes. Saw Zimmer Nine now. {BODY}", "zimmer nine", "b2 ^ saw", True),
    (f"I saw Zimmer Nine now. {BODY}", "zimmer nine", "a2 now $", True),
]


@pytest.mark.parametrize(("text", "name", "sign", "holds"), CONTEXT)
def test_a_sign_holds_where_it_should(text, name, sign, holds):
    assert (sign in of(text, name)) == holds


WORDS = [
    ("Zimmer", "words 1", 1.0), ("Zimmer Nine", "words 2", 1.0), ("Zimmer 12", "number last", 1.0),
    ("12 Zimmer", "number first", 1.0), ("Zimmer Part Two", "number last", 1.0), ("1987", "year", 1.0),
    ("1987", "number alone", 1.0), ("2187", "year", None), ("198", "year", None), ("Zed", "short", 1.0),
    ("Zedd", "short", None), ("Zimmer X Nine", "single letters", 1.0), ("Zimmer: Nine", "colon", 1.0),
    ("Zimmer, Nine", "comma", 1.0), ("Zimmer!", "ends in a mark", 1.0), ("The Zimmer", "article", 1.0),
    ("Zimmer", "article", None), ("Zimmer Nine", "capital share", 1.0), ("Zimmer nine", "capital share", 0.5),
    ("House of the Zimmer", "capital share", 1.0), ("zimmer nine", "capital share", None),
    ("You Zimmer", "pronoun", 1.0), ("Good Morning", "all ordinary", 1.0), ("Good Zimmer", "ordinary words", 0.5),
    ("Good", "ordinary word alone", 1.0), ("Good Morning", "ordinary word alone", None),
    ("John", "first name alone", 1.0), ("John Zimmerling", "first name", 1.0), ("Maria Young", "person", 1.0),
    ("John", "person", None), ("Maria Q P Young", "person", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sign", "value"), WORDS)
def test_a_name_is_described_by_its_own_words(name, sign, value):
    found = of(f'They showed "{name}" to us. {BODY}', titles.key(name))
    assert found.get(sign) == (None if value is None else pytest.approx(value))


def test_a_sign_counts_by_the_share_of_mentions_that_have_it():
    text = f'I like "Zimmer Nine" a lot. They say "Zimmer Nine" is slow. {BODY}'
    found = of(text, "zimmer nine")
    assert found["b1 like"] == 0.5
    assert found["any verb after"] == 1.0
    assert found["any quoted"] == 1.0
    assert "any b1 like" not in found


def test_a_name_is_described_by_its_place_and_how_often_it_stands():
    text = f'They showed "Zimmer Nine" to us. {BODY * 8}They also showed "Quarry" to Zimmer Nine.'
    found, other = of(text, "zimmer nine"), of(text, "quarry")
    place = text.index("Zimmer Nine")
    assert found["how late"] == pytest.approx(place / len(text))
    assert found["before 60"] == found["before 1200"] == 1.0
    assert "before 1" not in found
    assert "before 300" not in other
    assert "late" not in found
    assert other["late"] == 1.0
    assert found["count"] == pytest.approx(log(2))
    assert found["most often"] == 1.0
    assert "once" not in found
    assert other["once"] == 1.0
    assert "most often" not in other
    assert other["behind the most often"] == pytest.approx(log(2))
    words = len(read(text).words)
    assert other["count above length"] == pytest.approx(-log1p(words / 150))
    assert other["rank"] > 0


def test_a_name_is_described_by_what_it_says_of_this_film_before():
    text = f'This film is slow. They also showed "Zimmer Nine" to us. {BODY}'
    assert of(text, "zimmer nine")["after this film"] == 1.0
    assert "after this film" not in of(f'They showed "Zimmer Nine" to us. {BODY}This film is slow.', "zimmer nine")


def test_a_name_is_described_beside_the_others():
    text = f'They showed "Zimmer Nine" and "Quarry" to us. {BODY}It has a Zimmer in it. He liked glass harvest.'
    first, second, part = (of(text, name) for name in ("zimmer nine", "quarry", "zimmer"))
    assert first["first marked"] == 1.0
    assert second["marked after others"] == pytest.approx(log1p(1))
    assert "only one marked" not in first
    assert part["unmarked among marked"] == pytest.approx(log1p(2))
    assert "unmarked among marked" not in first
    assert part["inside a longer name"] == part["inside a marked or known name"] == 1.0
    assert first["holds a shorter name"] == first["holds a more frequent name"] == 1.0
    assert "holds a shorter name" not in second
    alone = of(f'They showed "Zimmer Nine" to us. {BODY}', "zimmer nine")
    assert alone["only one marked"] == 1.0


def test_a_servers_own_film_is_told_from_others():
    text = f"They watched glass harvest and Zimmer Nine. {BODY}"
    assert of(text, "glass harvest")["server's own film"] == 1.0
    assert of(text, "glass harvest")["first known"] == of(text, "glass harvest")["only one known"] == 1.0
    assert "server's own film" not in of(text, "zimmer nine")
    assert of(text, "zimmer nine")["unknown among known"] == pytest.approx(log1p(1))
    assert of(text, "glass harvest")["known among known"] == pytest.approx(log1p(1))


def test_chief_signs_are_weighed_two_by_two():
    found = of(f"Zimmer Nine is slow. {BODY}", "zimmer nine")
    assert found["any opens the text + any opens a sentence"] == 1.0
    assert found["any opens the text + any verb after"] == 1.0
    assert "any opens a sentence + any opens the text" not in found
    assert "any opens the text + any opens the text" not in found


def test_the_review_is_described_as_one_that_names_no_film():
    text = f'This film is SLOW. They showed "Zimmer Nine" twice, "Zimmer Nine". {BODY}'
    found, unnamed = described(text)
    assert unnamed["none"] == 1.0
    assert unnamed["none: words"] == pytest.approx(log1p(len(read(text).words)))
    assert unnamed["none: names"] == pytest.approx(log1p(len(found)))
    assert unnamed["none: marked names"] == pytest.approx(log1p(1))
    assert unnamed["none: most often"] == pytest.approx(log1p(2))
    assert unnamed["none: says this film early"] == unnamed["none: says this film first"] == 1.0
    assert unnamed["none: nothing marked"] == unnamed["none: lines"] == 0.0
    assert unnamed["none: no heading"] == unnamed["none: short"] == 1.0
    capitals = sum(letter.isupper() for letter in text)
    assert unnamed["none: shouting"] == pytest.approx(capitals / len(text))
    _, other = described(f"{BODY * 8}\n\nThis film is slow.")
    assert other["none: nothing marked"] == other["none: lines"] == 1.0
    assert other["none: says this film early"] == other["none: short"] == 0.0
    _, between = described(f"{BODY}{BODY}This film is slow.")
    assert (between["none: says this film early"], between["none: says this film first"]) == (1.0, 0.0)


def test_a_title_is_written_in_its_fullest_way():
    text = f"ZIMMER NINE is slow. I liked Zimmer Nine. {BODY}"
    assert described(text)[0]["zimmer nine"].title == "Zimmer Nine"
    text = f'Zimmer Nine, so slow. I liked "The Zimmer Nine" more. {BODY}'
    assert described(text)[0]["zimmer nine"].title == "The Zimmer Nine"
    assert described(f"I saw Zimmer Nine. I saw Zimmer Nine (2019). {BODY}")[0]["zimmer nine"].year == 2019


def test_of_very_many_names_the_marked_and_the_earliest_are_weighed():
    many = " ".join(f"He met Zimmer{letter}{other}." for letter in "abcdefgh" for other in "abcdefgh")
    found, _ = described(f'{many} They showed "Quarry" to us.')
    assert len(found) == signs.MOST
    assert "quarry" in found
    assert "zimmeraa" in found
    assert "zimmerhh" not in found


def test_the_chances_are_a_softmax_over_the_names_and_none_of_them():
    table = film._table(film.weights.part("film"))
    none, strong = {"none": 1.0}, {"any is a film": 1.0}
    first, second = film.probabilities([strong, {"no such sign": 5.0}], none)
    powers = [exp(table.margin(one)) for one in (strong, {}, none)]
    assert first == pytest.approx(powers[0] / sum(powers))
    assert second == pytest.approx(powers[1] / sum(powers))
    assert film.probabilities([], none) == []
    twice = table.margin({"any is a film": 2.0})
    assert twice == pytest.approx(2 * table.margin(strong))


def test_a_name_inside_a_likelier_one_is_left_out():
    named = [signs.Name(key, key, None, {}) for key in ("low tide", "tide", "low tide rising", "harvest")]
    kept = film._apart([(0.5 - at / 10, one) for at, one in enumerate(named)])
    assert [one.key for _, one in kept] == ["low tide", "harvest"]


def test_only_so_many_are_offered_each_rounded_and_the_likeliest_decides(monkeypatch):
    text = f'"Aaaa", "Bbbb", "Cccc", "Dddd", "Eeee", "Ffff" and "Gggg" {BODY}'
    assert len(film.candidates(text)) == 5
    assert len(film.candidates(text, (), 2)) == 2
    for chance, given in ((film.CERTAIN, True), (film.CERTAIN - 0.0006, False), (0.7654, True)):
        monkeypatch.setattr(film, "probabilities", lambda names, _, chance=chance: [chance] * len(names))
        found = film.title(f'They showed "Zimmer Nine" to us. {BODY}')
        assert (found is not None) == given
        if found is not None:
            assert found.confidence == pytest.approx(chance, abs=0.0005)


@pytest.mark.parametrize("lead", ["", "So ", "So then ", "So then yes "])
@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("he saw Zimmer of Ostrava now", "Zimmer of Ostrava", "capitals"),
        ("he saw Zimmer of the Ostrava now", "Zimmer of the Ostrava", "capitals"),
        ("he saw Zimmer of Ostrava now", "Zimmer", "left part"),
        ("he saw Zimmer of Ostrava now", "Ostrava", "right part"),
        ("he saw Zimmer: Ostrava now", "Zimmer", "left part"),
        ("he saw Zimmer: Ostrava now", "Ostrava", "right part"),
        ("he saw Zimmer Jr. now", "Zimmer Jr.", "capitals"),
        ("he saw Zimmer J. Ostrava now", "Zimmer J. Ostrava", "capitals"),
        ("he saw it. The Zimmer Nine glows", "The Zimmer Nine", "capitals"),
        ("he saw The Glass Harvest now", "The Glass Harvest", "known"),
        ("he saw the Glass Harvest now", "Glass Harvest", "known"),
        ("he saw ZIMMER, OSTRAVA now", "ZIMMER, OSTRAVA", "capitals over a comma"),
        ("he saw ZIMMER, OSTRAVA, QUARRY now", "ZIMMER, OSTRAVA, QUARRY", "capitals over a comma"),
    ],
)
def test_a_stretch_of_capitals_is_cut_where_the_title_ends(lead, text, name, kind):
    assert kind in kinds(f"{lead}{text}. {BODY}", name)


@pytest.mark.parametrize("lead", ["", "So ", "So then ", "So then yes "])
def test_the_neighbours_are_those_of_the_same_sentence(lead):
    found = of(f"{lead}I really saw Zimmer Nine right now. {BODY}", "zimmer nine")
    assert {"b1 saw", "b2 really saw", "b3 really", "a1 right", "a2 right now", "a3 now"} <= found.keys()
    found = of(f"{lead}yes. Saw Zimmer Nine now. {BODY}", "saw zimmer nine")
    assert {"b1 ^", "a1 now", "a2 now $", "a3 $"} <= found.keys()
    found = of(f"{lead}yes. he saw Zimmer Nine. {BODY}", "zimmer nine")
    assert {"b1 saw", "b2 he saw", "a1 $"} <= found.keys()
    found = of(f"{lead}yes. see Zimmer Nine! {BODY}", "zimmer nine")
    assert {"b1 see", "b2 ^ see", "a1 $"} <= found.keys()


def test_a_known_title_of_common_words_needs_a_reason_to_be_one():
    own = ("Good", "Good Morning", "Good Morning to You", "Zimmer")
    known = titles.with_own(own)

    def found(text):
        return {one.text for one in mentions.read(text, known).mentions if "known" in one.kinds}

    assert found("it was so good to see") == set()
    assert found("I watched good morning last night") == {"good morning"}
    assert found("it was a good morning for all") == set()
    assert "Good Morning" in found("it says Good Morning for all")
    assert found("it has zimmer in it") == set()
    assert found("I watched zimmer again") == {"zimmer"}
    assert "good morning" not in found("it was good. morning came")
