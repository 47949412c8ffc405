"""What failed for good is listed by `status`, left alone by `render`, and tried again when it is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from service.errors import RenderFailed
from service.exports.catalogue import CatalogueJob
from service.render.failures import Failures
from service.settings import Settings
from service.wiring.studio import make_studio

from .conftest import Run


def fail(folder: Path) -> CatalogueJob:
    """As if one section had failed three times."""
    studio = make_studio(replace(Settings(), engine="silence", queue="pool:1"), folder)
    try:
        job = studio.get_editions().get("en", "shame", "definition").job
    finally:
        studio.queue.close()
    Failures(studio.store).add(
        job.key, job.slug, job.title, RenderFailed("'Definition' failed 3 times: no breath."), 3, is_final=True
    )
    return job


def test_a_failure_is_listed_left_alone_and_tried_again_when_it_is_asked_for(command: Run, folder: Path) -> None:
    fail(folder)
    done, status = command("render", "--only", "shame"), command("status")
    assert (done.returncode, status.returncode) == (1, 1)
    assert "Failed: shame: Definition: 'Definition' failed 3 times: no breath. It is tried again when" in done.stdout
    assert "Failures: 2." in done.stdout  # the section, and the entry that it is a part of
    assert "Failed for good: shame: 'Definition' failed 3 times: no breath. Last tried on 20" in status.stdout
    assert "Failed for good: 1. 'python -m service render --retry-failed' tries again." in status.stdout
    again, status = command("render", "--only", "shame", "--retry-failed"), command("status")
    assert (again.returncode, "Failures: 0." in again.stdout) == (0, True)
    assert "Failed for good" not in status.stdout


def test_an_edit_is_a_new_try(command: Run, folder: Path) -> None:
    fail(folder)
    entry = folder / "content" / "en" / "shame.md"
    lines = entry.read_text(encoding="utf-8").split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith("## Definition")) + 2
    lines[place] = f"These words are new. {lines[place]}"
    entry.write_text("\n".join(lines), encoding="utf-8")
    assert command("render", "--only", "shame").returncode == 0
