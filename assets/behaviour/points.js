/* How a point stands in the address bar: two decimals of a degree, so nobody's front door. */
export function chosenPoint(lat, lon) {
  return `${lat.toFixed(2)},${(((((lon + 180) % 360) + 360) % 360) - 180).toFixed(2)}`;
}

/* This search, around a point. */
export function searchAround(lat, lon) {
  const address = new URL(location.href);
  address.searchParams.set("near", "point");
  address.searchParams.set("at", chosenPoint(lat, lon));
  address.searchParams.delete("page");
  return address.href;
}
