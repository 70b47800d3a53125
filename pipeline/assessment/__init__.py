"""The programme's own definition of a good practice, checked; and what is missing before it is submitted."""

from models import Document, GoodPractice, Span
from models.assessment import Assessment
from pipeline.assessment.criteria import assess_criteria
from pipeline.assessment.readiness import shortcomings
from pipeline.assessment.statements import statements
from pipeline.template import load_template


def assess(practice: GoodPractice, document: Document, personal: tuple[Span, ...] = ()) -> Assessment:
    """The practice held against the definition, by what its document says.

    `personal` is where names and addresses stand; no evidence covers them.
    """
    criteria = assess_criteria(statements(practice, document, personal), document)
    return Assessment(
        practice_id=practice.practice_id,
        criteria=criteria,
        shortcomings=shortcomings(practice, load_template(practice.template), criteria),
    )
