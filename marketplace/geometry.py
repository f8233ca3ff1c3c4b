"""How far two places are apart. Pure."""

import math

EARTH_RADIUS_KM = 6371.0
KM_PER_DEGREE = 111.2
DECIMALS_SHOWN = 2  # of a degree, about a kilometre: nobody's front door


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance between two points of (latitude, longitude) in degrees."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (one, other))
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon1 - lon2)
    return EARTH_RADIUS_KM * math.acos(max(-1.0, min(1.0, cosine)))
