"use strict";
// The evaluation desk with the keyboard. Nothing here is needed: the form works without it.
// What is marked and written is kept in this window (sessionStorage) until it is handed in.

const KEYS_OFF = "evaluating-keys-off";
const form = document.getElementById("sheet");

function kept(path) {
  return "sheet:" + path;
}

function safely(action) {
  try {
    return action();
  } catch {
    return null; // storage may be forbidden; the page works without
  }
}

const taken = document.querySelector("[data-taken]");
if (taken) safely(() => sessionStorage.removeItem(kept(taken.dataset.taken)));

if (form) {
  const comment = document.getElementById("comment");
  const criteria = [...form.querySelectorAll("[data-weight]")];
  const highest = Number(form.dataset.highest);
  const path = location.pathname;

  const markOf = (one) => {
    const chosen = one.querySelector("input:checked, input[type=number]");
    return chosen && chosen.value !== "" ? Number(chosen.value) : null;
  };

  const showTotal = () => {
    const marks = criteria.map(markOf);
    const output = document.getElementById("total");
    output.value = marks.some((mark) => mark === null)
      ? "–"
      : (criteria.reduce((sum, one, at) => sum + marks[at] * Number(one.dataset.weight), 0) / 20 / highest).toFixed(2);
    output.closest(".total").hidden = false;
  };

  const showLeft = () => {
    const left = Number(comment.dataset.most) - [...comment.value].length;
    document.getElementById("left").textContent =
      left < 200 ? (left < 0 ? `${-left} characters too many` : `${left} characters left`) : "";
  };

  // --- what was typed stays in this window --------------------------------------------------------

  const typed = () => [...new FormData(form)].filter(([name]) => name !== "seen");
  const asOpened = JSON.stringify(typed());

  const keep = () =>
    safely(() => {
      const now = JSON.stringify(typed());
      if (now === asOpened) sessionStorage.removeItem(kept(path));
      else sessionStorage.setItem(kept(path), JSON.stringify({ seen: form.elements.seen.value, typed: typed() }));
    });

  const putBack = () => {
    const held = safely(() => JSON.parse(sessionStorage.getItem(kept(path))));
    if (!held || held.seen !== form.elements.seen.value) return;
    for (const [name, value] of held.typed) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    const note = document.createElement("p");
    note.className = "news";
    note.setAttribute("role", "status");
    note.textContent = "This was not handed in yet: it is put back as you left it.";
    form.prepend(note);
  };

  if (!document.querySelector("[role=alert]")) putBack();
  form.addEventListener("input", () => {
    keep();
    showTotal();
    showLeft();
  });
  showTotal();
  showLeft();

  // --- keys ------------------------------------------------------------------------------------------

  const panel = document.getElementById("keys");
  const wanted = document.getElementById("keys-on");
  panel.hidden = false;
  wanted.checked = safely(() => localStorage.getItem(KEYS_OFF)) === null;
  wanted.addEventListener("change", () =>
    safely(() => (wanted.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "yes"))),
  );

  const isWriting = (target) =>
    target.matches("textarea, select, input:not([type=radio], [type=checkbox])") || target.isContentEditable;

  const mark = (digit) => {
    const here = criteria.findIndex((one) => one.contains(document.activeElement));
    const unmarked = criteria.findIndex((one) => markOf(one) === null);
    const at = here >= 0 ? here : unmarked >= 0 ? unmarked : 0;
    const radio = criteria[at].querySelector(`input[type=radio][value="${digit}"]`);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    const next = criteria[at + 1];
    const field = next ? next.querySelector("input:checked") || next.querySelector("input") : comment;
    field.focus();
    (next || field).scrollIntoView({ block: "nearest" });
  };

  const go = (rel) => document.querySelector(`a[rel=${rel}]`)?.click();

  const showKeys = () => {
    panel.open = !panel.open;
    if (panel.open) panel.querySelector("summary").focus();
  };

  document.addEventListener("keydown", (event) => {
    if (!wanted.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (isWriting(event.target)) return;
    if (/^[0-9]$/.test(event.key)) mark(event.key);
    else if (event.key === "n") go("next");
    else if (event.key === "p") go("prev");
    else if (event.key === "s") form.requestSubmit(form.querySelector("button"));
    else if (event.key === "?") showKeys();
    else return;
    event.preventDefault();
  });

  const alert = document.querySelector(".errors");
  if (alert) alert.focus();
}
