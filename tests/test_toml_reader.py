"""TOML of others is read as the standard library reads it, and refused where that would fail, or never end."""

from __future__ import annotations

import tomllib
from pathlib import Path
from time import process_time

import pytest

from service.errors import SettingsError
from service.languages import use_languages
from service.settings import get_settings
from service.toml_reader import read_toml

ROOT = Path(__file__).parents[1]
FILES = sorted((*ROOT.glob("service/languages/*.toml"), *ROOT.glob("content/*/*.toml"), ROOT / "lectern.toml"))
HOSTILE = {
    "lists within lists": ("x = " + "[" * 50_000, "too deep"),
    "tables within tables": ("x = " + "{a=" * 50_000, "too deep"),
    "thousands of digits": ("x = " + "1" * 5_000, "too large"),
    "a number that cannot be shown": ("x = 0x" + "f" * 5_000, "too large"),
    "a number of 65 bits": ("x = 9223372036854775808", "too large"),
    "a key of many parts": ("a." * 40_000 + "a = 1", "16 parts"),
    "a table of many parts": ("[" + "a." * 40_000 + "a]", "16 parts"),
    "a key of many quoted parts": ('"a".' * 40_000 + "a = 1", "16 parts"),
    "such a key after a remark with quotes": ('# """\n' + "a." * 40_000 + "a = 1", "16 parts"),
    "a text without end": ('x = "' + '\\"' * 50_000, "Unterminated"),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_right_is_read_as_the_standard_library_reads_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert read_toml(text) == tomllib.loads(text)


def test_dots_in_texts_and_remarks_are_no_parts_of_keys() -> None:
    text = '# a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s\nx = "A. B. C. D. E. F. G. H. I. J. K. L. M. N. O. P. Q. R."\n'
    assert read_toml(text)["x"].startswith("A. B.")


@pytest.mark.parametrize(("text", "fault"), HOSTILE.values(), ids=HOSTILE)
def test_what_would_fail_or_never_end_is_refused_at_once(text: str, fault: str) -> None:
    start = process_time()
    with pytest.raises(tomllib.TOMLDecodeError, match=fault):
        read_toml(text)
    assert process_time() - start < 2


@pytest.mark.parametrize(("text", "fault"), HOSTILE.values(), ids=HOSTILE)
def test_neither_settings_nor_languages_fail_otherwise(tmp_path: Path, text: str, fault: str) -> None:
    for name in ("lectern.toml", "content/xx/language.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=fault):
        get_settings(tmp_path, {})
    with pytest.raises(SettingsError, match=fault):
        use_languages(tmp_path / "content")
