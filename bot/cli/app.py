"""The `pullquote` command. Every import that costs time waits until its command runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    name="pullquote",
    help="A Discord bot that reads film reviews: summary, label, lines worth quoting, and each server's own archive.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main(arguments: list[str] | None = None, name: str | None = None) -> None:
    """Run the command line; the entry point of `pullquote`. Without arguments it takes the process's own."""
    app(arguments, prog_name=name)


def _say_version(asked: bool) -> None:  # noqa: FBT001  (typer calls it with the option's value)
    if asked:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"pullquote {version('pullquote')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    del version


@app.command()
def run(
    *,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="So many processes share the shards; more than one needs PostgreSQL.")
    ] = 1,
) -> None:
    """Run the bot on Discord; needs DISCORD_TOKEN in the environment or in .env."""
    settings = _settings(token=True)
    if processes > 1:
        from bot.processes import run_processes  # noqa: PLC0415

        raise typer.Exit(run_processes(settings, processes))
    from bot.running import run as run_bot  # noqa: PLC0415

    raise typer.Exit(run_bot(settings))


@app.command()
def setup(
    *,
    token: Annotated[
        str | None,
        typer.Option(help="The bot's token; - reads it from standard input, where no list of processes shows it."),
    ] = None,
    message_content: Annotated[
        bool | None,
        typer.Option("--message-content/--no-message-content", help="Answer pastes in watched channels by itself."),
    ] = None,
    unit: Annotated[Path | None, typer.Option(help="A folder to write units for systemd to.")] = None,
    no_unit: Annotated[bool, typer.Option("--no-unit", help="Write no units, and do not ask.")] = False,
    start: Annotated[bool | None, typer.Option("--start/--no-start", help="Start the bot in the end.")] = None,
) -> None:
    """Lead from a token to a running bot: ask Discord about it, write .env, show the invite link, start."""
    from bot.cli.setup import Answers, set_up  # noqa: PLC0415

    raise typer.Exit(set_up(Answers(token, message_content, unit, no_unit, start)))


@app.command()
def policy(
    *,
    of_terms: Annotated[bool, typer.Option("--terms", help="The terms instead of the privacy policy.")] = False,
    name: Annotated[str | None, typer.Option(help="Who runs the bot.")] = None,
    contact: Annotated[str | None, typer.Option(help="Where questions are answered.")] = None,
    machine: Annotated[str | None, typer.Option(help="What it runs on, and where that stands.")] = None,
) -> None:
    """Write a privacy policy for whoever runs the bot, in Markdown, with what is really kept; or terms."""
    settings = _settings()
    from bot.hosting import host_of, privacy_policy, terms  # noqa: PLC0415

    given = {"name": name, "contact": contact, "machine": machine}
    host = host_of(settings, **{key: value for key, value in given.items() if value})
    typer.echo((terms if of_terms else privacy_policy)(host), nl=False)


@app.command()
def demo(
    *,
    paste: Annotated[
        Path | None, typer.Option(help="Paste this file as a member would, print the answer as text, and exit.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the page; 0 takes any free one.")] = 0,
    language: Annotated[str, typer.Option(help="What its server speaks: en, es, fr, pt-BR, de or tr.")] = "en",
) -> None:
    """Try the bot in the browser: a simulated Discord with sample reviews; no token, no network."""
    text = None if paste is None else _text_of(paste)
    if text is None and port and not _is_free(port):
        _fail(f"Port {port} is taken on this machine; name another one, or leave --port out for any free one.")
    from bot.speech import LANGUAGES  # noqa: PLC0415

    if language not in (tags := [each.tag for each in LANGUAGES]):
        _fail(f"The bot does not speak {language}; it speaks {', '.join(tags)}.")
    try:
        from bot.demo import DemoError, paste_file, serve  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("simcord"):
            raise
        _fail("The demo needs its extra: pip install 'pullquote[demo]'")
    try:
        if text is None:
            serve(port, language)
        else:
            typer.echo(paste_file(text))
    except DemoError as error:
        _fail(str(error))


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="A text file, or - for standard input.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON, for programs.")] = False,
) -> None:
    """Read one review: its label, summary, quotes, film and rating."""
    from bot.analysis.types import MAXIMUM_CHARACTERS  # noqa: PLC0415

    text = _text_of(file)
    if len(text) > MAXIMUM_CHARACTERS:
        _fail(f"That review has {len(text):,} characters; the limit is {MAXIMUM_CHARACTERS:,}.")
    from bot.cli.read import print_analysis, print_json, read_text  # noqa: PLC0415

    try:
        cleaned, analysis = read_text(text)
    except ValueError as refusal:
        _fail(str(refusal))
    (print_json if json else print_analysis)(cleaned, analysis)


@app.command("import")
def import_(
    file: Annotated[
        Path | None, typer.Argument(help="Letterboxd's reviews.csv or export zip, or a Pullquote export.")
    ] = None,
    *,
    server: Annotated[int, typer.Option(min=1, help="The Discord server's id.")],
    member: Annotated[int, typer.Option(min=1, help="Whose reviews they become: a Discord user's id.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be filed, and file nothing.")] = False,
    keep_authors: Annotated[
        bool, typer.Option("--keep-authors", help="Leave the reviews of a Pullquote export to their authors.")
    ] = False,
    undo: Annotated[int | None, typer.Option(min=1, help="Take the import of this number back instead.")] = None,
) -> None:
    """File reviews from a file in a server's archive; running it twice adds nothing."""
    from bot.cli.exchange import import_file, undo_import  # noqa: PLC0415

    if undo is not None:
        raise typer.Exit(undo_import(_settings(), undo, server, member))
    if file is None:
        _fail("Name the file to import.")
    raise typer.Exit(import_file(_settings(), file, server, member, dry_run=dry_run, keep_authors=keep_authors))


