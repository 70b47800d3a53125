"""Marks in a line of text that tell its role: list markers, numbering, captions, contents lines, labels."""

import re

from models import Block, BlockKind

_BULLETS = "•‣▪▫◦●○■□◆◇➔➢➤✓✔·∙⁃\uf0a7\uf0b7\uf0d8\uf0fc"
#: A dash or "o" is a bullet only with white space after it.
BULLET = re.compile(rf"(?:[{_BULLETS}]\s*|[-–—*+]\s+|[o»→►▶]\s+)(?=\S)")
NUMBER = re.compile(r"(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{2,4})\)|\d{1,2}\.(?!\d)|[a-z]\.(?!\w\.))\s+(?=\S)")
#: "2.1 Results", "3. Results", "IV. Results", "A.2 Results"; group 1 is the number.
SECTION_NUMBER = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){0,4}|[A-Z](?:\.\d{1,2}){1,4}|[IVX]{1,5}(?=\.))\.?\s+(?=[^\W\d_]|[\"“„«'‘])"
)
CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|chart|box|map|photo|abb(?:ildung|\.)|tab(?:elle|\.)|tableau|carte|tabella|figura|tabla"
    r"|gráfico|rysunek|rys\.|tabela|wykres|mapa)\s*\d+(?:[.-]\d+)*\s*(?:(?P<mark>[:.–—|-])|\s[^\W\d_])",
    re.IGNORECASE,
)
#: "Results ........ 12" or "Results<tab>12".
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}\s*$|(?:…\s?){2,}\s*\d{1,4}\s*$|_{4,}\s*\d{1,4}\s*$")
TAB_PAGE = re.compile(r"[^\W\d_][^\t]*\t+\d{1,4}\s*$")
PAGE_NUMBER = re.compile(
    r"[\W_]*(?:p(?:age|\.)?|seite|s\.|página|pagina|strona|str\.)?\s*(?:\d{1,4}|[ivxl]{1,6})"
    r"(?:\s*(?:/|of|von|sur|de|di|z)\s*\d{1,4})?[\W_]*",
    re.IGNORECASE,
)
#: The title of a table of contents, in the languages of our documents.
CONTENTS_TITLE = re.compile(
    r"(?:table\s+of\s+contents?|contents?|inhalt(?:sverzeichnis|sübersicht)?|table\s+des\s+matières|sommaire|índice"
    r"|contenidos?|indice|sommario|spis\s+treści|inhoud(?:sopgave)?|innehåll(?:sförteckning)?|indhold(?:sfortegnelse)?"
    r"|sisällys(?:luettelo)?|obsah|tartalom(?:jegyzék)?|cuprins|sumário|conteúdo|kazalo|sadržaj|sisukord|saturs"
    r"|turinys|περιεχόμενα|съдържание)\s*:?",
    re.IGNORECASE,
)
_ENDS_WITH_PAGE = re.compile(r"[^\W\d_].*\s(\d{1,4})$")
#: Chapters and annexes, in the languages of our documents.
_CHAPTER_WORD = (
    r"(?:chapter|kapitel|chapitre|capítulo|capitolo|rozdział|hoofdstuk|kapitola|fejezet|capitolul|luku|poglavje|poglavlje"
    r"|peatükk|nodaļa|skyrius|κεφάλαιο|глава|annex|appendix|anhang|annexe|anexo|allegato|appendice|załącznik|bijlage"
    r"|bilaga|bilag|liite|příloha|príloha|melléklet|anexa|prilog|priloga|lisa|pielikums|priedas|παράρτημα|приложение)"
)
#: "Chapter 3", "Annex B: Sources", and the word alone where the number stands on a line of its own.
CHAPTER = re.compile(
    rf"{_CHAPTER_WORD}\s+(?-i:\d{{1,3}}|[IVXLC]{{1,7}}|[A-Z]|[А-Я])(?=[\s.:–—-]|$)[.:]?", re.IGNORECASE
)
CHAPTER_WORD = re.compile(_CHAPTER_WORD, re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_HEADING_START = re.compile(r"[\w\"“„«'‘(¿#]")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_ENDS = frozenset(".!?…;:")
_CLOSING = '"”’»)]'
_LEADERS_TAIL = 160

MAX_LABEL_CHARACTERS = 120
MAX_LABEL_WORDS = 16
#: Longer lines that end with a colon mostly lead in a list ("The project has two aims:").
MAX_COLON_LABEL_WORDS = 6
MIN_CONTENTS_LINES = 3
#: Articles, prepositions and conjunctions of our languages: a line that ends so goes on somewhere else.
_UNFINISHED_ENDS = frozenset(
    {
        *("the", "a", "an", "of", "and", "or", "to", "with", "from", "for", "by", "at", "that", "which", "as", "is"),
        *("der", "die", "das", "den", "dem", "des", "ein", "eine", "einer", "und", "oder", "mit", "von", "für", "zur"),
        *("le", "la", "les", "de", "du", "un", "une", "et", "ou", "avec", "pour", "par", "sur", "dans", "aux"),
        *("el", "los", "las", "del", "y", "con", "para", "por", "il", "lo", "gli", "di", "della", "e", "per", "w", "z"),
    }
)
#: A line that ends so and with a colon leads in a list; a heading does not end in a verb or preposition.
_LEAD_IN_ENDS = frozenset(
    {
        *("are", "is", "was", "were", "include", "includes", "included", "to", "for", "by", "of", "with"),
        *("sind", "ist", "sont", "est", "comprend", "son", "es", "sono", "è", "są", "jest"),
    }
)


def words(text: str) -> list[str]:
    """The runs of letters and digits."""
    return _WORD.findall(text)


def has_leaders(text: str) -> bool:
    """True when the text ends with dots or the like and a page number, as lines of a table of contents do."""
    tail = text.rstrip()[-_LEADERS_TAIL:]
    return tail[-1:].isdigit() and bool(_LEADERS.search(tail))


def page_at_end(text: str) -> int | None:
    """The number at the end of a line with a title before it, as in a table of contents."""
    tail = text.rstrip()[-_LEADERS_TAIL:]
    found = _ENDS_WITH_PAGE.search(tail) if tail[-1:].isdigit() else None
    return int(found.group(1)) if found else None


def has_letters(text: str, at_least: int = 2) -> bool:
    """True when the text holds that many letters."""
    return sum(1 for _, __ in zip(range(at_least), _LETTER.finditer(text), strict=False)) == at_least


def ends_sentence(text: str) -> bool:
    """True after a full stop, colon or the like, closing quotes allowed."""
    return text.rstrip().rstrip(_CLOSING)[-1:] in _SENTENCE_ENDS


def is_all_capitals(text: str) -> bool:
    """True when all letters, at least three, are capitals."""
    return has_letters(text, 3) and text.upper() == text and text.lower() != text


def starts_low(text: str) -> bool:
    """True when the first letter or digit is a lower-case letter."""
    found = re.search(r"[^\W_]", text)
    return found is not None and found.group().islower()


def is_label(text: str) -> bool:
    """True for a short line that can name what follows: capitalised, no sentence, no address, no bare number."""
    found = SECTION_NUMBER.match(text.strip())
    line = text.strip()[found.end() :] if found else text.strip()
    if not line or len(line) > MAX_LABEL_CHARACTERS or starts_low(line) or not has_letters(line, 3):
        return False
    count = len(words(line))
    if line.endswith(":"):
        names = words(line)[-1].lower() not in _LEAD_IN_ENDS
        return names and count <= MAX_COLON_LABEL_WORDS and not re.search(r"[.!?,;]\s", line)
    if count > MAX_LABEL_WORDS or re.search(r"@|https?:|www\.|\S+\.(?:eu|com|org|net)\b", line):
        return False
    if ": " in line and not is_all_capitals(line):
        # "Label: value" is a sentence of its own.
        return False
    if line[-1] in ".,;!…-–" or re.search(r"[.!?]\s+[^\W\d_]{3,}", line):
        return False
    letters = len(_LETTER.findall(line))
    return letters >= 0.6 * sum(not c.isspace() for c in line)


def can_head(text: str) -> bool:
    """True for words that may stand as a heading where type or white space says so; weaker than `is_label`."""
    found = SECTION_NUMBER.match(text)
    title = text[found.end() :] if found else text
    if not _HEADING_START.match(title) or title[-1] in ",;" or has_leaders(text):
        return False
    if not has_letters(title, 3) or starts_low(title):
        return False
    letters = len(_LETTER.findall(title))
    return letters >= 0.6 * sum(not c.isspace() for c in title) and not re.search(r"[.!?]\s+[^\W\d_]{3,}", title)


def is_caption(text: str) -> bool:
    """True for "Table 1: Offices" and "Table 1 Offices"; not for the sentence "Table 1 shows the offices."."""
    found = CAPTION.match(text)
    if not found:
        return False
    return found["mark"] is not None or not (starts_low(text[found.end() - 1 :]) or text.rstrip().endswith("."))


def is_unfinished(text: str) -> bool:
    """True when the last word calls for another one, as at the end of a line of running text."""
    last = _WORD.findall(text[-20:])[-1:]
    return bool(last) and last[0] in _UNFINISHED_ENDS


def section_depth(text: str) -> int | None:
    """Depth of a section number: 1 for "2 Aims" and "Chapter 2", 2 for "2.1 Aims"; None without a number."""
    if is_chapter(text):
        return 1
    found = SECTION_NUMBER.match(text)
    return found.group(1).count(".") + 1 if found else None


def is_chapter(text: str) -> bool:
    """True for a heading that calls itself a chapter or an annex."""
    found = CHAPTER_WORD.match(text)
    return found is not None and (
        bool(CHAPTER.match(text)) or (text[found.end() :][:1].isspace() and is_all_capitals(text))
    )


def contents_lines(lines: list[str]) -> list[bool]:
    """Which lines belong to a table of contents: leaders or tabs before page numbers that do not fall."""
    marked = [has_leaders(line) for line in lines]
    if sum(marked) < MIN_CONTENTS_LINES:
        marked = [False] * len(lines)
    run: list[int] = []
    last = -1
    for index, line in enumerate([*lines, "end"]):
        # The tail only: a search that fails takes the square of a line's length.
        found = TAB_PAGE.search(line.rstrip()[-_LEADERS_TAIL:])
        page = int(line.rstrip().rsplit("\t", 1)[-1]) if found else -1
        if found and page >= last:
            run.append(index)
            last = page
            continue
        if not found and run and not line.strip():
            continue
        if len(run) >= MIN_CONTENTS_LINES:
            for member in run:
                marked[member] = True
        run, last = ([index], page) if found else ([], -1)
    return marked


def title_of(blocks: tuple[Block, ...], text: str) -> str | None:
    """The first heading of level 1, when it stands before any longer paragraph and reads like a name."""
    for block in blocks[:12]:
        content = " ".join(block.content.of(text).split())
        if block.kind is BlockKind.HEADING and block.level == 1 and len(words(content)) >= 2:
            return content
        if block.kind is BlockKind.PARAGRAPH and len(content) > 2 * MAX_LABEL_CHARACTERS:
            return None
    return None
