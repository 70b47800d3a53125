from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models import Span
from models.text import folded, joined, sentences, strip


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


def test_abbreviations_and_numbers_do_not_end_a_sentence() -> None:
    text = "Costs were approx. EUR 3.4 mln, e.g. Poland paid half. It began on 1. March 2016. “Done.” Then No. 3 came."
    assert split(text) == [
        "Costs were approx. EUR 3.4 mln, e.g. Poland paid half.",
        "It began on 1. March 2016.",
        "“Done.”",
        "Then No. 3 came.",
    ]


def test_sentence_after_closing_quote_begins_anew() -> None:
    assert split("He said “no.” Über 80 KMU kamen.") == ["He said “no.”", "Über 80 KMU kamen."]


def test_wrapped_words_are_mended_and_lines_joined() -> None:
    assert joined("inter-\nnational  trade\nof SME-\nClusters") == "international trade of SME- Clusters"


def test_signs_that_nobody_sees_are_left_out_of_a_line() -> None:
    assert joined("\ufeffco\u00adop\u00ad\n  eration of a\u200bb") == "cooperation of ab"


def test_folding_ignores_case_accents_and_punctuation() -> None:
    assert folded("Łódź – Co-op!") == folded("lodz  co op")


@given(st.text(alphabet="abc Ä.!?…\n\"'”)0123", max_size=200), st.data())
def test_sentences_cover_all_but_white_space_in_order(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = sentences(text, Span(start, end))
    assert "".join("".join(s.of(text).split()) for s in found) == "".join(text[start:end].split())
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(s.of(text) == s.of(text).strip() for s in found)


@given(st.text(max_size=50))
def test_stripped_span_is_the_stripped_text(text: str) -> None:
    assert strip(text, Span(0, len(text))).of(text) == text.strip()
