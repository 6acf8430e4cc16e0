"""Cards of reviews: drawn, placed in a channel, brought up to date, closed; and every button that a card has."""

from __future__ import annotations

import asyncio

import discord

from bot.analysis.types import ASPECTS, LABELS, Aspect
from bot.archive.types import UNDO_MINUTES, Film, Review
from bot.filing import Correction, RefusedError, Viewing
from bot.speech import N_, _, count, speaking
from bot.views import card as cards
from bot.views.colours import ATTENTION, LABEL_COLOURS, NEUTRAL
from bot.views.limits import CHOICE_CHARACTERS
from bot.views.modals import EditReviewForm, NameFilmForm, ViewingForm
from bot.views.pages import details
from bot.views.words import aspect_word, film_heading, open_name
from cogs._closing import DELETED, ITS_MESSAGE_WENT, close_card, edit_card
from cogs.club.quotes import MakeCard, lines_of
from cogs.parts.buttons import MORE, WHY, Act
from cogs.parts.films import Discuss
from cogs.parts.options import find_review, shown_review
from cogs.parts.reply import ask, defer, report, say, show, turn
from cogs.parts.selects import Choose
from cogs.parts.services import guild_of, is_moderator, language_at, server_of, services_at, services_of, speak_in_place

_OFFERED = 10
"""So many of a server's own films are offered where a review names none."""


async def draw(
    client: discord.Client, guild_id: int, review: Review, notes: tuple[str, ...] = ()
) -> discord.ui.LayoutView:
    """Draw a card with the buttons it has, and with a menu of films where none is known."""
    buttons: list[Act] = [Lines(review.number)]
    if review.analysis.aspects:
        buttons.append(Aspects(review.number))
    buttons.append(Why(review.number))
    if review.film is not None:
        buttons.append(Discuss(f"r{review.number}"))
    buttons.append(More(review.number))
    services = services_at(client)
    heard = await services.archive.server(guild_id).heard()
    choice = None if review.film else NameFilm.offering(review, await heard.films(limit=_OFFERED))
    # A critic's words are not the member's who pasted them.
    portrait = None if review.critic else await services.portraits.of(client, review.author_id)
    return cards.card(guild_id, review, buttons, notes, choice, await heard.beside(review), portrait)


async def redraw(client: discord.Client, guild_id: int, review: Review) -> None:
    """Bring the card in its channel up to date; a card that is gone is no failure."""
    if review.hidden_reason is not None:
        await close_card(client, guild_id, review, N_("Review #{number} is hidden by moderators."))
        return
    with speaking(await language_at(client, guild_id)):
        await edit_card(client, review, await draw(client, guild_id, review))


async def place_card(client: discord.Client, guild_id: int, shown: Review, message: discord.Message) -> None:
    """Remember where a review's card is, and bring it up to date if the review changed while it was being sent."""
    services = services_at(client)
    server = services.archive.server(guild_id)
    await server.set_card(shown.number, message.channel.id, message.id)
    review = await server.get(shown.number)
    # A deletion may be under way: whoever erases the review then knows nothing of this card.
    deleted = bool(shown.message_ids) and all(map(services.filing.is_deleted, shown.message_ids))
    if review is None or deleted:
        with speaking(await language_at(client, guild_id)):
            await message.edit(view=cards.gone(_(ITS_MESSAGE_WENT, number=shown.number)))
    elif (review.edited_at, review.hidden_reason) != (shown.edited_at, shown.hidden_reason):
        await redraw(client, guild_id, review)


# Editing and deleting


async def allowed_review(interaction: discord.Interaction, number: int) -> Review:
    """Find a review that who asks may change: its author, or a moderator.

    Raises RefusedError otherwise. Asked again on every command, button and form.
    """
    review = await find_review(server_of(interaction), number, interaction.user.id)
    if interaction.user.id != review.author_id and not is_moderator(interaction):
        raise RefusedError(
            "Review #{number} can be changed by its author and by moderators (Manage Messages) only.", number=number
        )
    return review


async def open_editor(interaction: discord.Interaction, number: int) -> None:
    """Open the form that edits a review."""
    review = await allowed_review(interaction, number)
    form = EditReviewForm(services_of(interaction).session, review, _edit_submitted, report)
    await ask(interaction, form)


