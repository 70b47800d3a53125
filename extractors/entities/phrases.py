"""Organisations, programmes and funds that need more than capitals: Romance names, legal forms, quotes."""

import re

from extractors.entities.mentions import Mention, Origin
from extractors.entities.names import known_names
from extractors.gazetteers import words
from extractors.places import find_country
from models import EntityKind

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚΑ-ΩА-Я"
_WORD = r"[\w’'&.-]*\w"
_CAPITAL = rf"[{UPPER}]{_WORD}|[{UPPER}]"

_LEGAL = (
    r"GmbH(?:\s&\sCo\.?\s?KG)?|mbH|m\.b\.H\.|Ltd\.?|Limited|S\.?p\.?A\.?|S\.?A\.?S\.?|S\.?A\.?R\.?L\.?|S\.A\.|SA"
    r"|S\.?L\.?U?\.?"
    r"|S\.?r\.?l\.?|s\.r\.o\.|a\.s\.|d\.o\.o\.|d\.d\.|B\.?V\.?|N\.?V\.?|AG|KG|e\.\s?V\.|sp\.\sz\so\.\s?o\."
    r"|Sp\.\sz\so\.\s?o\."
    r"|Oy|Oyj|AB|A/S|ApS|Inc\.?|LLC|plc|PLC|Kft\.?|Zrt\.?|OÜ|UAB|SIA|Lda\.?|S\.C\.|asbl|ASBL|vzw|EEIG|EGTC|GEIE|AISBL"
)
#: Bounded, since every capital starts a new try.
_COMPANY = re.compile(rf"(?<!\w)(?:(?:{_CAPITAL})\s(?:(?:&|and|und|e|et|i|y|für|of|de)\s)?){{1,7}}(?:{_LEGAL})(?!\w)")

_BETWEEN_COMPANIES = re.compile(rf"(?:{_LEGAL})\s(?:and|und|et|y|e|i|en)\s")
#: Words that follow "Interreg" without being part of a programme's name.
_NO_NAME = r"(?!(?i:pro[gj]\w+|partner\w*|f[uöo]nd\w*|mittel\w*|secretariat|joint|call|the|and|und|volunteer\w*)(?!\w))"
#: "Interreg Italia-Francia Marittimo": the countries belong to the programme's name.
_INTERREG = re.compile(
    rf"(?<!\w)(?:Interreg|INTERREG)(?:[ \xa0](?:[IVX]{{1,4}}|[IVX]*[ -]?[ABC])(?!\w))?"
    rf"(?:[ \xa0]{_NO_NAME}(?:{_CAPITAL})(?:[ \xa0]?[-–/][ \xa0]?(?:{_CAPITAL}))*"
    rf"(?:[ \xa0]{_NO_NAME}(?:{_CAPITAL})(?!\w))?)"
)

