"""Three hundred entries: what is read, planned, asked of the store and spoken, counted."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bench.make_glossary import SENTENCE, get_slug, write_glossary
from service.document.index.opening import open_library
from service.document.library import Library
from service.errors import UnknownName
from service.exports.catalogue import Rendition, get_wanted_voices, make_catalogue
from service.exports.editions import Editions, run_choices
from service.exports.ledger import Ledger
from service.render.job import Bench
from service.render.section import get_products
from service.speech.engines import make_engine
from service.speech.script import find_no_forms
from service.store.folder import FolderStore

from .studio import HereQueue

COUNT = 300
PARTS = 5


class Planning:
    """Editions over an index and a ledger, as each process opens them; counts the sentences that are planned."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.sentences = folder, 0

    def find_forms(self, text: str, language: str) -> tuple[()]:
        self.sentences += 1
        return find_no_forms(text, language)  # type: ignore[return-value]

    def open(self, stamp: str = "a stamp") -> tuple[Library, Editions]:
        library = open_library(self.folder / "content", self.folder / "index")
        engine = make_engine("silence")
        voices = [engine.get_voice(name, language) for language, name in get_wanted_voices(library, {})]

        def plan(speed: float) -> object:
            return make_catalogue(library, voices, Rendition(words_a_minute=round(165 * speed)), self.find_forms)

        self.sentences = 0
        return library, Editions(plan, ledger=Ledger(self.folder / "index", stamp))  # type: ignore[arg-type]


@pytest.fixture
def planning(tmp_path: Path) -> Planning:
    content = write_glossary(tmp_path, COUNT)
    for path in content.rglob("*.md"):
        os.utime(path, ns=(time.time_ns() - 3600 * 10**9,) * 2)
    return Planning(tmp_path)


@pytest.fixture
def queue(tmp_path: Path) -> HereQueue:
    return HereQueue(Bench(FolderStore(tmp_path / "store")))


def edit(planning: Planning, number: int) -> None:
    path = planning.folder / "content" / "en" / f"{get_slug(number)}.md"
    path.write_text(path.read_text(encoding="utf-8").replace(SENTENCE, "These few words are new."), encoding="utf-8")


def test_what_was_planned_once_is_not_planned_again(planning: Planning) -> None:
    _, editions = planning.open()
    first = list(editions.get_outlines())
    assert (len(first), planning.sentences > COUNT) == (COUNT * PARTS, True)
    _, editions = planning.open()
    assert list(editions.get_outlines()) == first
    assert planning.sentences == 0


def test_the_ledger_has_the_keys_that_planning_gives(planning: Planning) -> None:
    _, editions = planning.open()
    keys = {outline.place: outline.key for outline in editions.get_outlines()}
    assert keys == {place: job.key for place, job in editions.usual.by_place.items()}


def test_after_one_edit_one_entry_is_planned_again(planning: Planning) -> None:
    _, editions = planning.open()
    before = {outline.place: outline.key for outline in editions.get_outlines()}
    edit(planning, 3)
    _, editions = planning.open()
    after = {outline.place: outline.key for outline in editions.get_outlines()}
    changed = {place for place in after if after[place] != before[place]}
    assert changed == {("en", get_slug(3), "definition"), ("en", get_slug(3), "")}
    assert 0 < planning.sentences < 100


def test_another_stamp_has_everything_planned_again(planning: Planning) -> None:
    _, editions = planning.open()
    list(editions.get_outlines())
    _, editions = planning.open("another")
    list(editions.get_outlines())
    assert planning.sentences > COUNT


def test_a_damaged_ledger_is_made_anew(planning: Planning) -> None:
    _, editions = planning.open()
    first = list(editions.get_outlines())
    (path,) = (planning.folder / "index").glob("keys-*")
    path.write_bytes(path.read_bytes()[:-1])
    _, editions = planning.open()
    assert list(editions.get_outlines()) == first


def test_a_key_of_any_speed_is_found_in_another_process_by_planning_one_entry(planning: Planning) -> None:
    _, here = planning.open()
    wanted = here.get("en", get_slug(40), "definition", 1.25, chunk=1).job
    _, there = planning.open()
    assert there.find(wanted.key) == wanted
    assert 0 < planning.sentences < 100
    assert there.find(wanted.key[::-1]) is None
    assert planning.sentences < 100


def test_a_key_that_is_nobody_s_is_not_found_at_its_home(planning: Planning) -> None:
    _, editions = planning.open()
    key = editions.get("en", get_slug(40), "").job.key
    assert editions.find("0" * 32 + key[32:]) is None


def test_the_same_words_in_two_entries_have_two_keys(planning: Planning) -> None:
    _, editions = planning.open()
    job = editions.get("en", get_slug(40), "definition").job
    assert replace(job, slug=get_slug(41)).key != job.key


def test_one_edited_sentence_is_one_clip_and_nothing_else_is_planned(planning: Planning, queue: HereQueue) -> None:
    library, editions = planning.open()
    store = queue.bench.store
    entry = library.get_shelf("en").get_entry(get_slug(3))
    run_choices(editions.get_choices(entry), store, queue, lambda *_: None)  # type: ignore[arg-type]
    for outline in editions.get_outlines():
        if outline.place[1] != entry.slug:
            for name in get_products(outline.key):
                store.put(name, b"x")
    assert editions.get_unmade(store) == (COUNT * PARTS, [])
    edit(planning, 3)
    _, editions = planning.open()
    total, choices = editions.get_unmade(store)
    assert [choice.job.part for choice in choices] == ["definition", ""]
    summary = run_choices(choices, store, queue, lambda *_: None, total - len(choices))  # type: ignore[arg-type]
    assert (summary.total, summary.rendered, summary.spoken) == (COUNT * PARTS, 2, 1)
    assert planning.sentences < 100


def test_pages_and_lookups_plan_the_entry_at_hand_alone(planning: Planning) -> None:
    library, editions = planning.open()
    entry = library.get_shelf("en").get_entry(get_slug(8))
    choices = editions.get_choices(entry)
    planned = planning.sentences
    assert (len(choices), planned < 100) == (PARTS, True)
    assert all(editions.find(choice.job.key) is choice.job for choice in choices)
    assert planning.sentences == planned
    with pytest.raises(UnknownName):
        editions.get("en", "nobody", "definition")
