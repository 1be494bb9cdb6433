"""Bodies of uploads, spelled as browsers spell them, and one that notices being read."""

import io
from collections.abc import Iterator


class Unread(io.BytesIO):
    """A body that notices being read."""

    touched = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.touched = True
        return super().read(size)

    def readinto(self, buffer: object, /) -> int:
        self.touched = True
        return super().readinto(buffer)  # type: ignore[arg-type]


def spell_multipart(
    fields: dict[str, str], name: str | None, content: bytes, *, second: str | None = None
) -> bytes:
    """A form with a file as a browser spells it."""

    def spell() -> Iterator[bytes]:
        for field, text in fields.items():
            yield f'Content-Disposition: form-data; name="{field}"\r\n\r\n{text}'.encode()
        for part in ("file", second):
            if name is not None and part is not None:
                quoted = name.replace("\\", "\\\\").replace('"', "%22")
                head = f'Content-Disposition: form-data; name="{part}"; filename="{quoted}"'
                yield head.encode() + b"\r\nContent-Type: text/html\r\n\r\n" + content

    parts = b"".join(b"--border\r\n" + part + b"\r\n" for part in spell())
    return parts + b"--border--\r\n"
