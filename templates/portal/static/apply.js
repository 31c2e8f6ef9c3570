// The call and its form: clocks, questions that depend on others, counters, and a draft that saves itself.
// Everything works without it.
"use strict";

(() => {
  const language = document.documentElement.lang || "en";

  function clocks(box) {
    const end = new Date(box.dataset.deadline).getTime();
    const began = new Date(box.dataset.now).getTime();
    const here = Date.now();
    const speed = Number(box.dataset.speed) || 1;
    const now = () => began + (Date.now() - here) * speed;
    const yours = box.querySelector("[data-yours]");
    const left = box.querySelector("[data-left]");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    const shown = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", hourCycle: "h23" });
    yours.lastElementChild.textContent = shown.format(end) + (zone ? ` (${zone.replaceAll("_", " ")})` : "");
    yours.hidden = false;
    const part = (number, unit) =>
      new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(number);
    function tick() {
      const seconds = Math.floor((end - now()) / 1000);
      left.hidden = seconds <= 0;
      if (seconds <= 0) {
        if (seconds > -3) window.setTimeout(() => window.location.reload(), 3000);
        return;
      }
      const days = Math.floor(seconds / 86400);
      const hours = Math.floor((seconds % 86400) / 3600);
      const minutes = Math.floor((seconds % 3600) / 60);
      const said =
        days > 1 ? [part(days, "day"), part(hours, "hour")]
        : days || hours ? [part(days * 24 + hours, "hour"), part(minutes, "minute")]
        : [part(minutes, "minute"), part(seconds % 60, "second")];
      left.lastElementChild.textContent = said.join(" ");
      window.setTimeout(tick, days || hours ? 20000 : 1000);
    }
    tick();
  }

  function depending(form) {
    const parts = form.querySelectorAll("[data-asked-if]");
    function look() {
      const given = new FormData(form);
      for (const one of parts) {
        const wanted = one.dataset.values.split(" ");
        one.hidden = !given.getAll(one.dataset.askedIf).some((value) => wanted.includes(value));
        for (const input of one.querySelectorAll("input, select, textarea")) input.disabled = one.hidden;
      }
    }
    form.addEventListener("change", look);
    look();
  }

  function counters(form, said) {
    const plural = new Intl.PluralRules(language);
    const number = new Intl.NumberFormat(language);
    for (const area of form.querySelectorAll("textarea[data-longest]")) {
      const most = Number(area.dataset.longest);
      const line = document.createElement("p");
      line.className = "count hint";
      area.after(line);
      const look = () => {
        const left = most - [...area.value.trim()].length;
        const words = area.value.trim().split(/\s+/).filter(Boolean).length;
        const kind = plural.select(Math.abs(left)) === "one" ? "One" : "Other";
        const text = said[(left < 0 ? "over" : "left") + kind].replace("{count}", number.format(Math.abs(left)));
        line.textContent = `${text} · ${said.words.replace("{count}", number.format(words))}`;
        line.classList.toggle("over-it", left < 0);
      };
      area.addEventListener("input", look);
      look();
    }
  }

  function saving(form, state) {
    const said = state.dataset;
    let waiting = 0;
    let busy = false;
    let again = false;
    let stopped = false;
    async function save() {
      if (stopped) return;
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      state.textContent = said.saving;
      const body = new FormData(form);
      for (const input of form.querySelectorAll("input[type=file]")) body.delete(input.name);
      body.set("do", "save");
      try {
        const plain = form.enctype === "multipart/form-data" ? body : new URLSearchParams(body);
        const answer = await fetch(form.action, { method: "POST", body: plain, headers: { Accept: "application/json" } });
        const told = await answer.json();
        if (told.saved) {
          form.elements.kept.value = told.kept;
          const time = new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(new Date());
          state.textContent = said.saved.replace("{time}", time);
        } else {
          stopped = told.why === "stale" || told.why === "gone";
          state.textContent = told.why === "stale" ? said.stale : said.unsaved;
        }
      } catch {
        state.textContent = said.unsaved;
      }
      busy = false;
      if (again) {
        again = false;
        save();
      }
    }
    form.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(save, 2000);
    });
    form.addEventListener("submit", () => {
      stopped = true;
      window.clearTimeout(waiting);
    });
  }

  document.querySelectorAll("[data-deadline]").forEach(clocks);
  const form = document.querySelector("form[data-form]");
  if (!form) return;
  const state = form.querySelector("[data-state]");
  const zone = form.querySelector("[data-zone]");
  if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  depending(form);
  counters(form, state.dataset);
  if ("saves" in form.dataset) saving(form, state);
  const summary = document.getElementById("problem");
  if (summary) summary.focus();
})();
