"""The labelled texts and the programs that train and measure with them."""

from pathlib import Path

import numpy as np
import pytest
from chain import Chain, Sequence, _loss, _unpacked
from labelled import LABELS, TEXTS, is_test, labelled, read_labelled
from reliability import expected_error

TEXT = """lang: en
kind: test
title: Bread
---
Menu
@practice Bread for all ; country=Malta
@context|summary
From {1990|d} on {1 in 4|r 0.25} bakers left.
@any
{EUR 3,5 mln|EUR 3500000|budget} for {12 to 15 ovens|12..15|output}, {two|x} shops, {1.200|result} loaves
@none
Share
"""


def test_marks_become_labels_with_their_places(tmp_path: Path) -> None:
    file = tmp_path / "en-bread.txt"
    file.write_text(TEXT, encoding="utf-8")
    gold = read_labelled(file)
    assert gold["text"].splitlines()[1:3] == [
        "From 1990 on 1 in 4 bakers left.",
        "EUR 3,5 mln for 12 to 15 ovens, two shops, 1.200 loaves",
    ]
    assert [(f["kind"], f["value"], f["value_max"], f["currency"], f["role"]) for f in gold["figures"]] == [
        ("date", "1990", None, None, "context"),
        ("ratio", 0.25, None, None, "context"),
        ("money", 3500000.0, None, "EUR", "budget"),
        ("count", 12.0, 15.0, None, "output"),
        ("count", 1200.0, None, None, "result"),
    ]
    assert [f["text"] for f in gold["figures"]] == [
        gold["text"][f["start_char"] : f["end_char"]] for f in gold["figures"]
    ]
    assert [(s["label"], s["alt"]) for s in gold["sections"]] == [("context", ["summary"]), ("other", LABELS[:-1])]
    assert gold["practices"] == [{"title": "Bread for all", "country": "Malta", "start_char": 5, "end_char": 99}]


def test_unknown_mark_is_named(tmp_path: Path) -> None:
    file = tmp_path / "en-bread.txt"
    file.write_text("lang: en\nkind: test\ntitle: Bread\n---\n@contxt\nText\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"en-bread.txt: unknown mark '@contxt'"):
        read_labelled(file)


def test_texts_cover_languages_and_counts_of_practices() -> None:
    texts = labelled()
    assert {text["lang"] for text in texts} == {"en", "fr", "de", "es", "it", "pl", "ro", "nl", "pt"}
    counts = [len(text["practices"]) for text in texts]
    assert min(counts.count(0), sum(count == 1 for count in counts), sum(count > 1 for count in counts)) >= 8
    assert {label for text in texts for label in (s["label"] for s in text["sections"])} == set(LABELS)
    assert 0.2 < sum(map(is_test, (file.stem for file in TEXTS.glob("*.txt")))) / len(texts) < 0.4


def test_expected_error_is_the_distance_of_scores_from_truth() -> None:
    scores = np.array([0.85] * 10 + [0.25] * 10)
    hits = np.array([True] * 6 + [False] * 4 + [False] * 10)
    assert expected_error(scores, hits) == pytest.approx((0.25 + 0.25) / 2)


def test_gradient_of_the_chain_is_that_of_its_loss() -> None:
    made = np.random.default_rng(1)
    labels, looks = 3, 2
    fixed = np.zeros((4, labels))
    fixed[2, 1] = 1.0
    one = Sequence(
        "a",
        made.normal(size=(5, 4, labels)),
        made.normal(size=(4, looks)),
        np.array([1.0, 0, 1, 1]),
        fixed,
        np.array([0, 0, 2, 1]),
    )
    weights = made.normal(size=5 + looks * labels + labels + labels**2 + 1) / 3
    _, gradient = _loss(weights, [one], labels, looks)
    step = 1e-5
    for place in range(len(weights)):
        shift = np.zeros_like(weights)
        shift[place] = step
        above, below = _loss(weights + shift, [one], labels, looks)[0], _loss(weights - shift, [one], labels, looks)[0]
        assert gradient[place] == pytest.approx((above - below) / (2 * step), rel=1e-3, abs=1e-4)
    assert isinstance(_unpacked(weights, labels, looks), Chain)
