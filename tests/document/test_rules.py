"""Every authoring rule is provoked, and its message can be acted on."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.document.rules import RETIRED, RULES

from .files import BODY, BODY_LINE, ENTRY, FRONT, get_faults, get_front, get_problems

FIELDS = {
    "missing": ('say = "Hope"\n', "", "F005", 1),
    "of a source missing": ('where = "London"\n', "", "F005", 10),
    "a title of another language": ('title = "Notes"', 'title = "Las mujeres y el amor"', "D029", 13),
    "unknown": ('say = "Hope"\n', 'say = "Hope"\nsays = "Hope"\n', "F006", 5),
    "a number for text": ('say = "Hope"\n', "say = 5\n", "F007", 4),
    "white space for text": ('say = "Hope"\n', 'say = " "\n', "F007", 4),
    "too long": ("It is short.", "x" * 2001, "F007", 5),
    "a path for a slug": ("related = []", 'related = ["../../etc/passwd"]', "F007", 6),
    "a table for a slug": ("related = []", "related = [{ a = 1 }]", "F007", 6),
    "text for a list": ("related = []", 'related = "care"', "F007", 6),
    "text for a date": ("2026-11-22", '"2026-11-22"', "F007", 8),
    "a time for a date": ("2026-11-22", "2026-11-22T10:00:00", "F007", 8),
    "text for truth": ("related = []", 'related = []\ndraft = "yes"', "F007", 7),
    "a year in quotes": ("1843", '"1843"', "F007", 10),
    "a link that is none": ('where = "London"', 'where = "London"\nlink = "javascript:alert(1)"', "F007", 10),
    "a code of two digits": ('"101"', '"42"', "F009", 3),
    "a code of six digits": ('"101"', '"101101"', "F009", 3),
    "a code with the key that ends calls": ('"101"', '"109"', "F009", 3),
    "a code that begins with the key that helps": ('"101"', '"012"', "F009", 3),
    "a code without quotes": ('"101"', "101", "F009", 3),
    "other digits in a code": ('"101"', '"١٠١"', "F009", 3),
    "a related entry that is not there": ("related = []", 'related = ["nothing"]', "F012", 6),
    "an entry related to itself": ("related = []", 'related = ["hope"]', "F012", 6),
    "broken TOML": ('say = "Hope"', 'say = "Hope', "F004", 4),
    "a field twice": ('say = "Hope"', 'say = "Hope"\nsay = "Hope"', "F004", 5),
}  # fmt: skip
"""What to replace in the front matter, by what; the code and the line that are then named."""

BODIES = {
    "text before a heading": ("Hello.\n\n" + BODY, "D001", 0),
    "no text": ("", "D001", 0),
    "level one": ("# Definition\n\nWords.\n", "D002", 0),
    "level three": (BODY + "\n### More\n\nWords.\n", "D002", 4),
    "an empty section": (BODY + "\n## More\n", "D003", 4),
    "an empty section before another": ("## More\n\n" + BODY, "D003", 0),
    "a heading without words": (BODY + "\n##\n\nWords.\n", "D003", 4),
    "a heading twice": (BODY + "\n" + BODY, "D004", 4),
    "a heading that the page uses": ("## Introduction\n\nWords.\n", "D004", 0),
    "a heading that the address uses": ("## All\n\nWords.\n", "D004", 0),
    "HTML": (BODY + "\n<div>x</div>\n", "D005", 4),
    "HTML within text": (BODY + "\nIt is <b>so</b>.\n", "D005", 4),
    "a script": (BODY + "\n<script>alert(1)</script>\n", "D005", 4),
    "code": (BODY + "\n```\nx\n```\n", "D006", 4),
    "an indent": (BODY + "\n    x\n", "D006", 4),
    "code within text": (BODY + "\nIt is `so`.\n", "D006", 4),
    "a rule": (BODY + "\n***\n", "D007", 4),
    "a nested list": (BODY + "\n- One.\n  - Two.\n", "D008", 4),
    "an item of two paragraphs": (BODY + "\n- One.\n\n  Two.\n", "D009", 4),
    "an empty item": (BODY + "\n- One.\n-\n", "D009", 5),
    "a list in a quotation": (BODY + "\n> - One.\n", "D010", 4),
    "a heading in a quotation": (BODY + "\n> ## One\n>\n> Two.\n", "D022", 4),
    "a column without a name": (BODY + "\n| A | |\n|---|---|\n| b | c |\n", "D011", 4),
    "an image without words": (BODY + "\n![](tree.svg)\n", "D012", 4),
    "an image of another kind": (BODY + "\n![A tree](tree.gif)\n", "D013", 4),
    "an image from elsewhere": (BODY + "\n![A tree](https://example.org/tree.svg)\n", "D013", 4),
    "an image above the folder": (BODY + "\n![A tree](../tree.svg)\n", "D013", 4),
    "an image within text": (BODY + "\nSee ![a tree](tree.svg).\n", "D014", 4),
    "a long sentence": (BODY + "\n" + "word " * 1000 + "end.\n", "D015", 4),
    "a long sentence in an item": (BODY + "\n- " + "word " * 1000 + "end.\n", "D015", 4),
    "a long heading": ("## " + "word " * 1000 + "\n\nWords.\n", "D015", 0),
    "a long alternative": (BODY + "\n![" + "word " * 1000 + "](tree.svg)\n", "D015", 4),
    "a link to a script": (BODY + "\n[here](data:text/html,x)\n", "D016", 4),
    "a link to a file": (BODY + "\n[here](other.md)\n", "D016", 4),
    "a link to nowhere": (BODY + "\n[here]()\n", "D016", 4),
    "a link without words": (BODY + "\nSee [](https://example.org/).\n", "D017", 4),
    "a link without words alone": (BODY + "\n[](https://example.org/)\n", "D017", 4),
    "an entry link without words": (BODY + "\nSee [[]].\n", "D018", 4),
    "a dead entry link": (BODY + "\nWords.\nSee [[Nothing]].\n", "D018", 5),
    "a span without a language": (BODY + "\nIt is [so]{.red}.\n", "D019", 4),
    "a span of no language": (BODY + '\nIt is [so]{lang="no such"}.\n', "D019", 4),
    "right-to-left text": (BODY + "\nThe word is أمل.\n", "D020", 4),
    "a right-to-left heading": (BODY + "\n## אב\n\nWords.\n", "D020", 4),
    "a right-to-left alternative": (BODY + "\n![أمل](tree.svg)\n", "D020", 4),
    "a phrase of another language": (BODY + "\nIt was a *folie à deux* then.\n", "D028", 4),
    "a phrase of another language in a heading": (BODY + "\n## A Folie à deux\n\nWords.\n", "D028", 4),
    "a phrase of another language in an alternative": (BODY + "\n![In loco parentis](tree.svg)\n", "D028", 4),
    "two spaces at the end": (BODY + "\nIt is  \nso.\n", "D021", 4),
    "a backslash at the end": (BODY + "\nIt is\\\nso.\n", "D021", 4),
    "an override of direction as a number": (BODY + "\nWords.\nIt &#x202E;is.\n", "F002", 5),
    "an override as a number in a heading": ("## It &#x202E;is\n\nWords.\n", "F002", 0),
    "brackets without end": (BODY + "\n" + "[[" * 90_000 + "\n", "D027", -BODY_LINE),
    "images without end": (BODY + "\n" + "![a](" * 30_000 + "\n", "D027", -BODY_LINE),
}  # fmt: skip
"""A body; the code, and the line counted from the body's first."""

