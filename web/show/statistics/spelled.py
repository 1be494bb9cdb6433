"""How a figure looks on a page."""

from fractions import Fraction

from policies.numbers import round_half_up
from web.show.statistics.table import Figure, Form

WAN = 10_000


def spell_figure(figure: Figure, form: Form) -> str:
    """Return a figure as the page shows it."""
    value = figure.value
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if form is Form.MONEY:
        return f"{round_half_up(Fraction(value) / WAN, places=2):,}".replace("-", "−")
    if form is Form.COUNT:
        return f"{value:,}"
    if form is Form.SIGNED:
        return f"{value:+.2f}".replace("-", "−") if value else "0.00"
    return f"{value:.2f}{'%' if form is Form.PERCENT else ''}".replace("-", "−")
