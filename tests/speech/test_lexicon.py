"""Words of a lexicon are found and said as its writer means; nothing else is touched."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.document.library import read_library
from service.speech.lexicon import Lexicon, read_lexicon, read_lexicons
from service.speech.spoken import Form, Pronunciation, check_forms, get_pronunciations, get_spoken

from .lexicons import hear, read, say

CONTENT = Path(__file__).parents[2] / "content"
DUTTON = say("Dutton", phoneme="ˈdʌtən")
ANY = say("ptsd", "P T S D")
PREFERRED = """<lexeme><grapheme>a</grapheme><phoneme>æ</phoneme><phoneme prefer="true">eɪ</phoneme>
<phoneme prefer="true">ɑː</phoneme></lexeme>"""
FOREIGN = """<meta name="a" content="b"/><metadata><x xmlns="y">a</x></metadata><x xmlns="y"/>
<lexeme z:a="1" xmlns:z="y" xml:id="a"><grapheme>a</grapheme><alias>b</alias><example>a c</example></lexeme>"""

CASES = {
    "a word": (ANY, "It is ptsd.", "It is P T S D."),
    "any case for a grapheme without capitals": (ANY, "PTSD, Ptsd", "P T S D, P T S D"),
    "as written for a grapheme with a capital": (say("US", "U S"), "us US Us", "us U S Us"),
    "the exact one before the other": (say("us", "we") + say("US", "U S"), "us US", "we U S"),
    "not inside a word": (say("art", "ART"), "art part arts start art-house", "ART part arts start ART-house"),
    "an apostrophe is part of a word": (say("Dutton", "D"), "Dutton's Duttons’ ‘Dutton’ 'Dutton'",
                                        "Dutton's Duttons’ ‘D’ 'D'"),
    "either apostrophe": (say("Dutton's", "D"), "Dutton’s Dutton's", "D D"),
    "digits are part of a word": (say("a11", "X"), "a11 a11y 1a11", "X a11y 1a11"),
    "a sign is a word": (say("&amp;", "and") + say(".net", "dot net"), "A & B &c .NET", "A and B andc dot net"),
    "words with spaces and hyphens": (say("fight-or flight", "F"), "the Fight-or flight, fight‑or\u00a0flight",
                                      "the F, F"),
    "the longest first": (say("trauma", "T") + say("trauma bond", "TB") + say("trauma bonding", "TBG"),
                          "trauma bonding, trauma bond, trauma bonds", "TBG, TB, T bonds"),
    "two graphemes": ("<lexeme><grapheme>colour</grapheme><grapheme>color</grapheme><alias>C</alias></lexeme>",
                      "colour color", "C C"),
    "a sound": (DUTTON, "Dutton, dutton", "/ˈdʌtən/, dutton"),
    "a sound and words for engines without sounds": (say("Dutton", "Dutt'n", "ˈdʌtən"), "Dutton!", "/ˈdʌtən/!"),
    "the first sound": ("<lexeme><grapheme>a</grapheme><phoneme>æ</phoneme><phoneme>eɪ</phoneme></lexeme>",
                        "a", "/æ/"),
    "the preferred sound": (PREFERRED, "a", "/eɪ/"),
    "a preferred alias": ("<lexeme><grapheme>a</grapheme><phoneme>æ</phoneme><alias prefer='true'>an</alias></lexeme>",
                          "a", "an"),
    "sounds are written in one way": (say("a", phoneme=" g \n ã "), "a", "/ɡ ã/"),
    "what is not PLS is left out": (FOREIGN, "a", "b"),
    "an alias of an alias": (say("a", "b and c") + say("b", "C") + say("C", "d"), "a b", "d and c d"),
    "an alias that is a word with a sound": (say("DD", "Dutton") + DUTTON, "DD", "/ˈdʌtən/"),
    "an alias that is its own word": (say("nasa", "Nasa", "ˈnæsə"), "NASA", "/ˈnæsə/"),
    "what follows": (say("SB", "somebody", attributes='positive-lookahead="[ ]+is"') + say("SB", "should be"),
                     "SB is SB  is SB", "somebody is somebody  is should be"),
    "what follows has its case": (say("boston", "B", attributes='positive-lookahead=" [cC]ity"'),
                                  "Boston city, boston CITY", "B city, boston CITY"),
    "what does not follow": (say("dr", "doctor", attributes='negative-lookahead="^[.]? *$"'),
                             "Dr Who, Mill Dr.", "doctor Who, Mill Dr."),
    "a regular expression": (say("([0-9]+)-([0-9]+)", "between $1 and $2", regex=True), "10-15 a1-2 3-4b 5-6-7",
                             "between 10 and 15 a1-2 3-4b between 5 and 6-7"),
    "an expression without capitals": (say(r"l[aeiou]ve\S*", r"\$$0", regex=True), "Love lives", "$Love $lives"),
    "an expression with capitals": (say("[A-Z]{2}", "x", regex=True), "AB ab ABC", "x ab ABC"),
    "an expression and what follows": (say("[0-9]+", "n$0", attributes='positive-lookahead=" cats"', regex=True),
                                       "3 cats 4 Cats 5", "n3 cats 4 Cats 5"),
    "an expression and what does not follow": (
        say("[0-9]+", "n$0", attributes='negative-lookahead=" cats"', regex=True), "3 cats 4", "3 cats n4"),
    "words before expressions, in whatever order": (say("[a-z]+", "x", regex=True) + say("b", "y"), "a b", "x y"),
    "expressions that look ahead come last": (
        say("a.", "1", attributes='positive-lookahead=" "', regex=True) + say("ab", "2", regex=True),
        "ab ac d", "2 1 d"),
    "composed and decomposed letters": (say("café", "C"), "cafe\u0301 café", "C C"),
    "soft hyphens": (say("dutton", "D"), "a Dut\u00adton\u00ad, b", "a D, b"),
    "marks are part of a word": (say("कि", "K"), "कि किं कि", "K किं K"),
    "Greek": (say("οδός", "O"), "ΟΔΟΣ Οδός οδόσ", "ΟΔΟΣ O O"),
    "letters that grow": (say("i", "I"), "İ i İi", "İ I İi"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "text", "heard"), CASES.values(), ids=CASES)
def test_words_are_said_as_the_lexicon_has_them(tmp_path: Path, body: str, text: str, heard: str) -> None:
    assert hear(read(tmp_path, body), text) == heard


def test_a_form_tells_its_place_its_words_its_sound_and_its_rule(tmp_path: Path) -> None:
    lexicon = read(tmp_path, DUTTON + say("x-([a-z]+)", "ex $1", regex=True))
    assert lexicon.get_forms("By Dutton, x-ray.") == (
        Form(3, 9, "Dutton", "lexicon: Dutton", "ˈdʌtən"),
        Form(11, 16, "ex ray", "lexicon: x-([a-z]+)"),
    )


def test_an_engine_without_sounds_is_given_the_alias_and_one_with_sounds_the_ipa(tmp_path: Path) -> None:
    text = "By Dutton, it says."
    forms = read(tmp_path, say("Dutton", "Dutt'n", "ˈdʌtən")).get_forms(text)
    assert get_spoken(text, forms) == "By Dutt'n, it says."
    assert get_pronunciations(text, forms) == (Pronunciation(3, 9, "ˈdʌtən"),)


def test_an_absent_file_is_an_empty_lexicon(tmp_path: Path) -> None:
    assert read_lexicon(tmp_path / "lexicon.pls", "en").get_forms("Dutton") == ()
    assert len(read_lexicons(tmp_path, ["en", "es"])["es"]) == 0


def test_there_is_a_lexicon_for_each_shelf(tmp_path: Path) -> None:
    library = read_library(CONTENT)
    assert set(read_lexicons(CONTENT, library.shelves)) == set(library.shelves)
    assert hear(read_lexicons(CONTENT, library.shelves)["en"], "Pauline") == "/ˈpɔːliːn/"
    assert len(read_lexicons(tmp_path, library.shelves)["en"]) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_other_encodings_are_read_when_they_are_declared(tmp_path: Path, encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    root = '<lexicon version="1.0" alphabet="ipa" xml:lang="en" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"'
    text = f'<?xml version="1.0" encoding="{name}"?>{root}>{say("é", "e")}</lexicon>'
    assert hear(read(tmp_path, text.encode(encoding)), "é") == "e"


def test_a_dialect_of_the_folder_s_language_may_be_named(tmp_path: Path) -> None:
    head = '<lexicon version="1.0" alphabet="ipa" xml:lang="en-GB" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">'
    assert hear(read(tmp_path, ANY, head), "PTSD") == "P T S D"


def test_a_role_is_left_out_with_a_note(tmp_path: Path) -> None:
    lexicon = read(tmp_path, "\n<lexeme role='v'><grapheme>a</grapheme><alias>b</alias></lexeme>")
    assert lexicon.notes == ("content/en/lexicon.pls:4: Note: 'role' is left out.",)
    assert hear(lexicon, "a") == "b"


LETTERS = "aAbBéE\u0301 -'’.ßİſΣσς\u00ad1कि😀中"


def make_lexicon(folder: Path) -> Lexicon:
    words = ("a", "A", "a b", "b-a", "é", "a'b", "1", "कि", "中", "-", "ab", "ß", "σ")
    body = "".join(say(each, f"<![CDATA[{number}]]>") for number, each in enumerate(words))
    ahead = say("b", "B", "b", attributes='positive-lookahead=".?a" negative-lookahead="aa"')
    return read(folder, body + ahead + say("[a-z]b*", "[$0]", regex=True) + say(".+", "*", regex=True))


@given(st.text(st.sampled_from(LETTERS) | st.characters(), max_size=40))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_forms_lie_in_order_within_any_text_on_whole_words(tmp_path: Path, text: str) -> None:
    lexicon = LEXICONS.setdefault(0, make_lexicon(tmp_path)) if not LEXICONS else LEXICONS[0]
    forms = lexicon.get_forms(text)
    check_forms(text, forms)
    assert all(form.start < form.end for form in forms)
    for form in forms:
        before, first = text[: form.start][-1:], text[form.start]
        assert not (before.isalnum() and first.isalnum())
        assert not (text[form.end - 1].isalnum() and text[form.end : form.end + 1].isalnum())


LEXICONS: dict[int, Lexicon] = {}


@given(st.text("abcé ’'-", max_size=30))
def test_how_letters_are_composed_does_not_count(text: str) -> None:
    if LEXICONS:
        heard = [get_spoken(each, LEXICONS[0].get_forms(each)) for each in map(normalise, ("NFC", "NFD"), (text, text))]
        assert normalise("NFC", heard[0]) == normalise("NFC", heard[1])


def normalise(form: str, text: str) -> str:
    return unicodedata.normalize(form, text)  # type: ignore[arg-type]


def test_five_thousand_words_cost_little_over_the_whole_glossary(tmp_path: Path) -> None:
    sentences = [each.text for entry in read_library(CONTENT).get_entries() for each in entry.get_sentences()]
    lexicon = read(tmp_path, "\n".join(say(f"word{number} of it", f"w {number}") for number in range(5000)) + DUTTON)
    assert len(sentences) > 500
    start = process_time()
    forms = [form for sentence in sentences for form in lexicon.get_forms(sentence)]
    assert process_time() - start < 5  # of the processor; measured: 0.02
    assert {form.rule for form in forms} == {"lexicon: Dutton"}


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "(.*)*b", "([a-z]+ ?)+!"])
def test_no_expression_runs_for_ever(tmp_path: Path, pattern: str) -> None:
    ahead = say("a", "y", attributes=f'positive-lookahead="{pattern}"')
    lexicon = read(tmp_path, say(pattern, "x", regex=True) + ahead)
    start = process_time()
    assert lexicon.get_forms("a" * 600) == ()
    assert process_time() - start < 10


def test_every_word_of_the_shipped_lexicon_is_in_the_glossary() -> None:
    library = read_library(CONTENT)
    for language, lexicon in read_lexicons(CONTENT, library.shelves).items():
        shelf = library.get_shelf(language)
        used = {
            form.rule
            for entry in shelf.entries
            for text in (entry.say, *(sentence.text for sentence in entry.get_sentences()))
            for form in lexicon.get_forms(text)
        }
        assert len(used) >= len(lexicon)
    assert len(read_lexicons(CONTENT, ["en"])["en"])


def test_an_alias_of_a_group_that_took_no_part_leaves_the_words_as_they_are(tmp_path: Path) -> None:
    lexeme = '<lexeme regex="true"><grapheme>(well)(-being)?</grapheme><alias>$2</alias></lexeme>'
    assert hear(read(tmp_path, lexeme), "All is well.") == "All is well."
