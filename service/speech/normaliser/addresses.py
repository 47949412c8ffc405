"""Web and mail addresses, handles and hashtags: "example dot org slash help"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.speech.normaliser.rule import Rule, get_alternatives, has_any, make_rule
from service.speech.normaliser.tools import Tools

TABLES = ("addresses",)
_NAME = r"[\w-]++(?:\.[\w-]++)*+"
_PIECE = re.compile(r"[0-9]+|[^\W\d_]+|[^\w\s]|_")
_CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def get_rules(tools: Tools) -> Iterator[Rule]:
    table = tools.get("addresses")
    if not table:
        return
    rest = r"[^\s<>\"“”«»]*[\w/=]"
    path = rf"(?:/(?:{rest})?|[?#]{rest})?"

    def say(match: re.Match[str]) -> str:
        return _say_address(tools, match["said"])

    def say_tag(match: re.Match[str]) -> str:
        word = " ".join(_CAPITALS.split(match["name"]))
        return f"{table[match['sign']]} {_say_address(tools, word) if '_' in word else word}"

    ends = get_alternatives(table["endings"])
    yield make_rule(
        "mail address", rf"(?<![\w.+-])(?:mailto:)?(?P<said>[\w+-]++(?:\.[\w+-]++)*+@{_NAME})", say, has_any("@")
    )
    yield make_rule(
        "web address",
        rf"(?<![\w.])(?P<said>https?://{_NAME}(?::[0-9]+)?{path}|www\.{_NAME}{path})",
        say,
        has_any((":/", "www.")),
    )
    host = rf"(?:[A-Za-z0-9-]++\.)+?{ends}(?![\w-]|\.\w)"
    yield make_rule(
        "web address", rf"(?<![\w.@/-])(?P<said>{host}{path})", say, has_any(f".{end}" for end in table["endings"])
    )
    signs = get_alternatives(sign for sign in "@#" if sign in table)
    yield make_rule("handle", rf"(?<![\w&])(?P<sign>{signs})(?P<name>[^\W\d]\w*)", say_tag, has_any("@#"))


def _say_address(tools: Tools, address: str) -> str:
    """Its words as they are, its signs by name. The scheme is not said: nobody types it."""
    endings, said = frozenset(tools.get("addresses")["endings"]), []
    bare = re.sub(r"^https?://|^mailto:|/$", "", address)
    host = _get_ending(bare, endings)
    for piece in _PIECE.finditer(bare):
        is_ending = piece.start() in host or piece[0] not in endings
        said.append(_say_piece(tools, piece[0]) if is_ending else piece[0])
    return " ".join(said)


def _get_ending(address: str, endings: frozenset[str]) -> range:
    """Where the host's ending is, such as "co.uk": elsewhere "us" and "it" are words."""
    start = address.find("@") + 1 if "@" in re.split("[/?#]", address)[0] else 0
    host = re.split("[/?#:]", address[start:])[0]
    labels = host.split(".")
    while len(labels) > 1 and labels[-1] in (*endings, "co"):
        labels.pop()
    return range(start + len(".".join(labels)), start + len(host))


def _say_piece(tools: Tools, piece: str) -> str:
    table = tools.get("addresses")
    if piece.isdecimal() and piece.isascii():
        return tools.numerals.say_whole(piece)
    if piece in table.get("spelled", ()):
        return str(tools.get("letters").get("joint", " ")).join(piece.upper())
    return str(table.get(piece, piece))
