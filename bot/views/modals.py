"""The forms that members fill in. What happens on submit is given by the cog."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

import discord

from bot.archive.types import Review
from bot.filing import Viewing
from bot.speech import _
from bot.views.limits import MODAL_TEXT, MODAL_TITLE, shorten
from bot.views.words import LABEL_WORDS, label_word

PREFIX = "pullquote:"
"""Every modal's custom_id begins so: one that outlived a restart is recognized by it."""

Submitted = Callable[..., Awaitable[None]]
Failed = Callable[..., Awaitable[None]]


class Form(discord.ui.Modal):
    """A modal that hands itself to a callback, with an id of its own (Discord matches by id alone).

    `session` names the running bot: a form that comes back with another session outlived a restart.
    """

    def __init__(self, title: str, session: str, submitted: Submitted, failed: Failed) -> None:
        custom_id = f"{PREFIX}{session}:{secrets.token_hex(8)}"
        # Discord never says that a form was closed; half an hour is more than anybody types.
        super().__init__(title=shorten(title, MODAL_TITLE), timeout=1_800, custom_id=custom_id)
        self._submitted = submitted
        self._failed = failed

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Hand the filled form to the cog."""
        await self._submitted(interaction, self)

    async def on_error(self, interaction: discord.Interaction, error: Exception) -> None:
        """Hand a failure to the one error handler."""
        await self._failed(interaction, error)


class AddReviewForm(Form):
    """Film, review, rating, a file and whether it was seen before: the form of `/review add`."""

    def __init__(self, session: str, viewing: Viewing, submitted: Submitted, failed: Failed) -> None:
        super().__init__(_("Add a review"), session, submitted, failed)
        self.viewing = viewing
        self.film: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            required=False, max_length=200, placeholder="Dune (2021)", custom_id="film"
        )
        self.text: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph, required=False, max_length=MODAL_TEXT, custom_id="text"
        )
        self.rating: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            required=False, max_length=40, placeholder="4/5, 8.5/10, ★★★½, B+, 85%", custom_id="rating"
        )
        self.upload: discord.ui.FileUpload[discord.ui.Modal] = discord.ui.FileUpload(
            required=False, max_values=5, custom_id="upload"
        )
        self.add_item(
            discord.ui.Label(
                text=_("Film"), description=_("Leave it empty if the review names it."), component=self.film
            )
        )
        self.add_item(
            discord.ui.Label(
                text=_("Review"), description=_("One word is enough; up to 4,000 characters here."), component=self.text
            )
        )
        self.add_item(discord.ui.Label(text=_("Rating, as you write it"), component=self.rating))
        self.add_item(
            discord.ui.Label(
                text=_("Or a text file"), description=_("For a longer review: .txt or .md"), component=self.upload
            )
        )
        self.rewatch: discord.ui.Checkbox[discord.ui.Modal] = discord.ui.Checkbox(
            default=viewing.rewatch, custom_id="rewatch"
        )
        self.add_item(discord.ui.Label(text=_("A rewatch: I had seen it before"), component=self.rewatch))


class NightForm(Form):
    """What somebody thought of the film of a night: review, rating, or a file."""

    def __init__(self, session: str, night: int, film: str, submitted: Submitted, failed: Failed) -> None:
        super().__init__(film, session, submitted, failed)
        self.night = night
        self.text: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph, required=False, max_length=MODAL_TEXT, custom_id="text"
        )
        self.rating: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            required=False, max_length=40, placeholder="4/5, 8.5/10, ★★★½, B+, 85%", custom_id="rating"
        )
        self.upload: discord.ui.FileUpload[discord.ui.Modal] = discord.ui.FileUpload(
            required=False, max_values=5, custom_id="upload"
        )
        description = _("One word is enough. Before the reveal, nobody reads it.")
        self.add_item(discord.ui.Label(text=_("What did you think?"), description=description, component=self.text))
        self.add_item(discord.ui.Label(text=_("Rating, as you write it"), component=self.rating))
        self.add_item(discord.ui.Label(text=_("Or a text file"), description=_(".txt or .md"), component=self.upload))


class ViewingForm(Form):
    """Whose words a filed review is, when the film was watched, whether again, and tags."""

    def __init__(self, session: str, review: Review, submitted: Submitted, failed: Failed) -> None:
        super().__init__(_("Viewing of #{number}", number=review.number), session, submitted, failed)
        self.review = review
        self.critic: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            required=False, max_length=100, default=review.critic, custom_id="critic"
        )
        self.watched: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            required=False, max_length=20, default=review.watched_on, placeholder="2026-01-31", custom_id="watched"
        )
        self.rewatch: discord.ui.Checkbox[discord.ui.Modal] = discord.ui.Checkbox(
            default=review.rewatch, custom_id="rewatch"
        )
        self.tags: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            required=False, max_length=MODAL_TEXT, default=", ".join(review.tags) or None, custom_id="tags"
        )
        self.add_item(
            discord.ui.Label(
                text=_("Critic"),
                description=_("Whose words these are, if not the member’s own."),
                component=self.critic,
            )
        )
        self.add_item(discord.ui.Label(text=_("Watched"), description=_("The day, or 3d ago."), component=self.watched))
        self.add_item(discord.ui.Label(text=_("A rewatch: seen before"), component=self.rewatch))
        self.add_item(discord.ui.Label(text=_("Tags"), description=_("With commas between."), component=self.tags))


class NameFilmForm(Form):
    """The film of a review that names none: one field."""

    def __init__(self, session: str, number: int, submitted: Submitted, failed: Failed) -> None:
        super().__init__(_("Which film is #{number} about?", number=number), session, submitted, failed)
        self.number = number
        self.film: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            max_length=200, placeholder="Dune (2021)", custom_id="film"
        )
        self.add_item(
            discord.ui.Label(text=_("Film"), description=_("Title, and its year if you know it."), component=self.film)
        )


class AskForm(Form):
    """A question about what was written here: one field."""

    def __init__(self, session: str, longest: int, submitted: Submitted, failed: Failed) -> None:
        super().__init__(_("Ask this server’s reviewers"), session, submitted, failed)
        self.question: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            max_length=longest, placeholder=_("How is the music in Metropolis?"), custom_id="question"
        )
        description = _("Counts and quotes answer, from the reviews that are filed here.")
        self.add_item(discord.ui.Label(text=_("Question"), description=description, component=self.question))


class EditReviewForm(Form):
    """Film, rating, label and text of a filed review."""

    def __init__(self, session: str, review: Review, submitted: Submitted, failed: Failed) -> None:
        super().__init__(_("Edit review #{number}", number=review.number), session, submitted, failed)
        self.review = review
        self.film: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            required=False, max_length=200, default=review.film.name if review.film else None, custom_id="film"
        )
        self.rating: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            required=False, max_length=40, default=review.rating_raw, custom_id="rating"
        )
        self.label: discord.ui.Select[discord.ui.Modal] = discord.ui.Select(
            required=False,
            min_values=0,
            placeholder=_("Leave it as it is"),
            custom_id="label",
            options=_label_options(),
        )
        self.add_item(
            discord.ui.Label(text=_("Film"), description=_("Title (year); empty takes it away."), component=self.film)
        )
        self.add_item(
            discord.ui.Label(
                text=_("Rating, as you write it"), description=_("Empty takes it away."), component=self.rating
            )
        )
        self.add_item(discord.ui.Label(text=_("Label"), component=self.label))
        self.text: discord.ui.TextInput[discord.ui.Modal] | None = None
        if len(review.text) <= MODAL_TEXT:
            self.text = discord.ui.TextInput(
                style=discord.TextStyle.paragraph, max_length=MODAL_TEXT, default=review.text, custom_id="text"
            )
            self.add_item(discord.ui.Label(text=_("Review"), component=self.text))
        else:
            self.add_item(
                discord.ui.TextDisplay(
                    _(
                        "The text has {number:n} characters, more than a form holds ({limit:n}); to change it, delete "
                        "the review and add it again as a file.",
                        number=len(review.text),
                        limit=MODAL_TEXT,
                    )
                )
            )


def _label_options() -> list[discord.SelectOption]:
    return [discord.SelectOption(label=label_word(label), value=label) for label in LABEL_WORDS]
