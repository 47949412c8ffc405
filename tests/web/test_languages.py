"""Several languages on one site: addresses, words, links between translations, and the switch."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.document import entry_reader
from service.document.library import Library, read_library
from service.errors import UnknownName
from service.languages import get_language
from service.web import room as room_module
from service.web.app import make_web_app
from service.web.headers import HEADERS
from service.web.site import Site

from .conftest import CONTENT
from .fakes import FakeDesk, SilentDesk, get_key
from .html import get_all, get_by_id, get_links, get_one, get_sentences, get_text, parse
from .shelves import ALONE, PAIRS, SHOWN, get_entry, make_library, make_right_to_left, write_content

HELPLINES = CONTENT / "en" / "helplines.toml"
EVERY = [(language, address) for language, addresses in SHOWN.items() for address in addresses]
each_page = pytest.mark.parametrize(("language", "address"), [*EVERY, ("en", "/nothing/"), ("es", "/es/nothing/")])
each_pair = pytest.mark.parametrize(("english", "spanish"), PAIRS.items())
ROBOTS = ["/glossary/*/audio/", "/glossary/*/download/", "/es/glossary/*/audio/", "/es/glossary/*/download/"]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_content(tmp_path_factory.mktemp("shelves"), HELPLINES)


@pytest.fixture(scope="module")
def both(content: Path) -> Library:
    return read_library(content)


@pytest.fixture(scope="module")
def client(both: Library, content: Path) -> FlaskClient:
    return make_web_app(Site(content=content), both, FakeDesk(both)).test_client()


def get_page(client: FlaskClient, address: str) -> Element:
    return parse(client.get(address).text)


def get_switch(page: Element) -> Element:
    (switch,) = [nav for nav in get_all(page, "nav") if nav.get("class") == "languages"]
    return switch


def get_alternates(page: Element) -> dict[str, str]:
    links = [link for link in get_all(page, "link") if link.get("rel") == "alternate"]
    return {link.get("hreflang", ""): link.get("href", "") for link in links}


@each_page
def test_a_page_has_the_language_of_its_address(client: FlaskClient, language: str, address: str) -> None:
    page = get_page(client, address)
    assert (page.get("lang"), page.get("dir")) == (get_language(language).page_tag, "ltr")
    words = get_language(language).words
    assert get_text(get_all(page, "a")[0]) == words("skip")
    assert [nav.get("aria-label") for nav in get_all(page, "nav")[:2]] == [words("exit_menu"), words("main_menu")]
    assert (words("search"), "/search/" if language == "en" else "/es/search/") in get_links(get_one(page, "header"))


def test_the_name_of_the_site_keeps_its_own_language(both: Library, content: Path) -> None:
    client = make_web_app(Site(name="Tea & <b>", content=content), both, FakeDesk(both)).test_client()
    assert '/">Tea &amp; &lt;b&gt;, home page</a>' in client.get("/").text
    assert '/">' + '<span lang="en-GB">Tea &amp; &lt;b&gt;</span>, página de inicio</a>' in client.get("/es/").text


def test_every_page_is_there(client: FlaskClient) -> None:
    assert {address: client.get(address).status_code for _, address in EVERY} == {address: 200 for _, address in EVERY}


@each_page
def test_links_stay_in_the_language_but_for_the_switch(client: FlaskClient, language: str, address: str) -> None:
    page = get_page(client, address)
    targets = [each.get(name) for each in page.iter() for name in ("href", "src", "action") if not each.get("hreflang")]
    parts = [urlsplit(urljoin(address, target)) for target in targets if target]
    own = {each.path for each in parts if not each.scheme and not each.path.startswith(("/static/", "/audio/"))}
    written = {"/es/safety/"} if address == "/safety/" else set()  # the author's own link to another language
    assert {path for path in own if path.startswith("/es/") != (language == "es")} == written


def test_every_entry_of_every_language_shows_each_sentence_once_and_in_order(library: Library) -> None:
    client = make_web_app(Site(), library, FakeDesk(library)).test_client()
    for entry in library.get_entries():
        prefix = "" if entry.language == "en" else f"/{entry.language}"
        shown = list(get_sentences(get_page(client, f"{prefix}/glossary/{entry.slug}/")))
        assert shown == [(sentence.id, sentence.text) for sentence in entry.get_sentences()]


@each_pair
def test_translations_name_each_other_and_themselves(client: FlaskClient, english: str, spanish: str) -> None:
    expected = {"en": english, "es": spanish, "x-default": english}
    assert get_alternates(get_page(client, english)) == get_alternates(get_page(client, spanish)) == expected


@pytest.mark.parametrize("address", [*ALONE, "/nothing/", "/es/nothing/", "/es/glossary/grief/"])
def test_a_page_without_translation_names_none(client: FlaskClient, address: str) -> None:
    assert get_alternates(get_page(client, address)) == {}


def test_links_between_translations_are_whole_where_the_address_is_known_and_never_from_the_request(
    both: Library,
) -> None:
    site = Site(address="https://words.example.org")
    client = make_web_app(site, both, FakeDesk(both)).test_client()
    page = parse(client.get("/es/help/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}).text)
    assert get_alternates(page)["es"] == "https://words.example.org/es/help/"
    assert get_alternates(page)["x-default"] == "https://words.example.org/help/"
    assert [link.get("href") for link in get_links_of_switch(page)] == ["/help/"]


def get_links_of_switch(page: Element) -> list[Element]:
    return get_all(get_switch(page), "a")


@each_page
def test_the_switch_has_its_place_and_order_on_every_page(client: FlaskClient, language: str, address: str) -> None:
    page = get_page(client, address)
    switch = get_switch(page)
    assert list(get_one(page, "header"))[-1] is switch
    assert switch.get("aria-label") == get_language(language).words("languages")
    names = [get_text(item).partition(":")[0] for item in get_all(switch, "li")]
    assert names == ["English", "Español"]


@each_page
def test_the_current_language_is_told_and_is_no_link(client: FlaskClient, language: str, address: str) -> None:
    switch = get_switch(get_page(client, address))
    (current,) = [each for each in switch.iter() if each.get("aria-current")]
    assert (current.tag, current.get("aria-current")) == ("span", "true")
    assert get_text(current) == get_language(language).name
    assert all(get_language(language).name != get_text(link) for link in get_all(switch, "a"))


@each_pair
def test_the_switch_leads_to_the_same_page(client: FlaskClient, english: str, spanish: str) -> None:
    for here, there, tag in ((english, spanish, "es"), (spanish, english, "en")):
        (link,) = get_links_of_switch(get_page(client, here))
        language = get_language(tag)
        assert (link.get("href"), get_text(link)) == (there, language.name)
        assert (link.get("hreflang"), link.get("lang"), link.get("dir")) == (tag, language.page_tag, "ltr")


@pytest.mark.parametrize(("here", "there"), [*ALONE.items(), ("/nothing/", "/es/glossary/"), ("/es/x/", "/glossary/")])
def test_where_there_is_no_such_page_the_switch_says_that_it_leads_to_the_list(
    client: FlaskClient, here: str, there: str
) -> None:
    (link,) = get_links_of_switch(get_page(client, here))
    language = get_language(link.get("hreflang", ""))
    assert link.get("href") == there
    assert get_text(link) == language.words("language_without_page", language=language.name) != language.name


def test_one_language_has_no_switch_and_no_links_between_translations(both: Library) -> None:
    one = Library({"en": both.get_shelf("en")})
    page = get_page(make_web_app(Site(), one, FakeDesk(one)).test_client(), "/glossary/grief/")
    assert [nav.get("class") for nav in get_all(page, "nav")] == ["exit", None, "trail"]
    assert get_alternates(page) == {}


def test_search_stays_in_its_language(client: FlaskClient) -> None:
    page = parse(client.post("/es/search/", data={"words": "duelo"}).text)
    assert get_text(get_one(page, "h1")) == "Resultados de la búsqueda"
    assert ("Duelo", "/es/glossary/duelo/") in get_links(get_one(page, "main"))
    assert get_one(page, "form").get("action") == "/es/search/"
    assert [link.get("href") for link in get_links_of_switch(page)] == ["/search/"]
    nothing = parse(client.post("/es/search/", data={"words": "shame"}).text)
    assert get_text(get_one(nothing, "h1")) == "No se ha encontrado nada"


@pytest.mark.parametrize("words", ["daño", "dano", "DAÑO", "dan\u0303o", "daño emocional", "dañó", "120"])
def test_search_forgives_accents_and_the_tilde(client: FlaskClient, words: str) -> None:
    page = parse(client.post("/es/search/", data={"words": words}).text)
    assert get_links(get_one(page, "main"))[0] == ("Daño emocional", "/es/glossary/dano/")


@pytest.mark.parametrize("words", ["manana", "habra", "nino"])
def test_search_forgives_them_in_the_text_too(client: FlaskClient, words: str) -> None:
    assert "/es/glossary/dano/" in client.post("/es/search/", data={"words": words}).text


def test_a_refused_search_says_why_in_its_language(client: FlaskClient) -> None:
    response = client.post("/es/search/", data={"words": ""})
    assert response.status_code == 400
    assert get_text(get_by_id(parse(response.text), "search_refusal")).startswith("Primero escribe")


@pytest.mark.parametrize(
    ("method", "address", "code", "heading"),
    [
        ("GET", "/es/nothing/", 404, "Página no encontrada"),
        ("GET", "/es/glossary/grief/", 404, "Página no encontrada"),
        ("GET", "/es/audio/" + "0" * 64 + ".mp3", 404, "Página no encontrada"),
        ("GET", "/es/en/", 404, "Página no encontrada"),
        ("POST", "/es/", 405, "Esta dirección no funciona de esa manera"),
        ("GET", "/es/fail/400", 400, "La petición no estaba clara"),
        ("GET", "/es/fail/500", 500, "Algo ha fallado"),
        ("GET", "/es/fail/418", 418, "No ha funcionado"),
        ("GET", "/glossary/duelo/", 404, "Page not found"),
        ("GET", "/en/", 404, "Page not found"),
        ("GET", "/ES/", 404, "Page not found"),
        ("GET", "/esx/", 404, "Page not found"),
        ("POST", "/", 405, "This address does not work that way"),
    ],
)
def test_a_failure_is_told_in_the_language_of_the_address(
    both: Library, method: str, address: str, code: int, heading: str
) -> None:
    app = make_web_app(Site(), both, FakeDesk(both))

    @app.get("/es/fail/<int:number>")
    def fail(number: int) -> str:
        from flask import abort

        if number == 500:
            raise RuntimeError
        abort(number)

    response = app.test_client().open(address, method=method)
    page = parse(response.text)
    assert response.status_code == code
    assert get_text(get_one(page, "h1")) == heading
    prefix = "/es" if address.startswith("/es/") else ""
    assert f"{prefix}/glossary/" in [target for _, target in get_links(get_one(page, "main"))]


def test_too_much_text_is_refused_in_the_language_of_the_address(client: FlaskClient) -> None:
    response = client.post("/es/search/", data={"words": "a" * 70_000})
    assert (response.status_code, "Era demasiado texto" in response.text) == (413, True)


def test_audio_that_is_late_or_missing_is_told_in_the_language_of_the_address(both: Library) -> None:
    desk = FakeDesk(both, missing={"introduction"})
    late = (
        make_web_app(Site(), both, desk)
        .test_client()
        .get("/es/glossary/duelo/audio/introduction.mp3", headers={"Accept": "text/html"})
    )
    page = parse(late.text)
    assert (late.status_code, get_text(get_one(page, "h1"))) == (202, "El audio todavía no está listo")
    assert ("Volver a mirar ahora", "/es/glossary/duelo/audio/introduction.mp3?check") in get_links(page)
    silent = make_web_app(Site(), both, SilentDesk(both)).test_client().get("/es/glossary/duelo/")
    assert "En este momento no hay audio." in silent.text


def test_dates_lengths_and_sizes_are_in_the_language_of_the_page(client: FlaskClient) -> None:
    text = get_text(get_page(client, "/es/glossary/duelo/"))
    assert "Revisado el 22 de noviembre de 2026" in text
    assert "MP3, 1 minuto 20 segundos, 640 kilobytes" in text


def test_audio_by_its_key_is_one_for_all_languages(client: FlaskClient) -> None:
    for address, slug in (("/glossary/grief/", "grief"), ("/es/glossary/duelo/", "duelo")):
        player = get_all(get_page(client, address), "audio")[1]
        assert player.get("src") == f"/audio/{get_key(slug, 'introduction')}.mp3"
        assert client.get(player.get("src", "")).status_code == 200
    assert client.get(f"/es/audio/{get_key('duelo', '')}.mp3").status_code == 404


def test_labels_of_players_are_in_the_language_of_the_page(client: FlaskClient) -> None:
    page = get_page(client, "/es/glossary/duelo/")
    labels = [player.get("aria-label") for player in get_all(page, "audio")]
    assert labels[0] == "Cómo se dice: Duelo"
    assert labels[1] == "Versión en audio del texto anterior: Duelo, introducción"
    assert labels[-1] == "Versión en audio de la entrada completa: Duelo"
    assert ("Descargar audio: Duelo, entrada completa", "/es/glossary/duelo/download/all.mp3") in get_links(page)


@pytest.mark.parametrize(
    ("neutral", "address", "name"),
    [
        (False, "/es/glossary/duelo/download/all.mp3", "duelo.mp3"),
        (False, "/es/glossary/duelo/download/que-significa.mp3", "duelo-que-significa.mp3"),
        (True, "/es/glossary/duelo/download/all.mp3", "audio-es-110.mp3"),
        (True, "/es/glossary/duelo/download/que-significa.mp3", "audio-es-110-2.mp3"),
        (True, "/glossary/grief/download/all.mp3", "audio-110.mp3"),
    ],
)
def test_downloads_of_translations_have_different_names(both: Library, neutral: bool, address: str, name: str) -> None:
    client = make_web_app(Site(neutral_names=neutral), both, FakeDesk(both)).test_client()
    assert client.get(address).headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_an_image_is_that_of_its_language(client: FlaskClient) -> None:
    for address, language in (("/glossary/hope/", "en"), ("/es/glossary/esperanza/", "es")):
        (image,) = get_all(get_page(client, address), "img")
        with client.get(image.get("src", "")) as response:
            assert f"<!-- {language} -->" in response.text


@pytest.mark.parametrize("address", [*SHOWN["es"], "/es/nothing/", "/es", "/es/glossary/duelo/download/all.mp3"])
def test_headers_are_the_same_in_every_language(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accepted", ["es", "es-ES,es;q=0.9", "en", ""])
def test_the_language_is_never_guessed(client: FlaskClient, accepted: str) -> None:
    response = client.get("/", headers={"Accept-Language": accepted})
    assert response.status_code == 200
    assert parse(response.text).get("lang") == "en-GB"
    assert response.headers.get("Vary", "") in ("", "Accept-Encoding")


def test_an_address_without_its_last_slash_is_led_on_within_the_language(client: FlaskClient) -> None:
    for address in ("/es", "/es/glossary/duelo", "/es/help"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (308, f"{address}/")


def test_robots_leave_the_audio_of_every_language_alone_and_may_read_the_pages(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines == ["User-agent: *", "Disallow: /audio/", *(f"Disallow: {path}" for path in ROBOTS)]


def test_another_language_can_be_the_main_one(both: Library) -> None:
    client = make_web_app(Site(language="es"), both, FakeDesk(both)).test_client()
    assert get_page(client, "/").get("lang") == "es-ES"
    page = get_page(client, "/en/glossary/grief/")
    assert page.get("lang") == "en-GB"
    alternates = {"es": "/glossary/duelo/", "en": "/en/glossary/grief/", "x-default": "/glossary/duelo/"}
    assert get_alternates(page) == alternates
    assert [get_text(item) for item in get_all(get_switch(page), "li")] == ["Español", "English"]


def test_a_language_that_is_written_from_right_to_left_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hebrew = make_right_to_left()
    monkeypatch.setattr(room_module, "get_language", lambda tag: hebrew if tag == "he" else get_language(tag))
    monkeypatch.setattr(entry_reader, "get_languages", lambda: ("en", "es"))
    make_library(tmp_path, HELPLINES)
    (tmp_path / "he").mkdir()
    (tmp_path / "he" / "evel.md").write_text(get_entry("Evel", "110", "What", "Words."), encoding="utf-8")
    every = read_library(tmp_path)
    client = make_web_app(Site(), every, FakeDesk(every)).test_client()
    assert get_page(client, "/he/").get("dir") == "rtl"
    links = get_links_of_switch(get_page(client, "/es/glossary/duelo/"))
    assert [(link.get("lang"), link.get("dir")) for link in links] == [("en-GB", "ltr"), ("he", "rtl")]
    assert set(get_alternates(get_page(client, "/he/glossary/evel/"))) == {"en", "es", "he", "x-default"}


def test_a_folder_of_content_without_a_toml_is_an_error(tmp_path: Path) -> None:
    write_content(tmp_path, HELPLINES)
    (tmp_path / "xx").mkdir()
    library = read_library(tmp_path)
    with pytest.raises(UnknownName, match="no language named 'xx'. Known: en, "):
        make_web_app(Site(), library, FakeDesk(library))


def test_a_language_without_entries_is_not_offered(both: Library, tmp_path: Path) -> None:
    write_content(tmp_path, HELPLINES)
    for path in (tmp_path / "es").glob("*.md"):
        path.unlink()
    library = read_library(tmp_path)
    client = make_web_app(Site(), library, FakeDesk(library)).test_client()
    assert client.get("/es/").status_code == 404
    assert not re.search("Español", client.get("/").text)
