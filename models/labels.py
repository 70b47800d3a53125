"""The closed lists of labels: the only place where they are named."""

from enum import StrEnum


class BlockKind(StrEnum):
    """Layout role of a block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    CAPTION = "caption"
    HEADER = "header"
    FOOTER = "footer"
    CONTENTS = "contents"
    PICTURE = "picture"


#: Blocks that stay in the text but that sections, records and passages skip.
SKIPPED_KINDS = frozenset({BlockKind.HEADER, BlockKind.FOOTER, BlockKind.CONTENTS, BlockKind.PICTURE})


class SectionLabel(StrEnum):
    """What a part of a practice is about, with the definition shown to people."""

    definition: str

    def __new__(cls, value: str, definition: str = "") -> "SectionLabel":
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        return member

    SUMMARY = "summary", "what the practice is, in short"
    CONTEXT = "context", "background, need, the problem that was there before"
    OBJECTIVES = "objectives", "aims, and the targets to reach"
    ACTIVITIES = "activities", "what was done, the method, how-to steps"
    STAKEHOLDERS = "stakeholders", "partners, target groups, who may apply"
    RESOURCES = "resources", "money, staff and funding rules"
    EVIDENCE = "evidence", "outputs, results, impact and benefits"
    DIFFICULTIES = "difficulties", "obstacles that were met or foreseen"
    LESSONS = "lessons", "what was learnt, takeaways"
    TRANSFERABILITY = "transferability", "use in other places, conditions for it"
    SUSTAINABILITY = "sustainability", "what happens when the funding ends"
    POLICY_LINK = "policy_link", "strategies, directives and programme objectives served"
    TIMESCALE = "timescale", "start, end, duration"
    CONTACT = "contact", "who to ask, owner and address"
    OTHER = "other", "quotes, references, conditions, closing words"


class FigureKind(StrEnum):
    """What a number measures."""

    MONEY = "money"
    COUNT = "count"
    PERCENTAGE = "percentage"
    DURATION = "duration"
    DATE = "date"
    RATIO = "ratio"


class FigureRole(StrEnum):
    """What a figure says about the practice."""

    BUDGET = "budget"
    OUTPUT = "output"
    RESULT = "result"
    TARGET = "target"
    CONTEXT = "context"


class Qualifier(StrEnum):
    """How exact a figure claims to be."""

    ABOUT = "about"
    OVER = "over"
    UP_TO = "up_to"


class EntityKind(StrEnum):
    """What a name names."""

    ORG = "ORG"
    REGION = "REGION"
    COUNTRY = "COUNTRY"
    PROGRAMME = "PROGRAMME"
    PROJECT = "PROJECT"
    PERSON = "PERSON"
    FUND = "FUND"


class EntityRole(StrEnum):
    """What an organisation or fund does in a practice."""

    MAIN_INSTITUTION = "main_institution"
    PARTNER = "partner"
    FUNDER = "funder"
    BENEFICIARY = "beneficiary"
