from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.document.library import Library
from service.document.model import Entry
from service.web.app import make_web_app
from service.web.site import Site

from .conftest import ENTRIES
from .fakes import BrokenDesk, SilentDesk, get_key
from .html import get_all, get_by_id, get_links, get_one, get_sentences, get_text, parse

each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)


def get_page(client: FlaskClient, slug: str) -> Element:
    return parse(client.get(f"/glossary/{slug}/").text)


@each_entry
def test_a_page_shows_each_sentence_once_and_in_order(client: FlaskClient, entry: Entry) -> None:
    shown = list(get_sentences(get_page(client, entry.slug)))
    assert shown == [(sentence.id, sentence.text) for sentence in entry.get_sentences()]


@each_entry
def test_the_headings_are_the_title_and_those_of_the_sections(client: FlaskClient, entry: Entry) -> None:
    page = get_page(client, entry.slug)
    heading = get_one(page, "h1")
    assert get_text(heading) == entry.title
    assert [each.get("id") for each in heading.iter("span")] == [entry.introduction.heading.id]
    for section in entry.sections:
        assert get_text(get_by_id(page, section.id)) == section.title
        assert get_by_id(page, section.id).tag == "h2"


@each_entry
def test_a_page_tells_how_to_say_the_title_and_how_to_find_it_on_the_phone(client: FlaskClient, entry: Entry) -> None:
    text = get_text(get_one(get_page(client, entry.slug), "main"))
    assert f"Say it: {entry.say}" in text
    assert f"On the phone: {' '.join(entry.code)}" in text


def test_every_part_has_a_player_that_makes_no_sound_until_asked(client: FlaskClient) -> None:
    players = get_all(get_page(client, "grief"), "audio")
    parts = ["say-it", "introduction", "definition", "how-it-forms", "how-it-shows-up", "how-it-heals", ""]
    assert [player.get("src") for player in players] == [f"/audio/{get_key('grief', part)}.mp3" for part in parts]
    for player in players:
        assert player.get("preload") == "none"
        assert player.get("controls") is not None
        assert player.get("autoplay") is None


def test_a_player_is_named_by_the_label_above_it(client: FlaskClient) -> None:
    for sound in [each for each in get_page(client, "grief").iter("div") if each.get("class") == "sound"]:
        name = get_one(sound, "audio").get("aria-label", "no name")
        assert get_text(get_all(sound, "p")[0]).startswith(f"{name} MP3")


def test_a_label_says_that_the_audio_stands_for_the_text(client: FlaskClient) -> None:
    assert "Audio version of the text above: How it forms" in get_text(get_page(client, "grief"))


def test_length_and_size_are_told_when_they_are_known(client: FlaskClient) -> None:
    page = get_page(client, "grief")
    sounds = [get_text(each) for each in page.iter("div") if each.get("class") == "sound"]
    label, facts = "Audio version of the text above:", "MP3, 1 minute 20 seconds, 640 kilobytes"
    assert sounds[0] == f"{label} Grief, introduction {facts}"
    unmade = "not made yet: its link at the end of the page has it made, and tells when it is ready"
    assert sounds[1] == f"{label} Definition MP3, {unmade}"
    [files] = [get_one(each, "ul") for each in page.iter("div") if each.get("class") == "listen"]
    assert [get_text(each) for each in get_all(files, "li")][:2] == [
        "Download audio: Grief, introduction 640 kilobytes", "Download audio: Grief, Definition"]  # fmt: skip


def test_every_part_and_the_whole_can_be_downloaded(client: FlaskClient) -> None:
    links = dict(get_links(get_page(client, "grief")))
    assert links["Download audio: Grief, How it heals"] == "/glossary/grief/download/how-it-heals.mp3"
    assert links["Download audio: Grief, introduction"] == "/glossary/grief/download/introduction.mp3"
    assert links["Download audio: Grief, whole entry"] == "/glossary/grief/download/all.mp3"


