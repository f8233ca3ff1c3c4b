/* A map of points: data-points is the address of [{lat, lon, title, url, kind?, detail?, radius_km?}].
   Without tiles the ground is drawn by CSS; the pins take their colour from the theme. */
import L from "leaflet";

const HOME = [52.1, 5.6];

export function map() {
  return {
    async init() {
      const box = this.$el;
      const chart = L.map(box, { scrollWheelZoom: false, attributionControl: Boolean(box.dataset.tiles) }).setView(HOME, 7);
      if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.credit, maxZoom: 18 }).addTo(chart);
      const answer = await fetch(box.dataset.points, { headers: { Accept: "application/json" } });
      if (answer.ok) show(chart, pointsOf(await answer.json()));
      box.dataset.ready = "";
    },
  };
}

function pointsOf(answer) {
  return (Array.isArray(answer) ? answer : (answer.points ?? [])).filter((point) => point.lat != null && point.lon != null);
}

function show(chart, points) {
  const group = L.featureGroup(points.flatMap(drawn)).addTo(chart);
  if (points.length) chart.fitBounds(group.getBounds().pad(0.15), { maxZoom: 13 });
}

function drawn(point) {
  const icon = L.divIcon({ className: "", html: `<span class="wc-pin wc-pin-${point.kind === "request" ? "request" : "offer"}"></span>`, iconSize: [30, 30], iconAnchor: [15, 34], popupAnchor: [0, -32] });
  const pin = L.marker([point.lat, point.lon], { icon, title: point.title, alt: point.title, keyboard: true }).bindPopup(() => card(point));
  if (!point.radius_km) return [pin];
  const around = L.circle([point.lat, point.lon], { radius: point.radius_km * 1000, className: "wc-circle", interactive: false });
  return [around, pin];
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
