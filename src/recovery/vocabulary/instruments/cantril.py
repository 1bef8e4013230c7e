"""The ladder of life: how it stands now and in five years."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import Category, Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Coding, Licence, Scale

__all__ = ["CANTRIL"]

_GALLUP = Source("Gallup", quoted_by="the World Database of Happiness")


def _rung(code: str, title: str, item: int) -> Scale:
    return Scale(code=code, title=title, items=(item,), lowest=0, highest=10, better="higher")


CANTRIL = Instrument(
    code="cantril",
    title="Cantril ladder",
    measures="evaluation of one's own life",
    items=2,
    codings=(Coding(code="0-10", values=tuple(range(11))),),
    scales=(_rung("now", "life now", 1), _rung("future", "life in five years", 2)),
    categories=(
        Category(code="thriving", within=(("now", 7, 10), ("future", 8, 10)), source=_GALLUP),
        Category(code="suffering", within=(("now", 0, 4), ("future", 0, 4)), source=_GALLUP),
    ),
    licence=Licence(terms="not found", embed="rules", source=Source("none was found")),
    source=_GALLUP,
    unknown=("its licence",),
)
