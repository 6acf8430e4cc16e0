"""The signs of one mention: how it was found and what stands round it."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from bot.analysis.parts.film.titles import vocabulary

if TYPE_CHECKING:
    from bot.analysis.parts.film.mentions import Mention, Page

MARKS = frozenset({"quoted", "apostrophes", "emphasis"})
_OPEN = r"[\"“'‘*_`(]{0,3}(?:the |a |an )?$"
_CLOSE = r"[\"”’'*_,!?]{0,4}"
_OTHER_FILM = re.compile(
    r"\b(?:like|than|unlike|remake of|sequel to|prequel to|follow-?up to|remind(?:s|ed) (?:me|you|one|us) of"
    r"|reminiscent of|fans? of|from the (?:director|maker|creator)s? of"
    r"|(?:director|writer|maker|creator|producer|people|team|guy|man|star)s? (?:of|behind|who (?:made|directed|wrote))"
    r"|who (?:brought|gave) us|such as|similar to|compar(?:ed|able|ison) (?:to|with)|rip-?(?:ped)?[- ]?off (?:of|from)?"
    r"|in the (?:vein|style|spirit|tradition|mou?ld) of|versions? of|predecessor,?|previous (?:film|movie|work),?"
    r"|the (?:original|first|earlier|previous|second)|meets|instead of|better in|as in|(?:best )?known for|famous for"
    rf"|followed by|influenced by|inspired by|based on|not since|up there with|the likes of"
    r"|(?:as (?:good|bad|funny|scary)|same) as"
    r"|(?:classics|films|movies|works|hits|shows|things) (?:like|as)|(?:installment|instalment|entry) (?:of|in)"
    r"|(?:film|movie|work) (?:that )?i(?:['’]d| had| have|['’]ve)? (?:seen|watched),?|original series"
    rf"|along with|next to|versus|vs\.?) (?:the |a |an |film |movie |classic )?{_OPEN}",
    re.IGNORECASE,
)
_THIS_FILM = re.compile(
    r"\b(?:(?:film|movie|picture|documentary|episode|show|series|cartoon|flick)"
    r"(?: called| titled| entitled| named| is| of)?"
    r"|called|titled|entitled|known as|masterpiece|debut|feature|comedy|drama|thriller|reviewing|release of"
    rf"|case (?:with|in)|exception|about|(?:think|thought) of)[:,]? {_OPEN}",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:by|starring|act(?:or|ress)(?:es|s)?|directors?|stars?|featuring|play(?:ed|s|ing)|cast|miss|mr\.?|mrs\.?|ms\.?"
    r"|dr\.?|sir|captain|detective|named|character|writer|producer|singer|king|queen|uncle|aunt|prince|princess)"
    r" [\"“'‘(]{0,2}$",
    re.IGNORECASE,
)
_FILM_AFTER = re.compile(
    rf"{_CLOSE} (?:\((?:the )?)?(?:film|movie|picture|series|franchise|trilogy|saga|documentary|episode|show|remake"
    r"|sequel)s?\b",
    re.IGNORECASE,
)
_SERIES_AFTER = re.compile(
    rf"{_CLOSE} (?:series|franchise|trilogy|saga|movies|films|fans?|games?|novels?|books?|comics?|universe"
    r"|storyline)\b",
    re.IGNORECASE,
)
_FAME_AFTER = re.compile(
    rf"{_CLOSE} (?:fame|alumn\w{{1,3}}|did|had done|back in|before (?:it|this|that))\b", re.IGNORECASE
)
_TAKEN_UP = re.compile(
    r"[^.!?\n]{0,70}[.!?]\s{1,2}(?:it|this|that|the (?:film|movie|show|story|plot|acting|cast))\b", re.IGNORECASE
)
_FILM_NEAR = re.compile(
    r"\b(?:film|movie|picture|documentary|thriller|comedy|drama|romance|western|horror|sequel|prequel|remake|flick"
    r"|direct(?:or|ed)|starring|cast|biopic|adaptation|debut|episode|show|series|cartoon|short|sitcom|miniseries)s?\b",
    re.IGNORECASE,
)
_CREDIT_AFTER = re.compile(
    r"[\"”’'*_]{0,3} ?[(\[](?:dir|d\.|written|writer|screen|starring|cast|[A-Z][a-z]{1,20} [A-Z])", re.IGNORECASE
)
_NAME_AFTER = re.compile(r"[\"”’'*_]{0,3} ?\((?:played by )?[A-Z][\w'’.-]{1,30}(?: [A-Z][\w'’.-]{0,30}){0,3}\)")
_OWNER_BEFORE = re.compile(r"['’]s? [\"“'‘*_`]{0,3}$")
_OWNER_AFTER = re.compile(r"[\"”*_]{0,3}(?:['’]s?|')(?!\w)")
_END_AFTER = re.compile(r"[\"”’'*_)]{0,3}[.!?]{0,4}(?:\s*$|[.!?]|\n)")
_AND_BEFORE = re.compile(r"\b(?:and|or|&) [\"“'‘*_]{0,3}$")
_AND_AFTER = re.compile(r"[\"”’'*_]{0,3},? (?:and|or|&) [\"“'‘*_]{0,3}[A-Z]")
_VERB_AFTER = re.compile(
    rf"{_CLOSE} (?:\([^()\n]{{1,40}}\),? )?"
    r"(?:is|was|has|had|isn['’]t|wasn['’]t|remains|may|might|tells|follows|stars|opens|begins"
    r"|marks|feels|works|doesn['’]t|didn['’]t|never|succeeds|fails|offers|delivers|proves|tries|gets|takes|rocks|sucks|came|comes"
    r"|features|concerns|cent(?:er|re)s|deals|leaves|left|manages|could|should|will|would|seems|looks|does|did|makes|made|gives"
    r"|presents|fits|stands|provides|shows|falls|lacks|suffers|ends|starts|relies|plays|depicts|explores|captures|just|really"
    r"|also|deserves|contains|boasts|belongs|introduce[sd]|aired|airs|airing|premiered|felt|seemed|looked|worked|tried|told"
    r"|failed|offered|delivered|managed|got|took|gave|keeps|kept|ended|started|opened|began|proved|showed|fell|lacked|suffered"
    r"|relied|turns|turned|followed|starred|succeeded|deserved|becomes|became|wants|wanted|holds|held|brings|brought|needs|needed"
    r"|hits|hit|blew|exceeded|moves|moved)\b",
    re.IGNORECASE,
)
_BEING_AFTER = re.compile(
    rf"{_CLOSE} (?:is|was|has to be|must be|remains|may be|might be) (?:[\w'’-]{{1,20}} ){{0,4}}?"
    r"(?:film|movie|picture|documentary|thriller|comedy|drama|romance|western|remake|sequel|flick|episode|show|series|masterpiece"
    r"|cartoon|short|musical|waste|classic|gem|adaptation|story|tale|mess|one of)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?;\n]")
_TITLED = ("Mr.", "Mrs.", "Dr.", "St.")
THE_FILM = re.compile(r"\b(?:this|the) (?:film|movie|show|series)\b|\bthis one\b", re.IGNORECASE)
CREDITS = re.compile(
    r"\b(?:cast|starring|director|screenplay|producers?|cinematography|music|written by|written)[^.\n:]{0,8}:"
    r"[^\n]{0,280}",
    re.IGNORECASE,
)
_AROUND = 10
"""So many words before and after a mention are asked for those of `beside`, in its sentence."""
_SHOUT = re.compile(r"(?<![\w'’])[A-Z]{2,}(?![\w'’])")


class Surroundings:
    """A page that mentions are described in."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._starts = [word.start for word in page.words]
        self._credits = [match.span() for match in CREDITS.finditer(page.text)]
        self._shouts = len(_SHOUT.findall(page.text))

    def signs(self, mention: Mention) -> set[str]:
        """List the signs of a mention; "b1", "a1" and so on are the words before and after it."""
        text = self._page.text
        before = text[max(0, mention.start - 80) : mention.start].rsplit("\n", 1)[-1]
        after = text[mention.end : mention.end + 90].split("\n", 1)[0]
        bare = before.rstrip(" \"“'‘*_`(")
        opens = not bare or (bare[-1] in ".!?…:" and not bare.endswith(_TITLED))
        signs = mention.kinds | self._neighbours(mention, opens=opens) | _after(after)
        signs |= {"opens a sentence"} if opens else _before(before)
        signs |= _round(before, after) | self._own(mention)
        return signs

    def _neighbours(self, mention: Mention, *, opens: bool) -> set[str]:
        """List the words before and after, "^" and "$" where the sentence begins and ends."""
        words = self._page.words
        first = bisect_left(self._starts, mention.start)
        last = bisect_left(self._starts, mention.end)
        before, earlier = "^", "^"
        if not opens and first:
            before = words[first - 1].norm
            if first > 1 and not _STOP.search(words[first - 1].gap):
                earlier = words[first - 2].norm
        after, later = "$", "$"
        if last < len(words) and not _STOP.search(words[last].gap):
            after = words[last].norm
            if last + 1 < len(words) and not _STOP.search(words[last + 1].gap):
                later = words[last + 1].norm
        signs = {f"b1 {before}", f"a1 {after}"}
        if before != "^":
            signs |= {f"b2 {earlier} {before}", f"b3 {earlier}"}
        if after != "$":
            signs |= {f"a2 {after} {later}", f"a3 {later}"}
        return signs | self._beside(first, last, opens=opens)

    def _beside(self, first: int, last: int, *, opens: bool) -> set[str]:
        """List which words that tell of watching, likening and making stand near: "b9" before, "a9" after."""
        words, telling = self._page.words, vocabulary("beside")
        signs: set[str] = set()
        for place in range(first - 1, max(-1, first - 1 - _AROUND), -1) if not opens else ():
            if words[place].norm in telling:
                signs.add(f"b9 {words[place].norm}")
            if _STOP.search(words[place].gap):
                break
        for word in words[last : last + _AROUND]:
            if _STOP.search(word.gap):
                break
            if word.norm in telling:
                signs.add(f"a9 {word.norm}")
        return signs

    def _own(self, mention: Mention) -> set[str]:
        """List what the mention's own letters say."""
        text = mention.text
        stop = self._page.text[mention.start : mention.end].rstrip()[-1:] in set(",.!?;:")
        shouted = text.isupper() and sum(1 for letter in text if letter.isalpha()) > 1
        alone = self._shouts <= len(text.split()) * 2
        tests = {
            "year": mention.year is not None,
            "opens the text": mention.start < 8,
            "in credits": any(begin <= mention.start < end for begin, end in self._credits),
            "own stop": stop and bool(mention.kinds & MARKS),
            "lower case": text.islower(),
            "shouted": shouted,
            "shouted alone": shouted and alone,
            "shouted among shouts": shouted and not alone,
        }
        return {name for name, holds in tests.items() if holds}


