"""The command `goodpractice explain`."""

from pathlib import Path
from typing import Annotated

import typer

from goodpractice.command_line import (
    CATALOGUE,
    CatalogueOption,
    SettingsOption,
    command,
    open_catalogue,
    say,
    settings_of,
)


@command()
def explain(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="Id of a practice or a document, or its beginning.")],
    html: Annotated[Path | None, typer.Option("--html", help="Write one web page, complete in itself.")] = None,
    contacts: Annotated[
        bool, typer.Option("--contacts", help="Show names of persons, addresses and contact sections too.")
    ] = False,
    catalogue: CatalogueOption = CATALOGUE,
    settings: SettingsOption = None,
) -> None:
    """Show a text with its sections, figures and names marked, and how it meets the programme's definition.

    Example: `goodpractice explain gp-1a2b3c4d5e --html practice.html`
    """
    from goodpractice import views
    from goodpractice.explain.explained import explain as explained
    from goodpractice.explain.page import as_html
    from goodpractice.explain.terminal import as_text
    from goodpractice.export import write

    with open_catalogue(catalogue, settings_of(settings)) as opened:
        parts = explained(opened, wanted, contacts)
        if html:
            write(as_html(parts), html, "utf-8")
            say(f"Written to {html}")
        else:
            console = views.console()
            console.print(as_text(parts, has_colours=console.is_terminal and not console.no_color))
