"""Office files are archives of XML: checks before any of it is unpacked or parsed."""

import io
import zipfile

from models import DocumentError, Reason

#: A file that unpacks to more than this, or to much more than its size, is an attack.
_MAX_UNPACKED_BYTES = 1_000_000_000
_MAX_RATIO = 400
_SMALL_BYTES = 20_000_000
_MAX_PARTS = 20_000
_HEAD_BYTES = 65_536
_PROPERTY_PARTS = frozenset({"docProps/core.xml", "docProps/app.xml", "meta.xml"})


def check_archive(data: bytes, name: str) -> None:
    """Refuse archives that unpack to an unreasonable size, and XML that declares entities.

    Raises:
        DocumentError: too_large or damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive.infolist(), len(data), name)
            for part in archive.infolist():
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        _check_entities(opened.read(_HEAD_BYTES), name)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise damaged(name, str(error)) from error


def _check_size(parts: list[zipfile.ZipInfo], size: int, name: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    if (
        unpacked > _MAX_UNPACKED_BYTES
        or (unpacked > _SMALL_BYTES and unpacked > _MAX_RATIO * size)
        or len(parts) > _MAX_PARTS
    ):
        raise DocumentError(
            Reason.TOO_LARGE,
            f"{name}: unpacks from {size:,} to {unpacked:,} bytes in {len(parts):,} parts, which no honest document "
            "does; save it again in an office program",
        )


def _check_entities(head: bytes, name: str) -> None:
    # Office programs never write entities; in a hostile file they expand without end.
    if b"<!ENTITY" in head or "<!ENTITY".encode("utf-16-le") in head or "<!ENTITY".encode("utf-16-be") in head:
        raise damaged(name, "its XML declares entities, which office programs do not write")


def properties(data: bytes) -> dict[str, str]:
    """Properties of an Office or OpenDocument file by their names in it, without name spaces."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in _PROPERTY_PARTS & set(archive.namelist()):
            try:
                root = etree.fromstring(archive.read(part), parser)
            except (etree.LxmlError, ValueError, zipfile.BadZipFile, OSError):
                continue  # the text does not need them
            for element in root.iter():
                if isinstance(element.tag, str):
                    for name, value in [(element.tag, element.text or ""), *element.attrib.items()]:
                        found.setdefault(str(name).rpartition("}")[2], str(value))
    return found


def damaged(name: str, why: str) -> DocumentError:
    """The error for an Office file that cannot be opened."""
    return DocumentError(
        Reason.DAMAGED, f"{name}: a damaged Office file ({why}); open and save it again in an office program"
    )


def property_title(value: str | None) -> str | None:
    """A title property, unless it is what a template or a program left there."""
    title = " ".join((value or "").split())
    is_placeholder = title.casefold() in _PLACEHOLDERS
    is_file_name = title.casefold().endswith(
        (".doc", ".docx", ".docm", ".dot", ".dotx", ".dotm", ".pdf", ".ppt", ".pptx", ".pptm", ".odt", ".ott")
    )
    return None if is_placeholder or is_file_name or title.startswith("Microsoft ") else title


_PLACEHOLDERS = frozenset(
    {"", "word document", "untitled", "document", "title", "powerpoint presentation", "presentation", "slide 1"}
)
