// One box above the ticks of a table ticks them all. Without it each is ticked by hand.
"use strict";
for (const form of document.querySelectorAll("form:has(input.tick)")) {
  const boxes = [...form.querySelectorAll("input.tick")];
  const heading = form.querySelector("thead th");
  const all = document.createElement("input");
  all.type = "checkbox";
  all.className = "tick";
  all.setAttribute("aria-label", form.querySelector("[data-all]").dataset.all);
  heading.prepend(all, " ");
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  form.addEventListener("change", tell);
  tell();
}
