// Only adds: scores, checks and totals follow what is typed, as the server computes them. Nothing is
// saved by it, and where it fails the page stays as it is.
"use strict";
{
  const PAUSE = 600, PATIENCE = 8000;
  const form = document.querySelector("form[data-look]");
  const panel = document.getElementById("checks");
  const counted = document.getElementById("counted");
  const said = document.getElementById("look-said");
  const shown = new WeakMap();
  let timer, asking = false, told = null, looked = spellForm(form);

  const read = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };

  // Puts what the server made in place; not where somebody stands with the keyboard just now.
  const put = (place, html, take = (content) => content) => {
    if (!place || shown.get(place) === html || place.contains(document.activeElement)) return;
    place.replaceChildren(take(read(html)));
    shown.set(place, html);
  };
  const takeInside = (content) => {
    const inside = document.createDocumentFragment();
    inside.append(...content.firstElementChild.childNodes);
    return inside;
  };

  const show = () => {
    for (const row of told.rows) {
      put(document.getElementById(`computed-${row.id}`), row.cell);
      put(document.getElementById(`codes-${row.id}`), row.marks);
    }
    for (const line of told.lines) put(document.getElementById(`codes-${line.id}`), line.marks);
    for (const total of document.querySelectorAll("[data-total]")) {
      total.textContent = told.totals[total.dataset.total];
    }
    for (const note of document.querySelectorAll("[data-stored]")) note.hidden = true;
    put(panel, told.panel, takeInside);
    put(counted, told.counted);
    put(document.getElementById("tabs"), told.tabs, takeInside);
    // Read out when it changes, and not with every letter.
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
      if (answer.ok) {
        told = await answer.json();
        show();
      }
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

  // What was wrong with a field was said of what stood in it; of what stands now the panel speaks.
  const forgive = (field) => {
    if (!field.id || field.getAttribute("aria-invalid") !== "true") return;
    const own = `${field.id}-error`;
    field.removeAttribute("aria-invalid");
    const rest = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.startsWith(own));
    if (rest.length) field.setAttribute("aria-describedby", rest.join(" "));
    else field.removeAttribute("aria-describedby");
    for (const told of document.querySelectorAll(`.error[id^="${CSS.escape(own)}"]`)) told.remove();
    const box = document.querySelector(".errors");
    for (const link of box?.querySelectorAll("li > a") ?? []) {
      if (link.hash === `#${field.id}`) link.parentElement.remove();
    }
    if (box && !box.querySelector("li")) box.remove();
  };
  form.addEventListener("input", (event) => {
    forgive(event.target);
    wait();
  });
  for (const place of [panel, counted, document.getElementById("tabs")]) {
    place.addEventListener("focusout", () => setTimeout(() => told && show()));
  }
  // What a field asks for is told where the eye is, and the page stays where it was.
  for (const sign of document.querySelectorAll("a.ask")) {
    sign.addEventListener("click", (event) => {
      const told = document.getElementById(sign.hash.slice(1));
      event.preventDefault();
      for (const each of document.querySelectorAll(".help details")) each.open = each.contains(told);
      told.scrollIntoView({ block: "nearest" });
      told.focus({ preventScroll: true });
    });
  }
  // What was typed before and is shown again has not been looked at, nor what the browser put back.
  const isTouched = (field) => field.defaultValue !== undefined && field.value !== field.defaultValue;
  addEventListener("pageshow", () => {
    const typed = "typed" in form.dataset || "kept" in form.dataset;
    if (typed || [...form.elements].some((field) => field.type !== "hidden" && isTouched(field))) {
      looked = null;
      look();
    }
  });
}
