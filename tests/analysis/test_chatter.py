# ruff: noqa: E501  (a message is one line, as it was typed)
from __future__ import annotations

import pytest

from bot.analysis import looks_like_review
from bot.demo import sample_reviews

CHAT = [  # ordinary talk of a film club, each of 40 words or more
    "Hey everyone, are we still on for movie night this Friday? I was thinking we could watch Dune (2021) and then grab some pizza at the place around the corner. Let me know by Thursday so I can book a table for all of us and sort out the projector.",
    "So I finally got my new laptop and it is amazing. The screen is gorgeous, the keyboard feels wonderful and the battery lasts all day long. The speakers are a bit weak and it gets hot under load, but overall I love it and would recommend it to anyone who travels a lot for work.",
    "Reminder: the club meets at eight o'clock on Tuesday in the usual room. We will vote on next month's programme, so please bring two suggestions each. Last month we had fourteen titles and it took an hour to count. The list of films is pinned in this channel, and the minutes will be posted afterwards as always.",
    "I think the server should have a separate channel for off topic discussion because the reviews channel is getting very noisy. It is hard to find the actual reviews between all the jokes, and new members do not know where to post. What do the moderators think about adding one or two more channels this weekend?",
    "My cat was so funny today. She jumped on the table, stole a piece of chicken, and ran behind the couch where nobody could reach her. I laughed so hard that I dropped my coffee. She is the best thing that ever happened to me, even if she is a terrible, terrible little criminal with no remorse whatsoever.",
    "Does anybody know where I can stream the old Kurosawa films legally in Europe? I tried three services and none of them has Seven Samurai (1954). My library has a DVD but it is scratched. I would pay a reasonable price for a good restoration with decent subtitles, ideally with some of the extras as well.",
    "The game last night was unbelievable. We were two goals down at half time and then scored three in the last twenty minutes. The atmosphere was fantastic, the coach finally made the right substitutions, and the young striker was brilliant. Best match I have seen in years, and I have watched every single home game since I was ten.",
    "Just back from the new Italian restaurant. The pasta was perfect, the service was slow but friendly and the wine list is excellent. Dessert was disappointing, a dry cake with no flavour at all. I would give it 7/10 and would go again, maybe on a quieter evening and with fewer people at the table next time.",
    "Long day. The train was late again, my boss moved the deadline, and then the washing machine broke in the middle of a cycle. I spent the evening on the phone with the repair company, who can come next Thursday at the earliest. At least the soup was good and the neighbours were kind enough to lend me theirs.",
    "I have been reading the new novel by my favourite author and it is wonderful. The prose is beautiful, the characters are rich, and the plot keeps surprising me. It drags a little in the middle, but the ending is superb. I finished it in two sittings and immediately started again from the first page of it.",
    "The trailer for the new Nolan dropped this morning and I have watched it ten times. It opens in July, two days before my birthday, so I already booked tickets for the midnight show in the big hall. I hope they keep the runtime under three hours this time, because my back does not forgive me any more.",
    "Quick question about the bot: when I paste a review it asks me which film it is, even though the title is in the first line. Do I need to write it in a special way? I tried bold and quotes and neither worked for me, and the help command only says that it should find the title by itself.",
    "Casting news: they have signed two more actors for the sequel, and shooting starts in March in Iceland. The director of the first film is not coming back, the studio said, because of scheduling. The script has been rewritten by a new team, and the release date moved from June to November of next year, apparently.",
    "For the quiz on Saturday I need ten questions about silent films and ten about musicals. Please send me your ideas by Wednesday evening, with the answers, and do not make them too difficult, because half of the teams gave up last time. The winners will get a poster and a box of chocolates, as every year.",
    "I finished the third season yesterday and cannot stop thinking about it. The last episode was heartbreaking and I did not expect that ending at all. The acting of the two leads gets better with every season and the music is lovely. When is the next one coming out, and has anyone read the books it is based on?",
    "Can somebody take my shift at the cinema on Sunday? I have to drive my sister to the airport at noon and will not be back before six. It is the matinee, an animated film, so mostly families and popcorn, and the projector runs by itself these days. I will take any of your late shifts in return.",
]


@pytest.mark.parametrize("message", CHAT, ids=lambda message: message[:24])
def test_ordinary_talk_is_left_alone(message: str) -> None:
    assert len(message.split()) >= 40
    assert not looks_like_review(message)


@pytest.mark.parametrize(
    "text", [one.text for one in sample_reviews() if len(one.text.split()) >= 40], ids=lambda text: text[:24]
)
def test_a_film_clubs_reviews_are_recognized(text: str) -> None:
    assert looks_like_review(text)
