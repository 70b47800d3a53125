"""The commands `saved add`, `saved list`, `saved run` and `saved remove`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from goodpractice.command_line import (
    CATALOGUE,
    CatalogueOption,
    JsonOption,
    SettingsOption,
    app,
    command,
    open_catalogue,
    print_json,
    say,
    settings_of,
)

saved = typer.Typer(
    help="Keep searches under a name; the nightly run tells what is new to each.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(saved, name="saved")

NameArgument = Annotated[str, typer.Argument(help="Name of the saved search.")]


@command("add", saved)
def add(
    name: NameArgument,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help="The search, as `goodpractice search` takes it.")
    ],
    as_typed: Annotated[bool, typer.Option("--as-typed", help="Read no conditions out of the words.")] = False,
    catalogue: CatalogueOption = CATALOGUE,
    settings: SettingsOption = None,
) -> None:
    """Save a search.

    Example: `goodpractice saved add "energy, Poland" "energy advice for small firms" country:PL`
    """
    from pipeline.search import Search

    asked = Search.parse(" ".join(words))
    with open_catalogue(catalogue, settings_of(settings)) as opened:
        kept = opened.save_search(name, replace(asked, understand=asked.understand and not as_typed))
    say(f"Saved as {kept.name!r}. The nightly run tells what comes in from now on: goodpractice nightly --once INBOX")


@command("list", saved)
def list_(catalogue: CatalogueOption = CATALOGUE, settings: SettingsOption = None, as_json: JsonOption = False) -> None:
    """List the saved searches.

    Example: `goodpractice saved list`
    """
    from goodpractice.search_view import saved_table
    from goodpractice.views import console

    with open_catalogue(catalogue, settings_of(settings)) as opened:
        found = opened.saved.all()
    if as_json:
        print_json([{"name": one.name, "search": str(one.search), "saved_at": one.saved_at} for one in found])
    elif found:
        console().print(saved_table(found))
    else:
        say('No search is saved yet. Save one with: goodpractice saved add NAME "what you look for"')


@command("run", saved)
def run(
    name: NameArgument,
    limit: Annotated[
        int | None, typer.Option(min=1, max=1000, help="How many practices at most (10 without it).")
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="table, json or csv.")] = "table",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write instead of standard output.")] = None,
    catalogue: CatalogueOption = CATALOGUE,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a saved search finds now.

    Example: `goodpractice saved run "energy, Poland"`
    """
    from goodpractice.search_view import show

    with open_catalogue(catalogue, settings_of(settings)) as opened:
        result = opened.search(replace(opened.saved.get(name).search, limit=limit))
    show(result, "json" if as_json else format_, out)


@command("remove", saved)
def remove(name: NameArgument, catalogue: CatalogueOption = CATALOGUE, settings: SettingsOption = None) -> None:
    """Forget a saved search.

    Example: `goodpractice saved remove "energy, Poland"`
    """
    with open_catalogue(catalogue, settings_of(settings)) as opened:
        opened.saved.remove(name)
    say(f"Removed {name!r}.")