#: Heads that are capitalised while the rest of the name is not: "Agence nationale de la recherche".
_ROMANCE_HEADS = {
    "fr": "Lycée|Collège|Parc|Coopérative|Groupement|Établissement|Régie|Pôle|Agence"
    "|[Mm]inistère|Université|Chambre|Conseil|Fondation|Association|Institut|Centre|Comité|Direction"
    "|Fédération|Syndicat|Observatoire|Secrétariat|Communauté|Métropole|Caisse|École|Office|Bureau|Délégation"
    "|Préfecture|Mairie|Ville",
    "es": "Agencia|Ministerio|Universidad|Cámara|Consejo|Consejería|Fundación|Asociación|Instituto|Centro|Ayuntamiento"
    "|Diputación|Junta|Gobierno|Federación|Dirección|Confederación|Secretaría|Observatorio|Comunidad"
    "|Cofradía|Cooperativa|Mancomunidad|Cabildo|Escuela|Patronato",
    "it": "Agenzia|Ministero|Università|Camera|Consiglio|Fondazione|Associazione|Istituto|Comune|Federazione|Consorzio"
    "|Azienda|Politecnico|Unione|Presidenza|Dipartimento|Direzione|Osservatorio|Centro|Dicastero"
    "|Cooperativa|Scuola|Autorità",
    "pt": "Agência|Ministério|Universidade|Câmara|Fundação|Associação|Município|Conselho|Instituto|Centro|Comissão",
    "ro": "Agenția|Ministerul|Universitatea|Camera|Fundația|Asociația|Institutul|Consiliul|Primăria|Inspectoratul",
}
_ADJECTIVE = (
    r"[\w-]+(?:ale?s?|ell?e?s?|aux|iques?|aires?|aria|ario|ic[ao]|an[ao]|e[ao]|ien(?:ne)?|ise|if|iv[ao]|[ií]a|ă|on)"
)
_OF = (
    r"(?:de la |de l[’']|de los |de las |de |du |des |d[’']|del |della |dell[’']|dello |delle |dei |degli "
    r"|di |do |da |dos |das"
    r"|para (?:el |la |los |las )?|pour (?:la |le |les |l[’'])?|per (?:la |lo |il |le |l[’'])?|pentru |à la "
    r"|à l[’']|aux |au )"
)
_AND = r"(?:\s(?:et|y|e|și)\s(?:de la |de l[’']|de |du |des |d[’']|del |della |la |le |les |l[’'])?[\w’'-]+)?"


def _romance(heads: str) -> re.Pattern[str]:
    # "Diputación de Altasierra y la Universidad ...": behind "and" may stand a second name.
    other_name = rf"(?!\s(?:et|y|e|și)\s(?:l[’']|la\s|le\s|les\s|el\s|il\s|lo\s|los\s|las\s|a\s|o\s)?(?:{heads})(?!\w))"
    part = rf"\s{_OF}[\w’'-]+(?:\s{_ADJECTIVE}(?!\w))?{other_name}{_AND}"
    return re.compile(rf"(?<!\w)(?:{heads})(?:\s{_ADJECTIVE}(?!\w)){{0,2}}(?:{part}){{1,3}}(?:[ \xa0](?:{_CAPITAL}))*")


