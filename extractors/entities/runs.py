"""Runs of capitalised words, and what kind of name each one is by its head word."""

import re
from collections.abc import Iterator

from extractors.entities.mentions import Mention, Origin
from extractors.gazetteers import words
from extractors.gazetteers.folding import Token, tokens
from models import EntityKind, Span

_GAP = re.compile(r"[ \u00a0]{1,3}|[-‐–’'&]|[ \u00a0]?&[ \u00a0]|[ \u00a0]{1,2}[dlnDL][’']|[’']s[ \u00a0]")
#: Small words inside names, by language of the document; the first set holds in every language.
_CONNECTORS = {
    "": "of for the and de del della dello delle dei degli di du des der für van voor da do dos das la le les l d"
    " los las al y",
    "de": "und von zur zum im am in dem",
    "fr": "et en pour à au aux sur par",
    "es": "e en para por y",
    "it": "e per il in con",
    "pl": "i w na ds rzecz dla z im ku oraz",
    "pt": "e para em",
    "ro": "și pentru a al",
    "nl": "en het",
}
#: All small words that names hold.
SMALL_WORDS = frozenset(" ".join(_CONNECTORS.values()).split())
#: After these a second part with "and" belongs to the name: "Ministry of Education and Research".
_OF = frozenset({"of", "for", "für", "de", "del", "di", "du", "des", "ds", "rozwoju", "pour", "para", "per", "pentru"})
_AND = frozenset({"and", "und", "et", "y", "e", "i", "oraz", "și", "en"})
#: Longer runs are headings in capitals, not names.
_MAX_WORDS = 14
_LINE = re.compile(r"[^\n]+")
#: A line with this share of capitals is a heading.
_SHOUTED_SHARE = 0.7
#: An address begins here, the name before it has ended.
_STREETS = frozenset({"ulica", "ul", "street", "strasse", "straße", "rue", "via", "calle", "avenue", "piazza", "plaza"})


def capitalised_runs(text: str, language: str | None) -> Iterator[tuple[Token, ...]]:
    """Runs of capitalised words joined by small words; none starts or ends with a small word."""
    connectors = frozenset((_CONNECTORS[""] + " " + _CONNECTORS.get((language or "en")[:2], "")).split())
    run: list[Token] = []
    pending: list[Token] = []
    for token in tokens(text):
        previous = (pending or run)[-1:]
        is_joined = bool(previous) and bool(_GAP.fullmatch(text[previous[0].end : token.start]))
        if run and not is_joined:
            yield tuple(run)
            run, pending = [], []
        is_compound = bool(run) and not pending and text[run[-1].end : token.start] == "-"
        if token.is_capitalised or is_compound:
            run += (*pending, token)
            pending = []
        elif run and token.text in connectors and len(pending) < 3:
            pending.append(token)
        elif run:
            yield tuple(run)
            run, pending = [], []
    if run:
        yield tuple(run)


def named_runs(text: str, language: str | None) -> list[Mention]:
    """Organisations, programmes, funds and regions that their head word gives away."""
    found: list[Mention] = []
    shouted = _shouted_lines(text)
    for run in capitalised_runs(text, language):
        if any(line.start <= run[0].start < line.end for line in shouted):
            continue
        for part in _parts(_without_openers(run)):
            mention = _classified(text, part)
            if mention is not None:
                found.append(mention)
    return found


def _shouted_lines(text: str) -> list[Span]:
    """Lines of capitals, where they say nothing about names."""
    return [Span(*match.span()) for match in _LINE.finditer(text) if _is_shouted(match.group())]


def _is_shouted(line: str) -> bool:
    letters = sum(char.isalpha() for char in line)
    return sum(char.isupper() for char in line) > _SHOUTED_SHARE * letters and len(line.split()) > 3


def _without_openers(run: tuple[Token, ...]) -> tuple[Token, ...]:
    openers = words("openers")
    start = 0
    while start < len(run) and (
        (run[start].text.casefold() in openers and not run[start].text.isupper())
        or run[start].text[0].isdigit()
        or run[start].text.islower()
    ):
        start += 1
    return run[start:]


