"""What looks like a filter and is none: refused with what is allowed, rather than searched for as words."""

import re
from collections.abc import Sequence

from models import SettingsError
from pipeline.search.facet_values import did_you_mean

_QUOTED = re.compile(r'"[^"]*"')
_KEYED = re.compile(r"-?(?P<key>[a-z_]+)(?:\[[^\]]*\])?(?P<mark>[:<>=])(?P<value>.*)")
_OPEN = re.compile(r"-?(?P<key>[a-z_]+)\[")
_MINUS = re.compile(r"-(?=[^\W\d_])\w[\w-]*")
#: "lehrer:innen" and endings behind abbreviations ("wifi:n") are words; so are addresses.
_WORD_WITH_COLON = re.compile(r"(?:in|innen|[^\W\d_])$")
#: Behind one of these a hyphen stands for the word that both share: "Holzbau und -verarbeitung".
_SHARED = frozenset("und oder bzw sowie wie och eller samt og en of of,".split())


def refuse_mistakes(words: str, keys: Sequence[str]) -> None:
    """Check what `words` are left of a line when its filters are taken out; text in quotation marks may be anything.

    Raises:
        SettingsError: an unknown key, a key without a value or with an open bracket, or a word with a minus.
    """
    before = ""
    for word in _QUOTED.sub(" ", words).split():
        keyed, opened = _KEYED.fullmatch(word), _OPEN.match(word)
        if opened and opened["key"] in keys:
            raise SettingsError(
                f"{word!r} is not a filter: write the bracket whole and a value behind it, as in count[SMEs]:>=50."
            )
        if keyed:
            _refuse_key(word, keyed, keys)
        if _MINUS.fullmatch(word) and before.strip(".,").lower() not in _SHARED:
            raise SettingsError(
                f"{word!r}: single words cannot be excluded, only filters can, as in -country:PL. "
                f'To search for the word, leave the minus out or write "{word}" in quotation marks.'
            )
        before = word


def _refuse_key(word: str, keyed: re.Match[str], keys: Sequence[str]) -> None:
    key, mark, value = keyed["key"], keyed["mark"], keyed["value"]
    if key in keys:
        raise SettingsError(
            f"The filter {key}: has no value. Write {key}:VALUE without a space between; "
            f"{word!r} in quotation marks is searched as words."
        )
    if value and not value.startswith("//") and not (mark == ":" and _WORD_WITH_COLON.match(value)):
        raise SettingsError(
            f"{word!r} is not a filter: no key is called {key!r}.{did_you_mean(key, keys)} keys: {', '.join(keys)}. "
            "In quotation marks it is searched as words."
        )
