// Enhancement only: every page works without this file. No storage, no third parties.
const root = document.documentElement;
const say = (text) => {
  const region = document.getElementById("live");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 60);
};

// 1. the device's zone differs from the one the page uses: offer it, never switch silently
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const offer = document.querySelector("[data-zone-offer]");
if (offer && zone && zone !== root.dataset.zone && zone !== "UTC" && zone.includes("/")) {
  offer.querySelector("[data-zone-name]").textContent = zone.split("/").pop().replace(/_/g, " ");
  offer.querySelector("input[name=zone]").value = zone;
  offer.hidden = false;
}

// 2. clocks tick in their own zones
const clocks = document.querySelectorAll("[data-clock]");
const tick = () => clocks.forEach((clock) => {
  clock.textContent = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: clock.dataset.clock,
  }).format(new Date());
});
if (clocks.length) setInterval(tick, 20000);

// 3. filters apply as they are ticked; their button stays for everybody else
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && form.requestSubmit && !event.target.matches("input[type=search]")) form.requestSubmit();
});

// whoever changes hours means them; whoever then chooses otherwise means that
document.addEventListener("input", (event) => {
  const part = event.target.closest("[data-picks]");
  const hours = event.target.type === "radio" && event.target.closest("[data-set]");
  if (part) document.getElementById(part.dataset.picks).checked = true;
  else if (hours && !event.target.id.endsWith("-part")) {
    hours.querySelectorAll("input[type=text]").forEach((one) => { one.value = one.defaultValue; });
  }
});

// 4. quick exit: blank first, then the form does the rest; three times Escape does the same
const exit = document.querySelector("[data-exit]");
let escapes = [];
const leave = () => { document.body.hidden = true; exit.form.submit(); };
if (exit) {
  exit.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    escapes = [...escapes.filter((at) => event.timeStamp - at < 1500), event.timeStamp];
    if (escapes.length >= 3) leave();
  });
}

// 5. what was wrong with a form, or what just happened, is where the reader starts
const first = document.querySelector("[data-focus]");
if (first) first.focus();
const news = document.querySelector("[data-announce]");
if (news) say(news.textContent.trim());

// 6. a page kept by the back button is asked for again: it may belong to somebody who has left
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// 7. drafts are saved on a small request of their own; typing never waits for it
const draft = document.querySelector("form[data-autosave]");
if (draft) {
  const told = draft.querySelector("[data-saved]");
  const version = draft.elements.version;
  let timer = 0, saving = false, wanting = false;
  const store = async () => {
    if (saving) { wanting = true; return; }
    saving = true; wanting = false;
    const fields = new FormData(draft);
    fields.delete("then");
    try {
      const answer = await fetch(draft.dataset.autosave, { method: "POST", body: fields });
      const found = await answer.json();
      if (found.version) version.value = found.version;
      told.textContent = found.told;
    } catch { /* the line is away: the next words try again, and the button is there */ }
    saving = false;
    if (wanting) later();
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(store, 3000); };
  draft.addEventListener("input", later);
  draft.addEventListener("submit", () => clearTimeout(timer));
}
