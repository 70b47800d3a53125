"""One request to an OpenAI-compatible endpoint, under limits of time and size."""

import json
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from models import ModelError
from pipeline.proposals.prompt import Message
from pipeline.settings import LOOPBACK, ProposeSettings

#: Room for each token of the answer and for what surrounds it, in bytes.
_BYTES_PER_TOKEN, _ENVELOPE_BYTES = 32, 65_536


def ask(messages: Sequence[Message], settings: ProposeSettings) -> str:
    """What the model answers.

    Raises:
        ModelError: no connection, an error status, too slow, too long, or no answer of the known form.
    """
    try:
        import httpx
    except ImportError as error:
        raise ModelError("propose.url needs httpx. Install it with: pip install 'goodpractice[propose]'") from error
    request = {
        "model": settings.model,
        "messages": list(messages),
        "max_tokens": settings.max_tokens,
        "temperature": 0,
    }
    headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
    try:
        # A proxy of the environment is never asked for an endpoint on this machine.
        is_local = urlsplit(settings.url).hostname in LOOPBACK
        with (
            httpx.Client(timeout=settings.timeout_s, trust_env=not is_local, follow_redirects=False) as client,
            client.stream("POST", _address(settings.url), json=request, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise ModelError(f"The language model at {settings.url} answered with status {response.status_code}.")
            body = _read(response.iter_bytes(), settings)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ModelError(f"The language model at {settings.url} cannot be asked: {type(error).__name__}.") from error
    return _content(body, settings)


def _address(url: str) -> str:
    return url.rstrip("/") + "/chat/completions"


def _read(chunks: Any, settings: ProposeSettings) -> bytes:  # noqa: ANN401 - an iterator of httpx
    """The body, while time and size allow: each single read has a limit of time, and so has the whole."""
    deadline = time.monotonic() + settings.timeout_s
    most = settings.max_tokens * _BYTES_PER_TOKEN + _ENVELOPE_BYTES
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise ModelError(f"The language model at {settings.url} answered with more than {most} bytes.")
        if time.monotonic() > deadline:
            raise ModelError(f"The language model at {settings.url} took longer than {settings.timeout_s} seconds.")
    return bytes(body)


def _content(body: bytes, settings: ProposeSettings) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        content = None
    if not isinstance(content, str):
        raise ModelError(f"The language model at {settings.url} answered in an unknown form.")
    return content
