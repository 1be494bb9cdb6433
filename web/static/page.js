// Only adds: every page works without it.
"use strict";

// What a page keeps in this browser begins with this.
const LOCAL = "hengjian ";

// What stands in a form as one text: the same for two sendings that hold the same. The fields that
// are new with every showing are left out.
const NEW_EACH_TIME = ["csrf_token", "form_token", "content_version"];
const spellForm = (form) =>
  JSON.stringify(
    [...new FormData(form)]
      .filter(([name]) => !NEW_EACH_TIME.includes(name))
      .map(([name, given]) => [
        name,
        given instanceof File
          ? `${given.name} ${given.size} ${given.lastModified}`
          : given.replace(/\r\n?/g, "\n"),
      ]),
  );

// Whoever goes back and sends the same again sends the same form, though the page is a new one:
// this tab remembers by the place in its history which form it was.
const nameForm = (form) => form.getAttribute("action") ?? "";
const place = window.navigation?.currentEntry?.key;
const nameSent = (form) => `${LOCAL}sent ${place} ${nameForm(form)}`;
const cameBack = place && performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const recallSent = (form) => {
  try {
    return cameBack ? JSON.parse(sessionStorage.getItem(nameSent(form))) : null;
  } catch {
    return null;
  }
};
const remember = (form) => {
  const [token, version] = ["form_token", "content_version"].map((name) => form.elements[name]);
  if (!token) return;
  const text = spellForm(form);
  const before = recallSent(form);
  if (before?.text === text) {
    token.value = before.token;
    if (version) version.value = before.version;
  }
  try {
    const sent = { text, token: token.value, version: version?.value };
    sessionStorage.setItem(nameSent(form), JSON.stringify(sent));
  } catch {
    // A browser that keeps nothing sends a new form.
  }
};

const SIGNED_OUT = `${LOCAL}signed out`;
const signsOut = (form) => nameForm(form).endsWith("/sign-out");
const forget = (wanted, storages = ["localStorage"]) => {
  try {
    for (const storage of storages.map((name) => window[name])) {
      for (const key of Object.keys(storage)) if (key.startsWith(LOCAL + wanted)) storage.removeItem(key);
    }
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
};
const forgetAll = () => {
  try {
    localStorage.setItem(SIGNED_OUT, "{}"); // Other tabs hear of it.
  } catch {
    // As above.
  }
  forget("", ["localStorage", "sessionStorage"]);
};
// What was typed is forgotten once the server has it: just what was sent, and nothing typed since.
const SENT = `${LOCAL}sent last`;
const noteSent = (form) => {
  try {
    sessionStorage.setItem(SENT, form.dataset.draft ? spellForm(form) : "");
  } catch {
    // As above.
  }
};
for (const note of document.querySelectorAll("[data-saved]")) {
  try {
    const key = `${document.body.dataset.person} ${note.dataset.saved}`;
    const sent = sessionStorage.getItem(SENT);
    const copy = JSON.parse(localStorage.getItem(LOCAL + key) ?? "null");
    if (!sent || copy?.text === sent) forget(key);
  } catch {
    // As above.
  }
}

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // Unless somebody stopped it: then the page still stands here.
  setTimeout(() => delete form.dataset.sent, 10000);
  if (signsOut(form)) forgetAll();
  else {
    remember(form);
    noteSent(form);
  }
});
// A page that comes back from the history may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// What went wrong is read out first.
document.querySelector(".errors")?.focus();

// A filter applies as soon as it is chosen. Who walks through a closed list with keys has not chosen
// before he leaves it: Enter and the button apply it then.
const walked = new WeakSet();
const noteKey = ({ key, altKey, target }) => {
  if (altKey || key === "Enter" || key === " ") walked.delete(target);
  else walked.add(target);
};
for (const select of document.querySelectorAll(".filters select")) {
  select.addEventListener("keydown", noteKey);
  select.addEventListener("pointerdown", () => walked.delete(select));
  select.addEventListener("change", () => walked.has(select) || select.form.requestSubmit?.());
}

// The menu behind one's name closes when one goes elsewhere, and at Escape.
const menu = document.querySelector(".menu");
for (const what of ["focusin", "pointerdown"]) {
  document.addEventListener(what, (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });
}
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// The head of a table that has room stays in sight; one that has none scrolls within its card.
for (const table of document.querySelectorAll(".main .scroll > table, .filling .scroll > table")) {
  const around = table.parentElement;
  const watch = new ResizeObserver(() => around.classList.toggle("fits", around.scrollWidth <= around.clientWidth));
  watch.observe(around);
  watch.observe(table);
}
