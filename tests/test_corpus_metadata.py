import io
from email.message import EmailMessage

import docx
import pptx
import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus import read
from corpus.metadata import declared
from corpus.organisations import is_organisation
from models import Derived, Document, DocumentProperty, Span, Stated

WORDS = "The agency pays half of the costs of each group for two years, after which the firms pay themselves. " * 3


def pdf(*lines: str, author: str = "") -> Document:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setTitle("Clusters that last")
    canvas.setAuthor(author)
    for page in range(2):
        for index, line in enumerate(lines if not page else (WORDS[:90],)):
            canvas.drawString(72, 780 - 40 * index, line)
        canvas.showPage()
    canvas.save()
    return read(buffer.getvalue(), name="a.pdf")


def shown(document: Document, name: str) -> str | None:
    """The text of a value, after a look at its place."""
    stated: Stated | None = getattr(document.metadata, name)
    if stated is None:
        return None
    if isinstance(stated.origin, Span):
        assert stated.origin.of(document.text) == stated.text
        return f"{stated.text} (text)"
    if isinstance(stated.origin, DocumentProperty):
        return f"{stated.text} ({stated.origin.name})"
    return f"{stated.text} ({stated.origin.rule})"


def test_a_cover_says_more_than_the_properties() -> None:
    document = pdf(
        "Interreg Europe", "Clusters that last", "Final report, 12 March 2021", "Published by: Northern Lakes Agency"
    )
    assert shown(document, "programme") == "Interreg Europe (text)"
    assert shown(document, "title") == "Clusters that last (text)"
    assert shown(document, "date") == "12 March 2021 (text)"
    assert shown(document, "organisation") == "Northern Lakes Agency (text)"
    assert shown(document, "page_count") == "2 (pages)"
    assert shown(document, "language") == "en (language of most of the text)"


def test_properties_fill_what_the_first_page_leaves_open() -> None:
    document = pdf(WORDS[:90], author="Ana Example; Region of Northern Lakes")
    assert shown(document, "title") == "Clusters that last (title)"
    assert shown(document, "organisation") == "Region of Northern Lakes (Author)"
    assert shown(document, "programme") is None


@pytest.mark.parametrize(
    "name",
    [
        "Ana Example",
        "Microsoft Office User",
        "ana.example@agency.example",
        "Kammerer Jo",
        "Rada Example",
        "HP",
        "admin",
    ],
)
def test_persons_and_machines_are_no_organisation(name: str) -> None:
    assert declared({"Author": name, "From": f"{name} <ana@agency.example>"}).organisation is None


@pytest.mark.parametrize(
    "name",
    [
        *("Ministerstwo Rozwoju", "Universidade do Norte", "Handelskammer Nordsee", "Šumarski institut", "Holz GmbH"),
        *("Agence de développement", "Região Norte Lda", "Gemeente Waterstad", "Savings sp. z o.o.", "Občina Reka"),
    ],
)
def test_institutions_are_known_in_many_languages(name: str) -> None:
    assert is_organisation(name)
    assert declared({"dc:creator": name}).organisation == Stated(name, DocumentProperty("dc:creator"))


def test_of_a_person_with_an_organisation_only_the_organisation_is_kept() -> None:
    for text in ("Ana Example, Northern Lakes Agency", "Northern Lakes Agency (Ana Example)"):
        assert declared({"creator": text}).organisation == Stated("Northern Lakes Agency", DocumentProperty("creator"))
    document = pdf("Prepared by Ana Example, Northern Lakes Agency")
    assert shown(document, "organisation") == "Northern Lakes Agency (text)"
    assert "Example" not in str(document.metadata)


