"""What is looked for on a page, as scripts that the browser runs; each answers what it found."""

SMALLEST = 12
"""Pixels of the smallest text."""

OPEN_DETAILS = "for (const each of document.querySelectorAll('details')) each.open = true"

LINKS_OUT = """() => [...document.querySelectorAll("[href], [src], [action]")]
  .map((each) => each.href || each.src || each.action)
  .filter((address) => new URL(address, location).origin !== location.origin
    && !address.startsWith("data:"))"""

WIDE = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width && document.body.scrollWidth <= width) return [];
  const inside = (each) => each.closest(".scroll") && !each.matches(".scroll");
  const out = [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > width + 1 && !inside(each));
  return [`${innerWidth}px: ${root.scrollWidth - width}px too wide`,
    ...out.slice(-3).map((each) => each.outerHTML.slice(0, 120))];
}"""

TINY = """(smallest) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = new Set();
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), parent = walker.currentNode.parentElement;
    if (!text || !parent.checkVisibility() || parent.closest(".hidden")) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < smallest) found.add(`${text.slice(0, 20)} ${size}px`);
  }
  return [...found];
}"""

# Comes after a key was pressed, so that what is focused counts as focused by the keyboard.
FOCUS = """() => {
  const found = [], wanted = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  for (const each of document.querySelectorAll(wanted)) {
    if (each.disabled || each.type === "hidden" || each.tabIndex < 0) continue;
    if (!each.checkVisibility()) continue;
    each.focus();
    if (document.activeElement !== each) { found.push(["cannot be reached", each]); continue; }
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    const marked = each.matches(":focus-visible") && style.outlineStyle !== "none"
      && parseFloat(style.outlineWidth) >= 2;
    if (!marked) found.push(["has no outline", each]);
    const spots = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]];
    // Of what is higher than the window, the part that stands in it.
    const left = Math.max(box.left, 0), above = Math.max(box.top, 0);
    const width = Math.min(box.right, innerWidth) - left;
    const height = Math.min(box.bottom, innerHeight) - above;
    const seen = spots.some(([x, y]) => {
      const top = document.elementFromPoint(left + width * x, above + height * y);
      return top && (each.contains(top) || top.contains(each));
    });
    if (!seen) found.push(["is covered", each]);
  }
  return found.map(([why, each]) => `${why}: ${each.outerHTML.slice(0, 140)}`);
}"""

BELOW = """() => {
  const wanted = {
    totals: [...document.querySelectorAll("main .card .totals")].slice(0, 1),
    primary: document.querySelectorAll(".doing .primary"),
    disabled: document.querySelectorAll(".doing button:disabled"),
    reason: document.querySelectorAll(".doing .reasons li"),
  };
  const below = [];
  if (!wanted.totals.length) below.push("there are no totals");
  for (const [name, all] of Object.entries(wanted)) {
    for (const each of all) {
      const box = each.getBoundingClientRect();
      const out = box.top < 0 || box.bottom > innerHeight || box.right > innerWidth;
      if (each.checkVisibility() && out) below.push(`${name} ends at ${Math.round(box.bottom)}px`);
    }
  }
  return below;
}"""

# Every text in the letters of the other language: where it stands, whether it is said to be in
# another language than the page, and itself.
FOREIGN = r"""() => {
  const root = document.documentElement;
  const foreign = root.lang === "en" ? /[\u2e80-\u9fff\uf900-\ufaff\uff01-\uffef]/ : /[A-Za-z]{2,}/;
  const found = [["title", false, document.title]];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest("script, textarea, .hash")) continue;
    const where = parent.closest("option") ? "option" : "text";
    found.push([where, parent.closest("[lang]") !== root, walker.currentNode.textContent]);
  }
  const names = ["title", "aria-label", "placeholder", "alt"];
  for (const each of document.body.querySelectorAll(names.map((name) => `[${name}]`))) {
    for (const name of names) {
      found.push([name, each.closest("[lang]") !== root, each.getAttribute(name) || ""]);
    }
  }
  return found.filter(([_where, _marked, text]) => foreign.test(text));
}"""

AXE = """async (tags) => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
  });
  return found.violations.flatMap((each) => each.nodes.map((node) => `${each.id} ${node.target} `
    + `${node.html.slice(0, 160)} ${node.any.map((why) => why.message).join("; ")}`));
}"""

# At a window as small as zoom leaves it: texts that are cut off or stand upon each other, and main
# actions that cannot be brought into sight. What scrolls in its own box may be scrolled there.
ZOOMED = """() => {
  const found = [], lines = [], clips = new Map();
  const floats = (each) => each.closest(".dock, .jump, .menu > div");
  const clipOf = (each) => {
    if (!each || each === document.body) return null;
    if (clips.has(each)) return clips.get(each);
    const style = getComputedStyle(each), outer = clipOf(each.parentElement);
    let clip = outer;
    if (style.display !== "inline" && style.overflow !== "visible") {
      const { left, top, right, bottom } = each.getBoundingClientRect();
      const cuts = /hidden|clip/.test(style.overflow) ? each : outer?.cuts;
      clip = { cuts,
        left: Math.max(left, outer?.left ?? left), right: Math.min(right, outer?.right ?? right),
        top: Math.max(top, outer?.top ?? top), bottom: Math.min(bottom, outer?.bottom ?? bottom) };
    }
    clips.set(each, clip);
    return clip;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const { currentNode: node, currentNode: { parentElement: parent } } = walker;
    const text = node.textContent.trim().slice(0, 40);
    if (!text || !parent.checkVisibility() || floats(parent)) continue;
    if (parent.closest(".hidden, .skip, option, textarea, svg")) continue;
    range.selectNodeContents(node);
    const clip = clipOf(parent);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      if (right - left < 2) continue;
      const out = clip && (right > clip.right + 1 || left < clip.left - 1
        || bottom > clip.bottom + 3 || top < clip.top - 3);
      if (!out) lines.push({ left, right, top, bottom, text });
      else if (clip.cuts) found.push(`${text} is cut by ${clip.cuts.outerHTML.slice(0, 60)}`);
    }
  }
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((a, at) => {
    for (let next = at + 1; lines[next]?.top < a.bottom - 4; next += 1) {
      const b = lines[next];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3) {
        found.push(`${a.text} and ${b.text} stand upon each other`);
      }
    }
  });
  for (const each of document.querySelectorAll(".dock")) {
    const { height } = each.getBoundingClientRect();
    const share = getComputedStyle(each).position === "fixed" ? height / innerHeight : 0;
    if (share > 1 / 3) found.push(`the bar takes ${Math.round(share * 100)} % of the height`);
  }
  for (const each of document.querySelectorAll(".primary:not(:disabled)")) {
    if (!each.checkVisibility()) continue;
    each.focus();
    const { left, right, top, bottom } = each.getBoundingClientRect();
    const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!each.contains(seen)) found.push(`${each.innerText} is not brought into sight`);
  }
  return [...new Set(found)];
}"""
