"""The real server tells how it is."""

from __future__ import annotations

from pathlib import Path

from .operating import Server, serve


def wait_until_ready(server: Server) -> str:
    while (answer := server.ask("/readyz")).status == 503 and "not known yet" in answer.text:
        pass
    return answer.text


def test_a_server_that_started_is_live_and_becomes_ready(folder: Path) -> None:
    with serve(folder) as server:
        assert server.ask("/healthz").text == "The process answers.\n"
        said = wait_until_ready(server)
    count = len(list((folder / "content" / "en").glob("*.md")))
    assert said.splitlines() == [
        f"content: well, read: entries {count}, languages en",
        "voice: well, works",
        "store: well, can be read and written",
        "queue: well, alive",
    ]
    assert str(folder) not in said


def test_a_server_without_a_voice_is_live_and_not_ready(folder: Path) -> None:
    with serve(folder, engine="hal") as server:
        said = wait_until_ready(server)
        assert server.ask("/healthz").status == 200
        assert server.ask("/readyz").status == 503
    assert "voice: NOT WELL, does not work: the log says why" in said.splitlines()
    assert "hal" not in said
