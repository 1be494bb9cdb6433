"""Posting what happened to the address that an operator named, signed.

`Hengjian-Signature: t=<seconds>,v1=<hex>` is the HMAC-SHA256 of `<seconds>.<body>` under the shared
secret; `Idempotency-Key` is that of the batch, the same whenever it is posted again.
"""

import hashlib
import hmac
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from urllib.request import HTTPErrorProcessor, Request, build_opener
from uuid import UUID

from web.channels import Webhook
from web.mail import Unsent

PATIENCE = 10.0
"""Seconds without an answer after which the receiver is given up."""


class _AsItIs(HTTPErrorProcessor):
    """Hands over every answer; a redirect is no answer that takes something."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:  # noqa: ARG002 -- the signature is the library's
        """Return the answer."""
        return response

    https_response = http_response


_OPENER = build_opener(_AsItIs)


def sign(body: bytes, *, secret: str, at: datetime) -> str:
    """Return the signature of a body at a moment, as it stands in the header."""
    seconds = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def post(webhook: Webhook, body: bytes, *, batch: UUID, at: datetime) -> None:
    """Post one body. Raises Unsent unless the receiver answers with 2xx."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Hengjian-Signature": sign(body, secret=webhook.secret, at=at),
        "Idempotency-Key": str(batch),
        "User-Agent": "hengjian notify",
    }
    request = Request(webhook.url, data=body, headers=headers, method="POST")  # noqa: S310 -- the setting was looked at
    try:
        with _OPENER.open(request, timeout=PATIENCE) as response:
            status = response.status
    except (OSError, HTTPException, ValueError) as error:
        raise Unsent(type(error).__name__, is_unreachable=True) from None
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise Unsent(f"HTTP {status}", is_unreachable=True)
