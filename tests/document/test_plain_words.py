"""Words that a reader may not know, and links that do not say where they lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.document.plain_words import TitleIndex

from .files import BODY, BODY_LINE, ENTRY, FRONT, get_front, get_problems

CARE = get_front("Care", "102") + BODY
SELF_CARE = get_front("Self care", "103") + BODY
FAULTS = {
    "an entry that is named": ("It needs care.", "D023"),
    "in capitals": ("CARE (that is, care) helps. So does care.", "D023"),
    "linked too late": ("It needs care. This is [[care]].", "D023"),
    "in a list": ("- It needs care.", "D023"),
    "in a table": ("| A |\n|---|\n| It needs care |", "D023"),
    "with emphasis": ("It needs *care* now.", "D023"),
    "of two words, one of them emphasised": ("It needs self *care*. See [[care]].", "D023"),
    "an abbreviation": ("It is a sign of PTSD at times.", "D024"),
    "with dots": ("It is so in the U.S. army.", "D024"),
    "after a bracket that is closed": ("It is (so) PTSD.", "D024"),
    "in a heading": ("It is so.\n\n## What PTSD is\n\nWords.", "D024"),
    "one title for another entry": ("It needs [[self care|care]].", "D023 not"),
    "the same words for two entries": ("See [[care|that]]. See [[self care|that]].", "D025"),
    "the same words for two sites": ("[A book](https://a.example/) and [a *book*](https://b.example/).", "D025"),
    "a phrase of another language": ("It was déjà vu. So was this.", "D028"),
    "in capitals, and in a link": ("See [Mens rea](https://a.example/).", "D028"),
    "in one span of two": ("It is [in utero]{lang=la}, in utero.", "D028"),
    "a link that says here": ("See it [here](https://a.example/).", "D026"),
    "a link that says More.": ("It is so. [More.](/help/)", "D026"),
    "an entry link that says this": ("It is so: [[care|this]].", "D026"),
}  # fmt: skip
GOOD = [
    "It needs [[care]]. Care is good.",
    "It needs [[care|looking after]]. Care is good.",
    "Hope is the entry itself.",
    "A care-worn carer is careful.",
    "It is the [care]{lang=fr-fr} of another language.",
    "See [the care report](https://a.example/).",
    "![A hand that shows care](tree.svg)",
    "It needs [[care]]. It is the self. Care is good.",
    "Post-traumatic stress disorder (PTSD) is a name. PTSD is short.",
    "PTSD (post-traumatic stress disorder) is a name.",
    "A name (in English, PTSD) is short.",
    "It is [folie à deux]{lang=fr}, and *[mens rea]{lang=la}* too.",
    "It is a folie, and deux of them. It is in loco.",
    "It was on TV in the UK after World War II. I saw it.",
    "[A book](https://a.example/) and [A  book](https://a.example/).",
]


def get_codes(folder: Path, text: str) -> list[tuple[str, int]]:
    body = f"## Definition\n\n{text}\n"
    files: dict[str, str | bytes] = {
        "en/hope.md": FRONT + body, "en/care.md": CARE, "en/self-care.md": SELF_CARE, "en/images/tree.svg": "<svg/>",
    }  # fmt: skip
    return [(each.code, each.line - BODY_LINE) for each in get_problems(folder, files)]


@pytest.mark.parametrize(("text", "code"), FAULTS.values(), ids=FAULTS)
def test_what_is_unclear_is_named(tmp_path: Path, text: str, code: str) -> None:
    codes = [found for found, _ in get_codes(tmp_path, text)]
    assert codes == ([] if code.endswith("not") else [code])


@pytest.mark.parametrize("text", GOOD)
def test_what_is_clear_is_left_alone(tmp_path: Path, text: str) -> None:
    assert get_codes(tmp_path, text) == []


def test_a_fault_has_the_line_on_which_its_sentence_starts(tmp_path: Path) -> None:
    assert get_codes(tmp_path, "It grows. It stays.\n\nIt needs care.") == [("D023", 4)]


def test_an_entry_is_linked_again_in_each_section(tmp_path: Path) -> None:
    text = "It needs [[care]].\n\n## More\n\nIt needs care."
    assert get_codes(tmp_path, text) == [("D023", 6)]


def test_a_summary_has_long_forms_too_and_pages_follow_the_same_rules(tmp_path: Path) -> None:
    page = '+++\ntitle = "M"\nsummary = "PTSD."\nreviewed = 2026-11-22\n+++\n\n## A\n\nGo [here](/b/). It is hope.\n'
    summary = ENTRY.replace("It is short.", "It is PTSD.")
    found = get_problems(tmp_path, {"en/hope.md": summary, "en/pages/m.md": page})
    assert [(each.code, each.line) for each in found] == [("D024", 5), ("D024", 3), ("D023", 9), ("D026", 9)]


def test_drafts_need_not_be_linked(tmp_path: Path) -> None:
    draft = CARE.replace('say = "', 'draft = true\nsay = "')
    assert get_problems(tmp_path, {"en/hope.md": ENTRY + "It needs care.\n", "en/care.md": draft}) == []


def test_the_longest_title_is_found_and_others_within_it_are_not() -> None:
    index = TitleIndex({"care": "care", "self care": "self-care", "care for all": "all"})
    assert [slug for _, slug in index.find("Self Care, self, care\nfor all and care")] == ["self-care", "all", "care"]


def test_ten_thousand_titles_are_looked_for_in_no_time() -> None:
    index = TitleIndex({f"title {number}": f"t-{number}" for number in range(10_000)})
    assert len(list(index.find("title 9999 " * 200))) == 200
