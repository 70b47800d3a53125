"""Labels that say what part an organisation plays: "Lead partner: ...", "funded by ..."."""

import re

from extractors.cues import match_heading
from extractors.entities.mentions import Mention, Origin
from extractors.entities.runs import SMALL_WORDS
from extractors.gazetteers import words
from models import EntityKind, EntityRole

_MAIN = (
    r"lead partner|project leader|project lead|lead organi[sz]ation|good practice owner|owner of the practice"
    r"|practice owner"
    r"|organi[sz]ation|name of (?:the )?organi[sz]ation|(?:main )?institution(?: involved| in charge)?"
    r"|main institution(?: involved)?"
    r"|responsible (?:body|organi[sz]ation|institution)|implementing (?:body|organi[sz]ation)"
    r"|project promoter|coordinator|lead (?:institution|body|authority|beneficiary|applicant)|host institution"
    r"|coordinat(?:ed by|ing (?:beneficiary|institution|organi[sz]ation))"
    r"|chef de file|porteur(?: de projet| du projet)?|(?:structure|organisme) porteu(?:se|r)|organisme(?: responsable)?"
    r"|maître d['’]ouvrage|porté par"
    r"|institution principale"
    r"|federführender partner|leadpartner|projektträger|träger|organisation|einrichtung"
    r"|(?:federführende|verantwortliche|koordinierende) (?:stelle|einrichtung|institution|organisation)"
    r"|entidad(?: responsable| principal| promotora| coordinadora)?"
    r"|organismo responsable|socio principal|organización|institución principal"
    r"|capofila|ente(?: capofila| responsabile)?|soggetto (?:attuatore|proponente|capofila)"
    r"|organizzazione|istituzione principale"
    r"|lider(?: projektu)?|partner wiodący|instytucja(?: odpowiedzialna| wiodąca| realizująca)?|realizator"
    r"|główna instytucja|organizacja"
    r"|penvoerder|(?:uitvoerende|verantwoordelijke) (?:organisatie|instelling)|trekker|projectleider"
    r"|entidade (?:responsável|promotora|coordenadora)|instituição principal|institui[țt]ia (?:principală|responsabilă)"
)
_PARTNERS = (
    r"(?:project |other |main |associated |media |consortium )?partners?(?: involved| organi[sz]ations)?"
    r"|partenaires(?: du projet)?"
    r"|(?:projekt|kooperations)?partner|socios(?: del proyecto)?|partner di progetto|partenariato"
    r"|partnerzy(?: projektu)?"
    r"|patroni(?: medialni)?|patronat(?: honorowy| medialny)?|consortium"
    r"|parceiros(?: do projeto)?|parteneri(?: de proiect)?|partnerorganisaties|projectpartners"
)
_FUNDERS = (
    r"funded by|funding (?:source|body|programme)|funder|financé par|financeurs?|fördermittelgeber"
    r"|fördergeber|gefördert durch"
    r"|financiado por|financiador|finanziato da|źródło finansowania|finansowanie"
    r"|gefinancierd door|financier|finanțat (?:de|din|prin)|finanțator|financiamento|fonte de financiamento"
)
_BENEFICIARIES = (
    r"beneficiar(?:y|ies)|bénéficiaires?|begünstigte|zuwendungsempfänger|beneficiarios?|beneficiari"
    r"|beneficjen(?:t|ci)|begunstigden?|beneficiári[oa]s?|beneficiar(?:i|ul|ii)"
)
_LABELS = (
    (EntityRole.MAIN_INSTITUTION, _MAIN),
    (EntityRole.PARTNER, _PARTNERS),
    (EntityRole.FUNDER, _FUNDERS),
    (EntityRole.BENEFICIARY, _BENEFICIARIES),
)
#: A form counts its fields: "1.1 Lead partner".
_NUMBER = r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?"
_LABEL_LINE = [
    (
        role,
        re.compile(rf"(?im)^[^\w\n]{{0,4}}{_NUMBER}(?:{label})[ \t*]*(?::[ \t*]*|\t|\||$)|(?<=[.;] )(?:{label}):[ ]"),
    )
    for role, label in _LABELS
]
#: A label with nothing after it; it may close a line of other facts.
_WHOLE_LABEL = [
    (role, re.compile(rf"(?i)(?:.*[.;|]\s)?\W{{0,4}}{_NUMBER}(?:{label})\W{{0,4}}")) for role, label in _LABELS
]

