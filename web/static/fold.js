// On a phone the parts of an evaluation that nobody needs for a decision begin folded, each under its
// heading; a link into one opens it. Without it all stand open, as on a larger screen.
"use strict";
if (window.matchMedia("(max-width: 40rem)").matches) {
  const unfold = (card, wanted) => {
    card.classList.toggle("folded", !wanted);
    card.querySelector(".unfold").setAttribute("aria-expanded", String(wanted));
  };
  const openAt = (hash) => {
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    const card = target?.closest("[data-fold]");
    if (card) unfold(card, true);
    return card ? target : null;
  };
  for (const card of document.querySelectorAll("[data-fold]")) {
    const title = card.querySelector("header h2");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "unfold";
    button.append(...title.childNodes);
    title.append(button);
    button.addEventListener("click", () => unfold(card, card.classList.contains("folded")));
    unfold(card, [...card.querySelectorAll("textarea")].some((area) => area.value));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link) openAt(link.getAttribute("href"));
  });
  window.addEventListener("hashchange", () => openAt(location.hash)?.scrollIntoView());
  openAt(location.hash)?.scrollIntoView();
}
