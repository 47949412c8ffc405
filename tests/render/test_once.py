"""One render for each key, however many ask; and whole files whenever it is killed."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from service.document.library import read_library
from service.exports.catalogue import Rendition, get_wanted_voices, make_catalogue
from service.exports.desk import Desk, Recording, StoredAudio
from service.exports.editions import Editions
from service.render.job import VoicesTask
from service.render.queues.pool import Pool
from service.store.folder import FolderStore

from .benches import get_spoken, make_unreliable_bench

ROOT = Path(__file__).parents[2]


def _make_desk(folder: Path) -> tuple[Desk, Pool]:
    pool = Pool(2, partial(make_unreliable_bench, folder))
    desk = Desk(FolderStore(folder / "cache"), pool, partial(_find_editions, pool))
    desk.start(30)
    return desk, pool


def _get(desk: Desk, recording: Recording) -> StoredAudio | None:
    """What a listener does: ask, and ask again."""
    for _ in range(600):
        if found := desk.get(recording, "mp3"):
            return found
        time.sleep(0.1)
    return None


def _find_editions(pool: Pool) -> Editions:
    library = read_library(ROOT / "content")
    voices = pool.submit(VoicesTask("silence", get_wanted_voices(library, {}))).result()
    return Editions(lambda _: make_catalogue(library, voices, Rendition()))


def _ask_many(folder: Path, requests: int, ready: Any, answers: Any) -> None:
    """A web process: many threads that ask for one section at one moment."""
    desk, pool = _make_desk(folder)
    recording = desk.find(next(job.key for job in desk.get_editions().usual.jobs if job.part == "definition"))
    assert recording is not None
    ready.wait(60)
    with ThreadPoolExecutor(requests) as threads:
        found = list(threads.map(lambda _: _get(desk, recording), range(requests)))
    answers.put([each.digest if each else None for each in found])
    pool.close()


def test_a_hundred_requests_from_four_processes_for_one_missing_section_are_one_render(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, answers = context.Barrier(4), context.Queue()
    processes = [context.Process(target=_ask_many, args=(tmp_path, 25, ready, answers)) for _ in range(4)]
    for process in processes:
        process.start()
    digests = [digest for _ in processes for digest in answers.get(timeout=30)]
    for process in processes:
        process.join(30)
    spoken = [text for text in get_spoken(tmp_path) if not text.startswith("The quick voice")]
    assert len(digests) == 100
    assert len(set(digests)) == 1
    assert digests[0] is not None
    assert len(spoken) == len(set(spoken)) > 5


def _start_render(folder: Path, engine: str) -> subprocess.Popen[bytes]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LECTERN_ENGINE": engine}
    return subprocess.Popen(
        [sys.executable, "-m", "service", "render", "--plain"],
        cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def _copy_content(folder: Path) -> None:
    shutil.copytree(ROOT / "content" / "en", folder / "content" / "en")


def _get_times(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in (folder / "audio_cache" / "o").rglob("*") if path.is_file()}


def test_killed_at_twenty_random_moments_every_file_is_whole_and_nothing_is_made_twice(tmp_path: Path) -> None:
    _copy_content(tmp_path)
    chance = random.Random(20)
    for _ in range(20):
        before = _get_whole_times(tmp_path)
        render = _start_render(tmp_path, "pyttsx3")
        time.sleep(chance.uniform(0.2, 1.6))  # the moment of the kill is the test's input, not a wait for something
        os.killpg(render.pid, signal.SIGKILL)
        render.communicate()
        after = _get_times(tmp_path)
        assert all(after[path] == moment for path, moment in before.items())
    render = _start_render(tmp_path, "pyttsx3")
    output, _ = render.communicate(timeout=120)
    assert render.returncode == 0
    assert b"Failures: 0." in output
    _assert_whole(tmp_path)


def _get_whole_times(folder: Path) -> dict[str, int]:
    """Times of the files of finished objects: none of them may be written again."""
    if not (folder / "audio_cache" / "FORMAT").exists():
        return {}
    whole = {str(name).removeprefix(name.key[:2]) for name in FolderStore(folder / "audio_cache").get_names()}
    return {
        path: moment
        for path, moment in _get_times(folder).items()
        if Path(path).name.removesuffix(".json").removesuffix(".sealed") in whole
    }


def _assert_whole(folder: Path) -> None:
    store = FolderStore(folder / "audio_cache")
    names = list(store.get_names())
    assert len(names) > 500
    assert all(store.get(name) is not None for name in names)
    assert not list((folder / "audio_cache" / "bad").glob("*"))


def _get_tree(folder: Path) -> dict[str, str]:
    cache = folder / "audio_cache"
    return {
        str(path.relative_to(cache)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(cache.rglob("*"))
        if path.is_file()
    }


def test_rendered_in_two_folders_the_trees_are_identical(tmp_path: Path) -> None:
    trees = []
    for name in ("one", "another folder"):
        folder = tmp_path / name
        shutil.copytree(ROOT / "content" / "en", folder / "content" / "en")
        render = _start_render(folder, "pyttsx3")
        output, errors = render.communicate(timeout=120)
        assert render.returncode == 0, output + errors
        trees.append(_get_tree(folder))
    assert trees[0] == trees[1]
    assert len(trees[0]) > 900
