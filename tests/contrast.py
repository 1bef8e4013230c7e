"""How much a colour stands out from another."""

from __future__ import annotations


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    As defined by the Web Content Accessibility Guidelines 2.2.
    """
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(code: str) -> float:
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _colour(code))
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _colour(code: str) -> tuple[float, float, float]:
    short = code.lstrip("#")
    whole = "".join(2 * c for c in short) if len(short) == 3 else short
    red, green, blue = (int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue
