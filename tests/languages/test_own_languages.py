"""A publisher brings a language, or changes one, with a file in the content folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.errors import SettingsError, UnknownName
from service.languages import get_language, get_languages, use_languages
from service.settings import Settings
from service.wiring.studio import get_library

THIRD = Path(__file__).parent / "third"
NUMBERS = """[spoken.numbers]
num2words = "fr"
decimal = ","
point = "virgule"
minus = "moins"
plus = "plus"
plus_or_minus = "plus ou moins"
"""
FRENCH = (THIRD / "fr" / "language.toml").read_text(encoding="utf-8")
ALONE = FRENCH.replace('other_words = "en"\n', "")


@pytest.fixture(autouse=True)
def _forget(tmp_path: Path) -> Iterator[None]:
    yield
    use_languages(tmp_path / "nowhere")


def use(content: Path, tag: str, text: str | bytes) -> None:
    path = content / tag / "language.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    use_languages(content)


def test_a_language_is_known_as_long_as_its_content_is_used(tmp_path: Path) -> None:
    use_languages(THIRD)
    assert "fr" in get_languages()
    assert get_language("fr").words("reviewed", date="5 mars") == "Relu le 5 mars"
    use_languages(tmp_path)
    with pytest.raises(UnknownName):
        get_language("fr")


def test_a_publisher_changes_words_of_a_language_that_is_here(tmp_path: Path) -> None:
    use(tmp_path, "en", 'extends = "en"\n[interface]\nhome = "Start"\n')
    english = get_language("en")
    assert (english.interface["home"], english.interface["search"], english.page_tag) == ("Start", "Search", "en-GB")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (ALONE.replace('home = "Accueil"', ""), r"In \[interface\], these are missing: .*\bhome\b"),
        (FRENCH.replace('home = "Accueil"', "home = 7"), r"'home' is not a text in quotes, or empty\."),
        (FRENCH.replace("Relu le {date}", "Relu"), r"'reviewed' fills nothing; it must fill {date}\."),
        (FRENCH.replace("Relu le {date}", "Relu {"), r"'reviewed' cannot be filled: "),
        (FRENCH.replace("janvier ", ""), "'months' has not twelve words"),
        (FRENCH.replace('"ltr"', '"up"'), "'direction' is 'up'; write ltr or rtl"),
        (FRENCH.replace("page_tag", "pagetag"), r"missing: page_tag\.\n.*not known: pagetag\."),
        (FRENCH.replace("[interface]", "[words]"), r"There is no table \[interface\]"),
        ("spoken = 1\ninterface = 2\n" + FRENCH.split("[interface]")[0], "'spoken' is no table"),
        ('extends = "tlh"', r"no language named 'tlh'. Known: .*\ben\b"),
        ("extends = [1]", r"no language named '\[1\]'"),
        ('extends = "en"\ninterface = 3', "no table"),
        ('extends = "en"\n[writing]\ncommon_words = 3', "'common_words' is no table"),
        ('extends = "en"\n[writing.common_words]\nfr = "le"', r"In \[writing.common_words\], 'fr' is no list of texts"),
        ("page_tag = ", "Invalid value"),
        (b"\xff", "can't decode"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_named_with_its_faults(tmp_path: Path, text: str | bytes, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault) as caught:
        use(tmp_path, "fr", text)
    assert all(line.startswith(str(tmp_path / "fr" / "language.toml")) for line in str(caught.value).splitlines())
    assert "fr" not in get_languages()


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        ("[spoken.numberz]\n", "no table under .spoken. named 'numberz'"),
        ("[spoken.units]\nkm = 'km'\n", "has no 'numbers'"),
        (NUMBERS + "[spoken.ranges]\nrange = '{lowest} to {high}'\n", "has no 'lowest'"),
        (NUMBERS + "[spoken.patterns.a]\nwritten = '('\nspoken = ''\n", "pattern under .spoken. is wrong: .*'\\('"),
        (NUMBERS + "[spoken.patterns]\na = 7\n", "value of the wrong form"),
        (NUMBERS.replace('"fr"', '"tlh"'), "num2words has no language 'tlh'"),
    ],
)
def test_tables_of_spoken_forms_are_tried_when_content_is_read(tmp_path: Path, tables: str, fault: str) -> None:
    (tmp_path / "content" / "fr").mkdir(parents=True)
    text = FRENCH.split("[spoken.numbers]")[0] + tables
    (tmp_path / "content" / "fr" / "language.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=f"content/fr/language.toml: .*{fault}"):
        get_library(Settings(), tmp_path)


def test_words_that_are_not_translated_come_from_the_language_that_is_named(tmp_path: Path) -> None:
    use(tmp_path, "fr", FRENCH.replace('home = "Accueil"', ""))
    french = get_language("fr")
    assert (french.interface["home"], french.interface["search"]) == ("Home", "Rechercher")
    with pytest.raises(SettingsError, match="no language named 'tlh'"):
        use(tmp_path, "fr", FRENCH.replace('other_words = "en"', 'other_words = "tlh"'))
