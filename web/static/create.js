// Only adds: the list holds what fits the task, and the title is proposed. The server judges.
"use strict";

const form = document.querySelector("form[action$='/evaluations/new']");
const predecessor = form?.elements.predecessor_id;
if (predecessor) {
  const { title, cycle_id: cycle, evaluated_unit: unit } = form.elements;
  let proposed = "";
  const find = (option) => option?.dataset;
  const narrow = () => {
    const wanted = find(cycle.selectedOptions[0]);
    for (const option of predecessor.options) {
      if (!option.value) continue;
      option.hidden = Boolean(unit?.value) && option.dataset.unit !== unit.value;
      option.disabled =
        option.hidden ||
        option.dataset.kind !== wanted.kind ||
        Number(option.dataset.year) >= Number(wanted.year);
      if (option.disabled && option.selected) predecessor.value = "";
    }
  };
  const propose = () => {
    const chosen = find(predecessor.selectedOptions[0]);
    if (!chosen?.title || (title.value && title.value !== proposed)) return;
    const { year } = find(cycle.selectedOptions[0]);
    proposed = chosen.title.replace(new RegExp(`(?<!\\d)${chosen.year}(?!\\d)`, "g"), year);
    title.value = proposed;
  };
  for (const each of [cycle, unit]) each?.addEventListener("change", narrow);
  for (const each of [cycle, predecessor]) each.addEventListener("change", propose);
  narrow();
}
