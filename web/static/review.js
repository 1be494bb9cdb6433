// Only adds: the totals of a review, their picture and what still wants a reason follow what is
// typed, as the server computes them. Nothing is saved by it.
"use strict";
{
  const PAUSE = 400, PATIENCE = 8000;
  const form = document.getElementById("review-form");
  const said = document.getElementById("look-said");
  const places = { totals: document.getElementById("live-totals"), chart: document.getElementById("live-chart") };
  let timer, asking = false, looked = spellForm(form);

  const put = (place, html) => {
    if (!place || place.contains(document.activeElement)) return;
    const template = document.createElement("template");
    template.innerHTML = html;
    place.replaceChildren(template.content);
  };

  const show = (told) => {
    for (const [name, place] of Object.entries(places)) put(place, told[name]);
    for (const note of form.querySelectorAll("[data-unexplained]")) {
      if (!told.unexplained.includes(note.dataset.unexplained)) note.remove();
    }
    for (const row of told.unexplained) {
      const reason = document.getElementById(`reason-${row}`);
      if (!reason || reason.parentElement.querySelector(".error")) continue;
      const note = Object.assign(document.createElement("span"), { className: "error", textContent: form.dataset.wanted });
      note.dataset.unexplained = row;
      reason.after(note);
    }
    if (said.textContent !== told.said) said.textContent = told.said;
  };

  // One after the other: the last answer is that of the form as it stands.
  const look = async () => {
    const text = spellForm(form);
    if (asking || text === looked) return;
    asking = true;
    try {
      const answer = await fetch(form.dataset.look, {
        method: "POST", body: new FormData(form), cache: "no-store",
        signal: AbortSignal.timeout?.(PATIENCE),
      });
      if (answer.ok) show(await answer.json());
    } catch {
      // The page stays as it is.
    }
    looked = text;
    asking = false;
    if (spellForm(form) !== text) wait();
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  };
  form.addEventListener("input", wait);

  // Enter goes down the column, as in a spreadsheet; it finishes nothing by accident.
  const scores = [...form.querySelectorAll("input.score")];
  form.addEventListener("keydown", (event) => {
    const at = scores.indexOf(event.target);
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const shown = scores.filter((each) => each === event.target || each.checkVisibility?.() !== false);
    // Below the last score stands what is said of the whole.
    const next = shown[shown.indexOf(event.target) + step] ?? (step > 0 ? form.elements.comment : null);
    event.preventDefault();
    if (!next) return;
    next.focus();
    next.select();
  });

  // What the browser put back into the form has not been looked at.
  addEventListener("pageshow", () => {
    if ([...form.elements].every((field) => field.type === "hidden" || field.value === field.defaultValue)) return;
    looked = null;
    look();
  });
}
