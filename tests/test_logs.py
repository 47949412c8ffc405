"""Nothing of a reader gets into a line of the log, whatever form it has."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from service.errors import RenderFailed, SettingsError
from service.logs import FORMATS, get_trouble, use_log_format


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    before = list(logging.getLogger().handlers)
    yield
    logging.getLogger().handlers[:] = before


def fail(secret: str) -> None:
    try:
        int(secret)
    except ValueError as error:
        raise KeyError(secret) from error


@pytest.mark.parametrize("name", FORMATS)
def test_a_fault_is_told_by_its_kind_and_place_and_not_by_what_a_reader_sent(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    use_log_format(name)
    try:
        fail("my-secret-search")
    except KeyError:
        logging.getLogger("service.web").exception("A page failed: %s.", "/glossary/<slug>/")
    said = capsys.readouterr().err
    assert "my-secret-search" not in said
    assert "KeyError" in said
    assert "ValueError" in said
    assert "in fail" in said
    assert "/glossary/<slug>/" in said


def test_what_lectern_itself_says_of_a_fault_is_told() -> None:
    assert get_trouble(RenderFailed("'Meaning' failed 2 times.")) == "RenderFailed: 'Meaning' failed 2 times."


def test_a_line_of_json_has_time_level_part_and_message(capsys: pytest.CaptureFixture[str]) -> None:
    use_log_format("json")
    logging.getLogger("service.web").warning('A "word" of %s,\nin two lines.', "café")
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert {**said, "time": ""} == {
        "time": "", "level": "WARNING", "part": "service.web", "message": 'A "word" of café,\nin two lines.',
    }  # fmt: skip
    assert said["time"].endswith("Z")


def test_a_form_that_is_set_twice_is_written_once(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("json", "text", "text"):
        use_log_format(name)
    logging.getLogger("service.web").warning("Once.")
    assert capsys.readouterr().err.count("Once.") == 1


def test_another_form_is_refused() -> None:
    with pytest.raises(SettingsError, match="'log_format' is 'xml'; write text or json"):
        use_log_format("xml")
