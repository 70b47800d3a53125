"""Names in a document: gazetteers first, then patterns, then a statistical model for English."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.entities.codes import country_codes
from extractors.entities.joining import canonical_names, document_names, with_acronyms
from extractors.entities.labels import is_form_label, label_role, labelled_organisations, role_of
from extractors.entities.mentions import Mention, Origin, without_overlaps
from extractors.entities.names import known_names
from extractors.entities.persons import persons
from extractors.entities.phrases import phrased_names
from extractors.entities.projects import projects
from extractors.entities.runs import named_runs
from extractors.entities.statistical import statistical_names
from extractors.wrapping import unwrapped
from models import Annotations, Block, BlockKind, Document, Entity, EntityKind, EntityRole, Span

#: Countries that a document in a language is about even when it does not name them.
_HOME = {
    "de": ("DE", "AT", "CH"),
    "fr": ("FR", "BE", "LU"),
    "it": ("IT",),
    "es": ("ES",),
    "pl": ("PL",),
    "pt": ("PT",),
    "ro": ("RO",),
    "nl": ("NL", "BE"),
}
#: Names in web addresses are not mentions.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)+/\S*")
_Roles = dict[tuple[int, int], EntityRole]


class EntityExtractor:
    """Finds organisations, places, programmes, projects, persons and funds in every block of the body."""

    name = "entities/1"
    requires: frozenset[str] = frozenset()
    provides = frozenset({"entities"})

    def extract(self, document: Document, annotations: Annotations) -> Annotations:
        """A copy of `annotations` with the entities, in reading order and without overlaps.

        Raises:
            ModelError: when the document is English and the spaCy model is missing.
        """
        blocks = [block for block in document.body() if len(block.content)]
        texts = [_readable(block, document.text) for block in blocks]
        mentions, roles = _mentions(blocks, texts, document.language)
        names = canonical_names(m for found in mentions for m in found)
        entities = tuple(
            self._entity(document, block, mention, names.get((mention.kind, mention.name), mention.name), role)
            for block, text, found, given in zip(blocks, texts, mentions, roles, strict=True)
            for mention in found
            for role in (given.get((mention.start, mention.end)) or role_of(text, mention),)
        )
        return replace(annotations, entities=entities)

    def _entity(self, document: Document, block: Block, mention: Mention, name: str, role: EntityRole | None) -> Entity:
        start = block.content.start
        span = Span(start + mention.start, start + mention.end)
        return Entity(
            kind=mention.kind,
            name=name,
            text=span.of(document.text),
            span=span,
            score=mention.score,
            extractor=self.name,
            code=mention.code,
            role=role,
        )


def _readable(block: Block, text: str) -> str:
    """A block with wrapped lines joined and web addresses blanked; every character keeps its place.

    The lines of a table are rows: no name goes on from one to the next.
    """
    content = block.content.of(text)
    lines = content if block.kind is BlockKind.TABLE else unwrapped(content)
    return _ADDRESS.sub(lambda match: "_" * len(match.group()), lines)


def _mentions(
    blocks: Sequence[Block], texts: Sequence[str], language: str | None
) -> tuple[list[list[Mention]], list[_Roles]]:
    """The mentions of each block, and the roles that labels give to some of them."""
    countries = _countries(texts, language)
    is_english = (language or "").startswith("en")
    statistical = statistical_names(texts) if is_english else [[] for _ in texts]
    found: list[list[Mention]] = []
    roles: list[_Roles] = []
    announced: EntityRole | None = None
    for block, text, guessed in zip(blocks, texts, statistical, strict=True):
        labelled = labelled_organisations(text, announced) if not is_form_label(text.strip()) else []
        candidates = [*_by_rules(block, text, language, countries), *(mention for mention, _ in labelled), *guessed]
        named = [mention for mention in candidates if not _is_label(text, mention)]
        kept = with_acronyms(text, without_overlaps(named))
        found.append(kept)
        roles.append(_given_roles(kept, labelled))
        following = blocks[len(found)] if len(found) < len(blocks) else None
        announced = _next_announced(block, following, text, announced)
    return _completed(texts, found), roles


def _countries(texts: Sequence[str], language: str | None) -> frozenset[str]:
    """Countries that the document names, and the home of its language."""
    index = known_names(language)
    named = {m.code for text in texts for m in index.find(text) if m.kind is EntityKind.COUNTRY and m.code}
    return frozenset(named) | frozenset(_HOME.get((language or "")[:2], ()))


def _by_rules(block: Block, text: str, language: str | None, countries: frozenset[str]) -> list[Mention]:
    known = known_names(language).find(text, countries)
    candidates = [*known, *country_codes(text), *phrased_names(text, language), *projects(text), *persons(text)]
    runs = named_runs(text, language)
    if block.kind is BlockKind.HEADING:  # in a heading all words may be capitals: something known must be in it
        runs = [run for run in runs if any(run.overlaps(name) for name in known)]
    # "Podlaskie Region" is the known region, whose name and code are known too.
    regions = [name for name in known if name.kind is EntityKind.REGION]
    return candidates + [
        run for run in runs if run.kind is not EntityKind.REGION or not any(run.overlaps(name) for name in regions)
    ]


def _given_roles(kept: Sequence[Mention], labelled: Sequence[tuple[Mention, EntityRole]]) -> _Roles:
    return {
        (mention.start, mention.end): role
        for mention in kept
        for label, role in labelled
        if mention.overlaps(label) and mention.kind in (EntityKind.ORG, EntityKind.FUND, EntityKind.PROGRAMME)
    }


def _is_label(text: str, mention: Mention) -> bool:
    """True for words of a form that fill their line or stand before a colon: "Results", "EU contribution: ..."."""
    if mention.origin is Origin.GAZETTEER or mention.kind in (EntityKind.REGION, EntityKind.COUNTRY):
        return False
    before = text[text.rfind("\n", 0, mention.start) + 1 : mention.start]
    after = text[mention.end : mention.end + 3].split("\n", 1)[0]
    is_line = not before.strip(" -*#\t") and (not after.strip() or after.lstrip().startswith(":"))
    return is_line and is_form_label(text[mention.start : mention.end])


def _next_announced(
    block: Block, following: Block | None, text: str, announced: EntityRole | None
) -> EntityRole | None:
    """The role that holds for the next block: a new label, or a partner list that goes on."""
    own = label_role(text.rstrip().rsplit("\n", 1)[-1])
    if own is not None:
        return own
    is_item = block.kind is BlockKind.LIST_ITEM and following is not None and following.kind is BlockKind.LIST_ITEM
    return announced if announced is EntityRole.PARTNER and is_item else None


def _completed(texts: Sequence[str], found: Sequence[list[Mention]]) -> list[list[Mention]]:
    """The mentions of each block with those that only other blocks explain."""
    named = [(text[m.start : m.end], m) for text, mentions in zip(texts, found, strict=True) for m in mentions]
    index = document_names(named)
    return [
        without_overlaps([*own, *(replace(m, origin=Origin.LABEL) for m in index.find(text))])
        for text, own in zip(texts, found, strict=True)
    ]
