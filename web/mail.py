"""Handing in mails at the server that an operator named."""

import smtplib
import ssl
from email.message import EmailMessage

from web.channels import MailServer, Security

PATIENCE = 20.0
"""Seconds without an answer after which the server is given up."""


class Unsent(Exception):  # noqa: N818 -- it is an answer, not an error of the program
    """Something could not be sent; the message says why without naming anybody. `is_unreachable`
    says that nothing else will be sent there now either.
    """

    def __init__(self, problem: str, *, is_unreachable: bool) -> None:
        super().__init__(problem)
        self.is_unreachable = is_unreachable


def send_mail(server: MailServer, message: EmailMessage) -> None:
    """Hand in one mail. Raises Unsent."""
    try:
        with _connect(server) as connection:
            if server.security is Security.STARTTLS:
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise Unsent(f"recipient refused: {code}", is_unreachable=False) from None
    except smtplib.SMTPResponseException as error:
        raise Unsent(f"{type(error).__name__}: {error.smtp_code}", is_unreachable=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise Unsent(type(error).__name__, is_unreachable=True) from None


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.security is Security.TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