@app.command()
def export(
    *,
    server: Annotated[int, typer.Option(min=1, help="The Discord server's id.")],
    form: Annotated[
        Literal["csv", "json", "markdown", "letterboxd"], typer.Option("--format", help="JSON holds everything.")
    ] = "json",
    out: Annotated[Path | None, typer.Option(help="The file to write; without it, standard output.")] = None,
    member: Annotated[int | None, typer.Option(min=1, help="Only this member's reviews.")] = None,
) -> None:
    """Write a server's reviews to a file."""
    from bot.cli.exchange import export_file  # noqa: PLC0415

    raise typer.Exit(export_file(_settings(), server, form, out, member))


@app.command()
def site(
    *,
    server: Annotated[int, typer.Option(min=1, help="The Discord server's id.")],
    out: Annotated[Path, typer.Option(help="The folder to write; a later run writes there what changed.")],
    title: Annotated[str, typer.Option(help="What the pages are headed by.")] = "Film club",
    address: Annotated[str, typer.Option(help="Where they will stand, for the feeds: https://example.org/club/")] = "",
) -> None:
    """Write a server's home page: static pages of the members who agreed to it in /privacy."""
    from bot.cli.site import write_site  # noqa: PLC0415

    raise typer.Exit(write_site(_settings(), server, out, title, address))


@app.command()
def migrate(
    *, show: Annotated[bool, typer.Option("--show", help="Show what is missing, and run nothing.")] = False
) -> None:
    """Bring the archive's schema up to date; the bot does so by itself when it starts."""
    from bot.cli.maintenance import run_migrations  # noqa: PLC0415

    raise typer.Exit(run_migrations(_settings(), show_only=show))


@app.command()
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="The file to write; it must not be there yet. Without it, one more in the folder PULLQUOTE_BACKUPS."
        ),
    ] = None,
    *,
    repeat: Annotated[
        bool, typer.Option("--repeat", help="Take one whenever one is due, until stopped: for a service of its own.")
    ] = False,
) -> None:
    """Back the whole archive up while the bot runs, and read the backup back."""
    from bot.cli.maintenance import keep_backups, write_backup  # noqa: PLC0415

    if file is not None and repeat:
        _fail("Name a file, or --repeat: it goes into the folder PULLQUOTE_BACKUPS.")
    settings = _settings()
    if file is not None:
        raise typer.Exit(write_backup(settings, file))
    if not settings.backups:
        _fail("Name the file to write, or set PULLQUOTE_BACKUPS to a folder.")
    raise typer.Exit(keep_backups(settings, repeat=repeat))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `pullquote backup` wrote.")],
    *,
    erased: Annotated[
        list[str] | None,
        typer.Option(help="An archive's address or a journal's path: what was erased there is erased again."),
    ] = None,
) -> None:
    """Read a backup into an empty archive, of either kind of database."""
    from bot.cli.maintenance import restore_backup  # noqa: PLC0415

    raise typer.Exit(restore_backup(_settings(), file, erased or ()))


@app.command()
def doctor(
    *, rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the search index anew first.")] = False
) -> None:
    """Look at everything the bot needs: settings, token, archive, disk, model; say what is wrong."""
    from bot.cli.maintenance import doctor as examine  # noqa: PLC0415

    raise typer.Exit(examine(rebuild=rebuild))


@app.command()
def health(
    *, live: Annotated[bool, typer.Option("--live", help="Ask only whether it runs, not whether it can work.")] = False
) -> None:
    """Ask the running bot whether it is ready, at the address in PULLQUOTE_HTTP; says what is missing."""
    from bot.cli.health import ask_health  # noqa: PLC0415

    raise typer.Exit(ask_health(_settings(), live=live))


def _text_of(file: Path) -> str:
    """Read and decode a file or standard input, or end with one sentence."""
    from bot.decoding import MAXIMUM_FILE_BYTES, decode  # noqa: PLC0415

    try:
        data = _bytes_of(file, MAXIMUM_FILE_BYTES + 1)
    except OSError as error:
        _fail(f"{file} cannot be read: {error.strerror}.")
    if len(data) > MAXIMUM_FILE_BYTES:
        _fail(f"That file has more than {MAXIMUM_FILE_BYTES:,} bytes, which is the limit for one review.")
    try:
        decoded = decode(data, file.name)
    except ValueError as refusal:
        _fail(str(refusal))
    if decoded.note:
        typer.echo(decoded.note, err=True)
    return decoded.text


def _bytes_of(file: Path, limit: int) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read(limit)
    with file.open("rb") as stream:
        return stream.read(limit)


def _is_free(port: int) -> bool:
    """Say whether a port of this machine can be listened on."""
    import socket  # noqa: PLC0415

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _settings(*, token: bool = False) -> Settings:
    """Read the settings; with `token`, see to the token too, before discord.py is loaded, which takes a second."""
    from bot.settings import SettingsError, load_settings  # noqa: PLC0415

    try:
        settings = load_settings()
        if token:
            settings.token()
    except SettingsError as error:
        _fail(str(error))
    return settings


def _fail(sentence: str) -> NoReturn:
    """Say what is wrong on standard error and end with a non-zero status."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
