"""The documentation tells what the program does: nothing missing, nothing unknown, nothing that leads nowhere."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from peers.screenshots import MODES, PAGES

import service
from service.cli import get_command_names
from service.document.rules import RETIRED, RULES
from service.settings import Settings
from service.speech.lexicon.rules import LEXICON_RULES

ROOT = Path(service.__file__ or "").parent.parent
FOLDERS = ("docs", "audio_cache", "tests", "bench", "deploy")
BELOW = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md") if "node_modules" not in path.parts)
DOCS = sorted({*ROOT.glob("*.md"), *(ROOT / "content").glob("*.md"), *BELOW})
MODULES = sorted((ROOT / "service").rglob("*.py"))

each_doc = pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def get_packages(name: str) -> list[str]:
    """Those that are asked for directly: they stand before the first empty line."""
    direct = read(name).split("\n\n", 1)[0]
    return re.findall(r"^([a-z][a-z0-9-]*)==", direct, re.MULTILINE)


def get_rows(text: str) -> list[list[str]]:
    """Cells of all table rows, without the backslashes of Markdown."""
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("|")]
    return [[re.sub(r"\\([\[\]<>|!`*_])", r"\1", cell.strip()) for cell in row] for row in rows]


def get_relative_links(text: str) -> list[str]:
    """Targets of links within the tree; words in code are no links."""
    plain = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    targets = re.findall(r"(?<!\\)\]\(([^)\s]+)\)", plain)
    return [target for target in targets if not re.match(r"[a-z]+:|/", target)]


def get_dead_links(path: Path) -> Iterator[str]:
    for link in get_relative_links(path.read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        there = path.parent / target if target else path
        if not there.exists() or (anchor and anchor not in get_anchors(there)):
            yield link


def get_anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def get_paths_of_a_machine(text: str) -> list[str]:
    return re.findall(r"(?<![\w.>/])/(?:work|root|tmp|home|opt|usr|var|mnt|Users)(?:/[\w.-]*|\b)", text)


def get_sections(text: str) -> dict[str, str]:
    """Text under each heading of level three."""
    parts = re.split(r"^### (.+)$", text, flags=re.MULTILINE)
    bodies = (re.split(r"^## ", part, flags=re.MULTILINE)[0] for part in parts[2::2])
    return dict(zip(parts[1::2], bodies, strict=True))


def test_every_setting_is_explained_and_none_that_is_unknown() -> None:
    assert set(get_sections(read("docs/settings.md"))) == {setting.name for setting in fields(Settings)}


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: str(setting.name))
def test_a_setting_is_explained_with_its_default_variable_range_and_an_example(setting: object) -> None:
    name, default = getattr(setting, "name", ""), getattr(setting, "default", None)
    metadata = getattr(setting, "metadata", {})
    section = " ".join(get_sections(read("docs/settings.md"))[name].split())
    assert f"Default: `{json.dumps(default)}`." in section
    assert f"Environment: `LECTERN_{name.upper()}`." in section
    assert f"Example: `{name} = " in section
    if metadata["least"] is not None:
        assert f"From {metadata['least']} to {metadata['most']}" in section


def test_every_rule_is_listed_as_it_is_and_none_that_is_unknown() -> None:
    pages = {"docs/writing.md": (*RULES.values(), *RETIRED.values()), "docs/pronunciation.md": LEXICON_RULES.values()}
    for page, rules in pages.items():
        rows = [row for row in get_rows(read(page)) if re.fullmatch(r"[A-Z]\d{3}", row[0])]
        assert rows == [[rule.code, rule.title, rule.hint] for rule in rules]


@each_doc
def test_no_rule_is_named_that_is_unknown(path: Path) -> None:
    named = re.findall(r"\b[FDL]\d{3}\b", path.read_text(encoding="utf-8"))
    assert set(named) - {*RULES, *RETIRED, *LEXICON_RULES} == set()


def test_every_command_is_in_the_readme_and_none_that_is_unknown() -> None:
    named = re.findall(r"python -m service (?:--help|(\w+))", read("README.md"))
    assert {name for name in named if name} == set(get_command_names())


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("requirements.txt", 6),
        ("requirements-piper.txt", 1),
        ("requirements-machines.txt", 1),
        ("requirements-celery.txt", 2),
        ("requirements-dev.txt", 6),
    ],
)
def test_every_dependency_is_explained(name: str, least: int) -> None:
    explained = {row[0]: row for row in get_rows(read("docs/dependencies.md"))}
    packages = get_packages(name)
    assert len(packages) >= least
    assert set(packages) - set(explained) == set()
    assert all(all(explained[package]) for package in packages)


def test_no_dependency_is_explained_that_is_not_used() -> None:
    explained = {row[0] for row in get_rows(read("docs/dependencies.md"))}
    names = ("requirements.txt", "requirements-piper.txt", "requirements-machines.txt", "requirements-dev.txt")
    names += ("requirements-celery.txt",)
    used = {package for name in (*names, "tests/peers/requirements.txt") for package in get_packages(name)}
    used |= set(json.loads(read("tests/peers/package.json"))["dependencies"])
    assert {name for name in explained if re.fullmatch(r"(@[a-z-]+/)?[a-z][a-z0-9-]*", name)} == used


def test_every_page_of_docs_is_named_in_the_readme() -> None:
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert pages - set(re.findall(r"\]\((docs/[\w-]+\.md)\)", read("README.md"))) == set()


@each_doc
def test_every_word_of_make_is_there(path: Path) -> None:
    words = re.findall(r"(?:^|`)make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    targets = set(re.findall(r"^([a-z ]+):", read("Makefile"), re.MULTILINE))
    assert set(words) - {word for target in targets for word in target.split()} == set()


@each_doc
def test_every_measuring_program_is_there(path: Path) -> None:
    names = set(re.findall(r"python -m bench\.(\w+)", path.read_text(encoding="utf-8")))
    assert names - {program.stem for program in (ROOT / "bench").glob("*.py")} == set()


@pytest.mark.parametrize("page", ["docs/accessibility.md", "docs/security.md"])
def test_every_test_that_a_page_names_as_its_proof_is_there(page: str) -> None:
    files = [path for path in (ROOT / "tests").rglob("*.py") if re.match(r"test_|\w+_rules", path.name)]
    tests = {name for path in files for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))}
    named = set(re.findall(r"`(test_\w+)`", read(page)))
    assert len(named) > 20
    assert named - tests - {path.stem for path in files} == set()


def get_test_names() -> set[str]:
    paths = (ROOT / "tests").rglob("test_*.py")
    return {name for path in paths for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)}


def test_every_requirement_stands_once_with_tests_that_are_there() -> None:
    rows = [row for row in get_rows(read("docs/accessibility.md")) if re.fullmatch(r"R\d+", row[0])]
    assert [row[0] for row in rows] == [f"R{number:02d}" for number in range(1, 46)]
    named = {row[0]: re.findall(r"`(test_\w+)`", row[-1]) for row in rows}
    assert [number for number, names in named.items() if not names or set(names) - get_test_names()] == []


def test_every_page_is_shown_in_every_mode() -> None:
    wanted = {f"images/{page}-{mode}.png" for page in PAGES for mode in MODES}
    assert wanted - set(get_relative_links(read("docs/accessibility.md"))) == set()
    assert {link for link in get_relative_links(read("README.md")) if "docs/images/" in link}


def test_every_threat_has_a_test() -> None:
    rows = [row for row in get_rows(read("docs/security.md")) if len(row) == 3 and row[0] not in ("Threat", "---")]
    assert len(rows) > 15
    assert [row[0] for row in rows if not re.search(r"`test_\w+`", row[2])] == []


@each_doc
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    assert list(get_dead_links(path)) == []


@each_doc
def test_no_doc_names_a_path_of_one_machine(path: Path) -> None:
    assert get_paths_of_a_machine(path.read_text(encoding="utf-8")) == []


@each_doc
def test_lines_are_at_most_120_characters_long_but_for_tables(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 120 and not line.startswith("|")] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_the_docs_are_found() -> None:
    names = {str(path.relative_to(ROOT)) for path in DOCS}
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/writing.md", "content/LICENSE.md"} <= names
    assert len(MODULES) > 50


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    links = "[a](no.md) [b](page.md) [c](#a-page) [d](page.md#no) `[e](no.md)` \\[f\\](no.md) [g](https://x.org)"
    page.write_text(f"# A page\n{links}")
    assert list(get_dead_links(page)) == ["no.md", "page.md#no"]


@pytest.mark.parametrize("text", ["see /tmp/x", "`/root/a.md`", "(/home/someone)", "cd /work/x", "in /tmp"])
def test_a_path_of_one_machine_is_found(text: str) -> None:
    assert get_paths_of_a_machine(text)


@pytest.mark.parametrize("text", ["/glossary/grief/", "https://example.org/tmp/x", "content/work/x", "rooms/home/"])
def test_an_address_is_no_path_of_a_machine(text: str) -> None:
    assert get_paths_of_a_machine(text) == []
