"""A published page on paper: the code is printed, large enough, and says what it is to say."""

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
