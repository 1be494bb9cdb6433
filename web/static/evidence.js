// Only adds: a document is sent to its row without leaving the page, so that nothing typed waits on
// it. Without it the same form is sent the ordinary way.
"use strict";
{
  const said = document.getElementById("evidence-said");
  const form = document.querySelector("form[data-look]");
  const read = (text) => new DOMParser().parseFromString(text, "text/html");

  // What the answer shows of the row takes the place of what stands; the version that the page is
  // filled in on moves with it: the document was taken in on just that version.
  const show = (page, place) => {
    const fresh = page.getElementById(place);
    if (!fresh) return false;
    document.getElementById(place).replaceWith(document.adoptNode(fresh));
    document.getElementById("evidence-forms").replaceWith(document.adoptNode(page.getElementById("evidence-forms")));
    form.elements.content_version.value = page.querySelector("form[data-look] [name=content_version]").value;
    const count = (within) => within.querySelector("#tabs .badge.plain");
    count(document).replaceWith(document.adoptNode(count(page)));
    fresh.open = true;
    fresh.querySelector("summary").focus();
    return true;
  };
  const note = (place, text, wrong) => {
    said.textContent = text;
    const beside = document.getElementById(place);
    beside.querySelector(".sent")?.remove();
    const told = Object.assign(document.createElement("p"), { className: wrong ? "sent error" : "sent soft small", textContent: text });
    beside.append(told);
  };

  const send = async (sending) => {
    const place = sending.dataset.evidence;
    note(place, said.dataset.sending);
    try {
      const answer = await fetch(sending.action, { method: "POST", body: new FormData(sending), cache: "no-store" });
      const page = read(await answer.text());
      if (answer.ok && show(page, place)) note(place, said.dataset.sent);
      else note(place, page.querySelector(".errors li, main .error, main p")?.textContent.trim() || said.dataset.unsent, true);
    } catch {
      note(place, said.dataset.unsent, true);
    }
  };
  // Before anything else hears of it: this form is sent from here.
  document.addEventListener("submit", (event) => {
    if (!event.target.dataset.evidence) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(event.target);
  }, true);
}
