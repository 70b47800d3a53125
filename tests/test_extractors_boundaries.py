import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from extractors import run
from extractors.boundaries import BoundaryExtractor
from extractors.sections import SectionExtractor
from models import Annotations, Block, BlockKind, Document, Source, Span


def read(text: str, title: str | None = None, language: str = "en") -> Document:
    """A document from lines: "# " to "### " headings, "- " items, blank lines between paragraphs."""
    blocks: list[Block] = []
    at = 0
    for part in text.split("\n\n"):
        lines = part.split("\n") if part.lstrip().startswith(("- ", "#")) else [part]
        for line in lines:
            start, end = at, at + len(line)
            marks = len(line) - len(line.lstrip("#- "))
            kind = BlockKind.PARAGRAPH
            if line.startswith("#"):
                kind = BlockKind.HEADING
            elif line.startswith("- "):
                kind = BlockKind.LIST_ITEM
            level = line.index(" ") if kind is BlockKind.HEADING else None
            if line.strip():
                blocks.append(Block(kind, Span(start, end), Span(start + marks, end), level=level))
            at = end + 1
        at += 1
    source = Source("test", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    return Document("doc-test", source, title, language, text, (), tuple(blocks))


def titles(text: str, title: str | None = None, language: str = "en") -> list[str]:
    document = read(text, title, language)
    found = BoundaryExtractor().extract(document, Annotations())
    for practice in found.practices:
        if practice.title_span is not None:
            assert " ".join(practice.title_span.of(text).split()) == practice.title
    assert (found.no_practice is None) == bool(found.practices)
    return [practice.title for practice in found.practices]


BODY = "The town trained forty guides and opened a small office, which now serves two thousand visitors a year."
OTHER = "Farmers of the valley bought a press together and sell their juice to all the schools of the district."
THIRD = "A night bus was introduced by six villages, and it is driven by volunteers on Fridays and Saturdays."


def test_headed_case_study_is_one_practice() -> None:
    text = f"# River Guides\n\n## Background\n\n{BODY}\n\n## Results\n\n{OTHER}"
    assert titles(text) == ["River Guides"]


def test_description_without_any_heading_is_one_practice() -> None:
    assert titles(f"{BODY} {OTHER}", title="River Guides") == ["River Guides"]


def test_title_property_has_no_span_when_the_text_lacks_it() -> None:
    found = BoundaryExtractor().extract(read(BODY, title="Night bus"), Annotations())
    assert [(p.title, p.title_span) for p in found.practices] == [("Night bus", None)]


def test_quotes_around_a_title_are_left_out() -> None:
    text = f"Case Study\n\nLake District\n\n‘Guides for All’\n\n## Background\n\n{BODY}\n\n## Results\n\n{OTHER}"
    assert titles(text) == ["Guides for All"]


def test_title_is_the_first_line_of_a_web_page_and_not_a_list_item() -> None:
    text = f"Juice for schools in the valley\n\n{OTHER}\n\n## Difficulties encountered\n\n- lack of storage"
    assert titles(text) == ["Juice for schools in the valley"]


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("Success stories", "en"),
        ("Good practices", "en"),
        ("Case studies", "en"),
        ("Erfolgsgeschichten", "de"),
        ("Bonnes pratiques", "fr"),
        ("Buenas prácticas", "es"),
        ("Storie di successo", "it"),
        ("Dobre praktyki", "pl"),
    ],
)
def test_stories_of_a_chapter_are_practices(heading: str, language: str) -> None:
    text = (
        f"# Report\n\n## Survey\n\n{BODY}\n\n## {heading}\n\n### Estonia\n\n{OTHER}\n\n### Malta\n\n{THIRD}"
        f"\n\n## Annex\n\n{BODY}"
    )
    assert titles(text, language=language) == ["Estonia", "Malta"]


