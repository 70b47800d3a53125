"""Amounts as people write them in a filter or a query."""

from decimal import Decimal

from models import FigureKind

#: Larger numbers are slips of the keyboard; they would not be kept exactly either.
LARGEST = Decimal(10) ** 15


def read_amount(text: str) -> Decimal | None:
    """The number of a text that is one amount in any notation ("1,5 Mio.", "€3.4m", "346.000"); None for others."""
    from extractors.figures.finder import find_figures

    found = find_figures(text.strip())
    if len(found) != 1 or found[0].kind is FigureKind.DATE or found[0].value_max is not None:
        return None
    figure = found[0]
    return figure.value if isinstance(figure.value, Decimal) and len(figure.text) >= len(text.strip()) - 1 else None
