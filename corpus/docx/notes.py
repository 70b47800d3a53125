"""Footnotes and endnotes of a Word file."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.docx.runs import runs_of
from corpus.docx.styles import Styles, W
from corpus.drafts import Draft
from corpus.flow.items import Item
from corpus.flow.letters import text_of
from models import BlockKind

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element

_KINDS = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}


class Notes:
    """The notes of one file, each given where it is first referred to."""

    def __init__(self, word: "WordDocument", styles: Styles) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        for relation in word.part.rels.values():
            kind = relation.reltype.rpartition("/")[2].removesuffix("s")
            if kind in _KINDS.values() and not relation.is_external:
                for note, text in _texts(relation.target_part.blob, kind, styles):
                    self._texts[kind, note] = text

    def of(self, paragraph: "_Element") -> Iterator[Item]:
        """The notes that hang on a paragraph."""
        for reference in paragraph.iter(*_KINDS):
            if not _is_shown(reference, paragraph):
                continue
            note = str(reference.get(f"{W}id"))
            text = self._texts.get((_KINDS[str(reference.tag)], note))
            if text:
                yield Item(Draft(BlockKind.PARAGRAPH, text, marker=f"[{note}] "), hangs=True)


def _is_shown(reference: "_Element", paragraph: "_Element") -> bool:
    """True in the paragraph itself, not in a box that hangs on it, and not in deleted text."""
    for parent in reference.iterancestors():
        if parent.tag in (f"{W}p", f"{W}del", f"{W}moveFrom"):
            return parent is paragraph
    return False


def _texts(blob: bytes, kind: str, styles: Styles) -> Iterator[tuple[str, str]]:
    from docx.oxml import parse_xml

    for note in parse_xml(blob).iterchildren(f"{W}{kind}"):
        if note.get(f"{W}type") is None:
            paragraphs = (text_of(runs_of(paragraph, styles)) for paragraph in note.iter(f"{W}p"))
            yield str(note.get(f"{W}id")), " ".join(filter(None, paragraphs))
