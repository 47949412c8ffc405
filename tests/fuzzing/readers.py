"""Every reader by its name, with what right input looks like, and the words of its language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from phone.adapters.fakes import HEADERS
from phone.webhooks.senders import SENDERS

from service.render.job import VoiceListTask
from service.render.plain import get_plain_task
from service.store.contract import Stored
from service.store.marker import get_marker

from . import calls, content
from .limits import limit

CONTENT = Path(__file__).parents[2] / "content"
ROOT = CONTENT.parent


@dataclass(frozen=True, slots=True)
class Reader:
    read: Callable[[bytes], None]
    """Ends, or raises what tells of a defect."""
    seeds: Callable[[], Iterable[bytes]]
    words: str
    """What the language is made of, parted by spaces; a fuzzer puts them together."""

    def check(self, data: bytes) -> None:
        """:raise Exception: for a defect. :raise TooSlow:"""
        with limit():
            self.read(data)


def _get_files(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(CONTENT.glob(pattern))]


def _get_bodies() -> list[bytes]:
    return [each.split(b"\n+++\n", 1)[1] for each in (*content.ENTRIES, *_get_files("en/*.md"))]


def _get_lexicons() -> list[bytes]:
    """The shipped ones, and a small one with all that there is."""
    small = (
        '<lexicon version="1.0" alphabet="ipa" xml:lang="en" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">'
        '<lexeme regex="true"><grapheme positive-lookahead="^[0-9]+" negative-lookahead="a">(a+)+b</grapheme>'
        '<alias prefer="true">$1 b</alias></lexeme><lexeme><grapheme>a</grapheme><phoneme>ə</phoneme></lexeme>'
        "</lexicon>"
    )
    return [small.encode(), *_get_files("en/lexicon.pls")]


def _get_webhooks() -> list[bytes]:
    bodies = []
    for number, sender in enumerate(SENDERS.values()):
        for keys, status, first in (("", "in-progress", 0), ("1", "in-progress", 132), ("", "completed", 132)):
            fields = sender.get_fields("CA01", keys, status, "+15550123")
            bodies.append(bytes([first + number]) + sender.get_body(fields))
    return bodies


def _get_tokens() -> list[bytes]:
    from service.phone.adapters.webhook_token import Step, _pack
    from service.phone.state import State

    return [b"\0" + _pack(Step(State(), 1, 2)), b"\1" + calls._TOKENS.make("CA01", "s1", Step()).encode()]


def _get_calls() -> list[bytes]:
    replies = "200 result=0\n" + "200 result=49 endpos=1000\n" * 3 + "200 result=-1\n511 result=-1\nHANGUP\n"
    return [f"{HEADERS}\n{replies}".encode(), f"{HEADERS}\n".encode() + b"200 result=0 endpos=0\n" * 20]


def _get_languages() -> list[bytes]:
    changed = b'extends = "en"\n[spoken.numbers]\nnum2words = "fr"\n[interface]\nmonths = "a"\n'
    return [b'extends = "en"\n', changed, (ROOT / "service/languages/en-US.toml").read_bytes()]


def _get_settings() -> list[bytes]:
    some = b'port = 80\nvoices = "en=x"\nsite_address = "https://a.b"\nexit_address = "http://[::1"\n'
    return [(ROOT / "lectern.toml").read_bytes(), some]


def _get_events() -> list[bytes]:
    events = (b"started", b"keys 1 0 5", b"silent", b"unplayable 2")
    return [event + b"\n" + state for state in calls.get_states() for event in events]


READERS: dict[str, Reader] = {
    "entry": Reader(
        content.read_entry,
        lambda: [*content.ENTRIES, *_get_files("en/*.md")],
        "+++ title = \" \\u202e [[sources]] related [] 2026-11-22 true {} ''' \\u ## - > | [[ ]] ]( ![ {lang= & * ` <",
    ),
    "body": Reader(
        content.read_body,
        _get_bodies,
        "## [[Care]] [[ ]] ]( ![ {lang=fr} | |-|- - 1. > &#x ; &#x202e; ** _ ` < \\ https://",
    ),
    "page": Reader(
        content.read_page,
        lambda: [content.PAGE + b"## A\n\nB.\n", *_get_files("en/pages/*.md")],
        "+++ ## [",
    ),
    "helplines": Reader(
        content.read_helplines,
        lambda: _get_files("en/helplines.toml"),
        '[[helpline]] [[helpline.sources]] [[emergency]] number = " 2026-11-22 checked country link',
    ),
    "lexicon": Reader(
        content.read_pls,
        _get_lexicons,
        '<lexicon <lexeme regex="true"> <grapheme> <alias> <phoneme> </ /> xml:lang= &# <!DOCTYPE <!ENTITY '
        "$1 (?: \\p{ [^ {1000} |* ə <![CDATA[ <?xml encoding= prefer= positive-lookahead=",
    ),
    "language": Reader(
        content.read_language,
        _get_languages,
        "extends other_words [spoken.numbers] [spoken.dates] [spoken.signs] num2words [interface] "
        "[phone.keys] -1 1e9 true = \" { } [ ] ''' tag",
    ),
    "settings": Reader(content.read_settings, _get_settings, '= " [ { true 0x port https://'),
    "webhook": Reader(
        calls.read_webhook,
        _get_webhooks,
        'CallSid= Digits= "dtmf" {"uuid":" {" ": [ %00 & \\ud800 1',
    ),
    "token": Reader(calls.read_token, _get_tokens, "[1, null menu en"),
    "state": Reader(calls.read_state, calls.get_states, '"menu" "listen" [1, true false , ] -1 ""'),
    "keypad": Reader(calls.read_keypad, _get_events, 'keys silent unplayable started "menu"'),
    "agi": Reader(calls.read_agi, _get_calls, "agi_callerid: 200 result= endpos= HANGUP 511 520-"),
    "task": Reader(
        calls.read_task_text,
        lambda: [get_plain_task(VoiceListTask("silence")).encode()],
        '"version" "kind" "section" "task" { [ NaN null \\ud800',
    ),
    "marker": Reader(
        calls.read_marker_bytes,
        lambda: [get_marker(Stored(1, "0" * 64, {"a": 1}))],
        '[ { " \\ud800',
    ),
}
"""By name."""