async def open_viewing(interaction: discord.Interaction, number: int) -> None:
    """Open the form that says whose words a review is, when the film was seen, and its tags."""
    review = await allowed_review(interaction, number)
    await ask(interaction, ViewingForm(services_of(interaction).session, review, _viewing_submitted, report))


async def _viewing_submitted(interaction: discord.Interaction, form: ViewingForm) -> None:
    before = form.review
    # Tags that an import brought may be more than a member types: left alone, they stay.
    retagged = form.tags.value != ", ".join(before.tags)
    fields = (form.critic.value, form.watched.value, form.tags.value if retagged else "")
    said = Viewing.typed(*fields, rewatch=form.rewatch.value, today=interaction.created_at.date())
    correction = Correction(
        critic=said.critic or "" if said.critic != before.critic else None,
        watched_on=said.watched_on or "" if said.watched_on != before.watched_on else None,
        rewatch=said.rewatch if said.rewatch != before.rewatch else None,
        tags=said.tags if retagged else None,
    )
    await _correct(interaction, before.number, correction)


async def _edit_submitted(interaction: discord.Interaction, form: EditReviewForm) -> None:
    await _correct(interaction, form.review.number, _correction(form))


async def _correct(interaction: discord.Interaction, number: int, correction: Correction) -> None:
    """Apply what a form changed, and show the card as it is now."""
    await defer(interaction, public=False)
    before = await allowed_review(interaction, number)
    if correction == Correction():
        await say(interaction, _("Nothing was changed in review #{number}.", number=before.number))
        return
    review = await services_of(interaction).filing.correct(
        guild_of(interaction), before.number, correction, interaction.user.id
    )
    await redraw(interaction.client, guild_of(interaction), review)
    changed = await draw(interaction.client, guild_of(interaction), review, (_("Changed."),))
    await show(interaction, changed, public=False)


def _correction(form: EditReviewForm) -> Correction:
    """Find what was changed in the form, against what it was opened with."""
    before = form.review
    film = form.film.value.strip()
    rating = form.rating.value.strip()
    text = form.text.value if form.text else None
    chosen = form.label.values[0] if form.label.values else None
    return Correction(
        film=film if film != (before.film.name if before.film else "") else None,
        rating=rating if rating != (before.rating_raw or "") else None,
        label=next((label for label in LABELS if label == chosen), None),
        text=text if text is not None and text.strip() != before.text else None,
    )


async def ask_to_delete(interaction: discord.Interaction, number: int) -> None:
    """Ask whether a review is really to go."""
    review = await allowed_review(interaction, number)
    sentence = _(
        "Delete review #{number} of {film} ({words})? It can be undone for {minutes} minutes.",
        number=number,
        film=film_heading(review.film),
        words=count(review.analysis.words, "word"),
        minutes=UNDO_MINUTES,
    )
    view = details.text_page(
        "### " + _("Delete #{number}?", number=number), sentence, ATTENTION, [ConfirmDelete(number)]
    )
    await show(interaction, view, public=False)


