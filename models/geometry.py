"""Places on a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Rectangle in points with the origin at the top left of the page.

    `page_no` counts from 1; names follow pdfplumber (x0, top, x1, bottom).
    """

    page_no: int
    x0: float
    top: float
    x1: float
    bottom: float
