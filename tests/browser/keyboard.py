"""Somebody who works with the keyboard alone, and looks where it is."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST = 60
"""Presses of Tab within which everything of a page is reached."""

# Where the keyboard is: what it is called, and what is wrong with how that is shown.
PLACE = """() => {
  const each = document.activeElement, wrong = [];
  const name = (each.getAttribute("aria-label") || each.labels?.[0]?.innerText || each.innerText
    || each.name || "").trim();
  if (each === document.body) return { name: "", wrong };
  const style = getComputedStyle(each), width = parseFloat(style.outlineWidth);
  if (style.outlineStyle === "none" || width < 2) wrong.push("has no outline");
  const box = each.getClientRects()[0] ?? each.getBoundingClientRect();
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
  const x = middle(box.left, box.right, innerWidth), y = middle(box.top, box.bottom, innerHeight);
  const isTall = box.height > innerHeight / 2;
  if (box.left < -1 || box.right > innerWidth + 1 || box.top < -1 && !isTall
    || box.bottom > innerHeight + 1 && !isTall) wrong.push("is out of the window");
  const top = document.elementFromPoint(x, y);
  if (!each.contains(top)) wrong.push(`is covered by ${top?.outerHTML.slice(0, 80)}`);
  return { name, wrong: wrong.map((why) => `${each.outerHTML.slice(0, 120)} ${why}`) };
}"""


class Hands:
    """Two hands on the keyboard before one page. Wherever they come, the place must be seen."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    def look(self) -> str:
        """Return what the place is called; a place not shown, hidden or covered is an error."""
        place = self.page.evaluate(PLACE)
        assert not place["wrong"], (self.page.url, place["wrong"])
        return str(place["name"])

    def reach(self, name: str, *, key: str = "Tab") -> None:
        """Press a key until the control of this name has the keyboard."""
        passed = []
        for _ in range(MOST):
            self.page.keyboard.press(key)
            passed.append(self.look())
            if passed[-1].removesuffix("（必填）").strip() == name:
                return
        raise AssertionError(f"{key} never reaches {name!r} on {self.page.url}: {passed}")

    def write(self, name: str, text: str) -> None:
        """Go to a field and type into it what replaces its text."""
        self.reach(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def press(self, name: str, key: str = "Enter") -> None:
        """Go to what leads elsewhere, and follow it."""
        self.reach(name)
        self.follow(key)

    def follow(self, key: str = "Enter") -> None:
        """Press a key that leads elsewhere."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def skip(self, link: str = "跳到正文", *, to: str = "content") -> None:
        """Leave out what a page, or a long form, begins with."""
        self.press(link)
        assert self.page.evaluate("document.activeElement.id") == to

    def press_many(self, *keys: str) -> None:
        """Press keys that move or edit; where they lead is looked at."""
        for key in keys:
            self.page.keyboard.press(key)
        self.look()
