"""Names without the differences that do not matter: case, accents, hyphens."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
#: A word; the plus of "Erasmus+" belongs to it.
_TOKEN = re.compile(r"[^\W_]+(?:\+(?!\w))?")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, with its folded form and its place (half-open)."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        """True for "Toruń" and "EFRR"; digits count, since names hold years and versions."""
        return self.text[0].isupper() or self.text[0].isdigit()


def fold(text: str) -> str:
    """Lower case without accents: "Łódź" and "lodz" are the same."""
    if text.isascii():
        return text.lower()
    taken_apart = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(char for char in taken_apart if not unicodedata.combining(char)).translate(_PLAIN)


# Every finder asks for the words of the same block.
@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text in reading order."""
    return tuple(Token(m.group(), fold(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text))


def key(name: str) -> tuple[str, ...]:
    """What two spellings of a name share: folded words without "and" and "the"."""
    # Not through `tokens`: the gazetteers ask for thousands of names, and each once.
    if name.isascii():
        return tuple(word for word in _TOKEN.findall(name.lower()) if word not in {"and", "the"})
    return tuple(word for word in map(fold, _TOKEN.findall(name)) if word not in {"and", "the"})
