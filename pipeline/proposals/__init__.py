"""Values for empty fields, proposed by a language model and kept only where they stand in the document.

Off unless `propose.url` is set. What the model says is never trusted: a proposal must be found word for word in the
practice's part of the document, outside contact data, and be of the field's kind.
"""

from dataclasses import replace

from models import Annotations, Document, Field, GoodPractice, SectionLabel, Span, Value
from pipeline.contacts import personal_spans
from pipeline.proposals.checks import checked
from pipeline.proposals.client import ask
from pipeline.proposals.prompt import messages_for, parse_answer
from pipeline.settings import ProposeSettings
from pipeline.template import Template, TemplateField

#: Fields that a model may fill; what is counted, inferred or chosen from a list is not asked for.
ASKED = (
    *("summary", "country", "region", "city", "institution", "programme", "project", "resources", "start", "end"),
    *("evidence", "challenges", "transfer"),
)


def propose(
    document: Document, annotations: Annotations, practice: GoodPractice, template: Template, settings: ProposeSettings
) -> GoodPractice:
    """The practice with proposals in fields that were empty; the same when none holds.

    Raises:
        ModelError: the endpoint does not answer, or not in a form that can be read.
    """
    empty = [f for f in template.fields if f.name in ASKED and not practice.field(f.name).values]
    if not empty:
        return practice
    hidden = _hidden(document, annotations)
    scope = practice.sources[0].span
    answer = ask(messages_for(document, scope, hidden, empty, settings), settings)
    proposals = parse_answer(answer)
    filled = {
        form_field.name: values
        for form_field in empty
        if (
            values := checked(
                document, practice, hidden, form_field.name, proposals.get(form_field.name), settings.model
            )
        )
    }
    fields = tuple(_with(f, filled.get(f.name), template.field(f.name)) for f in practice.fields)
    return replace(practice, fields=fields)


def _hidden(document: Document, annotations: Annotations) -> tuple[Span, ...]:
    """Names of persons, addresses and contact sections: never sent, never taken from an answer."""
    contact = [s.span for s in annotations.sections if s.label is SectionLabel.CONTACT]
    return tuple(sorted([*personal_spans(document, annotations), *contact]))


def _with(field: Field, values: tuple[Value, ...] | None, form_field: TemplateField) -> Field:
    if not values:
        return field
    length = len("\n".join(value.display for value in values))
    return Field(field.name, values, None, max(0, length - form_field.limit) if form_field.limit else 0)
