"use strict";
/* Keeps a copy of Today, and of the programme once it was opened, for one person's address only: this script
   lies below it and rules over nothing else. The network comes first; the copy is for when there is none.
   When the server says that there is no such page any more (404, 410), the copy goes and so does the worker. */
const SCOPE = self.registration.scope;
const NAME = `legation ${SCOPE}`;
const PAGES = ["today", "programme"];
const PATIENCE = 6_000;
const LONGEST = 14 * 24 * 3_600_000;
const KEPT_AT = "legation-kept-at";
const FILES = /(?:href|src)="([^"]*\/static\/[^"]+)"/g;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fetch(SCOPE + "today", { cache: "no-store" }).then((answer) => keep("today", answer), () => {}));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const page = PAGES.find((one) => pathname === new URL(SCOPE + one).pathname && !search);
  if (page) event.respondWith(shown(page, request, event));
  else if (pathname.includes("/static/")) event.respondWith(file(request));
});

async function shown(page, request, event) {
  const copy = await kept(page);
  const asked = fetch(request).then(async (answer) => {
    await learn(page, answer);
    return answer;
  });
  event.waitUntil(asked.catch(() => {}));
  try {
    const answer = copy ? await Promise.race([asked, late()]) : await asked;
    const isAway = answer.status >= 500 || answer.status === 429;
    return copy && isAway ? copy : answer;
  } catch (failure) {
    if (copy) return copy;
    throw failure;
  }
}

const late = () => new Promise((_, give) => setTimeout(() => give(new Error("late")), PATIENCE));

async function learn(page, answer) {
  if (answer.ok) await keep(page, answer.clone());
  else if (answer.status === 404 || answer.status === 410) await forget();
}

/* The page with its style and scripts. */
async function keep(page, answer) {
  if (!answer.ok) return;
  const [cache, text] = [await caches.open(NAME), await answer.text()];
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  await cache.put(SCOPE + page, new Response(text, { headers }));
  for (const [, address] of text.matchAll(FILES)) {
    const whole = new URL(address, SCOPE).href;
    if (!(await cache.match(whole))) await cache.add(whole).catch(() => {});
  }
}

/* The copy, saying of itself that it is one; nothing once it is too old. */
async function kept(page) {
  const found = await (await caches.open(NAME)).match(SCOPE + page);
  if (!found || Date.now() - Number(found.headers.get(KEPT_AT)) > LONGEST) return undefined;
  const text = (await found.text()).replace('data-copy="no"', 'data-copy="yes"');
  return new Response(text, { headers: found.headers });
}

async function file(request) {
  return (await (await caches.open(NAME)).match(request)) || fetch(request);
}

async function forget() {
  await caches.delete(NAME);
  await self.registration.unregister();
}
