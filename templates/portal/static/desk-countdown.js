// Times that come nearer: <time datetime="…" data-countdown="leaves in">. Without this the time itself stands there.
"use strict";
(() => {
  const all = [...document.querySelectorAll("time[data-countdown]")].map((node) => ({
    node, at: Date.parse(node.dateTime), says: node.dataset.countdown, clock: node.textContent,
  }));
  const two = (number) => String(number).padStart(2, "0");
  const show = () => {
    for (const one of all) {
      const left = Math.floor((one.at - Date.now()) / 1000);
      if (left <= 0) { one.node.textContent = one.clock; continue; }
      const hours = Math.floor(left / 3600), minutes = Math.floor(left / 60) % 60;
      const text = hours > 47 ? `${Math.floor(hours / 24)} days` : `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(left % 60)}`;
      one.node.textContent = `${one.says} ${text} (${one.clock})`;
    }
  };
  if (all.length) { show(); setInterval(show, 1000); }
})();
