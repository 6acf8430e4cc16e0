"""The rules counted again, as plainly as they can be written, to compare with."""

from __future__ import annotations

import statistics

from bot.analysis.types import ASPECTS, LABELS


def day(review):
    return review.watched_on or f"{review.written_at:%Y-%m-%d}"


def latest(reviews, film=None):
    """One voice for each reviewer and film: their newest own review that nobody hides or said before."""
    shown = [one for one in reviews if not one.hidden_reason]
    newest = newest_of_each(reviews, film)
    kept = []
    for one in newest:
        same = [other for other in newest if one.text_print and same_words(one, other) and other.number < one.number]
        critics = [other for other in shown if other.critic and one.text_print and same_words(one, other)]
        if not same and not critics:
            kept.append(one)
    return kept


def same_words(one, other):
    return one.text_print == other.text_print and (one.film and one.film.number) == (other.film and other.film.number)


def newest_of_each(reviews, film=None):
    kept = []
    for one in reviews:
        if one.hidden_reason or one.critic:
            continue
        if film is not None and (one.film is None or one.film.number != film.number):
            continue
        beaten = any(
            other.author_id == one.author_id
            and one.film is not None
            and other.film is not None
            and other.film.number == one.film.number
            and not other.hidden_reason
            and not other.critic
            and (day(other), other.written_at, other.number) > (day(one), one.written_at, one.number)
            for other in reviews
        )
        if not beaten:
            kept.append(one)
    return kept


def aspect(review, name):
    found = [opinion for opinion in review.analysis.aspects if opinion.aspect == name]
    return found[0] if found else None


def counts(reviews, film):
    """(aspect, praise, criticism, neither) for each aspect that somebody wrote of."""
    found = {}
    for name in ASPECTS:
        polarities = [aspect(one, name).polarity for one in latest(reviews, film) if aspect(one, name)]
        if polarities:
            praise, criticism = sum(p > 0.1 for p in polarities), sum(p < -0.1 for p in polarities)
            found[name] = (praise, criticism, len(polarities) - praise - criticism)
    return found


def labels(reviews, film):
    return {label: sum(one.label == label for one in latest(reviews, film)) for label in LABELS}


def ratings(reviews, film):
    return sorted(one.rating_value for one in latest(reviews, film) if one.rating_value is not None)


def mean(values):
    return statistics.fmean(values) if len(values) >= 3 else None


def open_lines(reviews, film, name):
    """What voices say of an aspect without hiding any of it: (polarity, text, author, number), the strongest first."""
    found = []
    for one in latest(reviews, film):
        said = aspect(one, name)
        if said and "||" not in said.sentence.text:
            found.append((said.polarity, said.sentence.text, one.author_id, one.number))
    return sorted(found, key=lambda line: (-abs(line[0]), line[3]))


def whole(reviews, film, label, sign):
    """The best open line of each voice with a label, on its side: pull quotes before lines on aspects."""
    found = []
    for one in latest(reviews, film):
        lines = [(quote.polarity, quote) for quote in one.analysis.quotes]
        opinions = sorted(one.analysis.aspects, key=lambda each: -abs(each.polarity))
        lines += [(each.polarity, each.sentence) for each in opinions]
        fitting = [(p, line) for p, line in lines if p * sign > 0.1 and "||" not in line.text]
        if one.label == label and fitting:
            polarity, line = fitting[0]
            found.append((polarity, line.text, one.author_id, one.number, line.start))
    return sorted(found, key=lambda line: (-abs(line[0]), line[3], line[4]))


def prompts(film, reviews):
    """(kind, aspect, texts quoted, authors quoted) of each prompt, by reading every review whole."""
    spoken = latest(reviews, film)
    if not spoken:
        return []
    found = []
    praise, criticism = whole(reviews, film, "positive", 1), whole(reviews, film, "negative", -1)
    if praise and criticism:
        found.append(("verdict", None, (praise[0][1], criticism[0][1]), (praise[0][2], criticism[0][2])))
    split, agreed = [], []
    for place, name in enumerate(ASPECTS):
        lines = open_lines(reviews, film, name)
        up, down = [line for line in lines if line[0] > 0.1], [line for line in lines if line[0] < -0.1]
        if up and down:
            order = (-min(len(up), len(down)), -len(lines), place)
            split.append((order, ("aspect", name, (up[0][1], down[0][1]), (up[0][2], down[0][2]))))
        elif up or down:
            best = (up or down)[0]
            agreed.append(((-len(up or down), place), ("agreement", name, (best[1],), (best[2],))))
    found += [each for _, each in sorted(split)]
    found = found[:3]
    untouched = [name for name in ASPECTS if not any(aspect(one, name) for one in spoken)]
    found += [("uncovered", name, (), ()) for name in untouched][: max(1, 2 - len(found))]
    if len(found) < 2:
        found += [each for _, each in sorted(agreed)][: 2 - len(found)]
    return found
