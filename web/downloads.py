"""Files made for one person: always a download, never kept by a cache."""

from io import BytesIO

from flask import Response, send_file

from web.files import find_media_type


def send_made(content: bytes, *, name: str) -> Response:
    """Return a file under its name, which may be Chinese (RFC 6266)."""
    response = send_file(
        BytesIO(content), mimetype=find_media_type(name), as_attachment=True, download_name=name
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
