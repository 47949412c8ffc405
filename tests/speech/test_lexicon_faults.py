"""A lexicon with faults is refused: each is named with its line, all at once, and none takes long."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from service.errors import ContentError
from service.speech.lexicon import read_lexicon, read_lexicons
from service.speech.lexicon.elements import MAX_BYTES
from service.speech.lexicon.rules import LEXICON_RULES

from .lexicons import BODY_LINE, HEAD, get_faults, read, say, write

ROOT = '<lexicon version="1.0" alphabet="ipa" xml:lang="en" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"/>'
A = say("a", "b")

BODIES = {
    "an element that is not closed": ("<lexeme>", BODY_LINE + 1, "L002"),
    "an ampersand alone": (say("R&D", "r"), BODY_LINE, "L002"),
    "an entity that nobody declared": (say("&eacute;", "e"), BODY_LINE, "L002"),
    "a misspelt element": ("<lexem/>", BODY_LINE, "L007"),
    "a misspelt attribute": (say("a", "b", attributes='postive-lookahead="x"'), BODY_LINE, "L007"),
    "an element in a grapheme": (say("a<b/>", "b"), BODY_LINE, "L007"),
    "a value of prefer": ("<lexeme><grapheme>a</grapheme><alias prefer='yes'>b</alias></lexeme>", BODY_LINE, "L007"),
    "a value of regex": ("<lexeme regex='1'><grapheme>a</grapheme><alias>b</alias></lexeme>", BODY_LINE, "L007"),
    "no grapheme": ("<lexeme><alias>b</alias></lexeme>", BODY_LINE, "L008"),
    "no pronunciation": ("\n<lexeme><grapheme>b</grapheme></lexeme>", BODY_LINE + 1, "L008"),
    "nothing in a lexeme": ("<lexeme/>", BODY_LINE, "L008"),
    "an empty grapheme": (say(" \n", "b"), BODY_LINE, "L009"),
    "a grapheme of a soft hyphen": (say("\u00ad", "b"), BODY_LINE, "L009"),
    "an empty alias": (say("a", " "), BODY_LINE, "L009"),
    "an empty phoneme": (say("a", "b", " "), BODY_LINE, "L009"),
    "a sound in another alphabet": (
        "<lexeme><grapheme>a</grapheme><phoneme alphabet='x-sampa'>e</phoneme></lexeme>", BODY_LINE, "L005"),
    "a word in another language": (
        "<lexeme xml:lang='fr'><grapheme>a</grapheme><alias>b</alias></lexeme>", BODY_LINE, "L006"),
    "a bad symbol": (say("a", phoneme="ˈdVtən"), BODY_LINE, "L010"),
    "no sound but stress": (say("a", phoneme="ˈ"), BODY_LINE, "L010"),
    "a diacritic before a letter": (say("a", phoneme="ʰa"), BODY_LINE, "L010"),
    "two rivals": (f"{A}\n{say('A', 'c')}\n{say('a', 'c')}", BODY_LINE + 2, "L011"),
    "two rivals in sound": (f"{say('a', phoneme='a')}\n{say('a', phoneme='e')}", BODY_LINE + 1, "L011"),
    "two rival expressions": (
        f"{say('a+', 'b', regex=True)}\n{say('a+', 'c', regex=True)}", BODY_LINE + 1, "L011"),
    "a circle": (say("a", "x b") + say("b", "a y"), BODY_LINE, "L012"),
    "a word in its own alias": (say("a", "a b"), BODY_LINE, "L012"),
    "an alias that grows": ("".join(say(f"w{n}", f"w{n + 1} w{n + 1}") for n in range(12)), BODY_LINE, "L012"),
    "a chain of aliases": ("".join(say(f"w{n}", f"x w{n + 1}") for n in range(5000)), BODY_LINE, "L012"),
    "an expression that cannot be read": (say("(a", "b", regex=True), BODY_LINE, "L013"),
    "an expression that looks around": (say("(?=a)b", "b", regex=True), BODY_LINE, "L013"),
    "an expression that refers back": (say(r"(a)\1", "b", regex=True), BODY_LINE, "L013"),
    "an expression that is too large": (say("((a{100}){100}){100}", "b", regex=True), BODY_LINE, "L013"),
    "an expression for nothing": (say("a*", "b", regex=True), BODY_LINE, "L013"),
    "a group that is not there": (say("(a)", "$2", regex=True), BODY_LINE, "L013"),
    "a look-ahead that cannot be read": (say("a", "b", attributes='positive-lookahead="["'), BODY_LINE, "L013"),
    "a look-ahead that closes too much": (say("a", "b", attributes='negative-lookahead="a)(b"'), BODY_LINE, "L013"),
    "an expression's look-ahead": (say("a", "b", attributes='positive-lookahead="("', regex=True), BODY_LINE, "L013"),
    "an expression with a sound": (say("a", "b", "a", regex=True), BODY_LINE, "L014"),
    "an expression with a sound alone": (say("a", phoneme="a", regex=True), BODY_LINE, "L014"),
}  # fmt: skip
FILES: dict[str, tuple[bytes, int, str]] = {
    "too large": (HEAD.encode() + b" " * MAX_BYTES, 0, "L001"),
    "nothing": (b"", 1, "L002"),
    "no XML": (b"\x89PNG\r\n", 1, "L002"),
    "a byte that is not UTF-8": (ROOT.encode().replace(b"/>", b">\n\xff</lexicon>"), 2, "L002"),
    "an encoding that nobody knows": (b'<?xml version="1.0" encoding="klingon"?>\n' + ROOT.encode(), 1, "L002"),
    "an encoding of several bytes": (b'<?xml version="1.0" encoding="shift_jis"?>\n' + ROOT.encode(), 1, "L002"),
    "a DOCTYPE": (b'<!DOCTYPE lexicon SYSTEM "http://127.0.0.1:1/x.dtd">\n' + ROOT.encode(), 1, "L003"),
    "a file from elsewhere": (
        b'\n<!DOCTYPE lexicon [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' + ROOT.encode(), 2, "L003"),
    "a billion laughs": (
        b'<!DOCTYPE lexicon [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + ROOT.encode(), 1, "L003"),
    "another root": (b"<html/>", 1, "L004"),
    "another namespace": (ROOT.replace("2005", "2006").encode(), 1, "L004"),
    "another element of PLS": (ROOT.replace("<lexicon", "<lexeme").encode(), 1, "L004"),
    "another version": (ROOT.replace("1.0", "2.0").encode(), 1, "L004"),
    "another alphabet": (ROOT.replace("ipa", "x-sampa").encode(), 1, "L005"),
    "no alphabet": (ROOT.replace('alphabet="ipa"', "").encode(), 1, "L005"),
    "another language": (ROOT.replace('"en"', '"es"').encode(), 1, "L006"),
    "a language that only starts alike": (ROOT.replace('"en"', '"enm"').encode(), 1, "L006"),
    "no language": (ROOT.replace('xml:lang="en"', "").encode(), 1, "L006"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "line", "code"), BODIES.values(), ids=BODIES)
def test_a_faulty_lexeme_is_named_with_its_line(tmp_path: Path, body: str, line: int, code: str) -> None:
    assert (line, code) in get_faults(tmp_path, body)
    assert {each for _, each in get_faults(tmp_path, body)} == {code}


@pytest.mark.parametrize(("data", "line", "code"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_lexicon_is_named(tmp_path: Path, data: bytes, line: int, code: str) -> None:
    assert get_faults(tmp_path, data) == [(line, code)]


def test_every_rule_has_a_case_that_breaks_it() -> None:
    assert {case[2] for case in (*BODIES.values(), *FILES.values())} == set(LEXICON_RULES)
    assert all(rule.code == code and rule.hint.endswith(".") for code, rule in LEXICON_RULES.items())


def test_a_lexicon_that_is_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "lexicon.pls").mkdir()
    with pytest.raises(ContentError, match="L001 The file cannot be read"):
        read_lexicon(tmp_path / "lexicon.pls", "en")


MESSAGES = {
    "XML": ("<lexeme>\n</lexem>", "The XML breaks off at line 4, column 3: mismatched tag."),
    "IPA": (
        say("a", phoneme="ˈdA:tən"),
        "In 'ˈdA:tən' 'A' (U+0041, latin capital letter a) at place 3 is no symbol of",
    ),
    "a slip": (say("a", phoneme="kɑ:nz"), "at place 3 is no symbol of the IPA; write ː."),
    "rivals": (f"{A}\n{say('a', 'c')}", "'a' is said otherwise in line 3."),
    "a circle": (say("a", "x b") + say("b", "a y"), "The alias does not end: 'a' to 'b' to 'a'."),
    "an expression": (say("(a", "b", regex=True), "The expression '(a' cannot be read: missing ): (a."),
}


@pytest.mark.parametrize(("body", "words"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_says_what_is_wrong(tmp_path: Path, body: str, words: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, body)
    assert words in str(caught.value)
    assert str(caught.value).startswith("content/en/lexicon.pls:")


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    bodies = ["<lexeme/>", say("a", phoneme="A"), say("(", "b", regex=True), A, say("a", "c"), "<x/>"]
    codes = [(3, "L008"), (4, "L010"), (5, "L013"), (7, "L011"), (8, "L007")]
    assert get_faults(tmp_path, "\n".join(bodies)) == codes


def test_faults_of_all_languages_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, "<lexeme/>")
    (tmp_path / "content" / "es").mkdir()
    (tmp_path / "content" / "es" / "lexicon.pls").write_text("x")
    with pytest.raises(ContentError) as caught:
        read_lexicons(tmp_path / "content", ["en", "es"])
    assert [problem.path for problem in caught.value.problems] == ["content/en/lexicon.pls", "content/es/lexicon.pls"]


@pytest.mark.parametrize(
    "body",
    ["<lexeme>" * 500_000, "<lexeme/>" * 20_000, "<lexeme><grapheme>" + "a<!-- -->" * 400_000, "x" * 4_900_000,
     "".join(f"<lexeme><grapheme>{n}</grapheme><alias>{n} {n + 1}</alias></lexeme>" for n in range(20_000))],
    ids=["deep", "many faults", "pieces", "one text", "chains"],
)  # fmt: skip
def test_large_nonsense_is_refused_or_read_within_seconds(tmp_path: Path, body: str) -> None:
    start = process_time()
    get_faults(tmp_path, body)
    assert process_time() - start < 20
