"""A language that Lectern does not bring: one TOML and one content folder, no code. `third/fr/` has both."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from web.fakes import FakeDesk

from service.document.library import Library
from service.exports.catalogue import get_wanted_voices
from service.languages import use_languages
from service.settings import Settings
from service.speech.normaliser import get_forms
from service.speech.script import get_script, spoken
from service.speech.spoken import get_spoken
from service.web.app import make_web_app
from service.web.site import Site
from service.wiring.studio import get_library

HERE = Path(__file__).parent
THIRD = HERE / "third"
FRENCH = Settings(content="third", language="fr")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    yield get_library(FRENCH, HERE)
    use_languages(tmp_path)


ROWS = [line.split(" == ") for line in (HERE / "third" / "fr.rows").read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(("written", "heard"), ROWS)
def test_its_numbers_and_signs_are_said_by_its_tables(written: str, heard: str) -> None:
    assert get_spoken(written, get_forms(written, "fr")) == heard


def test_its_entries_are_read_and_spoken_in_order(library: Library) -> None:
    entry = library.get_shelf("fr").get_entry("espoir")
    heard = [spoken(get_script(section, "fr", get_forms)) for section in entry.sections]
    assert heard == [
        "Définition. Il grandit avec le repos. Il reste vingt et un ans.",
        "Exemple. Madame Blanc marche cinq kilomètres, puis dix pour cent de plus.",
    ]


def test_its_voice_is_asked_for(library: Library) -> None:
    assert get_wanted_voices(library, {"fr": "roa/fr"}) == (("fr-fr", "roa/fr"),)


def test_its_pages_are_in_that_language(library: Library) -> None:
    client = make_web_app(Site(language="fr"), library, FakeDesk(library)).test_client()
    page = client.get("/glossary/espoir/").text
    assert 'lang="fr-FR"' in page
    assert "Relu le 22 novembre 2026" in page
    assert "Écouter l'article entier" in page.replace("&#39;", "'")


@pytest.mark.parametrize("engine", ["silence", "pyttsx3"])
def test_an_operator_checks_renders_and_proves_it_with_settings_alone(tmp_path: Path, engine: str) -> None:
    settings = {"CONTENT": str(THIRD), "LANGUAGE": "fr", "ENGINE": engine, "STORE": f"folder:{tmp_path}"}
    variables = {**os.environ, **{f"LECTERN_{name}": value for name, value in settings.items()}}
    says = {"check": "fr: 2 entries", "render": "", "status": "fr/espoir: complete.", "verify": "Faults: 0."}
    for command, heard in says.items():
        run = subprocess.run(
            [sys.executable, "-m", "service", command],
            cwd=HERE.parents[1], env=variables, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout + run.stderr
        assert heard in run.stdout
