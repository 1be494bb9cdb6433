// Only adds: what is typed is kept while nobody has saved it, on the server, and in this browser
// as long as the server cannot be reached. Before a form is sent, the server is asked whether it
// is there and who is signed in, so that nobody is led to an error page with his text.
"use strict";
{
  const PAUSE = 3000, AT_MOST = 20000, AGAIN = 15000, PATIENCE = 8000, WEEK = 7 * 24 * 3600 * 1000;
  const words = document.getElementById("draft-words").dataset;
  const person = document.body.dataset.person;
  const keepers = [];
  let signedOut = false;
  const ahead = performance.timeOrigin - Date.parse(words.at); // This clock before the server's.

  const ask = (address, options) =>
    fetch(address, { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE), ...options });

  // Returns what stands against sending a form: nothing, or the name of what is said then. The
  // token that forms bear is renewed: another sign-in may have begun since the page was opened.
  const findTrouble = async () => {
    if (!navigator.onLine) return "offline";
    let answer;
    try {
      answer = await ask(words.state);
    } catch {
      return "offline";
    }
    if (answer.status >= 500) return "offline";
    const state = await answer.json().catch(() => null);
    if (!state) return "";
    if (state.person !== person) return state.person ? "other" : signedOut ? "gone" : "expired";
    signedOut = false;
    for (const input of document.querySelectorAll("[name=csrf_token]")) input.value = state.csrf_token;
    return "";
  };

  // The fields as the page was made, whatever the browser put back into them since.
  const spellAsMade = (form) => {
    const copy = form.cloneNode(true);
    // What stands in it and belongs to another form does so in a document alone.
    for (const other of copy.querySelectorAll("[form]")) other.remove();
    copy.reset();
    return spellForm(copy);
  };

  // Whether a field holds something else than the page was made with.
  const isTouched = (field) => {
    if (field.options) return [...field.options].some((each) => each.selected !== each.defaultSelected);
    return field.value !== field.defaultValue;
  };

  class Keeper {
    constructor(form) {
      this.form = form;
      this.address = form.dataset.draft;
      this.key = `${person} ${this.address}`;
      this.note = form.querySelector(".kept");
      this.base = form.dataset.kept ?? "";
      this.stored = "typed" in form.dataset ? null : spellAsMade(form);
      form.addEventListener("input", () => {
        this.touched = true;
        this.follow();
      });
      form.addEventListener("submit", (event) => this.check(event));
    }

    get isStored() {
      const text = spellForm(this.form);
      return text === this.stored || (!this.owed && text === recallSent(this.form)?.text);
    }

    get copy() {
      try {
        return JSON.parse(localStorage.getItem(LOCAL + this.key));
      } catch {
        return null; // A browser that keeps nothing leaves it to the server.
      }
    }

    follow() {
      this.since ??= Date.now();
      clearTimeout(this.soon);
      this.soon = setTimeout(() => this.keepHere(), 300);
      this.wait(Math.max(0, Math.min(PAUSE, this.since + AT_MOST - Date.now())));
    }

    wait(time) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), time);
    }

    // In this browser. Says whether nothing is lost now.
    keepHere() {
      if (signedOut || this.isStored) return true;
      const fields = [...new FormData(this.form)].filter(
        ([name, given]) => name !== "csrf_token" && typeof given === "string",
      );
      const copy = { at: Date.now(), base: this.base, text: spellForm(this.form), fields };
      try {
        localStorage.setItem(LOCAL + this.key, JSON.stringify(copy));
      } catch {
        this.say("full");
        return false;
      }
      this.here = copy.text;
      return true;
    }

    post(fields, options) {
      const body = new FormData();
      for (const [name, text] of fields) body.append(name, text);
      body.set("csrf_token", this.form.elements.csrf_token.value);
      return ask(this.address, { method: "POST", body, ...options });
    }

    // On the server; what cannot get there stays here. One after the other.
    keep() {
      clearTimeout(this.timer);
      this.work = Promise.resolve(this.work).then(() => this.send());
      return this.work;
    }

    async send() {
      if (this.going || this.refused) return;
      if (this.isStored) {
        this.settle();
        return;
      }
      let trouble = await this.offer();
      if (trouble === "strange") trouble = (await findTrouble()) || (await this.offer());
      if (!trouble) {
        if (this.isStored) this.settle();
        return;
      }
      // What was refused would be refused again: it stays here.
      this.refused = trouble === "strange" || trouble === "refused";
      this.tell(this.refused ? "refused" : trouble);
      if (trouble === "offline") this.wait(AGAIN);
    }

    // Returns what went wrong; `strange` is whoever is not, or no longer, signed in here.
    async offer() {
      const text = spellForm(this.form);
      try {
        const answer = await this.post(new FormData(this.form));
        if (answer.ok) {
          const told = await answer.json();
          this.stored = text;
          this.base = told.saved_at;
          this.say("kept", told.clock);
          if (this.owed) this.showAgain();
          return "";
        }
        if (answer.status >= 500) return "offline";
        return [401, 403].includes(answer.status) ? "strange" : "refused";
      } catch {
        return "offline";
      }
    }

    settle() {
      this.since = undefined;
      clearTimeout(this.soon);
      // Not what was sent from here and nobody confirmed, nor what another tab keeps.
      const copy = this.copy;
      if (spellForm(this.form) !== this.stored || !copy) return;
      if ([this.stored, this.here].includes(copy.text)) forget(this.key);
    }

    tell(trouble) {
      this.trouble = trouble;
      if (this.keepHere()) this.say(trouble);
    }

    say(what, clock = "") {
      if (what === "kept") this.trouble = "";
      // Read out when it changes, and not with every minute.
      if (this.said !== what) {
        const link = Object.assign(document.createElement("a"), {
          href: words.signIn, target: "_blank", rel: "noopener", textContent: words.again,
        });
        const mayAgain = ["expired", "gone", "other"].includes(what);
        this.note.replaceChildren(words[what], ...(mayAgain ? [link] : []));
        this.note.classList.toggle("warn", what !== "kept");
        this.said = what;
      }
      this.clock?.remove();
      if (!clock) return;
      this.clock = Object.assign(document.createElement("time"), { className: "kept small", textContent: clock });
      this.note.after(this.clock);
    }

    async check(event) {
      if (this.going || !this.form.requestSubmit) return;
      event.preventDefault();
      if (this.checking) return;
      this.checking = true;
      const trouble = await findTrouble();
      await this.work;
      this.checking = false;
      if (trouble) {
        this.tell(trouble === "offline" ? "unsent" : trouble);
        return;
      }
      // It may still get lost on the way; the page that says it was saved throws it away.
      this.keepHere();
      this.going = true;
      setTimeout(() => this.come(), 10000);
      clearTimeout(this.timer);
      clearTimeout(this.soon);
      this.form.requestSubmit(event.submitter);
    }

    leave() {
      if (signedOut || this.isStored) return;
      this.keepHere();
      if (this.going) return;
      this.post(new FormData(this.form), { keepalive: true, signal: undefined }).catch(() => {});
    }

    come() {
      this.going = this.checking = this.refused = false;
      if (!this.isStored) this.follow();
    }

    // What this browser kept stands in the form at once, before anybody is waited for, and goes to
    // the server from there. What somebody typed since the page was shown stays as he typed it. Of
    // two copies the newer one counts.
    bring() {
      const copy = this.copy;
      if (!copy || "typed" in this.form.dataset) return;
      const newer = copy.base === this.base || copy.at - ahead > Date.parse(this.base || 0);
      if (copy.text === this.stored || !newer) {
        forget(this.key);
        return;
      }
      for (const [name, text] of copy.fields) this.put(name, text);
      this.here = copy.text;
      this.owed = true;
      this.keep();
    }

    put(name, text) {
      const field = this.form.elements[name];
      if (field && NEW_EACH_TIME.includes(name)) field.value = text;
      else if (field && isTouched(field)) this.touched = true;
      else if (field) {
        field.value = text;
        field.dispatchEvent(new Event("input"));
      } else if (text) {
        // Its place went meanwhile; the server says so when it is sent.
        this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: text }));
      }
    }

    // The page as the server shows what it keeps: beside what stands now. Nobody is interrupted for
    // it, and while it comes nothing can be typed that would go with this one.
    showAgain() {
      this.owed = false;
      if (this.touched || !this.isStored || this.form.contains(document.activeElement)) return;
      this.settle();
      this.form.inert = true;
      this.form.setAttribute("aria-busy", "true");
      location.replace(location.pathname + location.search);
    }
  }

  // What nobody came back for is not kept for ever.
  try {
    for (const key of Object.keys(localStorage)) {
      const old = () => !(JSON.parse(localStorage.getItem(key)).at > Date.now() - WEEK);
      if (key.startsWith(LOCAL) && old()) localStorage.removeItem(key);
    }
  } catch {
    // As above.
  }
  for (const form of document.querySelectorAll("form[data-draft]")) keepers.push(new Keeper(form));
  for (const keeper of keepers) keeper.bring();

  const recover = async () => {
    const waiting = keepers.filter((keeper) => keeper.trouble && keeper.trouble !== "refused");
    if (!waiting.length) return;
    const trouble = await findTrouble();
    for (const keeper of waiting) {
      if (trouble) keeper.tell(trouble);
      else if (keeper.isStored) keeper.say("kept");
      else keeper.keep();
    }
  };
  addEventListener("online", recover);
  addEventListener("focus", recover);
  addEventListener("offline", () => keepers.forEach((keeper) => keeper.isStored || keeper.tell("offline")));
  addEventListener("pageshow", () => keepers.forEach((keeper) => keeper.come()));
  addEventListener("pagehide", () => keepers.forEach((keeper) => keeper.leave()));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keepers.forEach((keeper) => keeper.isStored || keeper.keep());
    else recover();
  });

  // Whoever signs out takes his text to the server and leaves nothing in this browser, in no tab.
  addEventListener("storage", (event) => {
    if (event.key === SIGNED_OUT) signedOut = true;
  });
  document.addEventListener("submit", async (event) => {
    if (signedOut || !signsOut(event.target)) return;
    const open = keepers.filter((keeper) => !keeper.isStored);
    if (open.length) event.preventDefault();
    await Promise.all(open.map((keeper) => keeper.keep()));
    if (open.some((keeper) => keeper.trouble === "offline")) return;
    signedOut = true;
    if (open.length) event.target.requestSubmit();
  }, true);
}
