"""New content is taken up while pages are read; a bad edit changes nothing and is told once."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import pytest

from .servers import Fetch, serve
from .test_processes import Readers, get_port, get_web_processes, wait_until

PAGE = "/glossary/shame/"
NEW = "Shame is a heavy coat that somebody else put on you."


class Heard:
    """What a server says on standard error, line by line."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._listen, args=(server,), daemon=True).start()

    def _listen(self, server: subprocess.Popen[str]) -> None:
        assert server.stderr is not None
        for line in server.stderr:
            self._lines.put(line)

    def wait_for(self, words: str, seconds: float = 40) -> list[str]:
        """All lines up to the first with these words."""
        lines: list[str] = []
        while not lines or words not in lines[-1]:
            try:
                lines.append(self._lines.get(timeout=seconds))
            except Empty:
                pytest.fail(f"{words!r} was not said, but: {''.join(lines)}")
        return lines

    def get_rest(self) -> list[str]:
        return list(self._drain())

    def _drain(self) -> Iterator[str]:
        while not self._lines.empty():
            yield self._lines.get()


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "content" / "en" / "shame.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    front, found, body = text.rpartition("+++\n")
    path.write_text(front + found + body.replace(old, new, 1), encoding="utf-8")


def get_first_sentence(folder: Path) -> str:
    """The first sentence of the first section."""
    text = (folder / "content" / "en" / "shame.md").read_text(encoding="utf-8")
    return re.split(r"(?<=\.)\s", text.partition("\n## ")[2].partition("\n\n")[2])[0]


def get_audio(page: str) -> list[str]:
    return re.findall(r'src="(/audio/[0-9a-f]{64}\.mp3)"', page)


def read(fetch: Fetch) -> str:
    return fetch(PAGE)[1].decode()


def test_an_edit_is_served_without_a_failed_request_and_spoken(folder: Path) -> None:
    with serve(folder, "--plain", requests_a_minute="0") as (fetch, server):
        heard = Heard(server)
        heard.wait_for("Failures: 0")
        before, old = read(fetch), get_web_processes(server.pid)
        with Readers(get_port(server)) as readers:
            edit(folder, get_first_sentence(folder), NEW)
            heard.wait_for("The content has changed")
            wait_until(lambda: NEW in read(fetch))
            heard.wait_for("Failures: 0")
        after = read(fetch)
        fresh = set(get_audio(after)) - set(get_audio(before))
        assert len(fresh) == 2  # the section and the whole
        assert [fetch(each)[0] for each in sorted(fresh)] == [200, 200]
        wait_until(lambda: len(get_web_processes(server.pid)) == 2)
        assert not set(old) & set(get_web_processes(server.pid))
    print(f"{readers.answered} pages were read meanwhile, {len(readers.failures)} failed")
    assert readers.answered > 20
    assert readers.failures == []


def test_a_bad_edit_keeps_the_pages_and_is_told_once_and_its_mending_is_served(folder: Path) -> None:
    with serve(folder, "--no-render", requests_a_minute="0") as (fetch, server), Readers(get_port(server)) as readers:
        heard, before, sentence = Heard(server), read(fetch), get_first_sentence(folder)
        edit(folder, sentence, f"{NEW} See [[Nowhere]].")
        said = heard.wait_for("are still served")
        assert "shame.md" in "".join(said)
        assert said[-1] == "1 problem(s) in the content. The pages from before the change are still served.\n"
        assert read(fetch).count("<h2") == before.count("<h2")
        assert NEW not in read(fetch)
        edit(folder, " See [[Nowhere]].", "")
        said = heard.wait_for("The content has changed")
        assert [line for line in said if "problem" in line] == []
        wait_until(lambda: NEW in read(fetch))
    assert readers.failures == []


def test_a_signal_asks_for_new_content_where_nobody_looks(folder: Path) -> None:
    with serve(folder, "--no-render", watch_content="no") as (fetch, server):
        heard = Heard(server)
        edit(folder, get_first_sentence(folder), NEW)
        server.send_signal(signal.SIGHUP)
        heard.wait_for("The content has changed")
        wait_until(lambda: NEW in read(fetch))
        assert heard.get_rest() == []