@pytest.mark.parametrize("desk", [SilentDesk, BrokenDesk])
@each_entry
def test_without_audio_the_page_is_still_whole(library: Library, entry: Entry, desk: type[SilentDesk]) -> None:
    response = make_web_app(Site(), library, desk(library)).test_client().get(f"/glossary/{entry.slug}/")
    page = parse(response.text)
    assert response.status_code == 200
    assert [each for each, _ in get_sentences(page)] == [sentence.id for sentence in entry.get_sentences()]
    assert get_all(page, "audio") == []
    assert "There is no audio at the moment." in get_text(page)
    assert "download" not in response.text


def test_a_silent_desk_is_told_in_words_and_a_broken_one_shows_nothing_of_its_inside(library: Library) -> None:
    silent, broken = (make_web_app(Site(), library, desk(library)) for desk in (SilentDesk, BrokenDesk))
    assert "There is no audio at the moment." in silent.test_client().get("/glossary/grief/").text
    assert "broker" not in broken.test_client().get("/glossary/grief/").text


@each_entry
def test_related_entries_and_sources_are_listed(client: FlaskClient, library: Library, entry: Entry) -> None:
    page = get_page(client, entry.slug)
    text, links = get_text(page), get_links(page)
    for slug in entry.related:
        assert (library.get_shelf("en").get_entry(slug).title, f"/glossary/{slug}/") in links
    for source in entry.sources:
        assert f"{source.author} ({source.year}). {source.title}. {source.where}." in text
        assert source.link is None or (source.title, source.link) in links


def test_a_source_of_another_language_names_it(client: FlaskClient, library: Library) -> None:
    for entry in library.get_shelf("es").entries:
        page = parse(client.get(f"/es/glossary/{entry.slug}/").text)
        shown = {get_text(each): each.get("lang") for each in get_all(page, "cite", "a")}
        assert {source.title: shown[source.title] for source in entry.sources} == {
            source.title: "en" for source in entry.sources
        }
    page = get_page(client, "grief")
    titles = [source.title for source in library.get_shelf("en").get_entry("grief").sources]
    assert {each.get("lang") for each in get_all(page, "cite", "a") if get_text(each) in titles} == {None}


def test_a_page_says_when_it_was_reviewed(client: FlaskClient) -> None:
    assert "Reviewed on 22 November 2026" in get_text(get_page(client, "grief"))


def test_pages_lead_on_and_back_in_the_order_of_titles(client: FlaskClient) -> None:
    for before, after in zip(ENTRIES, ENTRIES[1:], strict=False):
        first, second = get_links(get_page(client, before.slug)), get_links(get_page(client, after.slug))
        assert (f"Next entry: {after.title}", f"/glossary/{after.slug}/") in first
        assert (f"Previous entry: {before.title}", f"/glossary/{before.slug}/") in second
    assert "Previous entry" not in get_text(get_page(client, ENTRIES[0].slug))
    assert "Next entry" not in get_text(get_page(client, ENTRIES[-1].slug))


def test_the_trail_leads_home(client: FlaskClient) -> None:
    (trail,) = [nav for nav in get_all(get_page(client, "grief"), "nav") if nav.get("class") == "trail"]
    assert get_links(trail) == [("Home", "/"), ("Glossary", "/glossary/")]
    assert get_text(trail) == "Home Glossary Grief"


def test_links_that_leave_do_not_tell_where_from(client: FlaskClient) -> None:
    leaving = [link for link in get_page(client, "grief").iter("a") if link.get("href", "").startswith("http")]
    assert leaving
    assert {link.get("rel") for link in leaving} == {"noreferrer", "nofollow noreferrer noopener"}


@pytest.mark.parametrize("host", ["localhost", "example.org"])
def test_an_entry_without_its_last_slash_is_led_on_by_path_alone(client: FlaskClient, host: str) -> None:
    response = client.get("/glossary/grief?x=1", headers={"Host": host})
    assert (response.status_code, response.headers["Location"]) == (308, "/glossary/grief/")
    assert response.data == b""
