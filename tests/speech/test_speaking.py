"""Who is spoken to in which language; and whatever language it is, what is shown fits."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.types import ServerSettings, ServerTotals
from bot.demo import as_text, have_clients_speak
from bot.filing import Viewing
from bot.speech import LANGUAGES, Language, _, speaking
from bot.views.limits import BUTTON_LABEL, MODAL_TITLE, check
from bot.views.modals import AddReviewForm, AskForm, EditReviewForm, NameFilmForm, ViewingForm
from bot.views.pages import archive, privacy
from cogs.parts.buttons import Act
from cogs.parts.selects import Choose
from tests.cogs.club import PRAISE, add, open_club, shown
from tests.test_structure import kinds_of
from tests.views.test_card import TEXTS, all_views, review_of

languages = st.sampled_from(LANGUAGES)
each_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
LABEL, DESCRIPTION = 45, 100
HEADINGS = {"es": "Reseñas", "fr": "Avis", "pt-BR": "Resenhas", "de": "Rezensionen", "tr": "İncelemeler"}


@given(language=languages, text=TEXTS, times=st.integers(1, 40))
def test_no_text_of_a_catalogue_breaks_a_card_s_limits(language: Language, text: str, times: int) -> None:
    with speaking(language):
        for view in all_views(review_of(text * times)):
            check(view)


@given(language=languages, reviews=st.integers(0, 10_000_000), out=st.booleans(), agreed=st.booleans())
def test_what_is_kept_and_what_is_asked_fit_in_every_language(
    language: Language, reviews: int, out: bool, agreed: bool
) -> None:
    standing = privacy.Standing(reviews, opted_out=out, quotable=agreed)
    with speaking(language):
        check(privacy.panel(standing, ()))
        check(privacy.ask(standing, ()))
        check(privacy.forgotten(reviews, opted_out=out))
        check(archive.stats(ServerTotals(0, 0, 0, 0, {}, [])))


@each_language
def test_forms_and_buttons_keep_to_discord_s_lengths(language: Language) -> None:
    async def nothing(*_given: Any) -> None: ...

    review = review_of("A warm film.")
    with speaking(language):
        forms: list[discord.ui.Modal] = [
            AddReviewForm("s", Viewing(), nothing, nothing),
            ViewingForm("s", review, nothing, nothing),
            NameFilmForm("s", 1_000_000, nothing, nothing),
            AskForm("s", 500, nothing, nothing),
            EditReviewForm("s", review, nothing, nothing),
        ]
        for form in forms:
            assert len(form.title) <= MODAL_TITLE
            assert "…" not in form.title
            for item in form.children:
                if isinstance(item, discord.ui.Label):
                    assert len(item.text) <= LABEL, item.text
                    assert len(item.description or "") <= DESCRIPTION, item.description
        for kind in [*kinds_of(Act), *kinds_of(Choose)]:
            assert len(_(kind.label)) <= BUTTON_LABEL, kind.label


@pytest.mark.parametrize("language", LANGUAGES[1:], ids=lambda language: language.tag)
async def test_everybody_is_answered_in_the_language_that_discord_has_for_the_server(
    env: simcord.Env, language: Language
) -> None:
    club = open_club(env)
    env.backend.guilds[club.guild.id].preferred_locale = language.locales[0]
    guild = env.bot.get_guild(club.guild.id)
    guild.preferred_locale = discord.Locale(language.locales[0])
    await add(club, PRAISE)
    assert HEADINGS[language.tag] in shown(await club.ada.slash(club.channel, "review list"))


async def test_one_member_alone_is_answered_in_the_language_of_their_client(env: simcord.Env) -> None:
    have_clients_speak(env, "fr")
    club = open_club(env)
    public = shown(await club.ada.slash(club.channel, "review list"))
    private = await club.ada.slash(club.channel, "privacy")
    assert "Reviews" in public
    assert private.ephemeral
    assert "Ce que Pullquote garde sur toi ici" in shown(private)
    refused = await club.ada.slash(club.channel, "review show", number=99)
    assert [as_text(said.message) for said in refused.followups] == ["Il n'y a pas d'avis #99 sur ce serveur."]


async def test_what_was_chosen_in_setup_holds_against_discord_s_choice(env: simcord.Env) -> None:
    club = open_club(env)
    await env.bot.services.archive.server(club.guild.id).save_settings(ServerSettings(language="de"))
    await add(club, PRAISE)
    assert "Rezensionen" in shown(await club.ada.slash(club.channel, "review list"))
