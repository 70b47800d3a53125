"""Numbers in words whose size is told by the word behind them."""

from decimal import Decimal

import pytest

from extractors.figures.finder import find_figures

MILLIONS = [
    ("en", "The mill cost one million euro.", "one million euro", "1000000"),
    ("en", "a fund of one billion euros", "one billion euros", "1000000000"),
    ("de", "Der Bau kostete eine Million Euro.", "eine Million Euro", "1000000"),
    ("fr", "Le budget est d'un million d'euros.", "un million d'euros", "1000000"),
    ("es", "Se invirtió un millón de euros.", "un millón de euros", "1000000"),
    ("it", "Il costo è di un milione di euro.", "un milione di euro", "1000000"),
    ("pl", "Budowa kosztowała jeden milion złotych.", "jeden milion złotych", "1000000"),
    ("nl", "De bouw kostte een miljoen euro.", "een miljoen euro", "1000000"),
    ("pt", "A obra custou um milhão de euros.", "um milhão de euros", "1000000"),
    ("ro", "Lucrarea a costat un milion de euro.", "un milion de euro", "1000000"),
]
DOZENS = [
    ("en", "Two dozen mills were restored.", "Two dozen", 24, None),
    ("en", "between two and three dozen firms joined", "two and three dozen", 24, 36),
    ("de", "Zwei Dutzend Betriebe machten mit.", "Zwei Dutzend", 24, None),
    ("fr", "Trois douzaines de fermes ont participé.", "Trois douzaines", 36, None),
    ("es", "Participaron dos docenas de empresas.", "dos docenas", 24, None),
    ("it", "Hanno aderito due dozzine di imprese.", "due dozzine", 24, None),
    ("pl", "Udział wzięły trzy tuziny gospodarstw.", "trzy tuziny", 36, None),
    ("nl", "Er deden drie dozijn bedrijven mee.", "drie dozijn", 36, None),
]


@pytest.mark.parametrize(("language", "sentence", "text", "value"), MILLIONS)
def test_one_is_a_number_in_front_of_million(language: str, sentence: str, text: str, value: str) -> None:
    (figure,) = find_figures(sentence, language=language)
    assert (figure.text, str(figure.value), figure.kind) == (text, value, "money")


@pytest.mark.parametrize(("language", "sentence", "text", "value", "highest"), DOZENS)
def test_a_dozen_is_twelve(language: str, sentence: str, text: str, value: int, highest: int | None) -> None:
    (figure,) = find_figures(sentence, language=language)
    assert figure.text == text
    assert (figure.value, figure.value_max) == (Decimal(value), None if highest is None else Decimal(highest))


@pytest.mark.parametrize(
    "sentence",
    ["Dozens of farms took part.", "It is one in a million.", "One of them is a mill.", "several dozen mills"],
)
def test_no_number_is_made_of_words_that_only_say_many(sentence: str) -> None:
    assert find_figures(sentence, language="en") == ()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The budget was one million two hundred thousand euro."),
        ("en", "The budget was one point five million euro."),
        ("en", "The budget was one million euros and a half."),
        ("en", "from one to two million euro"),
        ("de", "eins Komma fünf Millionen Euro"),
        ("fr", "Le projet a coûté un million et demi d'euros."),
        ("fr", "cent et un millions d'euros"),
        ("es", "un millón y medio de euros"),
        ("it", "un milione e mezzo di euro"),
        ("pt", "O projeto custou vinte e um milhões de euros."),
        ("ro", "Bugetul a fost de douăzeci și un milioane de euro."),
    ],
)
def test_number_in_words_that_goes_on_is_left_out_rather_than_cut(language: str, sentence: str) -> None:
    assert find_figures(sentence, language=language) == ()


def test_article_behind_a_number_is_no_part_of_it() -> None:
    (figure,) = find_figures("Von den Teilnehmern haben zwanzig eine Ausbildung begonnen.", language="de")
    assert figure.value == Decimal(20)
