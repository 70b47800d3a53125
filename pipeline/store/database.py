"""The DuckDB file of one generation: opening, migrating, adding rows."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from models import StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from pipeline.store.rows import Row


def connect(path: Path, read_only: bool) -> "DuckDBPyConnection":
    """A connection that loads no extensions and reaches no files but its own.

    Raises:
        StoreError: the file is locked, damaged or not a catalogue.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        return duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as error:
        raise StoreError(f"The catalogue file {path} cannot be opened: {error}") from error


def migrate(connection: "DuckDBPyConnection") -> int:
    """Bring the schema to the newest version, one numbered file at a time; gives that version.

    Raises:
        StoreError: the file was written by a newer version of the project.
    """
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
    row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    have = row[0] if row and row[0] is not None else 0
    files = migrations()
    if have > len(files):
        raise StoreError(
            f"The catalogue has schema version {have}, this program knows {len(files)}. Install a newer goodpractice."
        )
    for version in range(have + 1, len(files) + 1):
        connection.execute("BEGIN")
        connection.execute(files[version - 1])
        connection.execute("INSERT INTO schema_version VALUES (?)", [version])
        connection.execute("COMMIT")
    return len(files)


def migrations() -> list[str]:
    """SQL of the numbered migrations, in their order."""
    folder = resources.files("pipeline.store") / "migrations"
    return [file.read_text(encoding="utf-8") for file in sorted(folder.iterdir(), key=lambda f: f.name)]


def insert(connection: "DuckDBPyConnection", table: str, rows: "Sequence[Row]") -> None:
    """Add rows, whole tables at a time: DuckDB takes a column much faster than single rows."""
    if not rows:
        return
    import pandas as pd

    columns = [str(d[0]) for d in connection.execute(f"SELECT * FROM {table} LIMIT 0").description or ()]
    frame = pd.DataFrame({c: pd.Series(v, dtype=object) for c, v in zip(columns, zip(*rows, strict=True), strict=True)})
    connection.register("incoming_rows", frame)
    try:
        connection.execute(f"INSERT INTO {table} SELECT * FROM incoming_rows")
    finally:
        connection.unregister("incoming_rows")


def inlined(query: str, parameters: Sequence[object]) -> tuple[str, list[object]]:
    """(SQL, parameters) with plain values written into the SQL, for reading.

    The first bound parameter of a process makes DuckDB import pandas, which takes a third of a second; a search
    with a fresh process would wait for it. What is no plain value stays a parameter, and then all of them do.
    """
    parts = query.split("?")
    if len(parts) != len(parameters) + 1 or not all(type(p) in (str, int, bool, float) for p in parameters):
        return query, list(parameters)
    return parts[0] + "".join(_literal(p) + part for p, part in zip(parameters, parts[1:], strict=True)), []


def _literal(value: object) -> str:
    """A value as DuckDB reads it; in a string only the quote means something, and is doubled."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"CAST('{value}' AS DOUBLE)" if isinstance(value, float) else str(value)
