"""What of an evaluation reaches the checks."""

import pytest

from policies.scheme import load_bundled_schemes
from workflow.content import Content
from workflow.sheet import lay_sheet


def lay(year: int | None) -> Content:
    return Content(
        scheme=load_bundled_schemes()[0],
        rows=(),
        lines=(),
        sections={},
        findings=(),
        recommendations=(),
        claim_reason=None,
        attachments=(),
        reported_total=None,
        reported_grade=None,
        fiscal_year=year,
    )


@pytest.mark.parametrize("year", [2020, None])
def test_the_fiscal_year_reaches_the_checks(year: int | None) -> None:
    assert lay_sheet(lay(year)).year == year
