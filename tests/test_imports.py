"""Imports run one way: from what knows least to what puts all together. The order is that of `docs/architecture.md`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVICE = Path(__file__).parents[1] / "service"
STEPS = (
    ("errors", "interrupts", "languages", "day_key", "logs", "metrics", "toml_reader"),
    ("document", "store"),
    ("speech", "audio"),
    ("render",),
    ("exports",),
    ("web", "phone"),
    ("settings", "wiring"),
    ("serving",),
    ("service", "cli", "__main__"),
)
NEIGHBOURS = {
    ("audio", "speech"),
    ("languages", "errors"),
    ("languages", "toml_reader"),
    ("logs", "errors"),
    ("metrics", "errors"),
    ("wiring", "settings"),
    ("cli", "service"),
    ("__main__", "cli"),
}
"""(importer, imported) on one step: the only ones."""
FILES = sorted(SERVICE.rglob("*.py"))
ROOMS = sorted(path.parent for path in SERVICE.rglob("__init__.py"))
STEP = {room: number for number, step in enumerate(STEPS) for room in step}
MOST_LINES, MOST_LINES_A_FUNCTION = 250, 40


def get_room(module: str) -> str:
    """`document` for `service.document.model`; `service` for the package itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def get_module(path: Path) -> str:
    return ".".join(path.relative_to(SERVICE.parent).with_suffix("").parts).removesuffix(".__init__")


def get_imports(source: str, module: str = "") -> Iterator[str]:
    """Modules of `service` that a source imports anywhere, within functions and for types too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "service")
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} has a relative import"
            if node.module == "service":
                yield from (f"service.{alias.name}" if alias.name in STEP else "service" for alias in node.names)
            elif node.module and node.module.startswith("service."):
                yield node.module


def is_allowed(importer: str, imported: str) -> bool:
    return importer == imported or STEP[imported] < STEP[importer] or (importer, imported) in NEIGHBOURS


@pytest.mark.parametrize("path", FILES, ids=get_module)
def test_no_import_runs_back(path: Path) -> None:
    room = get_room(get_module(path))
    assert room in STEP, f"{room} has no place in STEPS"
    back = [each for each in get_imports(path.read_text(), str(path)) if not is_allowed(room, get_room(each))]
    assert back == []


@pytest.mark.parametrize(
    ("source", "rooms"),
    [
        ("import service.web.app", ["web"]),
        ("from service import errors, create_app", ["errors", "service"]),
        ("def f():\n    from service.web import app", ["web"]),
        ("if TYPE_CHECKING:\n    from service.web.app import x", ["web"]),
        ("import servicelike\nfrom services import x", []),
    ],
)
def test_every_way_to_import_is_seen(source: str, rooms: list[str]) -> None:
    assert [get_room(each) for each in get_imports(source)] == rooms


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [("audio", "speech", True), ("speech", "audio", False), ("store", "document", False), ("document", "errors", True),
     ("errors", "languages", False), ("render", "exports", False), ("web", "wiring", False), ("cli", "wiring", True)],
)  # fmt: skip
def test_the_order_is_the_design_s(importer: str, imported: str, allowed: bool) -> None:
    assert is_allowed(importer, imported) is allowed


def test_the_document_knows_no_sound_and_no_web() -> None:
    text = "".join(path.read_text() for path in (SERVICE / "document").glob("*.py"))
    assert not [name for name in ("flask", "numpy", "pyttsx3", "soundfile", "requests") if f"import {name}" in text]


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.name)
def test_every_room_says_what_goes_in_and_out(room: Path) -> None:
    doc = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    assert doc, f"{room.name} has no docstring"
    if room.parent == SERVICE and room.name != "cli":
        assert "In: " in doc
        assert "Out: " in doc
        assert "Never: " in doc


@pytest.mark.parametrize("path", FILES, ids=get_module)
def test_no_file_and_no_function_is_long(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= MOST_LINES
    functions = [each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [each.name for each in functions if (each.end_lineno or 0) - each.lineno + 1 > MOST_LINES_A_FUNCTION] == []


@pytest.mark.parametrize("path", FILES, ids=get_module)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))