#: "Landesamt für ländliche Räume Nordmark": the adjective is in small letters.
_GERMAN_HEADS = (
    "[Mm]inisterium|[Aa]mt|[Aa]gentur|[Zz]entrum|[Ii]nstitut|[Vv]erband|[Vv]erein|[Gg]esellschaft|[Nn]etzwerk"
    "|[Ss]tiftung|[Aa]kademie|[Bb]ehörde|[Bb]üro"
)
_SPACE = r"[ \xa0]"
_GERMAN_NOUN = rf"{_SPACE}(?:\w+(?:e|er|en|es){_SPACE})?(?:{_CAPITAL})"
_GERMAN = re.compile(
    rf"(?<!\w)(?:(?:{_CAPITAL})(?:er|es|e){_SPACE})?(?:[{UPPER}]\w*)?(?:{_GERMAN_HEADS})s?{_SPACE}(?:für|der|des|zur)"
    rf"{_GERMAN_NOUN}(?:(?:,|{_SPACE}und|{_SPACE}u\.){_GERMAN_NOUN}){{0,3}}(?:{_SPACE}(?:{_CAPITAL})){{0,2}}"
)
_ROMANCE = {language: _romance(heads) for language, heads in _ROMANCE_HEADS.items()}
_MINISTRY = re.compile(
    rf"(?<!\w)(?:Ministry|Department|Ministère|Ministerio|Ministero|Ministerium|Bundesministerium"
    rf"|Staatsministerium|Secretariat|Directorate|Directorate-General)(?:\sof|\sfor|\sdes?|\sdel|\sdella|\sdi"
    rf"|\sdu|\sfür)(?:\sthe|\sla|\sl[’'])?"
    rf"\s(?:{_CAPITAL})(?:,?\s(?:{_CAPITAL})){{0,3}}(?:,\s(?:{_CAPITAL})(?:\s(?:{_CAPITAL}))?){{0,3}}"
    rf",?\s(?:and|und|et|y|e)\s(?:de\s|la\s)?(?:{_CAPITAL})(?:\s(?:{_CAPITAL}))?"
)
_ARTICLE = re.compile(r"(?:The|Die|Der|Das|La|Le|Les|El|Il|Lo|In|At|By|For|From|Our)\s")
_QUOTED = r"[„“”\"‘'«‚]\s?([^„“”\"‘'«»\n]{2,60}?)\s?[”“\"’'»‘]"
_QUOTED_KINDS = {
    EntityKind.FUND: (r"(?:the\s)?fund", r"\s(?:[Ff]und|[Ff]onds|[Ff]undusz)\b"),
    EntityKind.PROGRAMME: (
        r"(?:programme|Programm|programme-cadre|programa|programma|program|scheme)",
        r"\s(?:programme|scheme|program)\b",
    ),
    EntityKind.ORG: (
        r"(?:association|foundation|company|cluster|network|Verein|Stiftung|association|fundacja"
        r"|stowarzyszenie|spółka)",
        r"\s(?:association|cluster|foundation|network|company|initiative group)\b",
    ),
}
_QUOTED_PATTERNS = [
    (kind, re.compile(pattern))
    for kind, (before, after) in _QUOTED_KINDS.items()
    for pattern in (rf"(?<!\w){before}\s{_QUOTED}", rf"{_QUOTED}{after}")
]
_VOIVODESHIP = re.compile(rf"(?<!\w)[Ww]ojew[óo]dztw\w*\s([{UPPER}]?\w+(?:-\w+)?k)(?:ie|iego|im|iemu)(?!\w)")
_DOMAIN = re.compile(rf"(?<![\w@/.:-])[{UPPER}][\w-]+\.(?:com|eu|org|net|info|io)(?![\w/@.-]\w)")
_BARE_DOMAIN = re.compile(r"(?<![\w@/.:-])[a-z][\w-]+\.[a-z]{2,4}(?=\s(?:site|platform|portal|website|project)\b)")
#: "Innovate UK", "Business Finland": agencies that carry their country.
_COUNTRY_AGENCY = re.compile(
    rf"(?<!\w)(?:(?:Business|Enterprise|Invest|Innovation|Innovate|Research|Transport|Visit|Design"
    rf"|Digital)\s(?:{_CAPITAL})"
    rf"|(?!(?:The|In|Of|For|And|From|By|To|Across)\s)[{UPPER}][a-z]{{3,}}\sUK)(?!\w)"
)
_LISTED = re.compile(
    r"\b(?:clusters|associations|companies|firms|organi[sz]ations|foundations|institutions|enterprises"
    r"|start-ups|NGOs)"
    r"(?:,? such as|,? like|,? including|,? named|,? called|:|,? e\.g\.,?)\s([^\n.]{3,400})"
)
#: An acronym that acts: "avec l’ABCD", "durch das ABCD". English has its statistical model for these.
_ACTING = re.compile(
    r"(?<!\w)(?:par|avec|entre|auprès de|durch|mit|von|vom|beim|bei|por|con|dal|dalla|dall[’']|przez"
    r"|door|bij|af|av|hos)\s?"
    r"(?:l[’']|la |le |les |der |dem |den |die |das |el |il |het |de )?([A-ZÀ-Þ]{3,7})(?![\w-])"
)
_RPO = re.compile(
    r"(?<!\w)(?:Regionaln\w+ )?Program\w* Operacyjn\w+(?:[ \u00a0]+(?:[A-ZĄĆĘŁŃÓŚŹŻ]\w+(?:-\w+)?|i|na rzecz))*"
    r"|(?<!\w)(?:Programme [Oo]pérationnel|Programa Operativo|Programma [Oo]perativo|Operationelles Programm"
    rf"|Programul Operațional|PON|POR|PO|POIG|POKL|RPO WK-P)(?:\s(?:{_CAPITAL})){{0,5}}(?!\w)"
)


