"""What every setting is read by, and how one that cannot be used is told."""

from collections.abc import Mapping


class SettingsProblem(ValueError):  # noqa: N818 -- it is told to an operator in one line
    """A setting that cannot be used; the message names it and says what would be right."""


def read_flag(environ: Mapping[str, str], name: str) -> bool:
    """Return a setting that is 0 or 1; 0 where it is not set."""
    value = environ.get(name, "0").strip()
    if value not in {"0", "1", ""}:
        message = f"{name} is {value!r}; it must be 0 or 1"
        raise SettingsProblem(message)
    return value == "1"


def read_number(environ: Mapping[str, str], name: str, *, default: int, largest: int) -> int:
    """Return a setting that is a whole number."""
    value = environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and int(value) <= largest):
        message = f"{name} is {value!r}; it must be a whole number from 0 to {largest}"
        raise SettingsProblem(message)
    return int(value)
