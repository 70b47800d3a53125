"""Letters and words in the order in which they are read: letters set wide apart, and lines from right to left."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from corpus.pdf.glyphs import Word

_MIN_LETTERS = 4
_MIN_SINGLE = 3
_LEFTWARDS = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_RIGHTWARDS = re.compile(r"[^\W\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
#: White between letters, in font sizes: narrower than a space, or wider where the words stand apart by more.
_MAX_GAP = 0.22
_MAX_WIDE_GAP = 0.5
#: White between two words, in gaps between letters.
_WORD_GAP = 1.6
_LEVEL = 0.2


def joined_letters(words: Iterable[Word]) -> list[Word]:
    """The words, in the order of the file, with runs of single letters put together."""
    return [word for run in _runs(words) for word in (_joined(run) if _are_letters(run) else run)]


def _runs(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Words of letters that follow each other on one line; others by themselves."""
    run: list[Word] = []
    for word in words:
        if run and not (_follows(run[-1], word) and word.text.isalpha() and run[-1].text.isalpha()):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _are_letters(run: Sequence[Word]) -> bool:
    """True when most are single letters; some may have stayed together."""
    singles = sum(len(word.text) == 1 for word in run)
    return singles >= _MIN_SINGLE and 2 * singles > len(run) >= _MIN_LETTERS


def _follows(before: Word, word: Word) -> bool:
    return (
        abs(word.bottom - before.bottom) < _LEVEL * word.size
        and abs(word.size - before.size) < _LEVEL * word.size
        and 0 < word.x0 - before.x1 < 2 * _MAX_WIDE_GAP * word.size
    )


def _joined(letters: Sequence[Word]) -> list[Word]:
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(letters))
    usual = gaps[len(gaps) // 2]
    parts_apart = gaps[-1] > _WORD_GAP * usual
    size = letters[0].size
    are_words = not parts_apart and any(letter.spaced for letter in letters[1:])
    if are_words or usual > (_MAX_WIDE_GAP if parts_apart else _MAX_GAP) * size:
        return list(letters)
    out = [[letters[0]]]
    for before, letter in pairwise(letters):
        if letter.x0 - before.x1 > _WORD_GAP * usual:
            out.append([])
        out[-1].append(letter)
    return [_word(part) for part in out]


def _word(letters: Sequence[Word]) -> Word:
    first = letters[0]
    return Word(
        text="".join(letter.text for letter in letters),
        x0=first.x0,
        top=min(letter.top for letter in letters),
        x1=letters[-1].x1,
        bottom=max(letter.bottom for letter in letters),
        size=first.size,
        bold=first.bold,
        italic=first.italic,
        heading=first.heading,
        spaced=True,
    )


def leftwards(text: str) -> str:
    """The words of a line in the order of reading: from the right, where most of its letters are written so."""
    count = len(_LEFTWARDS.findall(text))
    if not count or count < len(_RIGHTWARDS.findall(text)):
        return text
    out: list[str] = []
    rightwards: list[str] = []
    for word in reversed(text.split(" ")):
        if _RIGHTWARDS.search(word):
            rightwards.insert(0, word)
            continue
        out += [*rightwards, word]
        rightwards = []
    return " ".join([*out, *rightwards])