_BY = r"(?:\s(?:the|der|die|das|den|dem|la|le|les|el|los|il|lo|l[’']))?\s?$"
_BEFORE = (
    (EntityRole.FUNDER, r"(?:co-?)?(?:funded|financed|supported|sponsored|granted) (?:by|from|through|under|within)"),
    (
        EntityRole.FUNDER,
        r"(?:financial support|funding|financing|co-financing|support|grants?)\s(?:was |were )?(?:provided "
        r"|received )?(?:from|by)",
    ),
    (
        EntityRole.FUNDER,
        r"(?:co)?financée?s? par|avec le soutien (?:financier )?d[eu]|(?:ko)?finanziert (?:durch|von|aus)"
        r"|gefördert (?:durch|von|vom|aus)",
    ),
    (
        EntityRole.FUNDER,
        r"(?:co)?financiad[oa]s? por|(?:co)?finanziat[oaie] (?:da|dal|dalla)|(?:współ"
        r"|do)finansowan\w+\s(?:ze?|przez)(?: środków)?",
    ),
    (
        EntityRole.MAIN_INSTITUTION,
        r"(?:run|led|managed|implemented|co-?ordinated|operated|initiated|launched|set up|carried out) by",
    ),
    (
        EntityRole.MAIN_INSTITUTION,
        r"(?:géré|porté|piloté|mis en œuvre|coordonné)e?s? par|(?:umgesetzt|koordiniert|geleitet"
        r"|betrieben) (?:durch|von|vom)",
    ),
    (
        EntityRole.MAIN_INSTITUTION,
        r"(?:gestionad|coordinad|liderad|gestit|coordinat|realizzat|promoss)[oa]s? (?:por|da|dal|dalla)"
        r"|realizowan\w+ przez",
    ),
    (
        EntityRole.PARTNER,
        r"in (?:partnership|co-?operation|collaboration) with|together with|en partenariat avec"
        r"|in zusammenarbeit mit",
    ),
    (EntityRole.PARTNER, r"en colaboración con|in collaborazione con|we współpracy z"),
    (
        EntityRole.PARTNER,
        r"in samenwerking met|samen met|em (?:colaboração|parceria) com|în parteneriat cu|împreună cu",
    ),
    (
        EntityRole.FUNDER,
        r"(?:mede)?gefinancierd (?:door|uit|met)|(?:co)?financiad[oa]s? (?:pel[oa]s?|por)"
        r"|(?:co)?finanțat\w* (?:de|din|prin)",
    ),
    (
        EntityRole.MAIN_INSTITUTION,
        r"(?:geleid|uitgevoerd|gecoördineerd|beheerd|opgezet) door"
        r"|(?:gerid|coordenad|liderad|promovid|criad)[oa]s? (?:pel[oa]|por)"
        r"|(?:coordonat|condus|implementat|realizat|gestionat)\w* de",
    ),
)
_AFTER = (
    (EntityRole.PARTNER, r"\s(?:is|was|are) (?:a|one of the|an associated|the|our)?\s?(?:project )?partners?\b"),
    (
        EntityRole.FUNDER,
        r"\s(?:has |have )?(?:co-?)?(?:funds|funded|finances|financed|provides? (?:the )?(?:funding|financial))\b",
    ),
    (EntityRole.FUNDER, r"\s(?:fördert|finanziert|finance|financia|finanzia|finansuje|financiert|finanțează)\b"),
    (
        EntityRole.FUNDER,
        r"\s(?:has |have |had |also )?(?:paid|pays?|granted|grants|sponsored|subsidi[sz]ed"
        r"|(?:contributed|gave|awarded|put up)\s(?:an?\s|the\s)?(?:[€£$\d]|EUR|half|third|quarter|rest|grant))",
    ),
    (
        EntityRole.FUNDER,
        r"\s(?:förderte|finanzierte|bezahlte|zahlte|bezuschusste|a (?:co)?financé|a payé|a subventionné|a accordé"
        r"|financió|pagó|subvencionó|concedió|ha (?:co)?finanziato|ha pagato|ha concesso"
        r"|(?:s|współ|do)finansował[ao]?|zapłacił[ao]?|przyznał[ao]?|financierde|betaalde|subsidieerde"
        r"|(?:co)?financiou|pagou|concedeu|a (?:co)?finanțat|a plătit|a acordat)(?!\w)",
    ),
    (
        EntityRole.MAIN_INSTITUTION,
        r"(?:,\s\w+,?)?\s(?:has |have )?(?:ran|runs|set up|sets up|launched|established|initiated|started"
        r"|implements|implemented"
        r"|manages|managed|coordinates|coordinated|leads|led|developed|introduced|created|operates|operated|designed|opened|opens|founded)\b"
        r"(?!\s(?:in|to|from|until|out|as|under|within|off|by)\b)",
    ),
    (
        EntityRole.MAIN_INSTITUTION,
        r"\s(?:eröffnete|betreibt|betrieb|gründete|startete|leitete?|a (?:ouvert|lancé|créé|mis en place)|gère|pilote"
        r"|abrió|gestiona|lanzó|creó|puso en marcha|ha (?:aperto|avviato|creato|lanciato)|gestisce"
        r"|otworzył[ao]?|prowadzi|uruchomił[ao]?|opende|beheert|startte|richtte"
        r"|abriu|lançou|criou|gere|a (?:deschis|lansat|creat|înființat)|gestionează|conduce)(?!\w)",
    ),
)
_BEFORE_PATTERNS = [(role, re.compile(rf"(?i)\b(?:{cue}){_BY}")) for role, cue in _BEFORE]
_AFTER_PATTERNS = [(role, re.compile(cue)) for role, cue in _AFTER]
#: Words of sentences before a name that are looked at.
_REACH = 60
_FUNDING_KINDS = frozenset({EntityKind.ORG, EntityKind.FUND, EntityKind.PROGRAMME})
#: Part of a text that the words of a heading must cover.
_LABEL_SHARE = 0.9
_MAX_LABELLED_WORDS = 12
_ITEM = re.compile(r"[^,;\n•|]+")
#: Where a name in a line of facts is over.
_NAME_END = re.compile(r"\s\(|(?<=\w{3})\.\s(?=[^\W\d_a-z])|\s[–—-]\s")


