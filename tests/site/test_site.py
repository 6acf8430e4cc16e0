"""The home page: who stands on it, what its files are, and that a second run writes what changed."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import html5lib
import pytest

from bot.archive import Archive
from bot.archive.evening import NightPlan
from bot.archive.store import ServerArchive
from bot.archive.types import Film
from bot.cli import main
from bot.site import SiteError, files_of, read_site, write, writing
from bot.site.writing import MANIFEST
from tests.archive.builders import SLOW, make_draft
from tests.discussion.builders import ALIEN, DUNE, NOON, Line, draft

ADA, BEN, MAX, EVE = 1, 2, 3, 4
GUILD, OTHER = 100, 200
HOSTILE = '<script>alert("1")</script> & <b onclick=x>'
LOVED = Line("Every frame of it is a painting.", 0.9, "visuals", quote=True)
LONG = Line("It drags & drags < for hours.", -0.7, "pacing", quote=True)
ENDS = Line("He drowns zyzzogeton at the end.", -0.5, "ending", quote=True, spoiler=True)


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield opened


@pytest.fixture
def server(archive: Archive) -> ServerArchive:
    return archive.server(GUILD)


async def fill(server: ServerArchive) -> None:
    """File five reviews by Ada, Ben and Max, of whom Ada and Ben agreed."""
    await server.add(draft(ADA, LOVED, ENDS, film=DUNE, rating=9.0, minute=1))
    await server.add(draft(BEN, LONG, film=DUNE, rating=3.0, label="negative", minute=2))
    await server.add(draft(ADA, Line(f"A film of {HOSTILE} teeth.", 0.8, quote=True), film=ALIEN, minute=3))
    await server.add(draft(MAX, Line("Max was here.", 0.8, quote=True), film=DUNE, minute=4))
    await server.add(draft(BEN, Line("No film at all.", 0.2), film=None, minute=5))
    await server.publish(ADA, f"Ada {HOSTILE}")
    await server.publish(BEN, "Ben")


async def drawn(server: ServerArchive, address: str = "") -> dict[str, bytes]:
    return dict(files_of(await read_site(server, f"Club {HOSTILE}", address)))


def everything(files: dict[str, bytes]) -> str:
    return b"\n".join(files.values()).decode()


async def test_only_who_agreed_stands_there(server: ServerArchive) -> None:
    await fill(server)
    site = await read_site(server, "Club")
    assert [each.review.number for each in site.reviews] == [5, 3, 2, 1]
    assert [(film.name, film.page.reviewers) for film in site.films] == [("Alien (1979)", 1), ("Dune (2021)", 2)]
    assert [(member.name, len(theirs)) for member, theirs in site.members] == [(f"Ada {HOSTILE}", 2), ("Ben", 2)]
    assert "Max was here" not in everything(await drawn(server))


async def test_a_films_page_counts_its_key_points(server: ServerArchive) -> None:
    for author, words in ((ADA, "The ending drags badly."), (BEN, "A dull ending."), (MAX, "The ending is superb.")):
        side = 1 if author == MAX else -1
        await server.add(draft(author, Line(words, 0.8 * side, "ending"), film=DUNE, minute=author))
        await server.publish(author, f"Member {author}")
    site = await read_site(server, "Club")
    (film,) = site.films
    assert [(point.name, point.praise, point.criticism) for point in film.page.points] == [("ending", 1, 2)]
    assert b'<th scope="row">ending</th>' in dict(files_of(site))[film.path]


async def test_nobody_hidden_silent_forgotten_blind_or_elsewhere_stands_there(
    archive: Archive, server: ServerArchive
) -> None:
    await fill(server)
    await archive.server(OTHER).add(draft(ADA, Line("Elsewhere."), minute=9))
    night = await server.plan_night(NightPlan("Dune", 2021, ADA, 5, NOON, NOON))
    await server.add(draft(ADA, Line("Blind."), minute=10, blind=night.number))
    await server.add(draft(ADA, Line("A critic's."), minute=11, critic="Somebody"))
    await server.hide(3, 9, "off topic")
    assert [each.review.number for each in (await read_site(server, "Club")).reviews] == [5, 2, 1]
    await server.opt_out(BEN)
    assert [each.review.number for each in (await read_site(server, "Club")).reviews] == [1]
    await server.unpublish(ADA)
    assert (await read_site(server, "Club")).reviews == ()
    await server.opt_in(BEN)
    await server.forget(BEN)
    assert await server.published() == {}
    await server.publish(EVE, "Eve")
    assert (await read_site(server, "Club")).members == ()


async def test_every_page_is_valid_and_every_link_leads_somewhere(server: ServerArchive) -> None:
    await fill(server)
    files = await drawn(server)
    pages = {path: data for path, data in files.items() if path.endswith(".html")}
    assert len(pages) == 4 + 2 + 2 + 4
    for path, data in pages.items():
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data.decode())
        assert tree.find("head/title").text
        assert len(tree.findall(".//h1")) == 1
        ids = [each.get("id") for each in tree.iter() if each.get("id")]
        assert len(ids) == len(set(ids))
        labelled = {each.get("for") for each in tree.findall(".//label")}
        inside = {id(field) for label in tree.findall(".//label") for field in label.iter("input")}
        assert all(field.get("id") in labelled or id(field) in inside for field in tree.findall(".//input"))
        for each in tree.iter():
            assert not any(name.startswith("on") or name == "style" for name in each.attrib), path
            target = each.get("href") or each.get("src") or ""
            if target and not target.startswith("#"):
                where = (Path("/") / path).parent / unquote(target)
                assert str(where.resolve())[1:] in files, f"{path} leads to {target}"
    scripts = re.findall(rb"<script[^>]*>", b"".join(pages.values()))
    assert scripts == [b'<script src="search.js" defer>']


async def test_a_spoiler_stays_closed_wherever_a_line_goes(server: ServerArchive) -> None:
    await fill(server)
    files = await drawn(server)
    holding = [path for path, data in files.items() if b"zyzzogeton" in data]
    assert holding == ["reviews/1.html"]
    tree = html5lib.parse(files["reviews/1.html"].decode(), namespaceHTMLElements=False)
    (label,) = tree.findall(".//label")
    assert label.get("class") == "spoiler"
    assert label.find("span[@class='words']").text == ENDS.text
    assert label.find("input").get("checked") is None
    assert b"[spoiler]" in files["feed.atom"]


async def test_words_are_the_reviews_own(server: ServerArchive) -> None:
    await fill(server)
    files = await drawn(server)
    for number in (1, 2, 3, 5):
        tree = html5lib.parse(files[f"reviews/{number}.html"].decode(), namespaceHTMLElements=False)
        (text,) = tree.findall(".//div[@class='text']")
        for closed in text.iter("span"):
            if closed.get("class") == "closed":
                closed.text = ""
        said = " ".join("".join(text.itertext()).split())
        stored = (await server.get(number)).text.replace("||", "")
        assert said == " ".join(stored.split())


async def test_the_feeds_are_read_by_what_reads_feeds(server: ServerArchive) -> None:
    await fill(server)
    files = await drawn(server, "https://example.org/club/")
    atom = ET.fromstring(files["feed.atom"])  # noqa: S314  (ours)
    space = "{http://www.w3.org/2005/Atom}"
    entries = atom.findall(f"{space}entry")
    assert [each.find(f"{space}link").get("href") for each in entries][:1] == [
        "https://example.org/club/reviews/5.html"
    ]
    ids = [atom.find(f"{space}id").text, *(each.find(f"{space}id").text for each in entries)]
    assert len(set(ids)) == 5
    assert str(GUILD) not in "".join(ids).split(":")
    feed = json.loads(files["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["url"] for item in feed["items"]][3] == "https://example.org/club/reviews/1.html"
    assert feed["items"][3]["content_text"].startswith(f"{LOVED.text} [spoiler]")


async def test_no_number_of_discords_stands_in_any_file(server: ServerArchive) -> None:
    ada = 123_456_789_012_345_678
    await server.add(make_draft(SLOW, ada, film_title="Dune", message_ids=(987_654_321_098_765_432,)))
    await server.publish(ada, "Ada")
    files = await drawn(server)
    assert str(ada) not in everything(files) + "".join(files)
    assert "987654321098765432" not in everything(files)


async def test_a_second_run_writes_what_changed_and_removes_who_withdrew(server: ServerArchive, tmp_path: Path) -> None:
    await fill(server)
    out = tmp_path / "site"
    first = write(out, files_of(await read_site(server, "Club")))
    assert (first.changed, first.removed) == (first.files, 0)
    assert write(out, files_of(await read_site(server, "Club"))).changed == 0
    kept = (out / "reviews" / "1.html").stat().st_mtime_ns
    await server.unpublish(BEN)
    again = write(out, files_of(await read_site(server, "Club")))
    assert again.removed >= 3
    assert 0 < again.changed < again.files
    assert (out / "reviews" / "1.html").stat().st_mtime_ns == kept
    there = b"\n".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert b"Ben" not in there
    assert b"drags" not in there
    assert not list(out.rglob("*ben*"))


async def test_a_run_that_was_broken_off_is_ended_by_the_next(
    server: ServerArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(server)
    out = tmp_path / "site"

    def broken(path: Path, data: bytes) -> None:
        if path.name == "feed.atom":
            raise OSError("the disk is full")
        put(path, data)

    put = writing._put
    monkeypatch.setattr(writing, "_put", broken)
    with pytest.raises(OSError, match="full"):
        write(out, files_of(await read_site(server, "Club")))
    monkeypatch.undo()
    assert (out / "reviews" / "2.html").exists()
    await server.unpublish(BEN)
    write(out, files_of(await read_site(server, "Club")))
    assert not (out / "reviews" / "2.html").exists()
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == {
        MANIFEST,
        *dict(files_of(await read_site(server, "Club"))),
    }


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SiteError, match="holds something else"):
        write(tmp_path, [("index.html", b"")])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    out = tmp_path / "out"
    write(out, [("index.html", b"x")])
    (out / MANIFEST).write_text(json.dumps({"version": 1, "files": {"../mine.txt": "x"}}))
    with pytest.raises(SiteError, match="outside of the folder"):
        write(out, [("index.html", b"x")])
    assert (tmp_path / "mine.txt").exists()
    (out / MANIFEST).write_text("{")
    with pytest.raises(SiteError, match="is damaged"):
        write(out, [("index.html", b"x")])


async def test_a_film_whose_name_hides_something_is_named_without_it(server: ServerArchive) -> None:
    await server.add(draft(ADA, LOVED, film=Film(1, "The Keeper ||who drowns||", 2019)))
    await server.publish(ADA, "Ada")
    assert "drowns" not in everything(await drawn(server)) + "".join(await drawn(server))


def test_the_command_writes_it_and_says_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import asyncio  # noqa: PLC0415

    url = f"sqlite:///{tmp_path / 'club.db'}"

    async def make() -> None:
        async with await Archive.open(url) as archive:
            await fill(archive.server(GUILD))

    asyncio.run(make())
    monkeypatch.setenv("PULLQUOTE_DATABASE", url)
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "site"
    with pytest.raises(SystemExit) as left:
        main(["site", "--server", str(GUILD), "--out", str(out), "--title", "Our club"])
    assert left.value.code == 0
    assert "4 reviews by 2 members who agreed" in capsys.readouterr().err
    assert "<h1>Our club</h1>" in (out / "index.html").read_text()
    with pytest.raises(SystemExit) as left:
        main(["site", "--server", str(GUILD), "--out", str(tmp_path)])
    assert left.value.code == 1
    assert "holds something else" in capsys.readouterr().err
