"""The community's colour, made readable on light and on dark ground (WCAG 2.2 §1.4.3: contrast of 4.5 to 1)."""

from collections.abc import Callable

LIGHT_GROUND = "#f4f0e7"  # base-200 of the day theme, the darkest that text in this colour stands on
DARK_GROUND = "#1c2629"  # base-100 of the night theme, the lightest
LEAST_CONTRAST = 4.5
TINT = 0.15  # badges and the menu set text on a ground that holds so much of the same colour
Rgb = tuple[float, float, float]


def on_light(colour: str) -> str:
    """The colour, darkened until text in it can be read on the light ground."""
    return _readable(colour, LIGHT_GROUND, lambda part: part * 0.93)


def on_dark(colour: str) -> str:
    """The colour, lightened until text in it can be read on the dark ground."""
    return _readable(colour, DARK_GROUND, lambda part: part + (255 - part) * 0.08)


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on this colour."""
    return "#ffffff" if contrast(colour, "#ffffff") >= contrast(colour, "#111111") else "#111111"


def contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG counts it."""
    lighter, darker = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable(colour: str, ground: str, step: Callable[[float], float]) -> str:
    parts = _rgb(colour)
    for _try in range(60):
        if contrast(_hex(parts), _tinted(ground, parts)) >= LEAST_CONTRAST:
            break
        red, green, blue = parts
        parts = (step(red), step(green), step(blue))
    return _hex(parts)


def _tinted(ground: str, parts: Rgb) -> str:
    red, green, blue = (
        TINT * ours + (1 - TINT) * base for ours, base in zip(parts, _rgb(ground), strict=True)
    )
    return _hex((red, green, blue))


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(parts: Rgb) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def _luminance(parts: Rgb) -> float:
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
