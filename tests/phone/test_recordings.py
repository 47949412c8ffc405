"""The plan of the phone line: every clip has a job, what is there is found, what is missing is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from document.files import get_front, read
from exports.studio import BODY, HereQueue, make_editions, make_here_queue, plan

from service.document.library import Library
from service.errors import UnknownName
from service.exports.catalogue import Catalogue, Rendition, get_wanted_voices, make_catalogue
from service.exports.editions import SPEEDS, Editions, run_pairs
from service.phone.clips import Chunk, Heading, Letter, Number, Prompt, Title
from service.phone.planning import LINE, Place, Planner
from service.phone.recordings import Recordings
from service.render.cast import get_cast
from service.render.clips import get_clip_key
from service.render.section import SectionJob
from service.speech.finding import make_find_forms
from service.speech.script import Pause, spoken
from service.store.folder import FolderStore

PROMPTS = {"en": {"greeting": "Word line. To leave, press 9.", "section": "Section", "nothing": " "}}


def get_prompts(language: str) -> dict[str, str]:
    if language not in PROMPTS:
        raise UnknownName("table of the language", "phone", ())
    return PROMPTS[language]


def make_line(folder: Path) -> tuple[Library, HereQueue]:
    entries = (("en/hope.md", "Hope", "101"), ("en/cafe.md", "Café", "102"), ("es/amor.md", "Amor", "103"))
    return read(folder, {path: get_front(title, code) + BODY for path, title, code in entries}), make_here_queue(folder)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, HereQueue]:
    """A library, and a queue whose store nothing was rendered to."""
    return make_line(tmp_path_factory.mktemp("line"))


@pytest.fixture
def library(line: tuple[Library, HereQueue]) -> Library:
    return line[0]


@pytest.fixture
def queue(line: tuple[Library, HereQueue]) -> HereQueue:
    return line[1]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recordings, HereQueue]:
    """The line of the same library, all rendered."""
    library, queue = make_line(tmp_path_factory.mktemp("rendered"))
    recordings = make_recordings(library, queue)
    render(recordings, queue)
    return recordings, queue


def make_recordings(library: Library, queue: HereQueue, editions: Editions | None = None) -> Recordings:
    planner = Planner(library, editions or make_editions(library), get_prompts, make_find_forms({}))
    return Recordings(planner, queue.bench.store)


def render(recordings: Recordings, queue: HereQueue) -> None:
    pairs = {each.job.key: (each.job, each.instead) for each in recordings.get_planned()}
    run_pairs(list(pairs.values()), queue.bench.store, queue, lambda *_: None)


def get_spoken(recordings: Recordings, place: Place) -> str:
    return next(spoken(each.job.script) for each in recordings.get_planned() if each.place == place)


def test_every_kind_of_clip_is_planned(library: Library, queue: HereQueue) -> None:
    places = {each.place for each in make_recordings(library, queue).get_planned()}
    clips = {place.clip for place in places}
    assert {Prompt("greeting"), Number(0), Number(9), Letter("A"), Letter("Z"), Letter("É")} < clips
    assert Number(10) not in clips  # nothing is counted so far
    assert {Title("hope"), Heading("hope", "definition"), Chunk("hope", "how-it-heals", 1)} < clips
    chunk = Chunk("hope", "definition", 2)
    assert {place.speed for place in places if place.clip == chunk} == set(SPEEDS)
    assert {place.speed for place in places if not isinstance(place.clip, Chunk)} == {1.0}
    assert {place.slug for place in places} == {"hope", "cafe", LINE}


def test_a_prompt_without_words_is_not_planned(library: Library, queue: HereQueue) -> None:
    clips = {each.place.clip for each in make_recordings(library, queue).get_planned()}
    assert Prompt("nothing") not in clips


def test_a_language_without_prompts_has_no_line(library: Library, queue: HereQueue) -> None:
    recordings = make_recordings(library, queue)
    assert recordings.languages == ("en",)
    assert {each.place.language for each in recordings.get_planned()} == {"en"}
    assert recordings.find(Number(1), "es") is None
    assert recordings.find(Title("amor"), "es") is None


@pytest.mark.parametrize(
    ("clip", "words"),
    [
        (Prompt("greeting"), "Word line. To leave, press nine."), (Number(0), "zero."), (Number(7), "seven."),
        (Letter("W"), "W."), (Title("hope"), "Hope."), (Heading("hope", "how-it-heals"), "How it heals."),
        (Chunk("hope", "definition", 1), "Definition."), (Chunk("hope", "definition", 2), "It grows. It says le mot."),
    ],
)  # fmt: skip
def test_a_clip_says_its_words(library: Library, queue: HereQueue, clip: Prompt, words: str) -> None:
    assert get_spoken(make_recordings(library, queue), Place("en", clip)) == words


def test_a_prompt_that_others_complete_goes_on_at_once(library: Library, queue: HereQueue) -> None:
    pauses = {}
    for each in make_recordings(library, queue).get_planned():
        if isinstance(each.place.clip, Prompt):
            pauses[each.place.clip.name] = [step.milliseconds for step in each.job.script if isinstance(step, Pause)]
    assert pauses == {"greeting": [350, 350], "section": [50]}


def test_the_chunks_of_a_part_say_all_of_it_in_order_at_every_speed(library: Library, queue: HereQueue) -> None:
    planned = list(make_recordings(library, queue).get_planned())
    for speed in SPEEDS:
        found = [
            each.job for each in planned
            if each.place.speed == speed and isinstance(each.place.clip, Chunk)
            and (each.place.clip.slug, each.place.clip.part) == ("hope", "how-it-heals")
        ]  # fmt: skip
        assert " ".join(spoken(job.script) for job in found) == "How it heals. It rests. It ends."
        assert {job.words_a_minute for job in found} == {round(165 * speed)}


def test_at_the_usual_speed_a_chunk_is_the_page_s_own_clips(library: Library, queue: HereQueue) -> None:
    editions = make_editions(library)
    page = editions.get("en", "hope", "definition").job
    assert isinstance(page, SectionJob)
    of_page = {get_clip_key(say, get_cast(page)) for say in page.get_says()}
    chunks = [
        each.job for each in make_recordings(library, queue, editions).get_planned()
        if each.place.speed == 1 and isinstance(each.place.clip, Chunk) and each.place.clip.part == "definition"
        and each.place.slug == "hope"
    ]  # fmt: skip
    assert {get_clip_key(say, get_cast(job)) for job in chunks for say in job.get_says()} == of_page


def test_nothing_is_found_before_it_is_rendered_and_everything_after(
    library: Library, queue: HereQueue, rendered: tuple[Recordings, HereQueue]
) -> None:
    before, after = make_recordings(library, queue), rendered[0]
    assert before.find(Title("hope"), "en") is None
    assert len(before.get_missing()) == sum(1 for _ in before.get_planned()) > 80
    key = after.find(Chunk("hope", "definition", 2), "en", 1.5)
    assert key
    assert 300 < (after.get_milliseconds(key) or 0) < 10_000
    assert after.get_milliseconds("0" * 64) is None
    assert after.get_missing() == []


def test_a_clip_is_the_same_at_every_speed_unless_it_is_a_chunk(rendered: tuple[Recordings, HereQueue]) -> None:
    recordings, _ = rendered
    assert recordings.find(Title("hope"), "en", 0.8) == recordings.find(Title("hope"), "en")
    assert len({recordings.find(Chunk("hope", "definition", 2), "en", speed) for speed in SPEEDS}) == 4


@pytest.mark.parametrize(
    "clip",
    [
        Prompt("nobody"), Prompt("nothing"), Number(5000), Title("nobody"), Heading("hope", "nobody"),
        Chunk("hope", "definition", 0), Chunk("hope", "definition", 99), Chunk("nobody", "definition", 1),
    ],
)  # fmt: skip
def test_what_nobody_planned_is_not_found(rendered: tuple[Recordings, HereQueue], clip: Prompt) -> None:
    recordings, _ = rendered
    assert recordings.find(clip, "en") is None
    assert recordings.find(Number(1), "xx") is None
    assert recordings.find(Chunk("hope", "definition", 1), "en", 3.0) is None


@pytest.mark.parametrize("kind", ["ulaw", "g722", "wav"])
def test_a_clip_of_which_one_file_is_gone_is_missing_and_named(
    rendered: tuple[Recordings, HereQueue], kind: str
) -> None:
    recordings, queue = rendered
    key = recordings.find(Title("hope"), "en")
    assert key
    store = queue.bench.store
    assert isinstance(store, FolderStore)
    for path in (store.folder / "o" / key[:2]).glob(f"{key[2:]}.{kind}*"):
        path.unlink()
    missing = [f"{place.slug}: {place}" for place in recordings.get_missing()]
    assert missing == ["hope: title", "hope: heading of introduction"]  # the same words, and so the same clip
    assert recordings.find(Title("hope"), "en") is None
    render(recordings, queue)
    assert recordings.find(Title("hope"), "en") == key


def test_a_voice_with_one_rate_has_chunks_at_that_rate_alone(library: Library, queue: HereQueue) -> None:
    def plan_one(speed: float) -> Catalogue:
        if speed != 1:
            raise UnknownName("speed", f"{speed:g}", ["1"])
        return plan(library)

    recordings = make_recordings(library, queue, Editions(plan_one))
    assert recordings.get_speeds("en") == (1.0,)
    assert make_recordings(library, queue).get_speeds("en") == SPEEDS
    assert make_recordings(library, queue).get_speeds("es") == ()
    assert {each.place.speed for each in recordings.get_planned()} == {1.0}
    assert recordings.find(Chunk("hope", "definition", 2), "en", 1.5) is None


def test_a_further_voice_has_clips_of_its_own(library: Library, tmp_path: Path) -> None:
    queue = make_here_queue(tmp_path)
    another = make_editions(library, words_a_minute=120)
    planner = Planner(library, make_editions(library), get_prompts, make_find_forms({}), {"en": (another,)})
    recordings = Recordings(planner, queue.bench.store)
    render(recordings, queue)
    assert recordings.get_missing() == []
    for clip in (Prompt("greeting"), Number(3), Letter("A"), Title("hope"), Chunk("hope", "definition", 2)):
        usual, other = (recordings.find(clip, "en", voice=voice) for voice in (0, 1))
        assert usual
        assert other
        assert usual != other
    places = {str(each.place) for each in recordings.get_planned()}
    assert {"title", "title by voice 2", "chunk 2 of definition at 1.5 by voice 2"} < places
    assert recordings.find(Title("hope"), "en", voice=2) is None


def test_speeds_are_those_that_all_voices_have(library: Library, queue: HereQueue) -> None:
    def plan_one(speed: float) -> Catalogue:
        if speed != 1:
            raise UnknownName("speed", f"{speed:g}", ["1"])
        return plan(library)

    editions = make_editions(library)
    planner = Planner(library, editions, get_prompts, make_find_forms({}), {"en": (Editions(plan_one),)})
    assert Recordings(planner, queue.bench.store).get_speeds("en") == (1.0,)


def test_a_language_that_no_voice_speaks_has_no_clips(library: Library, queue: HereQueue) -> None:
    unknown = UnknownName("voice", "en-gb", ())
    nobody = Editions(lambda _: make_catalogue(library, [unknown for _ in get_wanted_voices(library, {})], Rendition()))
    recordings = make_recordings(library, queue, nobody)
    assert list(recordings.get_planned()) == []
    assert recordings.find(Number(1), "en") is None


def test_a_call_makes_no_sound(library: Library, queue: HereQueue) -> None:
    recordings = make_recordings(library, queue)
    recordings.find(Chunk("hope", "definition", 2), "en", 0.8)
    recordings.get_missing()
    assert queue.submitted == []
    assert list(queue.bench.store.get_names()) == []


def test_where_the_main_voice_has_failed_the_fallback_s_clip_is_found(library: Library, tmp_path: Path) -> None:
    queue = make_here_queue(tmp_path)
    rates = (165, 150)
    main, fallback = (lambda speed, rate=rate: plan(library, words_a_minute=round(rate * speed)) for rate in rates)
    recordings = make_recordings(library, queue, Editions(main, fallback))
    planned = next(each for each in recordings.get_planned() if each.place == Place("en", Title("hope")))
    assert planned.instead is not None
    planned.instead.perform(queue.bench)
    assert recordings.find(Title("hope"), "en") == planned.instead.key
    planned.job.perform(queue.bench)
    assert recordings.find(Title("hope"), "en") == planned.job.key != planned.instead.key