def test_chapter_without_levels_ends_where_the_style_of_headings_changes() -> None:
    stories = f"## ESTONIA\n\n{OTHER}\n\n## 2 MALTA\n\n{THIRD}"
    text = f"## Success stories\n\n{stories}\n\n## 4 The summary of a workshop\n\n{BODY}"
    document = read(text)
    practices = BoundaryExtractor().extract(document, Annotations()).practices
    assert [p.title for p in practices] == ["ESTONIA", "MALTA"]
    assert practices[-1].span.of(text).endswith("Saturdays.")


def test_country_heading_without_text_is_no_story_of_its_own() -> None:
    text = f"## Success stories\n\n### ESTONIA\n\n#### HARJU\n\n{OTHER}\n\n#### TARTU\n\n{THIRD}\n\n### MALTA\n\n{BODY}"
    assert titles(text) == ["HARJU", "TARTU", "MALTA"]


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("Good practice 1: Juice press", "Good practice 2: Night bus", "en"),
        ("Practice 1 – Juice press", "Practice 2 – Night bus", "en"),
        ("Praxisbeispiel 1: Juice press", "Praxisbeispiel 2: Night bus", "de"),
        ("Bonne pratique n° 1 : Juice press", "Bonne pratique n° 2 : Night bus", "fr"),
        ("Caso 1. Juice press", "Caso 2. Night bus", "es"),
        ("Dobra praktyka nr 1: Juice press", "Dobra praktyka nr 2: Night bus", "pl"),
    ],
)
def test_numbered_practices(first: str, second: str, language: str) -> None:
    text = f"# Collection\n\n{BODY}\n\n## {first}\n\n{OTHER}\n\n## {second}\n\n{THIRD}"
    assert titles(text, language=language) == ["Juice press", "Night bus"]


def test_number_alone_takes_the_next_heading_as_title() -> None:
    text = f"## Case study 1\n\n### Juice press\n\n{OTHER}\n\n## Case study 2\n\n### Night bus\n\n{THIRD}"
    assert titles(text) == ["Juice press", "Night bus"]


def test_repeated_section_headings_under_differing_titles() -> None:
    one = f"## Juice press\n\n### Challenge\n\n{BODY}\n\n### Solution\n\n{OTHER}"
    two = f"## Night bus\n\n### Challenge\n\n{BODY}\n\n### Solution\n\n{THIRD}"
    assert titles(f"# Three valleys\n\nAn introduction.\n\n{one}\n\n{two}") == ["Juice press", "Night bus"]


def test_repeated_labels_without_titles_are_one_practice() -> None:
    part = f"## Challenge\n\n{BODY}\n\n## Solution\n\n{OTHER}"
    assert titles(f"# Juice press\n\n{part}\n\n{part}") == ["Juice press"]


def test_page_that_lists_projects_by_code_and_title() -> None:
    text = (
        f"2013-1-XX1-LEO04-01234 PRESS: A juice press for schools\n\n{OTHER}\n\n"
        f"2013-1-YY1-LEO04-04321 NIGHT: A bus for the night\n\n{THIRD}"
    )
    assert titles(text, title="Our experience") == ["PRESS: A juice press for schools", "NIGHT: A bus for the night"]


def test_sections_with_plain_headings_stay_one_practice() -> None:
    text = f"# Juice press\n\n## A new idea\n\n{BODY}\n\n## How it grew\n\n{OTHER}\n\n## Budget\n\n{THIRD}"
    assert titles(text) == ["Juice press"]


def none_reason(text: str, title: str | None = None, language: str = "en") -> str:
    found = BoundaryExtractor().extract(read(text, title, language), Annotations())
    assert found.practices == ()
    assert found.no_practice is not None
    return found.no_practice


def test_slides_are_no_practice() -> None:
    slide = "# Programme facts\n\n- 12 calls\n- 3 axes\n- EUR 40 million\n- joint secretariat\n- next call in May"
    assert "slides" in none_reason("\n\n".join([slide] * 6))