def label_role(text: str) -> EntityRole | None:
    """The role that a block or line announces when it is nothing but a label ("Partners:")."""
    return next((role for role, pattern in _WHOLE_LABEL if pattern.fullmatch(text)), None)


def labelled_role(line: str) -> EntityRole | None:
    """The role that a line begins with as its label ("➔ Partners: ...")."""
    return next((role for role, pattern in _LABEL_LINE if pattern.match(line)), None)


def labelled_organisations(text: str, announced: EntityRole | None) -> list[tuple[Mention, EntityRole]]:
    """Organisations after a label in the block; `announced` is the role that an earlier block gave."""
    found: list[tuple[Mention, EntityRole]] = []
    if announced is not None:
        found += _items(text, 0, announced)
    for role, pattern in _LABEL_LINE:
        for match in pattern.finditer(text):
            found += _items(text, match.end(), role)
    return found


def _items(text: str, start: int, role: EntityRole) -> list[tuple[Mention, EntityRole]]:
    """Names in the line after a label; a partner line may list several."""
    while start < len(text) and text[start] in "\r\n \t":
        start += 1
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    items: list[tuple[Mention, EntityRole]] = []
    for match in _ITEM.finditer(line):
        name = match.group()
        lead = len(name) - len(name.lstrip(" -–*\t\"'“„"))
        name = _NAME_END.split(name.strip(" -–*\t.\"'“”„"), maxsplit=1)[0].rstrip()
        if _is_name(name) and not is_form_label(name):
            begin = start + match.start() + lead
            kept = text[begin : begin + len(name)]
            mention = Mention(EntityKind.ORG, begin, begin + len(name), " ".join(kept.split()), 0.6, Origin.LABEL)
            items.append((mention, role))
        if role is not EntityRole.PARTNER:
            break
    return items


def _is_name(name: str) -> bool:
    parts = name.split()
    if (
        not parts
        or not name[0].isupper()
        or not 1 <= len(parts) <= _MAX_LABELLED_WORDS
        or "@" in name
        or "www." in name
    ):
        return False
    # "Agence bretonne du pain local": after its first word such a name may go on in small letters.
    is_headed = parts[0].casefold() in words("org_prefixes") | words("org_heads")
    small = [part for part in parts if part.islower() and part not in SMALL_WORDS]
    is_sentence = (bool(small) and not is_headed) or ". " in name or parts[0].casefold() in words("region_prefixes")
    return not is_sentence and len(name) > 2 and not any(char in name for char in ":?!_")


def is_form_label(text: str) -> bool:
    """True for "Organisation", "Background": words of a form that head a field and name nobody."""
    if label_role(text) is not None:
        return True
    cue = match_heading(text, None)
    return cue is not None and cue.share >= _LABEL_SHARE


def role_of(text: str, mention: Mention) -> EntityRole | None:
    """The role that the words around a mention state; None when they state none."""
    if mention.kind not in _FUNDING_KINDS:
        return None
    before = text[max(0, mention.start - _REACH) : mention.start]
    after = text[mention.end : mention.end + _REACH]
    # A European body is named as the source of rules and money; a label is needed to make it the owner.
    is_own = mention.kind is EntityKind.ORG and mention.origin is not Origin.GAZETTEER
    for role, pattern in _BEFORE_PATTERNS:
        if pattern.search(before) and (is_own or role is EntityRole.FUNDER):
            return role
    if is_own:
        return next((role for role, pattern in _AFTER_PATTERNS if pattern.match(after)), None)
    return None
