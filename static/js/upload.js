// Enhancement only: shows the size of a file and sends it in small parts that survive a broken line.
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
const sized = (bytes) => new Intl.NumberFormat(document.documentElement.lang, {
  style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: 1,
}).format(bytes / (bytes < 1e6 ? 1e3 : 1e6));
const LONGEST_PAUSE = 30000;

class Refused extends Error {}

const send = async (url, fields, waiting) => {
  for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    const form = new FormData();
    Object.entries(fields).forEach(([name, value]) => form.append(name, value));
    let answer = null;
    try { answer = await fetch(url, { method: "POST", body: form }); } catch { answer = null; }
    if (answer && answer.ok) return answer.json();
    if (answer && answer.status < 500 && answer.status !== 429) {
      const said = await answer.json().catch(() => ({}));
      throw new Refused(said.error || "");
    }
    waiting();
    await pause(wait);
  }
};

const upload = async (form, file, told, bar) => {
  const csrf = form.elements.csrf.value;
  const broken = () => { told.textContent = form.dataset.broken; };
  const begun = await send(form.dataset.upload, {
    csrf, name: file.name, size: file.size, sign: String(file.lastModified),
  }, broken);
  const there = new Set(begun.received);
  const count = Math.ceil(file.size / begun.part);
  bar.hidden = false;
  for (let number = 0; number < count; number += 1) {
    if (!there.has(number)) {
      const part = file.slice(number * begun.part, (number + 1) * begun.part);
      await send(begun.to, { csrf, number, part }, broken);
    }
    bar.value = (number + 1) / count;
    told.textContent = `${form.dataset.wait} ${Math.round(bar.value * 100)} %`;
  }
};

document.querySelectorAll("form[data-upload]").forEach((form) => {
  const told = form.querySelector("[data-size]");
  const bar = form.querySelector("progress");
  const button = form.querySelector("button");
  form.elements.file.addEventListener("change", () => {
    const file = form.elements.file.files[0];
    told.textContent = file ? sized(file.size) : "";
  });
  form.addEventListener("submit", async (event) => {
    const file = form.elements.file.files[0];
    if (!file) return;
    event.preventDefault();
    button.disabled = true;
    try {
      await upload(form, file, told, bar);
      location.reload();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      told.textContent = error.message || form.dataset.failed;
      button.disabled = false;
    }
  });
});
