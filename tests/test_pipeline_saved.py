"""Saved searches and their digests: each new practice once, none lost."""

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from corpus.samples import sample_paths
from goodpractice import Catalogue, Search, Settings, SettingsError
from pipeline import digest as digest_module
from pipeline.digest import tell_news
from pipeline.saved import News, SavedSearches
from pipeline.settings import MailSettings
from pipeline.store.generations import CatalogueFolder

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _saved(root: Path) -> SavedSearches:
    return SavedSearches(CatalogueFolder(root))


def _news(number: int) -> News:
    return News(f"gp-{number:010x}", f"Practice {number}", "Norte (PT11), Portugal", "a.pdf", 1, "What it does.")


def test_saved_search_is_kept_as_it_was_stated(tmp_path: Path) -> None:
    asked = Search.parse('energy advice country:PL budget:<1000000EUR topic:"More social" as:typed')
    _saved(tmp_path).add("  energy,  Poland ", asked, NOW)
    (kept,) = _saved(tmp_path).all()
    assert (kept.name, kept.search, kept.since) == ("energy, Poland", asked, NOW)


def test_names_are_given_once_and_must_exist(tmp_path: Path) -> None:
    saved = _saved(tmp_path)
    saved.add("a", Search("energy"), NOW)
    with pytest.raises(SettingsError, match="already"):
        saved.add("a", Search("water"), NOW)
    with pytest.raises(SettingsError, match=r"no saved search 'b'\. There are: a"):
        saved.remove("b")
    with pytest.raises(SettingsError, match="needs a name"):
        saved.add("  ", Search("energy"), NOW)
    saved.remove("a")
    assert saved.all() == ()


def test_what_was_told_is_never_told_again(tmp_path: Path) -> None:
    saved = _saved(tmp_path)
    saved.note({"a": [_news(1), _news(2)]}, NOW)
    saved.note({"a": [_news(2), _news(3)], "b": [_news(1)]}, NOW)
    told = [(name, [one.title for one in news]) for digest in saved.unfinished() for name, _, news in digest.news]
    assert told == [("a", ["Practice 1", "Practice 2"]), ("a", ["Practice 3"]), ("b", ["Practice 1"])]


def test_two_processes_at_once_tell_each_practice_once(tmp_path: Path) -> None:
    barrier = threading.Barrier(4)

    def note() -> None:
        barrier.wait()
        for number in range(20):
            _saved(tmp_path).note({"a": [_news(number)]}, NOW)

    threads = [threading.Thread(target=note) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [one.practice_id for digest in _saved(tmp_path).unfinished() for _, _, news in digest.news for one in news]
    assert sorted(told) == [f"gp-{number:010x}" for number in range(20)]


def test_nothing_new_makes_no_digest(tmp_path: Path) -> None:
    _saved(tmp_path).note({"a": []}, NOW)
    assert _saved(tmp_path).unfinished() == ()


@pytest.fixture(scope="session")
def early(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of one document, with a search saved, that has since got two documents more."""
    root = tmp_path_factory.mktemp("saved") / "catalogue"
    paths = {path.name: path for path in sample_paths()}
    with Catalogue.open(root, Settings()) as catalogue:
        catalogue.ingest([paths["energy-scouts-note.txt"]])
        catalogue.save_search("scouts", Search.parse("young energy scouts in firms country:PT"))
        catalogue.save_search("buses", Search.parse("night buses for workers country:SI"))
        catalogue.ingest([paths["energy-scouts-web-page.html"], paths["night-buses-form.docx"]])
    return root


@pytest.fixture
def root(early: Path, tmp_path: Path) -> Path:
    """A copy of it to write to."""
    shutil.copytree(early, tmp_path / "catalogue")
    return tmp_path / "catalogue"


@pytest.mark.model
def test_digest_tells_new_practices_and_none_twice(root: Path) -> None:
    told = tell_news(root, Settings())
    (file,) = told.files
    text = file.read_text(encoding="utf-8")
    assert told.count == 2
    assert file.parent == root / "reports"
    assert "## scouts\n\nSearch: `young energy scouts in firms country:PT`" in text
    assert text.count("**Energy scouts for small firms**, Norte (PT11), Portugal") == 1
    assert "**On-call minibuses that bring shift workers" in text
    assert tell_news(root, Settings()).files == ()


@pytest.mark.model
def test_run_killed_before_the_file_is_written_loses_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(digest_module, "write_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            tell_news(root, Settings())
    told = tell_news(root, Settings())
    assert told.count == 2
    assert len(told.files) == 1


@pytest.mark.model
def test_run_killed_before_the_news_are_noted_finds_them_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SavedSearches, "note", killed)
        with pytest.raises(KeyboardInterrupt):
            tell_news(root, Settings())
    assert tell_news(root, Settings()).count == 2


class _Inbox:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[_Inbox, MailSettings]]:
    inbox = _Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield (
        inbox,
        MailSettings(
            "127.0.0.1", port, "none", sender="catalogue@example.org", recipients="a@example.org,b@example.org"
        ),
    )
    controller.stop()


@pytest.mark.model
def test_digest_is_mailed_once(root: Path, server: tuple[_Inbox, MailSettings]) -> None:
    inbox, mail = server
    settings = replace(Settings(), mail=mail)
    tell_news(root, settings)
    tell_news(root, settings)
    (message,) = inbox.messages
    assert message["Subject"] == "2 new good practices: buses, scouts"
    assert message["To"] == "a@example.org, b@example.org"
    assert message["Message-ID"].startswith("<digest-1-")
    assert "Energy scouts for small firms" in message.get_content()


@pytest.mark.model
def test_mail_that_fails_is_sent_with_the_next_run(root: Path, server: tuple[_Inbox, MailSettings]) -> None:
    inbox, mail = server
    nobody_there = replace(Settings(), mail=replace(mail, port=1))
    told = tell_news(root, nobody_there)
    assert told.problem is not None
    assert "is kept and sent with the next run" in told.problem
    assert inbox.messages == []
    tell_news(root, replace(Settings(), mail=mail))
    assert len(inbox.messages) == 1


@pytest.mark.model
def test_night_ends_with_the_digest(early: Path, tmp_path: Path) -> None:
    from flows.night import run_night

    shutil.copytree(early, tmp_path / "catalogue")
    (tmp_path / "inbox").mkdir()
    night = run_night(tmp_path / "inbox", tmp_path / "catalogue", Settings())
    assert "## Saved searches" in night.text
    assert "2 new in your saved searches: " in night.text
    assert list((tmp_path / "catalogue" / "reports").glob("digest-*.md")) != []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"security": "ssl"}, "starttls, tls or none"),
        ({"port": 0}, "mail.port"),
        ({"host": "mail.example.org"}, "mail.sender"),
        ({"host": "mail.example.org", "sender": "a@example.org"}, "mail.recipients"),
    ],
)
def test_wrong_mail_settings_say_what_is_wrong(values: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        MailSettings(**values)


def test_password_is_not_shown() -> None:
    assert "secret" not in repr(MailSettings(password="secret"))
