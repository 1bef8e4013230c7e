"""Goals that survivors set themselves: one form is one goal."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Coding, Licence, Scale

__all__ = ["GAS", "GBO"]

_KIRESUK = Source("Kiresuk and Sherman 1968; Turner-Stokes 2009 with its erratum")

GAS = Instrument(
    code="gas",
    title="Goal Attainment Scaling",
    measures="attainment of a person's own goals",
    items=1,
    codings=(Coding(code="-2-2", values=(-2, -1, 0, 1, 2), meaning="0 is what was expected"),),
    scales=(
        Scale(
            code="level",
            title="level of one goal",
            items=(1,),
            lowest=-2,
            highest=2,
            better="higher",
        ),
    ),
    licence=Licence(terms="a method, free to use", embed="rules", source=_KIRESUK),
    source=_KIRESUK,
    unknown=("a change of the T score that is reliable",),
)

GBO = Instrument(
    code="gbo",
    title="Goal-based outcomes",
    measures="progress towards a person's own goals",
    items=1,
    codings=(Coding(code="0-10", values=tuple(range(11)), meaning="10 is reached"),),
    scales=(
        Scale(
            code="goal",
            title="progress of one goal, of up to three",
            items=(1,),
            lowest=0,
            highest=10,
            better="higher",
        ),
    ),
    licence=Licence(
        terms="CC BY-NC-SA 4.0",
        embed="rules",
        source=Source("Duncan Law", quoted_by="the documentation of CamCOPS"),
    ),
    source=Source("Law 2019, goals-in-therapy.com; CORC"),
    unknown=("the reliable change of 2.45 points that is often given",),
)
