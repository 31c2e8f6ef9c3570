// Shows at once what a change of the selection would lead to. Without it the form's button does the same.
const trial = document.getElementById("trial");
const shown = document.getElementById("effect");
let waiting = 0;
let last = null;

async function show() {
  const address = `${trial.action}?${new URLSearchParams(new FormData(trial))}`;
  last?.abort();
  last = new AbortController();
  shown.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: last.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.getElementById("effect");
    if (part) {
      shown.innerHTML = part.innerHTML;
      history.replaceState(null, "", address);
    }
    shown.setAttribute("aria-busy", "false");
  } catch (reason) {
    if (reason.name !== "AbortError") trial.submit();
  }
}

if (trial && shown) {
  trial.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 500);
  });
}
