"""What failed for good is kept with its error, and nothing else is."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from speech.google import Google, serving

from service.cli._progress import get_summary_lines
from service.errors import AudioError, EngineAway, EngineError, EngineUnavailable, RenderFailed, StoreError, UnknownName
from service.render.failures import KIND, FailureRecord, Failures, is_of_the_job, read_record
from service.render.keeping import make_keeper
from service.render.queues.pool import Pool
from service.render.run import run
from service.speech.engines import make_engine
from service.store.contract import Name
from service.store.eviction import evict
from service.store.folder import FolderStore
from service.store.scrub import Checked, scrub
from service.store.sweep import find_unneeded

from .benches import make_google_bench, make_unreliable_bench
from .jobs import make_job

JOB = make_job("A sentence.", part="part")
RECORD = FailureRecord("entry", "part", "It broke.", "RenderFailed", 3, 1_800_000_000, True)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "cache")


def test_a_record_is_told_and_another_process_reads_it(store: FolderStore, tmp_path: Path) -> None:
    Failures(store).add(JOB.key, JOB.slug, JOB.title, AudioError("It is too long."), 3, is_final=True)
    other = Failures(FolderStore(tmp_path / "cache"))
    record = other.find(JOB.key)
    assert record is not None
    assert (record.slug, record.title, record.tries, record.kind) == ("entry", "part", 3, "AudioError")
    assert isinstance(other.get(JOB.key), AudioError)
    assert "It is too long. It is tried again when" in str(other.get(JOB.key))


def test_what_is_not_final_does_not_stop_the_next_try(store: FolderStore) -> None:
    Failures(store).add(JOB.key, JOB.slug, JOB.title, RenderFailed("It broke."), 2, is_final=False)
    assert Failures(store).get(JOB.key) is None


def test_a_fault_that_passes_rests_in_this_process_alone(store: FolderStore) -> None:
    here = Failures(store)
    here.rest(JOB.key, StoreError("away"))
    assert isinstance(here.get(JOB.key), StoreError)
    assert Failures(store).get(JOB.key) is None
    assert list(store.get_names()) == []


@pytest.mark.parametrize(
    "error", [EngineUnavailable("x"), EngineAway("x"), StoreError("x"), UnknownName("voice", "x", ())]
)
def test_what_is_missing_here_or_away_is_no_failure_of_the_job(error: Exception) -> None:
    assert not is_of_the_job(error)


@pytest.mark.parametrize("error", [EngineError("x"), AudioError("x"), TimeoutError(), MemoryError(), ValueError()])
def test_whatever_else_goes_wrong_is_one(error: Exception) -> None:
    assert is_of_the_job(error)


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"tries": "3"}, {"is_final": 1}, {"more": 1}, {"error": None}, {"moment": 1.5}],
    ids=str,
)
def test_a_record_of_another_form_counts_as_none(store: FolderStore, change: dict[str, object]) -> None:
    Failures(store).put_back(JOB.key, RECORD)
    found = store.get(Name(JOB.key, KIND))
    assert found is not None
    assert read_record(found.data) == RECORD
    assert read_record(json.dumps(json.loads(found.data) | change).encode()) is None


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b"\xff", b'"x"'])
def test_what_is_no_record_counts_as_none(data: bytes) -> None:
    assert read_record(data) is None


def test_a_task_that_is_no_job_leaves_no_record(store: FolderStore) -> None:
    failures = Failures(store)
    failures.forget("voices")
    assert failures.find("voices") is None


def test_the_bound_the_sweep_and_the_scrubber_know_what_a_record_is(store: FolderStore) -> None:
    Failures(store).put_back(JOB.key, RECORD)
    store.put(Name("1" * 64, "flac"), b"x" * 1000, is_served=False)
    keeper = make_keeper(store, 1)
    assert keeper is not None
    assert evict(store, 1, spared_kinds=keeper.spared_kinds).objects == 1
    assert [str(name) for name in store.get_names()] == [f"{JOB.key}.failure.json"]
    assert find_unneeded(store, {JOB.key}).needed == 1
    assert find_unneeded(store, ()).young == 1
    assert [each.why for each in scrub(store.folder) if isinstance(each, Checked)] == [""]


def test_a_success_deletes_the_record(store: FolderStore, tmp_path: Path) -> None:
    Failures(store).add(JOB.key, JOB.slug, JOB.title, RenderFailed("It broke."), 1, is_final=False)
    pool = Pool(1, partial(make_unreliable_bench, tmp_path), Failures(store))
    assert pool.submit(JOB).result(30).rendered
    pool.close()
    assert Failures(store).find(JOB.key) is None


def test_an_engine_that_is_away_ends_no_recording_for_good_and_a_run_says_to_come_back(
    store: FolderStore, tmp_path: Path
) -> None:
    jobs = [make_job(f"The engine is AWAY ALWAYS, {number}.", part=f"p{number}") for number in range(4)]
    poison = make_job("This one will FAIL ALWAYS.", part="poison")
    pool = Pool(2, partial(make_unreliable_bench, tmp_path), Failures(store))
    for _ in "1234":
        summary = run([*jobs, poison], store, pool, lambda *_: None)
    pool.close()
    assert [name.key for name in store.get_names() if name.kind == KIND] == [poison.key]
    lines = get_summary_lines(summary)
    assert "Failures: 1." in lines
    assert "Not now: 4 recordings: the engine is not to be had just now. Run this again later." in lines
    assert [line for line in lines if line.startswith("Failed: ")] == [
        f"Failed: entry: poison: {summary.lasting[0].error}"
    ]


@pytest.mark.parametrize(("headers", "asked"), [({}, 16), ({"Retry-After": "600"}, 1)], ids=["bare", "for ten minutes"])
def test_however_often_google_refuses_nothing_is_kept_against_a_recording(
    store: FolderStore, tmp_path: Path, headers: dict[str, str], asked: int
) -> None:
    job = make_job("One.", voice=make_engine("gtts").get_voice("", "en-gb"))
    with serving(Google([(429, headers, b"")])) as google:
        pool = Pool(1, partial(make_google_bench, tmp_path, google.address), Failures(store))
        for _ in "1234":
            with pytest.raises(EngineAway, match="Google"):
                pool.submit(job).result(60)
        pool.close()
    assert len(google.texts) == asked
    assert [name for name in store.get_names() if name.kind == KIND] == []
