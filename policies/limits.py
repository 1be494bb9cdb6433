"""How much of each thing is taken. Texts count code points and, against padding, bytes."""

MAX_CODE = 40
MAX_LOGIN = 64
MAX_TITLE = 200
MAX_NAME = 200
MAX_CELL = 300
MAX_TEXT = 20_000
MAX_ROWS = 200
MAX_FINDINGS = 60
MAX_MEASURES = 60
MAX_POINTS = 50
"""Points of one return."""
MAX_UNSETTLED = 200
"""Points of one evaluation that are not settled; a return names them all in one event."""
MAX_BODY_BYTES = 64 * 1024
MAX_SCHEME_BYTES = 128 * 1024
