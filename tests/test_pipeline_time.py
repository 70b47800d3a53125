"""Text without line ends or full stops takes time in proportion to its length."""

import time

import pytest

import corpus
from extractors.boundaries import BoundaryExtractor
from models import Annotations


@pytest.mark.parametrize(
    "text", ["The town of Graz helped 12 firms. " * 30_000, "[" * 60_000, ">" * 60_000, "word " * 60_000]
)
def test_one_long_line_is_read_and_judged_in_seconds(text: str) -> None:
    started = time.process_time()
    document = corpus.read(text.encode(), name="line.txt")
    BoundaryExtractor().extract(document, Annotations())
    assert time.process_time() - started < 15
