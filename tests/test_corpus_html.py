import pytest

from corpus import read, to_markdown
from models import BlockKind, Document, DocumentError, Reason


def page(body: str, head: str = "") -> Document:
    return read(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), language="en")


def contents(document: Document) -> list[str]:
    return [block.content.of(document.text) for block in document.blocks]


def test_chrome_is_dropped_and_content_kept() -> None:
    document = page(
        "<header>Logo</header><nav><ul><li>Home</li></ul></nav><div id='cookie-banner'>Accept all</div>"
        "<script>x()</script><main><h1>Shared lab</h1><p>Text of <b>the</b> page.</p><form>Sign up</form></main>"
        "<footer>Imprint</footer>"
    )
    assert contents(document) == ["Shared lab", "Text of the page."]


def test_page_without_main_loses_its_frame_only() -> None:
    document = page("<header>Logo</header><div class='menu-page'><h2>Lab</h2><p>Words.</p></div><footer>x</footer>")
    assert contents(document) == ["Lab", "Words."]


def test_collapsed_copy_is_kept_and_marked() -> None:
    text = "The agency paid for machines and for two trainers in the first year."
    copy = f"<p>{text}</p><ul><li>one lead</li><li>two aides</li></ul>"
    document = page(f"<h1>A</h1><div><a href='#more'>Read more</a>{copy}</div><div id='more' hidden>{copy}</div>")
    assert [block.repeats for block in document.blocks] == [None, None, None, None, None, 2, 3, 4]


def test_lists_nest_and_headings_have_their_level() -> None:
    document = page("<h1>A b</h1><h3>C</h3><ul><li>one<ol><li>deep</li></ol></li><li>two</li></ul>")
    assert [(block.kind, block.level) for block in document.blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 3),
        (BlockKind.LIST_ITEM, 1),
        (BlockKind.LIST_ITEM, 2),
        (BlockKind.LIST_ITEM, 1),
    ]


def test_table_of_values_and_form_table() -> None:
    answer = "The practice joins small firms that would not export alone. " * 4
    document = page(
        "<table><tr><th>Year</th><th>Firms</th></tr><tr><td>2019</td><td>12</td></tr></table>"
        "<table><tr><td>Resources needed</td><td>EUR 20.000</td></tr>"
        f"<tr><td>Context</td><td>{answer}</td></tr></table>"
    )
    assert document.blocks[0].rows == (("Year", "Firms"), ("2019", "12"))
    assert document.blocks[0].content.of(document.text) == "Year\tFirms\n2019\t12"
    assert contents(document)[1::2] == ["Resources needed", "Context"]


def test_labels_of_fields_are_headings() -> None:
    document = page(
        "<h2>Details</h2><dl><dt>Start date</dt><dd>May 2020</dd></dl>"
        "<div class='field__label'>Main institution</div><div>Agency</div><p><strong>Contact</strong></p><p>Site</p>"
    )
    heads = [block.content.of(document.text) for block in document.blocks if block.kind is BlockKind.HEADING]
    assert heads == ["Details", "Start date", "Main institution", "Contact"]


def test_title_prefers_the_single_heading_that_the_page_title_repeats() -> None:
    assert page("<h1>Shared lab</h1><p>x</p>", "<title>Shared lab | Programme</title>").title == "Shared lab"
    assert page("<p>x</p>", "<title>Programme page</title>").title == "Programme page"
    assert page("<p>Just words.</p>").title is None


def test_declared_encoding_is_used() -> None:
    data = "<html><head><meta charset='iso-8859-2'></head><body><p>Świętokrzyskie</p></body></html>"
    assert read(data.encode("iso-8859-2")).text == "Świętokrzyskie"


def test_deep_nesting_ends_with_a_reason() -> None:
    with pytest.raises(DocumentError) as caught:
        page("<div>" * 100_000 + "deep words" + "</div>" * 100_000)
    assert caught.value.reason is Reason.DAMAGED


def test_entities_are_not_fetched_or_expanded() -> None:
    bomb = b"<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><html><body><p>x &a; y</p></body></html>"
    assert "root:" not in read(bomb).text


