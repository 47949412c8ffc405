"""Checkers of HTML and of accessibility: each gives one line for each finding."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .conftest import get_tool

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
HTML_VALIDATE = {
    "extends": ["html-validate:recommended"],
    "rules": {
        # The template engine leaves spaces and line ends; they are nothing to a reader.
        "no-trailing-whitespace": "off",
        # Ours are our own: `_` keeps ids of the frame apart from those of the content, which have hyphens.
        "id-pattern": "off",
        "long-title": "off",  # a title is the heading, and the heading is the author's
        "require-sri": "off",  # all files are the site's own
        "no-redundant-role": "error",
        "tel-non-breaking": ["error", {"ignoreClasses": ["nobr"]}],  # the stylesheet keeps these on one line
    },
}
LIVE_RULES = {
    "void-style": "off", "no-implicit-button-type": "off", "doctype-style": "off", "attribute-boolean-style": "off",
    "attr-quotes": "off", "attribute-empty-style": "off",
}  # fmt: skip
"""How a browser writes out what it holds, which no author decides."""


APPLIED_AT_ONCE = ('id="preference_form"', 'id="offline_form"')
"""Forms without a submit button (technique H32): they are there with JavaScript alone, apply each choice at once, and
send nothing. `test_preferences_send_nothing_and_need_no_submit_button` is the proof."""


def get_html_validate_findings(folder: Path, is_live: bool = False) -> list[str]:
    """Findings of html-validate's recommended rules in all files of a folder."""
    rules = HTML_VALIDATE["rules"] | (LIVE_RULES if is_live else {})  # type: ignore[operator]
    config = folder / ".htmlvalidate.json"
    config.write_text(json.dumps({**HTML_VALIDATE, "root": True, "rules": rules}))
    program = get_tool("html-validate/bin/html-validate.mjs")
    report = folder / "report.json"  # a pipe would lose the end of a long one
    command = ["node", str(program), "--formatter", f"json={report}", "--config", str(config), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert report.exists(), done.stderr
    return [
        f"{Path(each['filePath']).name}:{fault['line']}: {fault['ruleId']}: {fault['message']}"
        for each in json.loads(report.read_text())
        for fault in each["messages"]
        if not (fault["ruleId"] == "wcag/h32" and _is_applied_at_once(Path(each["filePath"]), fault["line"]))
    ]


def _is_applied_at_once(path: Path, line: int) -> bool:
    text = path.read_text(encoding="utf-8").splitlines()[line - 1]
    return any(each in text for each in APPLIED_AT_ONCE)


def get_vnu_findings(folder: Path) -> list[str]:
    """Errors and warnings of the Nu Html Checker in all files of a folder."""
    command = ["java", "-jar", str(get_tool("vnu-jar/build/dist/vnu.jar")), "--format", "json", "--skip-non-html"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, timeout=280, check=False)
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return [f"{Path(each['url']).name}:{each.get('lastLine')}: {each['type']}: {each['message']}" for each in messages]


# The one sound of the player has no controls and is never shown: axe cannot be sure of what stays hidden, and there is
# nothing in it to read. `test_player.py` proves that it is reached by the player's own buttons.
_RUN = """async ([tags]) => await axe.run({exclude: [["main > audio:not([controls])"]]}, {
  runOnly: {type: 'tag', values: tags},
  rules: {'color-contrast-enhanced': {enabled: true}, 'target-size': {enabled: true}},
  resultTypes: ['violations', 'incomplete'],
})"""


_REVEAL = """() => {
  globalThis.hiddenBefore = [...document.querySelectorAll('body [hidden]')].filter(each => !each.closest('nav.exit'))
  for (const each of hiddenBefore) each.hidden = false
}"""
_CONCEAL = "() => { for (const each of hiddenBefore) each.hidden = true }"


def get_axe_findings(page: Page, axe: str) -> list[str]:
    """Violations of axe-core, and what it is not sure of, with all rules up to AAA, best practice and experiments.

    Where it says that something hidden was not looked at, all that is hidden is shown for a second look.
    """
    if not page.evaluate("() => typeof window.axe === 'object'"):
        page.evaluate(axe)
    found = _run_axe(page)
    if not any("hidden-content" in each for each in found):
        return found
    page.evaluate(_REVEAL)
    shown = _run_axe(page)
    page.evaluate(_CONCEAL)
    return [each for each in found if "hidden-content" not in each] + [f"once shown: {each}" for each in shown]


def _run_axe(page: Page) -> list[str]:
    results = page.evaluate(_RUN, [TAGS])
    return [
        f"{kind}: {each['id']}: {node['target']}: {' '.join((node.get('failureSummary') or each['help']).split())}"
        for kind in ("violations", "incomplete")
        for each in results[kind]
        for node in each["nodes"]
    ]