FILES = {
    "not UTF-8": (ENTRY.replace("stays", "st\xe4ys").encode("latin-1"), "F001", BODY_LINE + 2),
    "UTF-16": (ENTRY.encode("utf-16"), "F001", 1),
    "10 MB of text": (ENTRY + "It grows.\n" * 1_000_000, "F001", 0),
    "more text than any entry": (ENTRY + "It grows.\n" * 20_000, "F001", 0),
    "lists within lists in the front matter": (ENTRY.replace("[]", "[" * 50_000), "F004", 0),
    "a number of thousands of digits": (ENTRY.replace("1843", "1" * 5_000), "F004", 0),
    "a number that cannot be shown": (ENTRY.replace("1843", "0x" + "f" * 5_000), "F004", 0),
    "a key of many parts": (ENTRY.replace("related", "a." * 40_000 + "related"), "F004", 0),
    "a key of many parts after a remark": (ENTRY.replace("rel", '# """ "\n' + "a." * 40_000 + "rel"), "F004", 0),
    "a control character as a number in a field": (ENTRY.replace("is short", "\\u0007is short"), "F002", 5),
    "a null byte": (ENTRY + "It \0 is.\n", "F002", BODY_LINE + 3),
    "a bell": (ENTRY + "\nIt \a is.\n", "F002", BODY_LINE + 4),
    "an override of direction": (ENTRY + "\nIt \u202e is.\n", "F002", BODY_LINE + 4),
    "a zero-width space": (ENTRY + "\nIt \u200b is.\n", "F002", BODY_LINE + 4),
    "nothing": ("", "F003", 1),
    "no front matter": (BODY, "F003", 1),
    "front matter that is not closed": (FRONT.removesuffix("+++\n") + BODY, "F003", 1),
    "YAML": (ENTRY.replace("+++", "---"), "F003", 1),
}
"""A whole file; the code and the line."""

