"""A call over a real socket: what the menu wants reaches Asterisk, and what the caller does reaches the menu."""

from __future__ import annotations

import asyncio
import re
import time

import pytest

from service.errors import ServeError, SettingsError
from service.phone.adapters.agi import AgiServer, Limits, get_address
from service.phone.adapters.agi_call import Sound, get_pace
from service.phone.call import HangUp, Keys, Play, Silent, Started, Unplayable
from service.phone.clips import Number, Prompt

from .fakes import HEADERS, SORRY, CountingMenu, Script, find_sound, play, serve

HELLO, MISSING = Prompt("hello"), Prompt("missing")


def stem(command: str) -> str:
    """The name of the file in a command that plays one."""
    assert command.startswith("CONTROL STREAM FILE "), command
    return command.split()[3].rpartition("/")[2]


def run(script: Script, *replies: str) -> list[str]:
    """The commands of a call that answers each with the next of `replies`; a last reply is for HANGUP."""
    with serve(script.make_menu) as running:
        peer, commands = running.call(), []
        peer.answer()
        for reply in replies:
            commands.append(peer.read())
            peer.send(reply + "\n")
        commands.append(peer.read())
        peer.reply(1)
        assert peer.read() == ""
        peer.close()
    return commands


def test_a_call_is_answered_and_its_menu_started_and_ended() -> None:
    script = Script([])
    assert run(script) == ["HANGUP"]
    assert script.events == [Started()]


def test_clips_are_played_one_after_the_other_and_then_a_key_is_waited_for() -> None:
    script = Script([play(HELLO, Number(7), wait=8000)])
    *clips, wait, _ = run(script, "200 result=0 endpos=2000", "200 result=0 endpos=2000", "200 result=53")
    assert [stem(clip) for clip in clips] == ["en-hello-100", "en-7-100"]
    assert wait == "WAIT FOR DIGIT 8000"
    assert script.events == [Started(), Keys("5", 2)]


def test_a_key_tells_how_long_ago_the_first_clip_began() -> None:
    script = Script([play(HELLO, Number(7)), play(HELLO)])
    with serve(script.make_menu) as running:
        peer = running.call()
        peer.answer()
        peer.read()
        time.sleep(0.12)  # a caller listens
        peer.reply(0, 2000)
        peer.read()
        peer.press("3", 30)
        peer.read()
        peer.press("3", 30)
        assert peer.read() == "HANGUP"
    assert [getattr(event, "keys", "") for event in script.events] == ["", "3", "3"]
    assert script.since[0] == 0
    assert 120 <= script.since[1] < 2000
    assert 1 <= script.since[2] < script.since[1]


def test_a_key_ends_what_is_heard_and_tells_where() -> None:
    script = Script([play(HELLO, Number(7), Number(8), wait=8000)])
    commands = run(script, "200 result=0 endpos=2000", "200 result=42 endpos=1280")
    assert len(commands) == 3
    assert script.events == [Started(), Keys("*", 1, 640)]  # heard at once, so counted twice: see get_pace


@pytest.mark.parametrize(
    ("endpos", "heard", "known", "pace"),
    [(1280, 1300, 0, 1), (2560, 1300, 0, 2), (2560, 1290, 1, 2), (1280, 1400, 2, 1), (40, 20, 1, 1), (40, 40, 2, 2),
     (0, 0, 2, 2), (0, 1000, 0, 0), (-1, 20, 0, 0)],
)  # fmt: skip
def test_the_clock_tells_how_asterisk_counts_and_a_clip_cut_off_at_once_does_not(
    endpos: int, heard: int, known: int, pace: int
) -> None:
    assert get_pace(endpos, heard, known) == pace


@pytest.mark.parametrize("pace", [1, 2])
def test_a_place_is_told_and_asked_for_as_asterisk_counts(pace: int) -> None:
    script = Script([play(HELLO), play(HELLO, start=300)])
    with serve(script.make_menu) as running:
        peer = running.call()
        peer.answer()
        assert peer.read().endswith(" 0")
        time.sleep(0.3)  # that much of the clip is heard
        peer.press("2", 300 * pace)
        assert peer.read().endswith(f" {300 * pace}")
    assert script.events[-1] == Keys("2", 0, 300)


@pytest.mark.parametrize(("endpos", "start", "offset"), [(-1, 0, 1), (9000, 0, 2000), (0, 1000, 1000)])
def test_a_place_is_never_outside_of_what_was_played(endpos: int, start: int, offset: int) -> None:
    script = Script([play(HELLO, start=start)])
    run(script, f"200 result=42 endpos={endpos}")
    assert script.events[-1] == Keys("*", 0, offset)


