"""Every error that the package raises on purpose.

GoodPracticeError
├── DocumentError    bad input: the file is at fault (`reason` is one of a fixed list)
├── ModelError       weights are missing, damaged or not the ones expected
├── StoreError       the catalogue cannot be read or written
└── SettingsError    a setting has a value that cannot work
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why a document could not be read; fixed words, used in reports and in the store."""

    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    NOT_A_PDF = "not_a_pdf"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    NO_TEXT = "no_text"
    UNREADABLE_TEXT = "unreadable_text"
    UNSUPPORTED = "unsupported"
    NOT_FOUND = "not_found"
    NO_ACCESS = "no_access"


class GoodPracticeError(Exception):
    """Root of the tree; the message says what, why and what to do."""


class DocumentError(GoodPracticeError):
    """The file is at fault."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type["DocumentError"], tuple[Reason, str]]:
        # Errors cross the border between worker processes.
        return type(self), (self.reason, str(self))


class ModelError(GoodPracticeError):
    """Weights are missing, damaged or not the ones expected."""


class StoreError(GoodPracticeError):
    """The catalogue cannot be read or written."""


class SettingsError(GoodPracticeError):
    """A setting has a value that cannot work; the message names its key."""
