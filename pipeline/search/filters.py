"""What a hit must be: conditions over fields and sections, run in DuckDB before anything is ranked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.places import country_name, find_country
from models import SectionLabel, SettingsError
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must be: `country` a name in any EU language or an ISO code, `section` a label.

    Raises:
        SettingsError: no such country or label.
    """

    country: str | None = None
    section: str | None = None

    def __post_init__(self) -> None:
        if self.country is not None and find_country(self.country) is None:
            raise SettingsError(
                f"{self.country!r} is not a country that we know. Try its English name or its ISO code."
            )
        if self.section is not None and self.section not in set(SectionLabel):
            raise SettingsError(f"{self.section!r} is not a section label. Choose from: {', '.join(SectionLabel)}.")

    def clauses(self) -> tuple[list[str], list[str]]:
        """(conditions, parameters) in SQL over passages joined with practices."""
        conditions, parameters = [], []
        if self.country is not None:
            conditions.append("practices.country = ?")
            parameters.append(country_name(find_country(self.country) or ""))
        if self.section is not None:
            conditions.append("passages.label = ?")
            parameters.append(self.section)
        return conditions, parameters


def allowed_passages(reader: GenerationReader, filters: Filters) -> "NDArray[np.int64] | None":
    """Passage numbers that the filters leave, ascending; None when there is no filter."""
    conditions, parameters = filters.clauses()
    if not conditions:
        return None
    query = "SELECT passage_no FROM passages JOIN practices USING (practice_id) WHERE "
    return reader.numbers(query + " AND ".join(conditions) + " ORDER BY passage_no", parameters)