def test_a_clip_goes_on_where_it_was_left_at_another_speed() -> None:
    script = Script([play(HELLO, start=1280, speed=1.25), HangUp()])
    command, _ = run(script, "200 result=0 endpos=2000")
    assert stem(command) == "en-hello-125"
    assert command.endswith(" 1280")


def test_a_start_beyond_the_end_is_as_if_heard() -> None:
    script = Script([play(HELLO, Number(7), start=2000)])
    assert [stem(run(script, "200 result=0 endpos=2000")[0])] == ["en-7-100"]
    assert script.events == [Started(), Silent()]


def test_silence_is_told_after_the_wait() -> None:
    script = Script([play(HELLO, wait=70_000)])
    commands = run(script, "200 result=0 endpos=2000", "200 result=0", "200 result=0")
    assert commands[1:3] == ["WAIT FOR DIGIT 60000", "WAIT FOR DIGIT 10000"]
    assert script.events == [Started(), Silent()]


def test_a_wait_that_fails_ends_the_call_and_leaves_it_to_the_dialplan(caplog: pytest.LogCaptureFixture) -> None:
    with serve(CountingMenu) as running:
        peer = running.call()
        peer.answer()
        peer.read()
        peer.reply(0, 2000)
        peer.read()
        peer.reply(-1)
        assert peer.read() == "CHANNEL STATUS"
        peer.reply(6)
        assert peer.read() == ""
    assert "a wait for a key failed" in caplog.text


def test_a_wait_without_limit_is_asked_for_in_pieces() -> None:
    script = Script([play(HELLO, wait=None)])
    commands = run(script, "200 result=0 endpos=2000", "200 result=0", "200 result=0", "200 result=49")
    assert commands[1:4] == ["WAIT FOR DIGIT 60000"] * 3
    assert script.events[-1] == Keys("1", 1)


@pytest.mark.parametrize("code", [ord("A"), ord("D"), ord("w")])
def test_a_key_without_meaning_on_any_telephone_of_ours_is_no_key(code: int) -> None:
    script = Script([play(HELLO, wait=None)])
    run(script, "200 result=0 endpos=2000", f"200 result={code}", "200 result=49")
    assert script.events == [Started(), Keys("1", 1)]


def test_a_missing_clip_is_told_to_the_menu_after_those_before_it() -> None:
    script = Script([play(HELLO, MISSING, Number(7))])
    assert stem(run(script, "200 result=0 endpos=2000")[0]) == "en-hello-100"
    assert script.events == [Started(), Unplayable(1)]


def test_a_clip_that_asterisk_cannot_read_is_told_to_the_menu_if_the_caller_is_there() -> None:
    script = Script([play(HELLO)])
    commands = run(script, "200 result=-1 endpos=0", "200 result=6")
    assert commands[1] == "CHANNEL STATUS"
    assert script.events == [Started(), Unplayable(0)]


def test_a_command_that_asterisk_does_not_know_is_as_a_clip_that_it_cannot_play() -> None:
    script = Script([play(HELLO)])
    run(script, "510 Invalid or unknown command", "200 result=6")
    assert script.events == [Started(), Unplayable(0)]


