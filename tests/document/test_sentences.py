"""Where one sentence ends and the next begins: each row is a paragraph, cut at every `|`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.document.sentences import split_sentences

ROWS = """
It grows.|It stops.
No full stop at the end
Yes.|No.|Maybe.
He said no.|Then he left.
It was 1999.|In 2000 it ended.
Dr. Smith came.|She sat down.
Mrs. Jones and Mr. Lee left.|Nobody saw.
Prof. Ada Byron wrote it.|It is long.
Gen. Lee rode.|Lt. Dan ran.|Sgt. York won.
Rev. King spoke.|All heard.
Smith Jr. came.|Smith Sr. left.
J. T. Messing wrote it.|It was new.
R. L. Stevenson wrote a book.
Messing, J. T., et al. wrote in 2015.|It was new.
Dutton et al. found this.|Others agree.
It costs 4.50 pounds.|That is cheap.
About 3.14 of them came.
Version 2.0 is out.|Use it.
About 20 %.|Then 30 %.
It is 5 km.|It is far.
Call 0808 2000 247.|It is free.
Call 999!|Now.
She said "Stop."|Then she left.
"Why?" she asked.
"Stop!" he said.
"First. Second," she said.|Third.
He said, "I am sorry."|She did not believe it.
“It is over.”|He left.
‘It is over.’|He left.
She asked, “Why me?”|Nobody answered.
He said: "Go."|"Why?"|"Because."
He waited...|Then he left.
It was, well... different.
(This is whole.)|Then more.
[This is whole.]|Then more.
It is so (see there).|Then more.
It ended (at last!) in May.|Then it began.
The end.|(See also the start.)|The real end.
1. First point.|2. Second point.
1. First point
2) Second point
a. First point
Is it so?|Yes.|Really!
What?!|No.
Really??|Yes.
It starts at 5 p.m.|Then we go.
It starts at 5 p.m. on Monday.
It starts at 9 a.m. sharp.|Come early.
He is No. 5 on the list.|She is first.
See No. 10 Downing Street.|It is white.
She lives in St. Albans.|It is old.
St. Mary is near.|Go there.
He lives on Main St.|It is long.
The U.S. law is old.|It changed.
He came from the U.S.|He stayed.
The U.K. has one.|So has Ireland.
See e.g. the first page.|Then stop.
It is near, i.e. close by.|Go.
Apples, pears, etc. are fruit.|Eat them.
They sell apples, pears, etc.|They are fresh.
Compare cf. Smith 1999.|It is good.
It is love vs. Fear.|No.
See Fig. 3.|It is red.
See pp. 30 to 39.|They are long.
Jan. 5 was cold.|Feb. was not.
It was on Nov. 22.|It rained.
The firm is Acme Inc.|It is old.
Acme Ltd. makes it.|They sell it.
She has a Ph.D.|She teaches.
She has a Ph.D. in law.|She teaches.
Go to https://example.org/a.b?c=d.|Then read.
Go to www.example.org.|Then read.
Write to help@example.org.|We answer.
I am happy 😀.|You too.
I am happy!|😀 You too.
It broke 😢.|Then it healed 🌱.
The first one; the second one.|The third: last.
It is so: He left.|She stayed.
Café au lait.|Über alles.|Élan.
It is a “no.”|It stays.
""".strip().split("\n")


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, "en")]


@pytest.mark.parametrize("row", ROWS)
def test_a_paragraph_is_cut_where_a_reader_would_pause(row: str) -> None:
    assert split(row.replace("|", " ")) == row.split("|")


def test_there_are_enough_rows() -> None:
    assert len(ROWS) == len(set(ROWS)) >= 60


@pytest.mark.parametrize("language", ["en", "en-GB", "fr", "ar", "zh-Hans", "xx"])
def test_any_language_is_cut(language: str) -> None:
    assert split_sentences("One. Two.", language) == [(0, 4), (5, 9)]


@pytest.mark.parametrize("text", ["", " ", "\n", "…", "!!!", "😀", "1.", "(.)", "...", "I. I."])
def test_odd_text_loses_nothing(text: str) -> None:
    assert "".join(split(text)).replace(" ", "") == text.replace(" ", "").strip()


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from([*"abAB19.?!…()[]\"'“”,;: ", "Dr. ", "e.g. ", " No. ", "p.m. ", "😀", "é", "ß"])).map(
        "".join
    )
)
def test_no_character_is_lost_or_doubled(text: str) -> None:
    places = split_sentences(text, "en")
    assert "".join(text[start:end] for start, end in places).replace(" ", "") == text.replace(" ", "")
    assert all(end <= start for (_, end), (start, _) in zip(places, places[1:], strict=False))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in places)
