/* A map of points: data-points is the address of [{lat, lon, title, url, kind?, detail?, radius_km?}], or of
   {points: [...], around: {lat, lon, km}?}. With data-around (words for a link) a point can be chosen to search around:
   a press on the map offers it there, the button after the map offers its middle, which arrow keys move.
   Without tiles the ground is drawn by CSS; the pins take their colour from the theme. */
import L from "leaflet";
import { searchAround } from "./points.js";

const HOME = [52.1, 5.6];

export function map() {
  return {
    async init() {
      const box = this.$el;
      const chart = L.map(box, { scrollWheelZoom: false, attributionControl: Boolean(box.dataset.tiles) }).setView(HOME, 7);
      if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.credit, maxZoom: 18 }).addTo(chart);
      const answer = await fetch(box.dataset.points, { headers: { Accept: "application/json" } });
      if (answer.ok) show(chart, await answer.json());
      if (box.dataset.around) offerToSearch(chart, box);
      box.dataset.ready = "";
    },
  };
}

function pointsOf(answer) {
  return (Array.isArray(answer) ? answer : (answer.points ?? [])).filter((point) => point.lat != null && point.lon != null);
}

function show(chart, answer) {
  const points = pointsOf(answer);
  const around = answer.around ? [circle(answer.around.lat, answer.around.lon, answer.around.km)] : [];
  const group = L.featureGroup([...around, ...points.flatMap(drawn)]).addTo(chart);
  if (points.length || around.length) chart.fitBounds(group.getBounds().pad(0.15), { maxZoom: 13 });
}

function circle(lat, lon, km) {
  return L.circle([lat, lon], { radius: km * 1000, className: "wc-circle", interactive: false });
}

function offerToSearch(chart, box) {
  chart.on("click", ({ latlng }) => {
    const link = document.createElement("a");
    link.textContent = box.dataset.around;
    link.href = searchAround(latlng.lat, latlng.lng);
    L.popup().setLatLng(latlng).setContent(link).openOn(chart);
  });
  const button = box.closest("[data-map]").querySelector("[data-map-middle]");
  button.hidden = false;
  button.addEventListener("click", () => location.assign(searchAround(chart.getCenter().lat, chart.getCenter().lng)));
}

function drawn(point) {
  const icon = L.divIcon({ className: "", html: `<span class="wc-pin wc-pin-${point.kind === "request" ? "request" : "offer"}"></span>`, iconSize: [30, 30], iconAnchor: [15, 34], popupAnchor: [0, -32] });
  const pin = L.marker([point.lat, point.lon], { icon, title: point.title, alt: point.title, keyboard: true }).bindPopup(() => card(point));
  if (!point.radius_km) return [pin];
  return [circle(point.lat, point.lon, point.radius_km), pin];
}

/* Built from nodes, never from HTML: titles are what members typed. */
function card(point) {
  const box = document.createElement("div");
  const title = document.createElement(point.url ? "a" : "strong");
  title.textContent = point.title;
  if (point.url) title.href = point.url;
  box.append(title);
  if (point.detail) {
    const detail = document.createElement("p");
    detail.textContent = point.detail;
    box.append(detail);
  }
  return box;
}
