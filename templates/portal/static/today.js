"use strict";
/* Today, kept true while it is open: what goes on is told by the clock, the page is fetched anew every two
   minutes and when one comes back to it, and a worker keeps a copy for when there is no network. Without this
   script the page is the same, as of when it was loaded. */
(() => {
  const body = document.body;
  const ADDRESS = location.pathname;
  const EVERY = 120_000;
  const apart = Number(body.dataset.now) - Number(body.dataset.served);
  let fetchedAt = Date.now();

  /* Seconds of the delegation's own clock; in a rehearsal it is another than ours. */
  const now = () => Date.now() / 1000 + apart;

  /* What is over leaves the top of the page. */
  function putAway(stop) {
    const earlier = document.querySelector(".earlier");
    earlier.hidden = false;
    earlier.querySelector("ol").append(stop);
  }

  function tellPhases() {
    const stops = [...document.querySelectorAll(".stop[data-starts]")];
    const ahead = stops.map((one) => Number(one.dataset.starts)).filter((starts) => starts > now());
    const following = Math.min(...ahead);
    for (const stop of stops) {
      const starts = Number(stop.dataset.starts);
      const phase = Number(stop.dataset.ends) <= now() ? "over"
        : starts <= now() ? "now" : starts === following ? "next" : "later";
      if (stop.classList.contains(phase)) continue;
      stop.classList.remove("over", "now", "next", "later");
      stop.classList.add(phase);
      const details = stop.querySelector("details");
      if (details) details.open = phase === "now" || phase === "next";
      if (details && phase === "over") putAway(stop);
    }
  }

  /* Puts in what came, unless somebody is in the middle of something; what they opened stays open. */
  function show(fresh) {
    const here = document.querySelector("main");
    if (here.contains(document.activeElement) && document.activeElement !== here) return;
    const open = new Set([...here.querySelectorAll("details[open]")].map((one) => one.id));
    const top = window.scrollY;
    here.replaceChildren(...document.adoptNode(fresh.querySelector("main")).childNodes);
    for (const one of here.querySelectorAll("details")) if (open.has(one.id)) one.open = true;
    window.scrollTo(0, top);
    tellCopy();
  }

  async function refresh() {
    let answer;
    try {
      answer = await fetch(ADDRESS, { cache: "no-store" });
    } catch {
      body.dataset.copy = "yes";
      return;
    }
    if (answer.status === 404 || answer.status === 410) return location.reload();
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    body.dataset.copy = fresh.body.dataset.copy || "no";
    if (body.dataset.copy === "no") {
      fetchedAt = Date.now();
      show(fresh);
    }
    tellPhases();
  }

  async function tellCopy() {
    const kept = document.getElementById("kept");
    const worker = await navigator.serviceWorker?.getRegistration(ADDRESS);
    if (!kept || !worker) return;
    await navigator.serviceWorker.ready; // only then is the copy in place
    kept.hidden = false;
    document.getElementById("forget").addEventListener("click", async () => {
      await caches.delete(`legation ${worker.scope}`);
      await worker.unregister();
      kept.hidden = true;
    });
  }

  const isOld = () => Date.now() - fetchedAt > EVERY / 2;
  setInterval(tellPhases, 20_000);
  setInterval(() => document.visibilityState === "visible" && refresh(), EVERY);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && isOld() && refresh());
  addEventListener("online", refresh);
  addEventListener("offline", () => { body.dataset.copy = "yes"; });
  tellPhases();
  navigator.serviceWorker?.register("worker.js", { scope: "./" }).then(tellCopy, () => {});
})();