def _parts(run: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """The run cut at every "and" that joins two names instead of standing inside one."""
    parts: list[tuple[Token, ...]] = []
    start = 0
    for index, token in enumerate(run):
        if token.text in _AND and not _is_inside_name(run[start:index], run[index + 1 :]):
            parts.append(run[start:index])
            start = index + 1
    parts.append(run[start:])
    return [part for part in map(_trimmed, parts) if part]


def _is_inside_name(before: tuple[Token, ...], after: tuple[Token, ...]) -> bool:
    has_head = any(_head_kind(t) is not None for t in before)
    if has_head:
        has_of = any(t.text in _OF for t in before)
        return has_of and not any(_head_kind(t) is not None for t in after if t.is_capitalised)
    # "Economic and Social Committee": one word on the left, the head soon after.
    near = [t for t in after if t.is_capitalised][:3]
    return len(before) <= 2 and any(_head_kind(t) is not None for t in near)


def _trimmed(part: tuple[Token, ...]) -> tuple[Token, ...]:
    start, end = 0, len(part)
    while start < end and not part[start].is_capitalised:
        start += 1
    street = next((i for i in range(start + 1, end) if part[i].text.casefold() in _STREETS), end)
    end = street
    while end > start and not part[end - 1].is_capitalised:
        end -= 1
    return _without_openers(part[start:end])


def _head_kind(token: Token) -> EntityKind | None:
    """Kind of a word that can be the last of a name."""
    word = token.text.casefold()
    if word in words("org_heads") or any(word.endswith(end) for end in words("org_endings")):
        return EntityKind.ORG
    if word in words("programme_heads"):
        return EntityKind.PROGRAMME
    if word in words("fund_heads"):
        return EntityKind.FUND
    return EntityKind.REGION if word in words("region_heads") else None


def _prefix_kind(token: Token) -> EntityKind | None:
    """Kind of a word that can be the first of a name."""
    word = token.text.casefold()
    for key, kind in (
        ("org_prefixes", EntityKind.ORG),
        ("programme_prefixes", EntityKind.PROGRAMME),
        ("fund_prefixes", EntityKind.FUND),
        ("region_prefixes", EntityKind.REGION),
    ):
        if word in words(key):
            return kind
    return _head_kind(token)


def _is_specific(run: tuple[Token, ...]) -> bool:
    """True when a word of the run is more than a modifier that any name could have."""
    return any(
        t.is_capitalised
        and not t.text[0].isdigit()
        and t.text.casefold() not in words("generic")
        and t.text.casefold() not in words("terms") | words("common")
        and _head_kind(t) is None
        for t in run
    )


def _is_small(text: str, token: Token) -> bool:
    """True for a word in small letters that is no second half of a compound ("Co-operation")."""
    return token.text in _OF or (token.text.islower() and text[token.start - 1] not in "-‐")


def _classified(text: str, run: tuple[Token, ...]) -> Mention | None:
    if not 1 < len(run) <= _MAX_WORDS:
        return None
    cut = next((i for i, t in enumerate(run) if i and _is_small(text, t)), len(run))
    core, tail = run[:cut], run[cut:]
    heads = [i for i, t in enumerate(core) if _head_kind(t) is not None]
    # "Stichting Fonds ..." is the foundation that runs the fund.
    is_foundation = run[0].text.casefold() in words("org_prefixes") and _head_kind(run[0]) is None
    if heads and heads[-1] > 0 and not (is_foundation and _head_kind(core[heads[-1]]) is EntityKind.FUND):
        last = heads[-1]
        kind = _head_kind(core[last])
        is_last = last == len(core) - 1
        name = run if is_last and tail and kind is not EntityKind.FUND else core[: last + 1]
        if kind is not None and _is_named(name, kind, has_tail=is_last and bool(tail)):
            return _mention(text, name, kind, 0.8)
    kind = _prefix_kind(run[0])
    if kind is not None and _is_specific(run[1:]):
        return _mention(text, run, kind, 0.75)
    # A word before it only opened the sentence: "Pomaga Fundacja Zielona Dolina".
    inner = next((i for i, t in enumerate(core) if i and t.text.casefold() in words("org_prefixes")), None)
    if inner is not None and _is_specific(run[inner + 1 :]):
        return _mention(text, run[inner:], EntityKind.ORG, 0.65)
    if kind is EntityKind.ORG and tail and len(tail) > 1:
        return _mention(text, run, kind, 0.7)
    return None


def _is_named(name: tuple[Token, ...], kind: EntityKind, *, has_tail: bool) -> bool:
    if any(t.text.casefold() == "operational" for t in name) and kind is EntityKind.PROGRAMME:
        return True
    # Funds and programmes are named by plain words: "Innovation Growth Fund".
    is_long = kind in (EntityKind.FUND, EntityKind.PROGRAMME) and sum(t.is_capitalised for t in name) > 2
    return _is_specific(name) or is_long or (has_tail and kind is EntityKind.ORG)


def _mention(text: str, run: tuple[Token, ...], kind: EntityKind, score: float) -> Mention:
    start, end = run[0].start, run[-1].end
    return Mention(kind, start, end, " ".join(text[start:end].split()), score, Origin.PATTERN)
