"""Sending e-mail, by the standard library."""

import smtplib
from email.message import EmailMessage
from email.utils import formatdate

from models import StoreError
from pipeline.settings import MailSettings

_TIMEOUT_S = 30.0


def send(settings: MailSettings, subject: str, text: str, key: str) -> None:
    """One message to all recipients; the same `key` gives the same Message-ID, so that a second copy is known as one.

    Raises:
        StoreError: the server cannot be reached or does not take the message.
    """
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = settings.sender
    message["To"] = settings.recipients
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{key}@{settings.sender.rpartition('@')[2].strip('>') or 'goodpractice'}>"
    message.set_content(text)
    kind = smtplib.SMTP_SSL if settings.security == "tls" else smtplib.SMTP
    try:
        with kind(settings.host, settings.port, timeout=_TIMEOUT_S) as server:
            if settings.security == "starttls":
                server.starttls()
            if settings.user:
                server.login(settings.user, settings.password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise StoreError(
            f"The digest could not be sent through {settings.host}:{settings.port}: {error}. "
            "It is kept and sent with the next run."
        ) from error