PAGE = '+++\ntitle = "M"\nsummary = "M"\nreviewed = 2026-11-22\n+++\n' + BODY
OTHERS: dict[str, tuple[dict[str, str | bytes], list[tuple[str, int, str]]]] = {
    "capitals": ({"en/Hope.md": ENTRY}, [("Hope.md", 0, "F008")]),
    "spaces": ({"en/my hope.md": ENTRY}, [("my hope.md", 0, "F008")]),
    "dots": ({"en/hope..md": ENTRY}, [("hope..md", 0, "F008")]),
    "one code": (
        {"en/a.md": get_front("A", "101") + BODY, "en/b.md": get_front("B", "101") + BODY},
        [("b.md", 3, "F010")],
    ),
    "codes of two lengths": (
        {f"en/{slug}.md": get_front(slug, code) + BODY for slug, code in (("a", "101"), ("b", "1102"), ("c", "103"))},
        [("b.md", 3, "F015")],
    ),
    "one title": (
        {"en/a.md": get_front("Hope", "101") + BODY, "en/b.md": get_front("HOPE", "102") + BODY},
        [("b.md", 2, "F011")],
    ),
    "a page named like a language": ({"en/hope.md": ENTRY, "en/pages/es.md": PAGE}, [("es.md", 0, "F020")]),
    "a page named like the search": ({"en/hope.md": ENTRY, "en/pages/search.md": PAGE}, [("search.md", 0, "F020")]),
    "nothing at all": ({"README.md": "x"}, [("content", 0, "F014")]),
    "an image that is not there": ({"en/hope.md": ENTRY + "\n![A fish](fish.png)\n"}, [("hope.md", 0, "D013")]),
    "a folder for a file": ({"en/hope.md/x": "", "en/care.md": ENTRY}, [("hope.md", 0, "F001")]),
    "a long sentence in the summary": (
        {"en/hope.md": ENTRY.replace("It is short.", "word " * 390)}, [("hope.md", 5, "D015")]
    ),
    "right-to-left text in the summary": (
        {"en/hope.md": ENTRY.replace("It is short", "أمل")}, [("hope.md", 5, "D020")]
    ),
    "a phrase of another language in the summary": (
        {"en/hope.md": ENTRY.replace("It is short", "It is déjà vu")}, [("hope.md", 5, "D028")]
    ),
    "a page of another form": (
        {"en/hope.md": ENTRY, "en/pages/Me.md": PAGE}, [("Me.md", 0, "F008")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "line"), FIELDS.values(), ids=FIELDS)
def test_a_faulty_field_is_named_with_its_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    assert get_faults(tmp_path, {"en/hope.md": ENTRY.replace(old, new, 1)}) == [("hope.md", line, code)]


@pytest.mark.parametrize(("body", "code", "line"), BODIES.values(), ids=BODIES)
def test_faulty_text_is_named_with_its_line(tmp_path: Path, body: str, code: str, line: int) -> None:
    files: dict[str, str | bytes] = {"en/hope.md": FRONT + body, "en/images/tree.svg": "<svg/>"}
    assert ("hope.md", BODY_LINE + line, code) in get_faults(tmp_path, files)


@pytest.mark.parametrize(("text", "code", "line"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_text_is_named(tmp_path: Path, text: str | bytes, code: str, line: int) -> None:
    assert get_faults(tmp_path, {"en/hope.md": text}) == [("hope.md", line, code)]


@pytest.mark.parametrize(("files", "faults"), OTHERS.values(), ids=OTHERS)
def test_faults_beyond_one_file_are_named(
    tmp_path: Path, files: dict[str, str | bytes], faults: list[tuple[str, int, str]]
) -> None:
    assert get_faults(tmp_path, files) == faults


def test_every_rule_has_a_case_that_breaks_it() -> None:
    provoked = {case[2] for case in FIELDS.values()} | {case[1] for case in (*BODIES.values(), *FILES.values())}
    provoked |= {fault[2] for _, faults in OTHERS.values() for fault in faults}
    assert set(RULES) - provoked == {
        "F013",
        "F016",
        "D023",
        "D024",
        "D025",
        "D026",
    }  # test_helplines.py, test_boundary.py and test_plain_words.py break them


def test_codes_are_never_used_again() -> None:
    assert set(RULES).isdisjoint(RETIRED)
    assert all(rule.code == code and rule.title and rule.hint.endswith(".") for code, rule in RULES.items())
    assert len({rule.title for rule in RULES.values()}) == len(RULES)


def test_a_message_names_file_line_code_and_hint(tmp_path: Path) -> None:
    problem = get_problems(tmp_path, {"en/hope.md": ENTRY + "\nSee [[Nothing]].\n"})[0]
    line = BODY_LINE + BODY.count("\n") + 1
    assert str(problem) == (
        f"content/en/hope.md:{line}: D018 There is no entry with the title 'Nothing'. Hint: {RULES['D018'].hint}"
    )


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "en/a.md": get_front("A", "1") + "Words.\n\n## One\n\nIs `x`\n\n## Two\n",
        "en/b.md": "nothing",
        "en/c.md": get_front("C", "103") + "## One\n\nSee [[Nothing]] and [[Nowhere]].\n",
        "en/pages/d.md": '+++\ntitle = "D"\n+++\n' + BODY,
        "en/helplines.toml": "reviewed = 3\n",
    }
    codes = [(name[0], code) for name, _, code in get_faults(tmp_path, files)]
    assert sorted(codes) == sorted([
        ("a", "F009"), ("a", "D001"), ("a", "D006"), ("a", "D003"), ("b", "F003"), ("c", "D018"), ("c", "D018"),
        ("d", "F005"), ("d", "F005"), ("h", "F005"), ("h", "F007"),
    ])  # fmt: skip


def test_the_docs_list_every_rule() -> None:
    path = Path(__file__).parents[2] / "docs" / "writing.md"
    if not path.exists():
        pytest.skip("docs/writing.md is not written yet")
    text = path.read_text()
    assert [code for code, rule in RULES.items() if code not in text or rule.title not in text] == []


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"], ids=["CRLF", "CR", "LF"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path, end: str, mark: bytes) -> None:
    text = mark + (ENTRY + "\nWords\nflow.\n\n- One.\n- Two.\n").replace("\n", end).encode()
    assert get_faults(tmp_path, {"en/hope.md": text}) == []
