import re
import subprocess
import sys
import tomllib
from pathlib import Path

import goodpractice

ROOT = Path(__file__).parents[1]


def test_public_names() -> None:
    assert goodpractice.__all__ == [
        "Catalogue",
        "Document",
        "DocumentError",
        "Filters",
        "GoodPractice",
        "GoodPracticeError",
        "Incoming",
        "ModelError",
        "RunReport",
        "Search",
        "SearchHit",
        "SearchResult",
        "Settings",
        "SettingsError",
        "StoreError",
        "__version__",
        "load_settings",
    ]
    assert [name for name in goodpractice.__all__ if not hasattr(goodpractice, name)] == []


def test_version_stands_in_package_and_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert project["version"] == goodpractice.__version__ == newest.group(1)


def test_every_package_folder_is_listed_for_the_wheel() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    tops = {"models", "corpus", "extractors", "pipeline", "flows", "goodpractice"}
    folders = {
        str(file.parent.relative_to(ROOT)).replace("/", ".")
        for top in tops
        for file in (ROOT / top).rglob("*.py")
        if "__pycache__" not in file.parts
    }
    assert sorted(listed) == sorted(folders)


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python 3.11.0 to 3.11.4 match such groups wrongly (python/cpython#106052); single characters are fine."""
    tops = ("models", "corpus", "extractors", "pipeline", "flows", "goodpractice")
    files = [file for top in tops for file in (ROOT / top).rglob("*.py")]
    possessive = re.compile(r"\)[*+?]\+")
    assert [str(f) for f in files if any(possessive.search(line) for line in f.read_text().splitlines())] == []


def test_foreign_package_of_the_same_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("")
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; import goodpractice"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "environment of its own" in done.stderr


def test_documented_commands_exist() -> None:
    text = "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/operations.md", "docs/search.md")
    )
    from goodpractice.cli import app

    known = {c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    named = re.findall(r"(?:^|`|\$ )goodpractice ([a-z]+)", text, re.MULTILINE)
    assert named
    assert [name for name in named if name not in known] == []
