"""Names of organisations and programmes in the properties and on the cover of a document; never of persons."""

import re

#: Words of institutions in our languages: beginnings of words, whole words (_) and parts of words (*).
#: A name without one may be a person's.
_WORDS = """
universit universidad uniwersytet univerz egyetem yliopisto ülikool hochschule fachhochschule polyt[ae]chni politechn
institut instytut academ akadem laborator museum_ πανεπιστ университет
ministe υπουργ authorit autorit[aàé] agen[cz] ag[eê]nc agentschap agentūr агенция secretariat sekretariat secr[eé]tariat
commission kommission komisja comisi[oó]n commissione department departament directorate direction\\ g direcci[oó]n\\ g
bureau_ office\\ of_ office\\ for_ [uú]řad urząd hivatal council_ consell?_ conseil_ consiglio_ consej[oe]_ conselh
region_ regione r[eé]gi[oó]n_ região_ regiunea περιφέρεια_ county_ landkreis diputaci[oó]n provinc(?:ia|e|ie)_
wojew[oó]dz
marszałk district municipal comune_ commune_ gemeente gemeinde kommun gmin obec_ općin občin община_ δήμος ayuntamiento
c[aâ]mara city\\ of_ ville\\ de_
chamber *skammer_ kamara_ izba_ chambre_ camera\\ di_ association associa[tzcç] asocia verband verein_ vereniging
stowarzyszenie f[oö]derat f[eé]d[eé]rat foundation fundac fundaç fondation fondazione stiftung stichting
cent(?:re|er|rum|ro|rul)_ zentrum network netzwerk netwerk r[eé]seau red\\ de_ rete_ sie[cć]_ cluster
consortium konsortium
partnership_ *gesellschaft_ programme_ programm?_ european_ national\\ bank_ investment\\ bank_ development\\ bank_
"""
_FORMS = """
g?GmbH AG e\\.\\s?V\\. KG Ltd Limited plc LLP Inc S\\.?A\\.?S? S\\.?L\\.?U? S\\.?p\\.?A S\\.?[àa]?\\.?r\\.?l B\\.?V
N\\.?V
Oyj? AB A/S ApS AS d\\.\\s?o\\.\\s?o d\\.\\s?d sp\\.\\ z\\ o\\.\\s?o s\\.\\s?r\\.\\s?o a\\.\\s?s Kft Zrt Nyrt SIA UAB OÜ
EOOD OOD SRL ASBL VZW EEIG GEIE EWIV EGTC EVTZ Lda CLG
"""


def _pattern(word: str) -> str:
    start = r"\w{2,30}" if word.startswith("*") else r"\b"
    return start + word.strip("*_") + (r"\b" if word.endswith("_") else "")


def _split(words: str) -> list[str]:
    """Words at white space, an escaped space aside."""
    return re.split(r"(?<!\\)\s+", words.strip())


_INSTITUTION = re.compile("|".join(map(_pattern, _split(_WORDS))), re.IGNORECASE)
_LEGAL_FORM = re.compile(rf"(?:^|[\s,])(?:{'|'.join(_split(_FORMS))})\.?$")
#: A person often stands before or behind the organisation: only the part with its word is kept.
_SEPARATOR = re.compile(r"\s*[;|(),<>/]\s*|\s+[-–—]\s+|(?<=\w{4})[.:]\s+|\s{2,}")
_MAX_NAME_WORDS = 12
_PUBLISHED_BY = re.compile(
    r"(?:published by|publisher|prepared by|author(?:ing)? organi[sz]ation|lead (?:partner|institution)"
    r"|(?:©|copyright)(?:[ \t]*\d{4})?|herausgeber(?:in)?|herausgegeben von|éditeur|publié par|editado por"
    r"|pubblicato da|a cura di|wydawca|uitgegeven door|utgiven av|udgivet af|julkaisija|vydavatel)"
    r"\s*:?\s+(?P<name>[^\n]{3,120})",
    re.IGNORECASE,
)
#: Programmes may go on with a name of their own: "Interreg Baltic Sea Region".
_PROGRAMME = re.compile(
    r"\b(?:Interreg Europe|Interreg(?:[ \t]+(?:[IV]{1,3}[A-C]?|[A-ZÀ-Þ][\w-]*|-))*|URBACT(?:[ \t]+[IVX]+)?|ESPON"
    r"|Horizon (?:2020|Europe)|Erasmus\+|Creative Europe|Digital Europe|LIFE [Pp]rogramme)"
)


def is_organisation(name: str) -> bool:
    """True for a name with a word of institutions or a legal form at its end; a person's has neither."""
    return "@" not in name and bool(_INSTITUTION.search(name) or _LEGAL_FORM.search(name.strip()))


def organisation_in(text: str, start: int = 0) -> tuple[int, int] | None:
    """Where in the text, from `start`, the first organisation stands; persons beside it are left out."""
    for name in _SEPARATOR.split(text[start:]):
        if is_organisation(name) and len(name.split()) <= _MAX_NAME_WORDS:
            at = text.index(name.strip(), start)
            return at, at + len(name.strip())
    return None


def publisher_in(text: str) -> tuple[int, int] | None:
    """Where the organisation stands that is said to have published the text."""
    for found in _PUBLISHED_BY.finditer(text):
        place = organisation_in(text[: found.end()], found.start("name"))
        if place:
            return place
    return None


def programme_in(text: str) -> tuple[int, int] | None:
    """Where the first programme is named."""
    found = _PROGRAMME.search(text)
    return (found.start(), found.start() + len(found.group().rstrip(" -\t"))) if found else None
