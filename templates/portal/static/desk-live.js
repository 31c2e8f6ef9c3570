// Keeps the overview of a delegation up to date while somebody looks. Without it there is a link to look again.
const place = document.getElementById("live");
const says = document.getElementById("live-says");
if (place && "EventSource" in window) {
  const source = new EventSource(place.dataset.live);
  source.addEventListener("stands", (event) => {
    if (place.contains(document.activeElement) || place.querySelector("details[open]")) {
      says.textContent = "Something has changed. Look again to see it.";
      return;
    }
    place.innerHTML = event.data;
    says.textContent = "";
  });
  source.addEventListener("away", (event) => { says.textContent = event.data; });
  addEventListener("pagehide", () => source.close());
}
