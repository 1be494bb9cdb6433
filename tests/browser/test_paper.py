"""Pages on paper: an evaluation is the form of its scheme, a published one carries a code that is
large enough and says what it is to say.
"""

import contextlib
from urllib.parse import quote

import pytest
import segno

from tests.browser.site import Site

pytestmark = pytest.mark.browser

MILLIMETRE = 96 / 25.4
"""In the units of a style sheet."""
SMALLEST_SQUARE = 0.4
"""Millimetres: what a telephone reads from office paper without trouble."""
LOOK = """(picture, side) => {
  const canvas = document.createElement("canvas"), step = 6;
  canvas.width = canvas.height = side * step;
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0, side * step, side * step);
  const rows = [];
  for (let y = 0; y < side; y++) {
    const row = [];
    for (let x = 0; x < side; x++)
      row.push(pen.getImageData(x * step + step / 2, y * step + step / 2, 1, 1).data[0] < 128);
    rows.push(row);
  }
  return rows;
}"""
"""The dark squares of a picture as this browser paints it."""


def test_the_code_is_printed_and_carries_the_proof(site: Site) -> None:
    evaluation = site.evaluations["changsha"]
    with contextlib.closing(site.open("")) as context:
        page = context.new_page()
        page.goto(f"/published/{evaluation}")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": round(273 * MILLIMETRE), "height": 700})
        picture = page.locator(".qr img")
        assert picture.is_visible()
        head = page.locator("dd.hash").first.inner_text()
        proof = context.request.get(f"/published/{evaluation}/proof").text()
        address = f"{site.app.extensions['hengjian'].settings.public_url}/published/{evaluation}"
        carried = quote(f"{head}\n{proof}", safe="+/=:@")
        squares = [
            [bool(square) for square in row]
            for row in segno.make(f"{address}#{carried}", error="l", micro=False).matrix_iter(
                border=4
            )
        ]
        assert picture.evaluate(LOOK, len(squares)) == squares
        box = picture.bounding_box()
        assert box is not None
        assert box["width"] / len(squares) >= SMALLEST_SQUARE * MILLIMETRE
        assert page.locator(".lines li").count() == 3
        assert not page.get_by_text("下载证明").is_visible()


def test_an_evaluation_prints_as_the_form_of_its_scheme(site: Site) -> None:
    """Its head, the funds, the indicators, and where people sign; nothing of the screen."""
    with contextlib.closing(site.open("hubei.head")) as context:
        page = context.new_page()
        page.goto(f"/evaluations/{site.evaluations['hubei']}")
        assert not page.locator(".heading").is_visible()
        page.emulate_media(media="print")
        width = round(273 * MILLIMETRE)
        page.set_viewport_size({"width": width, "height": 700})
        tops = [
            box["y"]
            for place in (".heading", ".funds", "#indicators-title", "#narrative-title")
            if (box := page.locator(place).bounding_box())
        ]
        assert len(tops) == 4
        assert tops == sorted(tops)
        assert page.get_by_text("单位负责人（签章）").is_visible()
        for place in (".steps", ".doing", "#checks", ".trail", "#remarks", "table a.badge"):
            assert not page.locator(place).first.is_visible(), place
        assert page.evaluate("document.documentElement.scrollWidth") <= width
