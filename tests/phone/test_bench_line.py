"""The line of `bench.calls` finds each sound as the real one does: by its recordings, in a real store."""

from __future__ import annotations

from pathlib import Path

from bench._recorded import get_line, get_stem, write_sounds
from bench.calls import get_bytes, get_index, make_book
from service.phone.adapters.agi_sounds import get_sounds_folder, make_find_sound
from service.phone.call import Play, Started
from service.phone.clips import Chunk, Prompt


def test_each_clip_is_looked_up_in_the_store_and_a_lost_one_is_missed(tmp_path: Path) -> None:
    book = make_book()
    write_sounds(book, tmp_path, get_bytes)
    line, _ = get_line(book, tmp_path)
    assert line.recordings.get_missing() == []
    action = line.step(None, Started())[1]
    assert isinstance(action, Play)
    assert None not in line.get_keys(action)
    find = make_find_sound(line.recordings, get_sounds_folder("folder:store", tmp_path))
    chunk = Chunk("entry-100", "definition", 2)
    sound = find(chunk, action)
    assert sound is not None
    assert sound.milliseconds == 6000
    data = Path(f"{sound.stem}.ulaw").read_bytes()
    assert data == get_bytes(chunk)
    assert get_index()[data[160:320]] == (chunk, 1)
    Path(f"{sound.stem}.ulaw").unlink()
    assert find(chunk, action) is None
    assert get_stem(line, tmp_path, Prompt("sorry")).with_suffix(".ulaw").is_file()