def test_stray_words_of_a_practice_on_slides_tell_none() -> None:
    facts = "# Axis {} of the fund\n\n- 12 calls\n- 3 axes\n- EUR 40 million\n- joint secretariat\n- next call in May"
    words = "\n\n".join(f"# {word}\n\n- {word.lower()} of firms" for word in ("Objectives", "Activities", "Results"))
    slides = "\n\n".join(facts.format(number) for number in range(8))
    assert "slides" in none_reason(f"{slides}\n\n{words}")


def test_glossary_is_no_practice() -> None:
    lines = "\n\n".join(f"Term {c}: a word that is used in the programme" for c in "ABCDEFGHIJ")
    assert "list" in none_reason(lines, title="Glossary")


def test_policy_text_is_no_practice() -> None:
    text = " ".join(["Member States shall ensure that operators should report and must keep records."] * 6)
    assert "rules" in none_reason(f"# Rules for operators\n\n{text}")


def test_german_rules_are_no_practice() -> None:
    text = " ".join(["Die Mitgliedstaaten müssen Berichte vorlegen und sollten gemäß Artikel 4 handeln."] * 6)
    assert "rules" in none_reason(f"# Vorschriften\n\n{text}", language="de")


def test_contents_page_and_empty_text_are_no_practice() -> None:
    assert "few to describe" in none_reason("# Contents\n\nPart one")


def test_survey_report_is_no_practice() -> None:
    text = " ".join(["The survey asked 90 respondents, and the questionnaire shows what policy makers should do."] * 5)
    assert none_reason(f"# Results of a poll\n\n{text}")


def test_practices_never_overlap_and_come_in_order() -> None:
    text = f"## Case 1: Press\n\n{OTHER}\n\n## Case 2: Bus\n\n{THIRD}\n\n## Case 3: Guides\n\n{BODY}"
    practices = BoundaryExtractor().extract(read(text), Annotations()).practices
    assert len(practices) == 3
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(practices))


def test_heading_on_top_wins_over_a_property_that_names_the_kind_of_text() -> None:
    text = f"# Vouchers that keep kettles alive\n\n## Background\n\n{BODY}\n\n## Results\n\n{OTHER}"
    assert titles(text, title="Kettle vouchers: a case study") == ["Vouchers that keep kettles alive"]


def test_quoted_title_below_the_line_that_names_a_visit() -> None:
    text = f"WARMUP Project - Study visit note\n\nLake Region\n\n'Stoves for all'\n\n## Background\n\n{BODY}"
    assert titles(text, title="WARMUP Project - Study visit note") == ["Stoves for all"]


def test_two_headings_of_one_story_are_joined_by_a_colon() -> None:
    parts = ["Success stories", "MALTA", "GOZO", BODY, "CYPRUS", OTHER]
    levels = [1, 2, 2, None, 2, None]
    text = "\n\n".join(parts)
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in parts]
    kinds = [BlockKind.PARAGRAPH if level is None else BlockKind.HEADING for level in levels]
    blocks = (Block(k, span, span, level=level) for k, span, level in zip(kinds, spans, levels, strict=True))
    document = replace(read(text), blocks=tuple(blocks))
    found = BoundaryExtractor().extract(document, Annotations()).practices
    assert [p.title for p in found] == ["MALTA: GOZO", "CYPRUS"]
    assert found[0].title_span is not None
    assert found[0].title_span.of(text) == "MALTA\n\nGOZO"


