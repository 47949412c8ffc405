"""A wrong number is worse than none."""

from __future__ import annotations

from pathlib import Path

import pytest

from .files import ENTRY, get_faults, read

LINE = """
[[helpline]]
country = "Ireland"
name = "Someone to talk to"
who = "Anyone"
number = "1800 341 900"
hours = "Day and night"
checked = 2026-11-22
"""
SOURCES = """
  [[helpline.sources]]
  publisher = "A"
  title = "A page"
  link = "https://a.example/page"
  [[helpline.sources]]
  publisher = "B"
  title = "B page"
  link = "https://b.example/page"
"""
ONE = SOURCES[: SOURCES.index("  [[", 5)]
WHOLE = "reviewed = 2026-11-22\n" + LINE + SOURCES


def get_codes(folder: Path, text: str) -> list[str]:
    return [code for _, _, code in get_faults(folder, {"en/hope.md": ENTRY, "en/helplines.toml": text})]


def test_a_number_of_two_sources_is_listed(tmp_path: Path) -> None:
    helplines = read(tmp_path, {"en/hope.md": ENTRY, "en/helplines.toml": WHOLE}).get_shelf("en").helplines
    assert helplines is not None
    assert [(each.number, len(each.sources)) for each in helplines.helplines] == [("1800 341 900", 2)]
    assert helplines.emergency == ()


@pytest.mark.parametrize(
    "sources",
    [ONE, ONE + ONE, SOURCES.replace("b.example", "a.example"), SOURCES.replace("b.example", "www.a.example")],
    ids=["one", "the same twice", "one site", "one site with www"],
)
def test_a_number_of_one_source_is_refused(tmp_path: Path, sources: str) -> None:
    assert get_codes(tmp_path, "reviewed = 2026-11-22\n" + LINE + sources) == ["F013"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"1800 341 900"', '"call us"', "F007"),
        ('"1800 341 900"', "1800341900", "F007"),
        ('"1800 341 900"', '"1800\\n341"', "F007"),
        ('number = "1800 341 900"', "", "F005"),
        ('hours = "Day and night"', "", "F005"),
        ('who = "Anyone"', 'who = "Anyone"\nwhom = "x"', "F006"),
        ("https://b.example/page", "b.example/page", "F007"),
        ("https://b.example/page", "ftp://b.example/page", "F007"),
        ("https://b.example/page", "https://[b.example/page", "F007"),
        ("reviewed = 2026-11-22", "", "F005"),
        ("reviewed = 2026-11-22", "reviewed = 2026-11-22\nemergency = 3", "F007"),
        ("[[helpline]]", "[helpline]", "F007"),
        (WHOLE, "reviewed = 2026-11-22", "F005"),
        (WHOLE, "reviewed = 2026-11-22\nhelpline = []", "F007"),
        (WHOLE, "reviewed = 2026-11-22\nhelpline = [3]", "F007"),
        (LINE + SOURCES, LINE, "F005"),
        (SOURCES, "sources = 3", "F007"),
    ],
)
def test_a_faulty_number_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in WHOLE
    assert get_codes(tmp_path, WHOLE.replace(old, new, 1)) == [code]


def test_an_emergency_number_follows_the_same_rule(tmp_path: Path) -> None:
    emergency = '\n[[emergency]]\ncountry = "Ireland"\nnumber = "999"\nchecked = 2026-11-22\n'
    sources = SOURCES.replace("helpline", "emergency")
    assert get_codes(tmp_path / "a", WHOLE + emergency + sources) == []
    assert get_codes(tmp_path / "b", WHOLE + emergency + sources.replace("b.example", "a.example")) == ["F013"]


def test_all_faulty_numbers_come_at_once(tmp_path: Path) -> None:
    assert get_codes(tmp_path, "reviewed = 2026-11-22\n" + (LINE + ONE) * 3) == ["F013"] * 3


@pytest.mark.parametrize("name", ["country", "name", "who", "hours", "region", "cost"])
def test_abbreviations_in_our_words_on_numbers_have_long_forms(tmp_path: Path, name: str) -> None:
    others = [line for line in LINE.splitlines() if not line.startswith(f"{name} =")]
    text = "\n".join(("reviewed = 2026-11-22", *others, f'{name} = "The NHS line"', SOURCES))
    files: dict[str, str | bytes] = {"en/hope.md": ENTRY, "en/helplines.toml": text}
    assert get_faults(tmp_path / "a", files) == [("helplines.toml", len(others) + 2, "D024")]
    files["en/helplines.toml"] = text.replace("NHS", "National Health Service (NHS)")
    assert get_faults(tmp_path / "b", files) == []


def test_an_emergency_note_has_long_forms_too_and_what_others_wrote_is_left_as_it_is(tmp_path: Path) -> None:
    emergency = '\n[[emergency]]\ncountry = "Ireland"\nnumber = "999"\nnote = "Ask the NHS."\nchecked = 2026-11-22\n'
    text = WHOLE + emergency + SOURCES.replace("helpline", "emergency")
    quoted = text.replace("A page", "NHS dept").replace('"B"', '"NHS"')
    assert get_codes(tmp_path / "a", quoted) == ["D024"]
    assert get_codes(tmp_path / "b", quoted.replace("the NHS", "them")) == []
