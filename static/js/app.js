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
