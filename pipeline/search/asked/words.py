"""A query as folded words, with the lists of `constraints.toml` matched over them."""

import re
import tomllib
from functools import cache, cached_property
from importlib import resources
from typing import Any

from extractors.gazetteers.folding import Token, tokens

#: Words looked at to the left or right of a place or number.
_REACH = 12
#: Words that are written with a point.
_SHORTENED = frozenset("max min mind mio mrd mld ca approx incl inkl bzw woj".split())
_CLAUSE_END = re.compile(r"[.!?;:]\s")


class QueryWords:
    """The words of a query by number; a phrase never reaches over the end of a sentence."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: tuple[Token, ...] = tokens(text)

    @cached_property
    def folded(self) -> str:
        """All words, folded, with single spaces."""
        return " ".join(token.folded for token in self.tokens)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each word starts in `folded`."""
        starts, position = [], 0
        for token in self.tokens:
            starts.append(position)
            position += len(token.folded) + 1
        return tuple(starts)

    def at(self, start: int, end: int) -> tuple[int, int]:
        """(first word, word after the last one) of code points `start` to `end` of the text."""
        inside = [i for i, token in enumerate(self.tokens) if token.start < end and token.end > start]
        return (inside[0], inside[-1] + 1) if inside else (len(self.tokens), len(self.tokens))

    def run(self, start: int, end: int) -> str:
        """Words `start` to `end`, folded, with single spaces."""
        return " ".join(token.folded for token in self.tokens[start:end])

    def sentence(self, index: int) -> tuple[int, int]:
        """(first word, word after the last one) of the sentence of a word."""
        start, end = index, index + 1
        while start > 0 and not self._ends_between(start - 1):
            start -= 1
        while end < len(self.tokens) and not self._ends_between(end - 1):
            end += 1
        return start, end

    def before(self, index: int, pattern: re.Pattern[str]) -> int | None:
        """First word of a phrase that ends right before a word; None when there is none."""
        start = max(self.sentence(index)[0] if index < len(self.tokens) else 0, index - _REACH)
        words = self.run(start, index)
        match = pattern.search(words)
        return start + words[: match.start()].count(" ") if match else None

    def after(self, index: int, pattern: re.Pattern[str]) -> int | None:
        """The word after a phrase that begins at a word; None when there is none."""
        end = min(self.sentence(index - 1)[1] if index else len(self.tokens), index + _REACH)
        match = pattern.match(self.run(index, end))
        return index + match.group().count(" ") + 1 if match and match.group() else None

    def is_own_sentence(self, index: int) -> bool:
        """True where people speak of their own place and do not ask."""
        start, end = self.sentence(index)
        # In Polish "i" is "and", "we" in front of a name is "in"; in Italian "i" is an article and "ma" is "but".
        words = " ".join(self.tokens[n].folded for n in range(start, end) if not self._is_small_word(n))
        return bool(anywhere("place", "own").search(words)) and not anywhere("place", "ask").search(words)

    def _is_small_word(self, index: int) -> bool:
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if self.tokens[index].text == "we":
            return following is not None and following.is_capitalised
        return self.tokens[index].text == "i" or (following is not None and following.folded == "non")

    def _ends_between(self, index: int) -> bool:
        gap = self.text[self.tokens[index].end : self.tokens[index + 1].start + 1]
        if self.tokens[index].folded in _SHORTENED and gap.startswith("."):
            return False
        return bool(_CLAUSE_END.search(gap + " ")) if "\n" not in gap else True


@cache
def ending(table: str, *names: str) -> re.Pattern[str]:
    """Any phrase of these lists at the end of a run of words."""
    return re.compile(rf"(?:^|(?<= ))(?:{_alternatives(table, names)})$")


@cache
def beginning(table: str, *names: str) -> re.Pattern[str]:
    """Any phrase of these lists at the beginning of a run of words."""
    return re.compile(rf"(?:{_alternatives(table, names)})(?= |$)")


@cache
def anywhere(table: str, *names: str) -> re.Pattern[str]:
    """Any phrase of these lists, as whole words."""
    return re.compile(rf"(?:^|(?<= ))(?:{_alternatives(table, names)})(?= |$)")


def phrases(table: str, name: str) -> tuple[str, ...]:
    """One list as it stands in the file."""
    return tuple(_content()[table][name])


def names(table: str) -> tuple[str, ...]:
    """The lists of a table of the file."""
    return tuple(_content()[table])


def demonyms() -> dict[str, list[str]]:
    """Code of a country or region to the beginnings of its adjectives."""
    return dict(_content()["demonyms"])


def forms() -> dict[str, str]:
    """Names of regions of several words in cases that no rule gives, folded, to their code."""
    return dict(_content()["forms"])


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """Names of groups of countries, folded, to the codes of these."""
    return {name: tuple(codes.split()) for codes, names in _content()["groups"].items() for name in names}


def _alternatives(table: str, names: tuple[str, ...]) -> str:
    found = [phrase for name in names for phrase in _content()[table][name]]
    return "|".join(sorted(dict.fromkeys(found), key=len, reverse=True))


@cache
def _content() -> dict[str, dict[str, Any]]:
    file = resources.files("pipeline.search.asked") / "constraints.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
