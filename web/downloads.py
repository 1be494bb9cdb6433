"""Files made to be taken along: for one person, kept by no cache; or of what everybody may read."""

from io import BytesIO

from flask import Response, make_response, request, send_file

from policies.texts import strip_bidi_controls
from web.files import find_media_type

KEPT_FOR = 60
"""Seconds a cache may answer for a public page or file without asking again."""
LONGEST_NAME = 60
_NOT_IN_NAMES = dict.fromkeys(map(ord, '\\/:*?"<>|'), " ")


def name_file(*parts: str, ending: str) -> str:
    """Return the name of a file made of these parts, of which somebody may have typed some."""
    return f"{'-'.join(filter(None, map(_clean_part, parts)))}.{ending}"


def _clean_part(text: str) -> str:
    plain = strip_bidi_controls(text).translate(_NOT_IN_NAMES)
    return " ".join(plain.split())[:LONGEST_NAME].strip(" .")


def send_made(content: bytes, *, name: str, media_type: str | None = None) -> Response:
    """Return a file under its name, which may be Chinese (RFC 6266)."""
    response = _send(content, name=name, media_type=media_type)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def send_public(
    content: bytes,
    *,
    name: str | None = None,
    media_type: str | None = None,
    seconds: int = KEPT_FOR,
) -> Response:
    """Return a file that everybody may have and caches may keep; one without a name is shown."""
    return keep(_send(content, name=name, media_type=media_type), seconds=seconds)


def keep(response: Response, *, seconds: int = KEPT_FOR) -> Response:
    """Let caches keep a public answer, and answer an unchanged one with 304."""
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.add_etag()
    response.make_conditional(request)
    return response


def _send(content: bytes, *, name: str | None, media_type: str | None) -> Response:
    response = make_response(
        send_file(
            BytesIO(content),
            mimetype=media_type or find_media_type(name or ""),
            as_attachment=name is not None,
            download_name=name,
            conditional=False,
            etag=False,
        )
    )
    # The bytes are at hand: they can be hashed for an ETag.
    response.direct_passthrough = False
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
