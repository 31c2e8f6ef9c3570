"use strict";
/* Going back to a form that was refused, or to a step before the last. Such a page answers a POST, and browsers
   would rather show an error of their own than post again. So its entry in the history leads to the page of the
   form by GET, and what stood here stays in this tab (sessionStorage) to be put in there: for half an hour, until
   the form is taken or somebody signs in or out. No password and no file is kept. Without this script the
   browser asks whether to send the form again. */
(() => {
  const KEPT = "posted";
  const SENT = "posted-sent";
  const LONGEST = 30 * 60_000;
  const MOST = 8;
  const main = document.querySelector("main");

  const all = () =>
    JSON.parse(sessionStorage.getItem(KEPT) || "[]").filter((one) => Date.now() - one.at < LONGEST);
  const keepAll = (pages) =>
    pages.length ? sessionStorage.setItem(KEPT, JSON.stringify(pages.slice(-MOST))) : sessionStorage.removeItem(KEPT);
  const forms = (within) => [...within.querySelectorAll("form[method=post]")];
  const absolute = (address) => new URL(address, location.href).href;
  const action = (form) => absolute(form.getAttribute("action") || "");

  const isSecret = (one) => one.type === "password" || one.type === "file";
  const controls = () => [...main.querySelectorAll("input, select, textarea")];
  const typedIn = (one) =>
    isSecret(one) ? null
    : one.type === "checkbox" || one.type === "radio" ? one.checked
    : one.multiple ? [...one.options].map((option) => option.selected)
    : one.value;

  function put(one, typed) {
    if (typed === null || isSecret(one)) return;
    if (typeof typed === "boolean") one.checked = typed;
    else if (Array.isArray(typed)) typed.forEach((is, at) => { if (one.options[at]) one.options[at].selected = is; });
    else one.value = typed;
  }

  /* What stands here now is kept, and again when one leaves. */
  function follow(page) {
    const asked = controls();
    const keep = () => {
      page.typed = asked.map(typedIn);
      keepAll([...all().filter((one) => one.id !== page.id), page]);
    };
    keep();
    addEventListener("pagehide", () => {
      try {
        if (all().some((one) => one.id === page.id)) keep();
      } catch {}
    });
  }

  /* The page gets the address of its form, under which relative ones would lead elsewhere. */
  function fixAddresses() {
    for (const one of forms(main)) one.setAttribute("action", action(one));
    for (const one of main.querySelectorAll("a[href]:not([href^='#']), [src]")) {
      const name = one.hasAttribute("href") ? "href" : "src";
      one.setAttribute(name, absolute(one.getAttribute(name)));
    }
  }

  function keepThisPage() {
    const form = document.referrer && new URL(document.referrer);
    if (!form || form.origin !== location.origin || !forms(main).length) return;
    fixAddresses();
    const id = crypto.getRandomValues(new Uint32Array(2)).join("-");
    follow({ id, at: Date.now(), path: form.pathname, title: document.title, html: main.innerHTML });
    history.replaceState({ posted: id }, "", form);
  }

  /* Only where the form is still there: who may not see it any more is shown nothing of it. */
  function putBack(page) {
    const there = document.createElement("template");
    there.innerHTML = page.html;
    const offered = forms(main).map(action);
    if (!forms(there.content).some((one) => offered.includes(action(one)))) return;
    main.replaceChildren(there.content);
    document.title = page.title;
    controls().forEach((one, at) => put(one, page.typed[at] ?? null));
    follow(page);
  }

  /* A link to the address of the form itself asks for a fresh one; browsers keep the state of the entry then. */
  const isComingBack = () => performance.getEntriesByType("navigation")[0]?.type !== "navigate";

  function forget(page) {
    keepAll(all().filter((one) => one.id !== page.id));
    history.replaceState(null, "");
  }

  function begin() {
    const isPosted = "posted" in document.documentElement.dataset;
    const sent = sessionStorage.getItem(SENT);
    const mine = all().find((one) => one.id === history.state?.posted);
    sessionStorage.removeItem(SENT);
    if (location.pathname.includes("/sign-in")) sessionStorage.removeItem(KEPT);
    else if (isPosted) keepThisPage();
    else if (mine && isComingBack()) putBack(mine);
    else if (mine) forget(mine);
    else if (sent) keepAll(all().filter((one) => one.path !== sent));
    addEventListener("submit", ({ target, submitter }) => {
      if (action(target).endsWith("/sign-out")) sessionStorage.removeItem(KEPT);
      else if (target.matches("[method=post]") && !submitter?.formTarget) sessionStorage.setItem(SENT, location.pathname);
    });
  }

  try {
    if (main) begin();
  } catch {} // storage may be full or forbidden: then the page is as without this script
})();
