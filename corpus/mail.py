"""Saved messages and web archives (.eml, .mht): the text part, read as what it is."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import PurePath

from corpus.html import read_html
from corpus.metadata import declared
from corpus.plain import read_plain
from corpus.settings import ReadSettings
from models import Document, DocumentError, Reason, Source

_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]?\S")
_KNOWN = re.compile(rb"^(?:from|to|subject|date|mime-version|message-id|received|return-path):", re.IGNORECASE)
_MIN_KNOWN = 2
_HEAD_LINES = 40


def is_message(data: bytes) -> bool:
    """True when the bytes begin with the header lines of a message, at least two of the usual ones."""
    lines = data[:16_384].lstrip(b"\xef\xbb\xbf").split(b"\n")[:_HEAD_LINES]
    known = 0
    for line in lines:
        if not line.strip():
            break
        if not _HEADER.match(line) and line[:1] not in (b" ", b"\t"):
            return False
        known += bool(_KNOWN.match(line))
    return known >= _MIN_KNOWN


def read_mail(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The body of the message; of two versions the web page, whose structure is marked. Attachments are left out.

    Raises:
        DocumentError: there is no text part.
    """
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(preferencelist=("html", "plain"))
    name = PurePath(source.uri).name
    if part is None:
        raise DocumentError(Reason.NO_TEXT, f"{name}: the message has no text; save what it carries as files")
    try:
        content = part.get_content()
    except (LookupError, ValueError, KeyError) as error:
        raise DocumentError(Reason.DAMAGED, f"{name}: a damaged message ({error}); save it again") from error
    body = str(content).replace("\r\n", "\n").encode("utf-8", errors="replace")
    reader = read_html if part.get_content_subtype() == "html" else read_plain
    document = reader(body, source, settings)
    subject = " ".join(str(message["subject"] or "").split())
    headers = {name: str(message[name]) for name in ("Organization", "From") if message[name]}
    sent = message["Date"]
    if sent is not None and sent.datetime is not None:
        headers["Date"] = sent.datetime.date().isoformat()
    return replace(document, title=subject or document.title, metadata=declared(headers))
