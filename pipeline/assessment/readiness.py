"""What to mend before a practice is submitted: empty fields, texts over their limit, no measurable result."""

from collections.abc import Sequence

from models import GoodPractice
from models.assessment import Answer, Criterion, Shortcoming
from pipeline.assessment.criteria import MEASURABLE_RESULT
from pipeline.template import Template

MISSING, OVER_LIMIT, NO_RESULT = "missing", "over_limit", "no_measurable_result"


def shortcomings(practice: GoodPractice, template: Template, criteria: Sequence[Criterion]) -> tuple[Shortcoming, ...]:
    """In the order of the form, then what concerns the whole; fields marked optional may stay empty."""
    found: list[Shortcoming] = []
    for form_field in template.fields:
        field = practice.field(form_field.name)
        if not field.values and not form_field.optional:
            found.append(Shortcoming(MISSING, field.name, f"{form_field.label}: {field.reason}"))
        if field.over_limit:
            message = f"{form_field.label}: {field.over_limit} characters over the limit of {form_field.limit}"
            found.append(Shortcoming(OVER_LIMIT, field.name, message))
    for criterion in criteria:
        if criterion.name == MEASURABLE_RESULT and criterion.answer is not Answer.YES:
            found.append(Shortcoming(NO_RESULT, "evidence", f"No measurable result: {criterion.reason}"))
    return tuple(found)
