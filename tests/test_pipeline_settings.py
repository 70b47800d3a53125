"""Settings from files and the environment."""

from pathlib import Path

import pytest

from models import SettingsError
from pipeline.settings import EmbedSettings, load_settings


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"search = 3\n", "search must stand in a section"),
        (b"\xff\xfe", "cannot be read"),
        (b"[search]\nlimit = 2.7\n", "search.limit must be a int"),
        (b"[search]\nlimit = true\n", "search.limit must be a int"),
        (b"[search]\nfits_floor = nan\n", "search.fits_floor must be a float"),
        (b"[store]\nlock_timeout_s = -1\n", "store.lock_timeout_s must not be negative"),
        (b"[serch]\nlimit = 3\n", "Unknown settings section"),
        (b"[search]\nlimits = 3\n", "Unknown setting search.limits"),
    ],
)
def test_wrong_value_is_told_in_words(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=message):
        load_settings(file, {})


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[search]\nlimit = 20\nfits_floor = 0\n")
    settings = load_settings(file, {"GOODPRACTICE_SEARCH_LIMIT": "30", "GOODPRACTICE_CATALOGUE": "elsewhere"})
    assert (settings.search.limit, settings.search.fits_floor) == (30, 0.0)


def test_other_languages_need_the_encoder_whose_space_they_share() -> None:
    with pytest.raises(SettingsError, match="fits 'all-minilm-l6-v2' only"):
        EmbedSettings("BAAI/bge-m3")
    assert EmbedSettings("all-minilm-l6-v2:int8").other_languages
    assert EmbedSettings("BAAI/bge-m3", other_languages="").encoder == "BAAI/bge-m3"