class NameFilm(Choose):
    """Asks on the card which film a review is about; each value is `NUMBER:FILM`, without one for another film."""

    action, label = "film", N_("Which film is it?")

    @classmethod
    def offering(cls, review: Review, here: list[Film]) -> NameFilm:
        """Offer what the text may mean, likeliest first, then films of the server, then any other."""
        likely = [Film(0, one.title, one.year) for one in review.analysis.likely_films]
        names = dict.fromkeys(open_name(film) for film in (*likely, *here))
        options = [
            discord.SelectOption(label=name, value=value)
            for name in names
            if len(value := f"{review.number}:{name}") <= CHOICE_CHARACTERS
        ]
        options.append(discord.SelectOption(label=_("Another film…"), value=f"{review.number}:", emoji="✏️"))
        return cls(discord.ui.Select(placeholder=_(cls.label), options=options, custom_id=cls.named()))

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Name the film, or ask for its name."""
        number, film = values[0].split(":", 1)
        review = await allowed_review(interaction, int(number))
        if film:
            await _name_film(interaction, review.number, film)
        else:
            form = NameFilmForm(services_of(interaction).session, review.number, _film_submitted, report)
            await ask(interaction, form)


async def _film_submitted(interaction: discord.Interaction, form: NameFilmForm) -> None:
    await speak_in_place(interaction)
    review = await allowed_review(interaction, form.number)
    await _name_film(interaction, review.number, form.film.value)


async def _name_film(interaction: discord.Interaction, number: int, film: str) -> None:
    """File a review under a film, and draw the card anew where it was asked and where it stands."""
    guild_id = guild_of(interaction)
    correction = Correction(film=film.strip())
    review = await services_of(interaction).filing.correct(guild_id, number, correction, interaction.user.id)
    await turn(interaction, await draw(interaction.client, guild_id, review))
    if interaction.message is not None and interaction.message.id != review.card_message_id:
        await redraw(interaction.client, guild_id, review)


class Lines(Act):
    """Shows every line of a review."""

    action, label = "lines", N_("Lines")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Answer with the first page of lines."""
        await show(interaction, await _lines_page(interaction, self.number, 0), public=False)


class MoreLines(Act):
    """Turns the pages of a long review's lines; its state is `NUMBER:PAGE`."""

    action, label = "lines-at", N_("Next ▶")

    async def press(self, interaction: discord.Interaction) -> None:
        """Replace the page in place."""
        number, page = self.state.split(":")
        await turn(interaction, await _lines_page(interaction, int(number), int(page)))


async def _lines_page(interaction: discord.Interaction, number: int, page: int) -> discord.ui.LayoutView:
    review = await shown_review(interaction, number)
    pages = await asyncio.to_thread(details.lines_pages, review)
    page = min(page, len(pages) - 1)
    buttons: list[Act] = []
    if page > 0:
        buttons.append(MoreLines(f"{number}:{page - 1}", _("◀ Back")))
    if page + 1 < len(pages):
        buttons.append(MoreLines(f"{number}:{page + 1}"))
    if lines_of(review):
        buttons.append(MakeCard(number))
    heading = details.lines_heading(review, page, len(pages))
    return details.text_page(heading, pages[page], LABEL_COLOURS[review.label], buttons)


class Aspects(Act):
    """Shows each aspect with the line it rests on."""

    action, label = "aspects", N_("Aspects")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Answer with the aspects; with a menu to correct them, for who may."""
        review = await shown_review(interaction, self.number)
        await show(interaction, _aspects_page(interaction, review), public=False)


def _aspects_page(interaction: discord.Interaction, review: Review) -> discord.ui.LayoutView:
    may = interaction.user.id == review.author_id or is_moderator(interaction)
    return details.aspects(review, CorrectAspect.of(review) if may else None)


class CorrectAspect(Choose):
    """Chooses the side of the film to correct; each value is `NUMBER:SIDE`."""

    action, label = "aspect", N_("Correct a side…")

    @classmethod
    def of(cls, review: Review) -> CorrectAspect | None:
        """Make the menu for a review; None when there is nothing to correct."""
        options = [
            discord.SelectOption(label=aspect_word(side), value=f"{review.number}:{side}")
            for side in details.aspect_sides(review)
        ]
        if not options:
            return None
        return cls(discord.ui.Select(placeholder=_(cls.label), options=options, custom_id=cls.named()))

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Ask what the review says of that side."""
        number, name = values[0].split(":")
        review = await allowed_review(interaction, int(number))
        side: Aspect = next(known for known in ASPECTS if known == name)
        buttons = [SetAspect(f"{number}:{side}:{sign}", _(shown)) for sign, shown in SIGNS.items()]
        await turn(interaction, details.correction(review, side, buttons))


SIGNS = {"1": N_("▲ Praise"), "-1": N_("▼ Criticism"), "0": N_("Nothing"), "": N_("As it was read")}
"""What a review can say of a side, as the state of a button has it, and as it is shown."""


