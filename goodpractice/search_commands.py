"""The command `search`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from goodpractice.command_line import (
    CATALOGUE,
    CatalogueOption,
    JsonOption,
    SettingsOption,
    command,
    open_catalogue,
    settings_of,
)


@command()
def search(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]...", help="What to look for, with filters as KEY:VALUE.")
    ] = None,
    filters: Annotated[
        list[str] | None, typer.Option("--filter", "-f", help="A filter, such as 'budget:<1000000'; may come often.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="Only this country: a name in any EU language, or its code.")
    ] = None,
    section: Annotated[
        str | None, typer.Option(help="Only passages of this section (see: goodpractice labels).")
    ] = None,
    like: Annotated[str | None, typer.Option(help="More like this: the id of a practice, or a file.")] = None,
    facets: Annotated[str, typer.Option(help="Count the values of these, such as country,topic.")] = "",
    as_typed: Annotated[
        bool, typer.Option("--as-typed", help="Read no conditions such as “in Poland” out of the words.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, max=1000, help="How many practices at most (10 without it).")
    ] = None,
    offset: Annotated[int, typer.Option(min=0, help="Leave out so many from the beginning.")] = 0,
    after: Annotated[str | None, typer.Option("--next", help="The next page: what the page before printed.")] = None,
    format_: Annotated[str, typer.Option("--format", help="table, json or csv.")] = "table",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write instead of standard output.")] = None,
    catalogue: CatalogueOption = CATALOGUE,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find practices by meaning, words and filters; says why when nothing fits.

    Conditions in your words are understood, in English, French, German, Spanish, Italian and Polish.

    Example: `goodpractice search "clusters in Poland with a budget below 1 million since 2014"`

    Filters can stand among the words (quote those with `<`, `>` or brackets), or behind `--filter`.

    Example: `goodpractice search energy advice country:PL,CZ year:2014.. 'count[SMEs]>=50' --facets topic,region`

    Keys: country, region (a name, or a NUTS code of any level), topic, scope, programme, project, institution, city,
    fund, section, evidence, status, language, source, review, year, budget, count[...], percentage[...], money[...],
    added, in. A minus in front turns a filter round. Each is explained in docs/search.md.

    Example: `goodpractice search --like gp-1a2b3c4d5e`
    """
    from goodpractice.search_view import show
    from pipeline.search import Filters, Search

    line = " ".join([*(words or []), *(filters or [])])
    line += f' country:"{country}"' if country else ""
    line += f" in:{section}" if section else ""
    wanted = tuple(name.strip() for name in facets.split(",") if name.strip())
    with open_catalogue(catalogue, settings_of(settings)) as opened:
        if like:
            result = opened.more_like(_file_or_id(like), Filters.parse(line), wanted, limit, offset, cursor=after)
        else:
            parsed = Search.parse(line)
            counted = tuple(dict.fromkeys((*parsed.facets, *wanted)))
            asked = replace(parsed, facets=counted, limit=limit, offset=offset, cursor=after)
            result = opened.search(replace(asked, understand=asked.understand and not as_typed))
    show(result, "json" if as_json else format_, out)


def _file_or_id(text: str) -> "str | Path":
    """A file that is there, else the id of a practice.

    Raises:
        SettingsError: neither.
    """
    from models import SettingsError

    if Path(text).is_file():
        return Path(text)
    if not text.startswith("gp-"):
        raise SettingsError(f"--like {text}: neither a file that is there nor the id of a practice (gp-...).")
    return text