def test_markdown_view() -> None:
    document = page("<h2>Lab</h2><ul><li>one<ul><li>deep</li></ul></li></ul><p>a<br>b</p>")
    assert to_markdown(document) == "## Lab\n\n- one\n  - deep\n\na\\\nb\n"


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>x</p>",
        "<div style='color:red; display : none'>x</div>",
        "<p aria-hidden='true'>x</p>",
        "<span hidden>x</span>",
    ],
)
def test_what_nobody_sees_is_left_out(hidden: str) -> None:
    assert contents(page(f"<h1>Shared lab</h1><p>Words of the page.</p>{hidden}")) == [
        "Shared lab",
        "Words of the page.",
    ]


def test_what_a_click_opens_is_content() -> None:
    document = page(
        "<h1>Shared lab</h1><p>Words.</p><button aria-controls='a'>More</button><div id='a' hidden>One.</div>"
        "<div role='tabpanel' style='display:none'>Two.</div><div class='tab-pane' aria-hidden='true'>Three.</div>"
        "<a data-bs-target='#d'>More</a><div id='d' aria-hidden='true'>Four.</div>"
    )
    assert [c for c in contents(document) if c.endswith(".")] == ["Words.", "One.", "Two.", "Three.", "Four."]


def test_a_menu_is_left_out_and_a_list_of_partners_is_not() -> None:
    links = "".join(f"<li><a href='{name}'>{name}</a></li>" for name in ("Harbour", "Mill", "School"))
    document = page(
        f"<div class='a1'><ul>{links.replace('Mill', 'Home')}</ul></div><h1>Shared lab</h1><p>Words of the page.</p>"
        f"<h2>Partners</h2><ul>{links}</ul>"
    )
    assert contents(document) == ["Shared lab", "Words of the page.", "Partners", "Harbour", "Mill", "School"]


def test_a_request_for_consent_is_left_out() -> None:
    banner = "<div class='c9'><p>We use cookies on this site.</p><button>Accept</button></div>"
    document = page(f"{banner}<h1>Shared lab</h1><p>The lab bakes cookies with schools every week.</p>")
    assert contents(document) == ["Shared lab", "The lab bakes cookies with schools every week."]


def test_names_of_elements_count_at_their_ends_only() -> None:
    document = page(
        "<div class='page-footer'>Imprint</div><div class='share-buttons'>Tweet</div><div id='CookieBar'>Accept</div>"
        "<div class='my-menu-text'>Kept one.</div><div class='unrelated'>Kept two.</div><p>Words of the whole page.</p>"
    )
    assert contents(document) == ["Kept one.", "Kept two.", "Words of the whole page."]


def test_a_page_that_is_one_form_keeps_its_content() -> None:
    document = page("<form id='aspnetForm'><h1>Shared lab</h1><p>Words of the page.</p><form>Sign up</form></form>")
    assert contents(document)[:2] == ["Shared lab", "Words of the page."]


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    document = page("<table><tr><td>Home</td><td><h2>Shared lab</h2><ul><li>one</li></ul></td></tr></table>")
    assert [block.kind for block in document.blocks] == [*(BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM)]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Lindau | Home</title>", "<h1>Shared lab</h1>", "Shared lab"),
        ("<title>Shared lab | Lindau</title>", "<p>Words.</p>", "Shared lab"),
        ("<meta property='og:site_name' content='Lindau'><title>Lindau - Shared lab</title>", "<p>W</p>", "Shared lab"),
        (
            "<meta property='og:site_name' content='Lindau'><title>Shared lab - Lindau</title>",
            "<h1>Lindau</h1><h1>Shared lab</h1>",
            "Shared lab",
        ),
        ("<title>Two labs - Lindau</title>", "<h1>One lab</h1><h1>Two labs</h1>", "Two labs"),
    ],
)
def test_the_name_of_the_site_is_not_the_title(head: str, body: str, title: str) -> None:
    assert page(f"{body}<p>Words of the page.</p>", head).title == title
