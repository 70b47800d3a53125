"""Views of text that never change it: sentences as spans, wrapped lines joined."""

import re
import unicodedata

from models.span import Span

# A sentence ends at . ! ? … (with closing quotes or brackets) before white space and what can start a sentence.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘„«(\[]?[A-ZÀ-ÖØ-ÞĀ-Ž0-9])")
_NOT_AN_END = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|ca|cf|Dr|Mr|Mrs|Ms|Prof|No|Nr|Nov|Dec|Oct|Sept|Aug|Feb|Jan|vs|incl|resp|bzw"
    r"|z\.B|d\.h|u\.a|p\.ex|tzw|np|m\.in|ul|art|pp|Ltd|Inc|St)|\b[A-ZÀ-Þ]|(?<![\d])\d{1,2})\.$"
)
_SPACE = re.compile(r"\s+")
#: Soft hyphens and signs of no width, which nobody sees; a soft hyphen at the end of a line is mended before.
_UNSEEN = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060\ufeff"))
_WRAP_HYPHEN = re.compile(r"(?<=[a-zà-öø-ÿ])(?:-|\u00ad)\n\s*(?=[a-zà-öø-ÿ])")

#: Marks of Markdown: notes, links and pictures, bold and slanted words, code.
_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\](?!:)")
_LINK = re.compile(r"!?\[([^\[\]]{1,500})\]\([^()\s]{1,2000}(?:\s\"[^\"]{0,200}\")?\)")
_EMPHASIS = re.compile(
    r"\*\*(?=[^\s*])([^*]{1,1000})(?<=\S)\*\*|(?<!\w)__(?=[^\s_])([^_]{1,1000})(?<=\S)__(?!\w)"
    r"|(?<![\w*])\*(?=[^\s*])([^*\n]{1,1000})(?<=\S)\*(?![\w*])|`([^`\n]{1,500})`"
)


def sentences(text: str, span: Span) -> tuple[Span, ...]:
    """Spans of the sentences inside `span`, in order, without the white space around them."""
    found = []
    start = span.start
    for match in _END.finditer(text, span.start, span.end):
        if not _NOT_AN_END.search(text, max(start, match.end() - 12), match.end()):
            found.append(Span(start, match.end()))
            start = match.end()
    found.append(Span(start, span.end))
    return tuple(trimmed for s in found if len(trimmed := strip(text, s)))


def strip(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    part = span.of(text)
    start = span.start + len(part) - len(part.lstrip())
    return Span(start, max(start, span.start + len(part.rstrip())))


def joined(text: str) -> str:
    """One line: wrapped lines joined, hyphens at line ends mended, white space one space, soft hyphens left out."""
    return _SPACE.sub(" ", shown(_WRAP_HYPHEN.sub("", text))).strip()


def shown(text: str) -> str:
    """Without soft hyphens and signs of no width."""
    return text.translate(_UNSEEN)


def unmarked(text: str) -> str:
    """Markdown as people read it: words without the marks of notes, links, bold type and code."""
    words = _LINK.sub(r"\1", _NOTE.sub("", text))
    return _EMPHASIS.sub(lambda found: next(filter(None, found.groups())), words)


def folded(text: str) -> str:
    """For comparing: no case, no accents, no punctuation, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o"))
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))
