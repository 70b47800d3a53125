"""The formats: one row each, told apart by their content."""

import io
import re
import zipfile
from pathlib import PurePath

from corpus.docx import read_docx
from corpus.encodings import decode
from corpus.html import read_html
from corpus.mail import is_message, read_mail
from corpus.markdown import read_markdown
from corpus.odp import read_odp
from corpus.odt import read_odt
from corpus.pdf import read_pdf
from corpus.plain import read_plain
from corpus.pptx import read_pptx
from corpus.reader import Reader
from corpus.sheets import delimiter_of, read_csv, read_ods, read_xlsx
from models import DocumentError, Reason

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
CSV = "text/csv"
MAIL = "message/rfc822"

READERS: dict[str, Reader] = {
    PDF: read_pdf,
    DOCX: read_docx,
    PPTX: read_pptx,
    ODT: read_odt,
    ODS: read_ods,
    ODP: read_odp,
    XLSX: read_xlsx,
    CSV: read_csv,
    MAIL: read_mail,
    HTML: read_html,
    MARKDOWN: read_markdown,
    PLAIN: read_plain,
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: White space and a byte order mark.
_RTF_LEAD = b" \t\r\n\xef\xbb\xbf"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_HEAD_BYTES = 4_096
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|main|article|section|div|table|meta"
    r"|title|link|script|style|nav|header|h[1-6]|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_PDF_TRACES = re.compile(rb"\d+ \d+ obj\b|startxref|trailer\s*<<|/Type\s*/(?:Catalog|XRef)")
_MARKDOWN_SIGNS = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"^```", re.MULTILINE),
    re.compile(r"\]\((?:https?:|/|#|\.)[^)\s]*\)"),
    re.compile(r"^\|?\s*:?-{3,}:?\s*\|", re.MULTILINE),
    re.compile(r"\*\*[^*\n]+\*\*"),
)
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mkd", ".mdown"})
_PLAIN_SUFFIXES = frozenset({".txt", ".text"})
_CSV_SUFFIXES = frozenset({".csv", ".tsv"})
_MIN_MARKDOWN_SIGNS = 2
#: The part of an Office file that tells its kind.
_MAIN_PARTS = {"word/document.xml": DOCX, "ppt/presentation.xml": PPTX, "xl/workbook.xml": XLSX}


def sniff(data: bytes, name: str) -> str:
    """Media type of the bytes. The name decides only between Markdown, CSV and plain text.

    Raises:
        DocumentError: a format that is not read, an encrypted Office file, or a damaged one.
    """
    short = PurePath(name).name
    head = data[:_HEAD_BYTES]
    if b"%PDF-" in head[:1_024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data, short)
    if data.startswith(_OLE) or head.lstrip(_RTF_LEAD).startswith(b"{\\rtf"):
        raise _office_error(data, short)
    if is_message(data):
        return MAIL
    claims_pdf = PurePath(name).suffix.lower() == ".pdf"
    if claims_pdf and (_PDF_TRACES.search(data) or data.lstrip()[:4] == b"%PDF"):
        raise DocumentError(
            Reason.DAMAGED, f"{short}: a PDF without its beginning, probably cut off; fetch the file again"
        )
    try:
        text = decode(data, short)
    except DocumentError as error:
        if claims_pdf:
            raise DocumentError(
                Reason.NOT_A_PDF, f"{short}: named .pdf, but its content is not a PDF; fetch the file again"
            ) from error
        raise
    if _HTML_START.match(text[:_HEAD_BYTES]) or re.search(r"<(?:html|body)\b", text[:_HEAD_BYTES], re.IGNORECASE):
        return HTML
    suffix = PurePath(name).suffix.lower()
    if suffix in _CSV_SUFFIXES and delimiter_of(text):
        return CSV
    return MARKDOWN if _is_markdown(text, suffix) else PLAIN


def _is_markdown(text: str, suffix: str) -> bool:
    if suffix in _MARKDOWN_SUFFIXES or suffix in _PLAIN_SUFFIXES:
        return suffix in _MARKDOWN_SUFFIXES
    return sum(bool(sign.search(text)) for sign in _MARKDOWN_SIGNS) >= _MIN_MARKDOWN_SIGNS


def _sniff_zip(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DocumentError(
            Reason.DAMAGED, f"{name}: a damaged Office file or archive ({error}); fetch the file again"
        ) from error
    for part, media_type in _MAIN_PARTS.items():
        if part in parts:
            return media_type
    if "content.xml" in parts:
        # The media type is the first part of an OpenDocument file, not compressed.
        for media_type in (ODT, ODS, ODP):
            if media_type.encode() in data[:_HEAD_BYTES]:
                return media_type
    kind = "OpenDocument drawings and formulas" if "content.xml" in parts else "archives"
    raise DocumentError(Reason.UNSUPPORTED, f"{name}: {kind} are not read; save it as PDF, Word or text and try again")


def _office_error(data: bytes, name: str) -> DocumentError:
    if _ENCRYPTED_PACKAGE in data:
        return DocumentError(
            Reason.ENCRYPTED, f"{name}: locked with a password; save a copy without the password and try again"
        )
    what = "an Office file of before 2007" if data.startswith(_OLE) else "a Rich Text file"
    return DocumentError(Reason.UNSUPPORTED, f"{name}: {what}; save it as .docx or PDF and try again")
