// Only adds: totals follow what is typed. The server computes and judges for itself.
"use strict";

// Exact hundredths, never binary fractions; the grammar is that of the server.
const read = (text) => {
  const folded = text.replace(/[０-９．]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).trim();
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(folded);
  return match ? Number(match[1]) * 100 + Number((match[2] || "").padEnd(2, "0")) : null;
};
const write = (hundredths) =>
  `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;

for (const total of document.querySelectorAll("[data-sum-of]")) {
  const inputs = [...document.querySelectorAll(`input[name^="${total.dataset.sumOf}"]:not([data-outside])`)];
  const show = () => {
    const values = inputs.map((input) => read(input.value));
    const sum = values.includes(null) ? "—" : write(values.reduce((sum, value) => sum + value, 0));
    total.textContent = sum;
    // Beside a total that is agreed on stands what it should be, unless it is.
    if (total.dataset.expected) total.nextElementSibling.hidden = sum === total.dataset.expected;
    for (const input of inputs) {
      if (input.dataset.own === undefined) continue;
      input.classList.toggle("differs", read(input.value) !== read(input.dataset.own));
    }
  };
  for (const input of inputs) input.addEventListener("input", show);
  show();
}

// Ctrl+S keeps what stands in the form, wherever one writes.
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
  const button = document.querySelector(".dock :is([value=save], [value=rescore])");
  if (!button) return;
  event.preventDefault();
  button.form.requestSubmit(button);
});
