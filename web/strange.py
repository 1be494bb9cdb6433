"""What of an address cannot be read, by its name."""

from flask import request
from werkzeug.exceptions import BadRequest


class StrangePart(BadRequest):
    """A part of the address that cannot be read: what it is called, and what was given for it."""

    def __init__(self, name: str) -> None:
        """Keep the name and what the address gives for it."""
        super().__init__()
        self.part = name
        self.given = request.args.get(name, "")