def phrased_names(text: str, language: str | None) -> list[Mention]:
    """Names found by their fixed phrases, in any language; Romance patterns only in their own."""
    found: list[Mention] = []
    found += [mention for match in _COMPANY.finditer(text) for mention in _companies(match, text)]
    found += [_mention(EntityKind.PROGRAMME, match, text, 0.9) for match in _INTERREG.finditer(text)]
    for pattern in (_MINISTRY, _DOMAIN):
        found += [
            _mention(EntityKind.ORG, match, text, 0.8, _article_length(match)) for match in pattern.finditer(text)
        ]
    romance = _ROMANCE.get((language or "")[:2])
    if not (language or "").startswith("en"):
        acting = (match for match in _ACTING.finditer(text) if match.group(1).casefold() not in words("terms"))
        found += [_mention(EntityKind.ORG, match, text, 0.5, group=1) for match in acting]
    if (language or "").startswith("de"):
        found += [_mention(EntityKind.ORG, match, text, 0.75) for match in _GERMAN.finditer(text)]
    if romance is not None:
        found += [_mention(EntityKind.ORG, match, text, 0.75) for match in romance.finditer(text)]
    found += [_mention(EntityKind.PROJECT, match, text, 0.7) for match in _BARE_DOMAIN.finditer(text)]
    found += _listed(text) + _country_agencies(text)
    for kind, pattern in _QUOTED_PATTERNS:
        found += [
            _mention(kind, match, text, 0.8, group=1) for match in pattern.finditer(text) if match.group(1)[0].isupper()
        ]
    found += [
        _mention(EntityKind.PROGRAMME, match, text, 0.85) for match in _RPO.finditer(text) if len(match.group()) > 4
    ]
    found += [_voivodeship(match) for match in _VOIVODESHIP.finditer(text)]
    return found


def _mention(
    kind: EntityKind, match: re.Match[str], text: str, score: float, skipped: int = 0, *, group: int = 0
) -> Mention:
    start, end = match.start(group) + skipped, match.end(group)
    return Mention(kind, start, end, " ".join(text[start:end].split()), score, Origin.PATTERN)


def _companies(match: re.Match[str], text: str) -> list[Mention]:
    """One company, or the two that "and" joins: "Brandau GmbH and Termika S.A."."""
    ends = [match.start()]
    ends += [match.start() + joint.end() for joint in _BETWEEN_COMPANIES.finditer(match.group())]
    found = []
    for start, following in zip(ends, [*ends[1:], match.end()], strict=True):
        part = _COMPANY.match(text, start, following)
        if part is not None:
            found.append(_mention(EntityKind.ORG, part, text, 0.8, _article_length(part)))
    return found


def _article_length(match: re.Match[str]) -> int:
    """Characters of an article that only the start of a sentence put before a name."""
    article = _ARTICLE.match(match.group())
    return article.end() if article is not None else 0


def _listed(text: str) -> list[Mention]:
    """Quoted names in a list of organisations: clusters such as "A" and "B"."""
    found: list[Mention] = []
    for match in _LISTED.finditer(text):
        for quoted in re.finditer(_QUOTED, match.group(1)):
            start, end = match.start(1) + quoted.start(1), match.start(1) + quoted.end(1)
            if text[start].isupper():
                found.append(
                    Mention(EntityKind.ORG, start, end, " ".join(text[start:end].split()), 0.75, Origin.PATTERN)
                )
    return found


def _country_agencies(text: str) -> list[Mention]:
    return [
        _mention(EntityKind.ORG, match, text, 0.7)
        for match in _COUNTRY_AGENCY.finditer(text)
        if find_country(match.group().split()[-1]) and match.group().split()[-1].isalpha()
    ]


def _voivodeship(match: re.Match[str]) -> Mention:
    """A Polish voivodeship in any case; its code comes from the nominative ("lubelskie")."""
    nominative = match.group(1)[0].upper() + match.group(1)[1:] + "ie"
    known = [m for m in known_names("pl").find(nominative) if m.kind is EntityKind.REGION]
    code = known[0].code if known else None
    return Mention(
        EntityKind.REGION, match.start(), match.end(), f"Województwo {nominative}", 0.9, Origin.PATTERN, code
    )
