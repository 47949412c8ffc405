from __future__ import annotations

from pathlib import Path

import pytest

from .glossary import Glossary, make_glossary


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    """Spoken by the default engine, and right."""
    return make_glossary(tmp_path_factory.mktemp("spoken"), "pyttsx3")


@pytest.fixture
def glossary(spoken: Glossary, tmp_path: Path) -> Glossary:
    """A copy that a test may break."""
    return spoken.copy(tmp_path / "broken")


@pytest.fixture
def silent(tmp_path: Path) -> Glossary:
    return make_glossary(tmp_path, "silence")
