// One box above the ticks of a table ticks them all, and one in the bar below it, where a phone has no
// heading; the bar tells how many are ticked. Without it each is ticked by hand.
"use strict";
for (const form of document.querySelectorAll("form:has(input.tick)")) {
  const boxes = [...form.querySelectorAll("input.tick")];
  const bar = form.querySelector("[data-all]");
  const told = bar.querySelector("[data-ticked]");
  const make = () => {
    const all = document.createElement("input");
    all.type = "checkbox";
    all.className = "tick";
    return all;
  };
  const above = make();
  above.setAttribute("aria-label", bar.dataset.all);
  form.querySelector("thead th").prepend(above, " ");
  const label = document.createElement("label");
  label.className = "every";
  const below = make();
  label.append(below, bar.dataset.all);
  bar.prepend(label);
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    for (const all of [above, below]) {
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    if (told) told.textContent = told.dataset.ticked.replace("#", ticked);
  };
  for (const all of [above, below]) {
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
    });
  }
  form.addEventListener("change", tell);
  tell();
}
