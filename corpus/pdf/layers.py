"""Whether a PDF file has layers that can be hidden; PDFium draws by them but does not tell of them."""

import re
import zlib

_LAYERS = b"/OCProperties"
_STREAM_OF_OBJECTS = re.compile(rb"/ObjStm\b.{0,400}?\bstream\r?\n", re.DOTALL)
#: Of each stream, unpacked.
_MAX_BYTES = 1_000_000
_MAX_STREAMS = 2_000


def may_have_layers(data: bytes) -> bool:
    """False only where no object of the file names them; what cannot be unpacked may."""
    if _LAYERS in data:
        return True
    for number, match in enumerate(_STREAM_OF_OBJECTS.finditer(data)):
        try:
            held = zlib.decompressobj().decompress(data[match.end() : match.end() + _MAX_BYTES], _MAX_BYTES)
        except zlib.error:
            return True
        if _LAYERS in held or len(held) == _MAX_BYTES or number == _MAX_STREAMS:
            return True
    return False
