"""Messages between the caller and a reading process: their length, then a pickle."""

import datetime
import io
import os
import pickle
import select
import struct
import time
from enum import Enum
from typing import IO

import models

BYTES_PER_MIB = 1 << 20
LENGTH = struct.Struct(">Q")


class OnlyRecords(pickle.Unpickler):
    """Unpickles our own records only: the process that answers has read a hostile file."""

    def find_class(self, module: str, name: str) -> object:
        kind = getattr(models, name, None) if module.split(".")[0] == "models" and name in models.__all__ else None
        if isinstance(kind, type) and kind.__module__ == module:
            return kind
        if module == "datetime" and name in ("datetime", "timezone", "timedelta"):
            return getattr(datetime, name)
        if (module, name) == ("builtins", "getattr"):
            # So do Python 3.11.0 to 3.11.3 pickle a member of an enum.
            return _enum_member
        raise pickle.UnpicklingError(f"unexpected {module}.{name} in the answer of a reading process")


def _enum_member(kind: object, name: str) -> Enum:
    """`getattr` for members of enums and nothing else."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        member: Enum = kind[name]
        return member
    raise pickle.UnpicklingError(f"unexpected attribute {name!r} in the answer of a reading process")


def send(pipe: IO[bytes], message: object, max_bytes: int = BYTES_PER_MIB, otherwise: object = None) -> None:
    """One message; `otherwise` goes instead of one that is larger than `max_bytes`."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    if len(data) > max_bytes:
        data = pickle.dumps(otherwise, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes], deadline: float, max_bytes: int) -> object:
    """One message.

    Raises:
        TimeoutError: it is not complete at `deadline`, in seconds of the monotonic clock.
        EOFError: the other side is gone.
        OverflowError: it is larger than `max_bytes`.
    """
    (length,) = LENGTH.unpack(_exactly(pipe, LENGTH.size, deadline))
    if length > max_bytes:
        raise OverflowError(f"a message of {length:,} bytes, limit {max_bytes:,}")
    return OnlyRecords(io.BytesIO(_exactly(pipe, length, deadline))).load()


def _exactly(pipe: IO[bytes], count: int, deadline: float) -> bytes:
    parts = bytearray()
    descriptor = pipe.fileno()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    while len(parts) < count:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError
        chunk = os.read(descriptor, min(count - len(parts), 1 << 20))
        if not chunk:
            raise EOFError
        parts += chunk
    return bytes(parts)
