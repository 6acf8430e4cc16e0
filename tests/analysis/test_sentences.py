"""Where lines begin and end, and how long a text is."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis import analyze
from bot.analysis.language.counting import count_words, split_words
from bot.analysis.language.sentences import LONGEST_SENTENCE, sentences

ANY = st.text(max_size=300)
MARKED = st.lists(
    st.sampled_from([*'ab .!?\n*_"“”(é😀中。/:-A1', "...", "<br />", "- ", "||", "Mr.", "word", "ก ก"]), max_size=120
).map("".join)


def lines(text):
    return [text[start:end] for start, end in sentences(text)]


@given(ANY | MARKED)
def test_nothing_is_lost_but_white_space_and_the_signs_of_lists(text):
    spans = sentences(text)
    gaps = [text[before[1] : after[0]] for before, after in pairwise([(0, 0), *spans, (len(text), len(text))])]
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for gap in gaps:
        assert not re.sub(r"<br ?/?>|</?p>|[-–—•●▪‣◦·*+>=]", "", gap, flags=re.IGNORECASE).strip()


WRAPPED = """this is a long newsgroup review that was wrapped by the program that
its author wrote it with and so every line of it is broken at about
seventy characters although the sentence goes on and on until there
is a full stop at last. the next one is short and ends here just so."""
LISTED = """Acting: superb from the first scene to the last one
Photography: gorgeous, every frame could hang on a wall
Script: weak, with terrible jokes and a lazy second half
Music: I loved it and bought the record on my way home"""


def test_a_wrapped_paragraph_is_read_across_its_line_breaks_and_a_list_is_not():
    assert lines(WRAPPED) == [WRAPPED[: WRAPPED.index(" the next")], "the next one is short and ends here just so."]
    assert lines(LISTED) == LISTED.split("\n")
    assert lines(f"{WRAPPED}\n\n{LISTED}") == lines(WRAPPED) + lines(LISTED)


def test_short_lines_without_full_stops_stay_apart():
    text = "loved the score\nhated the script\nthat ending though 😭\n10/10 no notes"
    assert lines(text) == text.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith is fine. | Is he? | “It works.” | Yes!",
        "I saw *Mother!* last night. | *Mother!* is bold. | I left *Mother!* shaking, and I would go again.",
        "In *Mother!* Jennifer Lawrence is superb. | Mother! is not for me.",
        "Kill Bill: Vol. 3 is out. | Dr. No was first. | It was for me. | I loved it. | So did I. | The end.",
        "She played No. 6 in vol. 2. | No. | That is wrong. | Ep. 4 is the best one.",
        "Samuel L. Jackson is here. | The J. J. Abrams one. | Harry Connick Jr. plays a cop. | He is good.",
        "Loved it! 😭 | The cast is great 👍 | What a night.",
        "the way i was sobbing 😭😭 | the ending?? | perfect. | loved it",
        "tick, tick... BOOM! is good. | Well... yes. | It pulled me right in... | Then it got better... and then.",
        "He said “Stop. Go home.” and left. | (I laughed. Twice.) | Then it ended.",
        "12. Past Lives (2023) | is on again",
        "It was set in 1999. | Great. | The U.S. Army helped, etc. | They won 3.5 million.",
        "Wow! | what a film! | Tora! Tora! Tora! is long. | Is this it?! | Yes.",
        "A work of art (!) | by a fool",
        "He dies. | She lives. | It is a 7.5. | The rest is not.",
    ],
)
def test_sentences_are_cut_where_a_reader_would(text):
    pieces = text.split(" | ")
    spaced = "\n".join(pieces) if "Past Lives" in text or "(!)" in text else " ".join(pieces)
    assert lines(spaced) == pieces


def test_scraped_texts_have_lost_the_space_between_sentences():
    assert lines("I liked the end.The cast is good!He said so (in 2022)Then it rained. St.Cloud is far.") == [
        "I liked the end.", "The cast is good!", "He said so (in 2022)", "Then it rained.", "St.Cloud is far.",
    ]  # fmt: skip


def test_html_and_bullets_stand_between_lines():
    assert lines("Great.<br /><br />The end<br>- one thing\n• two things") == [
        "Great.", "The end", "one thing", "two things",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["<br>", "- ", "> ", "...", "||"])
def test_a_text_of_nothing_but_signs_is_one_line(text):
    assert lines(text) == [text.strip()]
    assert analyze(text).sentences


def test_hidden_sentences_keep_their_bars():
    assert lines("||He dies. She lives.|| Good film.") == ["||He dies.", "She lives.||", "Good film."]


def test_no_sentence_is_longer_than_a_card_can_bear():
    assert max(end - start for start, end in sentences("word " * 3_000)) <= LONGEST_SENTENCE
    assert max(end - start for start, end in sentences("語" * 9_000)) <= LONGEST_SENTENCE


JAPANESE = (
    "『夜の港』（2019）\n\nこの映画は本当に素晴らしかった。主演の演技は見事で、撮影は最初から最後まで美しい。音楽も心に残る！"
    "脚本は少し弱いが、結末には涙が止まらなかった。今年いちばんの作品だと思う。もう一度映画館で見たい。家族にもすすめたい。"
)
CHINESE = (
    "这部电影真的非常精彩。主演的表演令人难忘，摄影从头到尾都很美。剧本稍弱，但结局让我泪流不止。还想再去电影院看一次。"
)
THAI = "หนังเรื่องนี้ยอดเยี่ยมมาก นักแสดงนำเล่นได้ดีสุดๆ และภาพก็สวยงามตั้งแต่ต้นจนจบ บทหนังอ่อนไปนิดหน่อย แต่ตอนจบทำให้ฉันร้องไห้ไม่หยุด"


@pytest.mark.parametrize(("text", "language", "count"), [(JAPANESE, "ja", 8), (CHINESE, "zh", 4), (THAI, "th", 3)])
def test_texts_without_spaces_are_measured_in_characters_and_read_without_a_label(text, language, count):
    read = analyze(text)
    assert read.language == language
    assert read.words > 20
    assert len(read.sentences) == count
    assert read.sentiment.label == "unsure"
    assert not read.summary, "fewer than eighty words are shown as they are"
    longer = analyze("\n\n".join([text] * 8))
    assert 0 < len(longer.summary) < len(longer.sentences)


def test_words_are_counted_in_every_writing():
    assert count_words("two words") == 2
    assert count_words("映画はよかった") == 4
    assert count_words("この film は good") == 4
    assert count_words("นักแสดงนำ") == 2
    assert count_words("naïve café") == 2


@given(ANY | MARKED)
def test_pieces_hold_every_character_but_white_space(text):
    assert "".join(split_words(text)) == "".join(text.split())