class SetAspect(Act):
    """Sets what a review says of a side; its state is `NUMBER:SIDE:SIGN`."""

    action, label = "aspect-is", N_("Praise")

    async def press(self, interaction: discord.Interaction) -> None:
        """Keep the correction, bring the card up to date and show the aspects again."""
        number, name, sign = self.state.split(":")
        before = await allowed_review(interaction, int(number))
        side: Aspect = next(known for known in ASPECTS if known == name)
        correction = Correction(aspect=(side, int(sign) if sign else None))
        guild_id = guild_of(interaction)
        review = await services_of(interaction).filing.correct(guild_id, before.number, correction, interaction.user.id)
        await redraw(interaction.client, guild_id, review)
        await turn(interaction, _aspects_page(interaction, review))


class Why(Act):
    """Shows what decided the label."""

    action, label = WHY, N_("Why?")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Answer with words, weights and lines."""
        await show(interaction, details.why(await shown_review(interaction, self.number)), public=False)


class More(Act):
    """Holds edit and delete."""

    action, label = MORE, "⋯"
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Offer what this member may do with this review."""
        from cogs._hiding import HideLines  # noqa: PLC0415 - it stands on this module

        review = await allowed_review(interaction, self.number)
        buttons: list[Act] = [Edit(review.number), EditViewing(review.number), Delete(review.number)]
        if review.analysis.giveaways and interaction.user.id == review.author_id:
            buttons.insert(1, HideLines(review.number))
        view = details.text_page(
            "### " + _("Review #{number}", number=review.number),
            f"{film_heading(review.film)} · {_('by {member}', member=f'<@{review.author_id}>')}",
            LABEL_COLOURS[review.label],
            buttons,
        )
        await show(interaction, view, public=False)


class Edit(Act):
    """Opens the editor."""

    action, label = "edit", N_("Edit")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await open_editor(interaction, self.number)


class EditViewing(Act):
    """Opens the form of critic, day, rewatch and tags."""

    action, label = "viewing", N_("Viewing")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await open_viewing(interaction, self.number)


class Delete(Act):
    """Asks before deleting."""

    action, label, style = "delete", N_("Delete"), discord.ButtonStyle.danger
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Ask first."""
        await ask_to_delete(interaction, self.number)


class ConfirmDelete(Act):
    """Deletes a review."""

    action, label, style = "delete-yes", N_("Delete it"), discord.ButtonStyle.danger

    async def press(self, interaction: discord.Interaction) -> None:
        """Delete, say so where the card is, and offer the way back."""
        review = await allowed_review(interaction, self.number)
        undo = await server_of(interaction).delete(review.number, interaction.user.id)
        await close_card(interaction.client, guild_of(interaction), review, DELETED)
        view = details.text_page(
            "### " + _("Review #{number} is deleted", number=review.number),
            _("It can be brought back until {time}.", time=f"<t:{int(undo.expires_at.timestamp())}:t>"),
            NEUTRAL,
            [UndoDelete(undo.key)],
        )
        await turn(interaction, view)


class UndoDelete(Act):
    """Brings a deleted review back."""

    action, label = "undo", N_("Undo")

    async def press(self, interaction: discord.Interaction) -> None:
        """Bring it back, for moderators and for an author who deleted it: these do not overrule moderators."""
        removal = await server_of(interaction).removal(self.number)
        if removal is None or removal.kind != "review":
            raise RefusedError("That can no longer be undone: {minutes} minutes are over.", minutes=UNDO_MINUTES)
        own = interaction.user.id == removal.author_id == removal.actor_id
        if not own and not is_moderator(interaction):
            raise RefusedError(
                "That can be undone by moderators (Manage Messages), and by its author who deleted it, only."
            )
        review = await server_of(interaction).undo(self.number, interaction.user.id, "review")
        if review is None:
            raise RefusedError("That can no longer be undone: {minutes} minutes are over.", minutes=UNDO_MINUTES)
        await redraw(interaction.client, guild_of(interaction), review)
        await turn(interaction, await draw(interaction.client, guild_of(interaction), review, (_("It is back."),)))


BUTTONS = (
    NameFilm,
    Lines,
    MoreLines,
    Aspects,
    CorrectAspect,
    SetAspect,
    Why,
    More,
    Edit,
    EditViewing,
    Delete,
    ConfirmDelete,
    UndoDelete,
)