@pytest.mark.parametrize(
    "last",
    [
        "200 result=-1 endpos=0\nHANGUP\n",
        "200 result=-1 endpos=990\nHANGUP\n",
        "200 result=-1 endpos=0\n511 Command Not Permitted on a dead channel\n",
        "HANGUP\n",
        "",
    ],
)
def test_an_early_hang_up_leaves_nothing_within_a_second_and_is_no_error(
    last: str, caplog: pytest.LogCaptureFixture
) -> None:
    script = Script([play(HELLO)])
    with serve(script.make_menu) as running:
        peer = running.call()
        peer.answer()
        peer.read()
        peer.send(last)
        peer.close()
        assert running.is_idle_within(1)
    assert script.events == [Started()]
    assert [record for record in caplog.records if record.levelname != "DEBUG"] == []


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("hello\n", "not written as"),
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "not written as"),
        (b"\x16\x03\x01\x02\x00\x01\n", "not written as"),
        ("agi_network: yes", "before its headers had an end|no end"),
        ("agi_network: y\n", "before its headers had an end"),
        ("", "before its headers had an end"),
        (f"agi_network: {'x' * 4096}\n\n", "too long"),
        ("x" * 20_000, "too long"),
        ("agi_x: y\n" * 101 + "\n", "more than 100 headers"),
    ],
)
def test_what_is_no_call_is_closed_with_one_line_and_the_server_lives(
    sent: str | bytes, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    with serve(Script([]).make_menu) as running:
        peer = running.connect()
        peer.send(sent)
        peer._socket.shutdown(1)
        assert peer.read() == ""
        peer.close()
        assert running.is_idle_within(1)
    (line,) = [record.getMessage() for record in caplog.records]
    assert re.search(why, line)


def test_a_hundred_headers_are_taken() -> None:
    with serve(Script([]).make_menu) as running:
        peer = running.call("agi_x: y\n" * 100)
        assert peer.read() == "ANSWER"


@pytest.mark.parametrize("sent", ["", "agi_network: y", "agi_network: y\n"])
def test_silence_on_the_socket_ends_at_the_limit(sent: str, caplog: pytest.LogCaptureFixture) -> None:
    with serve(Script([]).make_menu, Limits(header_seconds=0.2)) as running:
        peer = running.connect()
        peer.send(sent)
        assert peer.read() == ""
        assert "had no end within 0.2 s" in caplog.text


def test_silence_in_mid_call_ends_it_once_the_sound_should_have_ended(caplog: pytest.LogCaptureFixture) -> None:
    find = lambda clip, play: Sound("/a", 100)  # noqa: E731
    with serve(CountingMenu, Limits(slack_seconds=0.1), find) as running:
        peer = running.call()
        peer.answer()
        peer.read()
        assert peer.read() == ""
    assert "no reply within 0.2 s" in caplog.text


def test_garbage_in_mid_call_ends_that_call_alone(caplog: pytest.LogCaptureFixture) -> None:
    with serve(CountingMenu) as running:
        good, bad = running.call(), running.call()
        good.answer()
        bad.answer()
        bad.read()
        bad.send("what?\n")
        assert bad.read() == ""
        good.read()
        good.reply(0, 2000)
        assert good.read() == "WAIT FOR DIGIT 60000"
    assert len(caplog.records) == 1


def test_the_caller_s_number_is_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    seen = []

    def keep(event: object) -> Play:
        seen.append(repr(event))
        raise RuntimeError(HEADERS)

    with serve(lambda: keep) as running:
        peer = running.call()
        peer.answer()
        while peer.read():
            peer.reply(0, 2000)
        text = caplog.text + repr(running.server) + repr(running.server._gate) + "".join(seen)
    assert "menu failed" in text
    assert "7700" not in text


def test_more_calls_than_allowed_are_told_that_the_line_is_busy_and_the_others_go_on() -> None:
    with serve(CountingMenu, Limits(calls=2)) as running:
        first, second, third = running.call(), running.call(), None
        first.answer()
        second.answer()
        first.read()
        third = running.call()
        assert third.read() == "SET VARIABLE LECTERN busy"
        third.reply(1)
        assert third.read() == ""
        first.reply(0, 2000)
        assert first.read() == "WAIT FOR DIGIT 60000"
        first.send("HANGUP\n")
        assert first.read() == ""
        fourth = running.call()
        assert fourth.read() == "ANSWER"
        assert running.server.counts.refused == 1


def test_connections_beyond_all_measure_are_closed_unheard() -> None:
    with serve(CountingMenu, Limits(calls=1)) as running:
        heard = [running.call().read() for _ in range(5)]
    assert heard == ["ANSWER", *["SET VARIABLE LECTERN busy"] * 2, "", ""]


def test_a_fault_of_the_menu_is_heard_as_the_sorry_clip_and_then_the_menu(caplog: pytest.LogCaptureFixture) -> None:
    script = Script([play(HELLO), ZeroDivisionError("what the caller typed"), play(Number(7))])
    commands = run(script, "200 result=0 endpos=2000", "200 result=0 endpos=2000", "200 result=0 endpos=2000")
    assert [stem(each) for each in commands[:-1]] == ["en-hello-100", "en-sorry-100", "en-7-100"]
    assert script.events == [Started(), Silent(), Started(), Silent()]
    (line,) = [record.getMessage() for record in caplog.records]
    assert "ZeroDivisionError" in line
    assert "typed" not in line


def test_a_key_that_ends_the_sorry_clip_is_not_lost() -> None:
    script = Script([ZeroDivisionError(), play(HELLO), play(Number(7))])
    run(script, "200 result=52 endpos=400", "200 result=0 endpos=2000")
    assert script.events[:3] == [Started(), Started(), Keys("4")]


def test_a_menu_that_fails_for_ever_leaves_the_caller_to_the_dialplan() -> None:
    script = Script([ZeroDivisionError()] * 9)
    with serve(script.make_menu) as running:
        peer, clips = running.call(), 0
        peer.answer()
        while (command := peer.read()).startswith("CONTROL"):
            clips += 1
            peer.reply(0, 2000)
        assert command == ""  # closed without HANGUP: the dialplan goes on with its sorry clip
    assert clips == 2


@pytest.mark.parametrize("action", [play(MISSING), play(), play(HELLO, start=9000)])
def test_a_menu_that_goes_round_in_silence_is_ended(action: Play, caplog: pytest.LogCaptureFixture) -> None:
    with serve(lambda: lambda _: action) as running:
        peer = running.call()
        peer.answer()
        assert peer.read() == ""
    assert "circle" in caplog.text


def test_a_call_says_goodbye_at_the_longest_that_any_may_last_even_in_a_pause() -> None:
    with serve(lambda: lambda _: play(HELLO, wait=None, start=500, speed=1.25), Limits(call_seconds=0.2)) as running:
        peer = running.call()
        peer.answer()
        peer.read()
        peer.reply(0, 2000)
        while (command := peer.read()).startswith("WAIT"):
            assert int(command.split()[-1]) <= 200
            peer.reply(0)
        assert (stem(command), command.split()[-1]) == ("en-goodbye-100", "0")
        peer.reply(0, 2000)
        assert peer.read() == "HANGUP"


def test_any_key_ends_the_goodbye() -> None:
    script = Script([play(HELLO)])
    with serve(script.make_menu, Limits(call_seconds=0)) as running:
        peer = running.call()
        peer.answer()
        assert stem(peer.read()) == "en-goodbye-100"
        peer.press("9")
        assert peer.read() == "HANGUP"


def test_many_calls_each_hear_their_own() -> None:
    CountingMenu.made = 0
    with serve(CountingMenu) as running:
        peers = [running.call() for _ in range(40)]
        for peer in peers:
            peer.answer()
        heard = {stem(peer.read()) for peer in peers}
        assert heard == {f"en-{number}-100" for number in range(1, 41)}


def test_the_end_of_the_server_closes_calls_so_that_the_dialplan_can_say_so() -> None:
    with serve(CountingMenu) as running:
        peer = running.call()
        peer.answer()
        peer.read()
        running.stop()
        assert peer.read() == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.5.0.1"])
def test_this_machine_alone_may_connect_by_default(host: str) -> None:
    address = get_address(host, 4573)
    assert all(network.is_loopback and network.num_addresses == 1 for network in address.allowed)


@pytest.mark.parametrize(
    ("host", "allow"),
    [("0.0.0.0", ""), ("10.0.0.4", ""), ("::", ""), ("0.0.0.0", "0.0.0.0/0"), ("::", "::/0"), ("0.0.0.0", "everyone"),
     ("example.org", "10.0.0.5")],
)  # fmt: skip
def test_a_wider_address_is_refused_without_a_list_of_who_may_connect(host: str, allow: str) -> None:
    with pytest.raises(SettingsError, match="phone_agi_"):
        get_address(host, 4573, allow)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::"])
@pytest.mark.parametrize(
    "allow",
    ["0.0.0.0/1,128.0.0.0/1", "10.0.0.5, 8.0.0.0/7", "2000::/3", "2001:db8::/31", "0.0.0.0/0",
     ",".join(f"{number}.0.0.0/8" for number in range(256))],
)  # fmt: skip
def test_a_list_of_nearly_everybody_is_refused(host: str, allow: str) -> None:
    with pytest.raises(SettingsError, match=r"'phone_agi_allow' lets all of \S+/\d+ connect"):
        get_address(host, 4573, allow)


def test_the_widest_networks_are_taken() -> None:
    assert len(get_address("0.0.0.0", 4573, "10.0.0.0/8, 192.168.0.0/16, 2001:db8::/32").allowed) == 3


def test_a_wider_address_is_taken_with_a_list() -> None:
    assert len(get_address("0.0.0.0", 4573, "10.0.0.5, 10.1.0.0/16").allowed) == 2


def test_who_is_not_on_the_list_is_closed_unheard() -> None:
    with serve(CountingMenu, allow="10.0.0.5") as running:
        assert running.call().read() == ""
        assert running.server.counts.calls == 0


def test_a_port_in_use_is_an_error_that_says_what_to_do() -> None:
    with serve(CountingMenu) as running:
        server = AgiServer(get_address("127.0.0.1", running.port), CountingMenu, find_sound, SORRY)
        with pytest.raises(ServeError, match="phone_agi_port"):
            asyncio.run(server.start())
