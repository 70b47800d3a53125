"""Whether two words are forms of one, in any language that changes the ends of its words."""

import re
from dataclasses import dataclass

from extractors.gazetteers.folding import fold

WORD = re.compile(r"[^\W_]+")
#: Letters that all forms of a word share; the share of the longer form that they make up; and how long the endings of
#: the form in the text and of the one in the dictionary may be.
BEGINNING, _LEAST_SHARED, _ENDING, _OWN_ENDING = 3, 0.6, 5, 3
#: What another form costs, each letter of an ending beside the share of letters that differ, and other accents.
_PER_LETTER, _OTHER_ACCENTS = 0.05, 0.1
_VOWELS = frozenset("aeiouyаеиоуъюяαεηιουω")
#: Endings of plurals, cases and articles that are joined to a word as it stands, without accents.
ENDINGS = frozenset(
    # da, de, nl, sv
    "e n s en er es et ne ene erne ern em in innen ar arna erna or orna na t"
    # fi, et, hu
    " a i ssa issa sta ista lla illa lle ille lta ilta n en ien den jen d de st ga s k ok ek ak t ot et at ban ben"
    " nak nek okban ekben akban oknak eknek aknak ok hoz hez ra re val vel ba be bol bol rol tol"
    # bg, cs, hr, lt, lv, pl, sk, sl
    " y i e u o a ow om ami ach ie owi em mi ech ich ov ove ovi ih ima ama am as is us ai iai ams uose ose iem u"
    " ът та то те ите ата ето и а я е о у"
    # el, es, fr, it, pt, ro
    " ος ου ον οι ων ους ες ας ης η α ul ului le lor uri urile ele elor i ii ile ilor a es s x os as".split()
)


@dataclass(frozen=True, slots=True)
class Form:
    """A word in lower case, and without its accents."""

    plain: str
    folded: str

    @classmethod
    def of(cls, word: str) -> "Form":
        return cls(word.lower(), fold(word))

    def __getitem__(self, part: slice) -> "Form":
        return Form(self.plain[part], self.folded[part])


def forms(text: str) -> tuple[Form, ...]:
    """All words of a text."""
    return tuple(map(Form.of, WORD.findall(text)))


def cost(form: Form, base: Form) -> float | None:
    """How far a form of a word is from another, 0 for the same; None where they are hardly forms of one word."""
    with_accents = _difference(form.plain, base.plain)
    if with_accents == 0:
        return 0.0
    without = _difference(form.folded, base.folded)
    if without is not None:
        without += _OTHER_ACCENTS
    return min((found for found in (with_accents, without) if found is not None), default=None)


def _difference(form: str, base: str) -> float | None:
    if form == base:
        return 0.0
    shared = next((n for n, (a, b) in enumerate(zip(form, base, strict=False)) if a != b), min(len(form), len(base)))
    longest, ending, own = max(len(form), len(base)), len(form) - shared, len(base) - shared
    if shared < BEGINNING:
        return None
    if own == 0 and form[shared:] in ENDINGS:
        return _PER_LETTER * (1 + ending)
    if shared < _LEAST_SHARED * longest or ending > _ENDING or own > _OWN_ENDING:
        return None
    # Of short words only a vowel changes: "rete" and "reti", but not "tren" and "tres".
    if shared == BEGINNING and not (ending == own == 1 and {form[shared:], base[shared:]} <= _VOWELS):
        return None
    return 1 - shared / longest + _PER_LETTER * (ending + own)