def test_an_acronym_counts_where_a_company_is_asked_for() -> None:
    assert declared({"Company": "NLDA"}).organisation == Stated("NLDA", DocumentProperty("Company"))
    assert declared({"Author": "NLDA"}).organisation is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("D:20210304120000+01'00'", "2021-03-04"),
        ("2021-03-04T12:00:00Z", "2021-03-04"),
        ("D:20210399", None),
        ("D:20000101000000+00'00'", None),
        ("D:00010101", None),
        ("yesterday", None),
    ],
)
def test_dates_of_properties(text: str, day: str | None) -> None:
    stated = declared({"CreationDate": text}).date
    assert (stated.text if stated else None) == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Abschlussbericht, 15. März 2021", "15. März 2021"),
        ("Brussels, 15.03.2021", "15.03.2021"),
        ("March 2014 - May 2020", None),
        ("12 March 2021", "12 March 2021"),
        ("No. 12345/2021", None),
    ],
)
def test_a_line_of_the_cover_gives_the_date(line: str, day: str | None) -> None:
    german = "Die Gemeinde eröffnete eine Werkstatt, in der die Einwohner mit Freiwilligen Geräte reparieren."
    stated = read(f"{line}\n\n{german}\n".encode(), name="a.txt").metadata.date
    assert (stated.text if stated else None) == day


def test_word_states_its_pages_and_its_language_is_that_of_the_text() -> None:
    word = docx.Document()
    word.core_properties.author, word.core_properties.language = "Ana Example", "de-DE"
    word.add_paragraph(WORDS)
    buffer = io.BytesIO()
    word.save(buffer)
    document = read(buffer.getvalue(), name="a.docx")
    assert shown(document, "page_count") == "1 (Pages)"
    assert document.metadata.organisation is None
    assert shown(document, "language") == "en (language of most of the text)"


def test_a_declared_language_that_fits_keeps_its_region() -> None:
    document = read(f"<html lang='en-IE'><body><p>{WORDS}</p></body></html>".encode())
    assert shown(document, "language") == "en-IE (lang)"


def test_a_web_page_says_who_when_and_which_programme() -> None:
    head = (
        "<meta name='author' content='Ana Example'><meta property='og:site_name' content='Northern Lakes Agency'>"
        "<meta property='article:published_time' content='2022-05-01T08:00:00+02:00'>"
    )
    logo = "<header><img src='x.png' alt='Logo of Interreg Baltic Sea Region'></header>"
    document = read(f"<html><head>{head}</head><body>{logo}<h1>Labs</h1><p>{WORDS}</p></body></html>".encode())
    assert shown(document, "organisation") == "Northern Lakes Agency (og:site_name)"
    assert shown(document, "date") == "2022-05-01 (article:published_time)"
    assert shown(document, "programme") == "Interreg Baltic Sea Region (picture)"


def test_a_message_keeps_no_sender_who_is_a_person() -> None:
    message = EmailMessage()
    message["From"], message["Date"] = "Ana Example <ana@agency.example>", "Mon, 02 May 2022 10:00:00 +0200"
    message["Subject"], message["Organization"] = "Labs", "Northern Lakes Agency"
    message.set_content(WORDS)
    document = read(message.as_bytes(), name="a.eml")
    assert shown(document, "date") == "2022-05-02 (Date)"
    assert shown(document, "organisation") == "Northern Lakes Agency (Organization)"
    del message["Organization"]
    assert read(message.as_bytes(), name="a.eml").metadata.organisation is None


def test_slides_say_how_many_they_are() -> None:
    deck = pptx.Presentation()
    for _ in range(3):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = "Clusters"
    buffer = io.BytesIO()
    deck.save(buffer)
    assert shown(read(buffer.getvalue(), name="a.pptx"), "page_count") == "3 (pages)"


def test_the_name_of_a_table_file_is_no_property_of_it() -> None:
    document = read(b"Year,Farms\n2019,12\n2020,40\n", name="/in/farms.csv", language="en")
    assert document.metadata.title == Stated("farms", DocumentProperty("file name"))


def test_a_rule_is_an_origin_too() -> None:
    stated = read(WORDS.encode(), name="a.txt").metadata.language
    assert stated is not None and isinstance(stated.origin, Derived)