def _before(before: str) -> set[str]:
    """List what the words before a mention inside a sentence say."""
    tests = {
        "other film": _OTHER_FILM.search(before[-48:]),
        "this film": _THIS_FILM.search(before[-40:]),
        "person before": _PERSON.search(before[-24:]),
    }
    return {name for name, holds in tests.items() if holds}


def _after(after: str) -> set[str]:
    """List what the words after a mention say."""
    tests = {
        "verb after": _VERB_AFTER.match(after),
        "is a film": _BEING_AFTER.match(after),
        "film after": _FILM_AFTER.match(after),
        "fame after": _FAME_AFTER.match(after),
        "taken up in the next sentence": _TAKEN_UP.match(after),
        "series after": _SERIES_AFTER.match(after),
        "film near": _FILM_NEAR.search(after[:70]),
        "owner after": _OWNER_AFTER.match(after),
        "credits after": _CREDIT_AFTER.match(after),
        "name in brackets after": _NAME_AFTER.match(after),
        "ends a sentence": _END_AFTER.match(after),
        "comma after": after.lstrip("\"”’'*_ ").startswith(","),
    }
    return {name for name, holds in tests.items() if holds}


def _round(before: str, after: str) -> set[str]:
    """List what both sides of a mention say."""
    tests = {
        "the film in the sentence before": THE_FILM.search(before.rsplit(". ", 1)[-1]),
        "owner before": _OWNER_BEFORE.search(before),
        "in brackets": before.rfind("(") > before.rfind(")"),
        "comma before": before.rstrip("\"“'‘*_` ").endswith(","),
        "and": _AND_BEFORE.search(before) or _AND_AFTER.match(after),
        "line of its own": not before.strip() and not after.strip(),
    }
    return {name for name, holds in tests.items() if holds}
