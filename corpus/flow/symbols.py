"""Signs that only a font of symbols shows: the letters behind them mean something else, or nothing."""

#: Codes 0x21 to 0x7e and 0xa1 to 0xfe of the font Symbol, in its own encoding (Unicode consortium, SYMBOL.TXT).
_SYMBOL_LOW = "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\u203eαβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\ufffd⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
_SIGNS = {
    "symbol": {
        **dict(zip(range(0x21, 0x7F), _SYMBOL_LOW, strict=True)),
        0xA0: "€",
        **dict(zip(range(0xA1, 0xFF), _SYMBOL_HIGH, strict=True)),
    },
    "wingdings": {
        **{0x28: "☎", 0x2A: "✉", 0x45: "☜", 0x46: "☞", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□"},
        **{0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x78: "☒", 0x9F: "•", 0xA7: "▪", 0xA8: "☐"},
        **{0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧"},
        **{0xF2: "⇩", 0xF3: "⇔", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
    },
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x96: "•", 0xA3: "☐"},
}
_PRIVATE = 0xF000
UNKNOWN = "\ufffd"


def is_symbol_font(font: str | None) -> bool:
    """True for fonts whose letters show as signs."""
    return (font or "").casefold().startswith(("symbol", "wingdings", "webdings"))


def sign(code: int, font: str | None) -> str:
    """The Unicode character that shows the same; U+FFFD for a sign that we do not know."""
    place = code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 0x100 else code
    if place == 0x20:
        return " "
    return _SIGNS.get((font or "").casefold(), {}).get(place, UNKNOWN)


def signs(text: str, font: str | None) -> str:
    """The text with the codes that a symbol font would show replaced; other letters stay."""
    if not is_symbol_font(font):
        return text
    return "".join(sign(ord(c), font) if _PRIVATE <= ord(c) < _PRIVATE + 0x100 else c for c in text)