def table(rows: tuple[tuple[str, ...], ...], title: str) -> Document:
    text = "\n".join("\t".join(row) for row in rows)
    span = Span(0, len(text))
    source = Source("test", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    return Document("doc-test", source, title, "en", text, (), (Block(BlockKind.TABLE, span, span, rows=rows),))


ROWS = (
    ("No", "Good practice", "Country", "What was done"),
    ("1", "River Guides", "Latvia", BODY),
    ("2", "One Press", "Malta", OTHER),
    ("3", "Night Bus", "Spain", THIRD),
)


def test_table_with_one_practice_a_row() -> None:
    made = table(ROWS, "Annex 2")
    found = BoundaryExtractor().extract(made, Annotations()).practices
    assert [practice.title for practice in found] == ["River Guides", "One Press", "Night Bus"]
    assert [practice.span.of(made.text).split("\t")[0] for practice in found] == ["1", "2", "3"]


def test_rows_of_such_a_table_carry_sections_of_their_own() -> None:
    made = table(ROWS, "Annex 2")
    found = run(made, (BoundaryExtractor(), SectionExtractor(None))).sections
    assert [section.span.of(made.text)[:3] for section in found] == ["1\tR", "2\tO", "3\tN"]


def test_rows_of_numbers_are_no_practices() -> None:
    rows = (("Name", "2019", "2020"), ("Visitors", "80", "90"), ("Nights", "20", "30"))
    found = BoundaryExtractor().extract(table(rows, "Annex 2"), Annotations()).practices
    assert not {practice.title for practice in found} & {"Visitors", "Nights"}


def test_newsletter_tells_a_practice_under_each_headline() -> None:
    news = f"## River guides\n\n{BODY}\n\n## One press\n\n{OTHER}\n\n## Dates\n\n{THIRD}"
    text = f"# Valley newsletter\n\nDear readers, here is our news.\n\n{news}"
    assert titles(text, title="Valley newsletter") == ["River guides", "One press"]


def test_parts_of_one_practice_in_a_newsletter_stay_one() -> None:
    text = f"# Valley newsletter\n\n## Objectives\n\n{BODY}\n\n## Results\n\n{OTHER}"
    assert len(titles(text, title="Valley newsletter")) == 1


@pytest.mark.parametrize(
    ("line", "language"),
    [("Name of the practice: River Guides", "en"), ("2. Nazwa: River Guides", "pl"), ("Intitulé : River Guides", "fr")],
)
def test_form_gives_the_name_of_its_practice(line: str, language: str) -> None:
    assert titles(f"# Application form\n\n{line}\n\n{BODY}", "Application form", language) == ["River Guides"]


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Call for experts: pilot actions", "en"),
        ("Bando in breve", "it"),
        ("Appel à projets 2023", "fr"),
        ("Merkblatt", "de"),
    ],
)
def test_calls_and_rules_tell_no_practice(title: str, language: str) -> None:
    text = f"# {title}\n\n## Budget\n\n{BODY}\n\n## Who may apply\n\n{OTHER}"
    found = BoundaryExtractor().extract(read(text, title, language), Annotations())
    assert not found.practices and found.no_practice is not None and title in found.no_practice


def test_kind_of_text_is_no_part_of_the_title() -> None:
    assert titles(f"{BODY} {OTHER}", title="River Guides: questions and answers") == ["River Guides"]


def test_heading_of_the_same_level_ends_the_last_of_nested_stories() -> None:
    """A table of all practices at the end is not the last practice's own."""
    story = (
        "## {0}\n\n### Context\n\nShops in the villages of the district had closed one after another for years.\n\n"
        "### Evidence\n\nThe office helped 40 owners, and 12 of their shops are open again since the spring of 2021."
    )
    table = "## All of them side by side\n\nDesks for rent cost 120.000 EUR and the shared vans cost 480.000 EUR."
    text = "\n\n".join(["# Village life", *map(story.format, ("Desks for rent", "Shared vans")), table])
    document = read(text)
    found = BoundaryExtractor().extract(document, Annotations()).practices
    assert [practice.title for practice in found] == ["Desks for rent", "Shared vans"]
    assert found[-1].span.of(text).endswith("spring of 2021.")


def test_a_report_of_more_than_a_hundred_practices_has_them_all() -> None:
    part = "# Practice {n}: night buses for valley {n}\n\n## Summary\n\n{text}\n\n## Results\n\n{text}"
    text = "The town runs buses at night and 120 people of the valley use them after work. " * 2
    found = titles("\n\n".join(part.format(n=n, text=text.strip()) for n in range(1, 121)))
    assert found == [f"night buses for valley {n}" for n in range(1, 121)]
