"""The PCL-5: post-traumatic stress."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import (
    Category,
    Cutoff,
    Mean,
    Reliability,
    ReliableChange,
    Source,
)
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Coding, Licence, Scale

__all__ = ["PCL5"]

_NORM_TABLE = "a public table of norms (measurely)"
_STUDENTS = "students who met with trauma, USA"
_TRIALS = ("male veterans of trial 1, USA", "male veterans of trial 2, USA")
_MARX = Source("Marx 2022")


def _cluster(code: str, title: str, first: int, last: int) -> Scale:
    items = tuple(range(first, last + 1))
    return Scale(
        code=code, title=title, items=items, lowest=0, highest=4 * len(items), better="lower"
    )


def _symptoms(code: str, title: str, first: int, last: int) -> Scale:
    """How many items of a cluster were answered with 2 (moderately) or more."""
    items = tuple(range(first, last + 1))
    return Scale(
        code=code,
        title=title,
        items=items,
        lowest=0,
        highest=len(items),
        better="lower",
        method="count",
        at_least=2,
    )


def _mean(population: str, mean: float, sd: float, read: str, *, clinical: bool = False) -> Mean:
    return Mean(
        population=population,
        group="clinical" if clinical else "mixed",
        mean=mean,
        sd=sd,
        source=Source(read, quoted_by=_NORM_TABLE),
    )


PCL5 = Instrument(
    code="pcl5",
    title="PTSD Checklist for DSM-5",
    measures="post-traumatic stress",
    items=20,
    codings=(Coding(code="0-4", values=(0, 1, 2, 3, 4)),),
    scales=(
        _cluster("intrusion", "intrusion (cluster B)", 1, 5),
        _cluster("avoidance", "avoidance (cluster C)", 6, 7),
        _cluster("cognition", "cognition and mood (cluster D)", 8, 14),
        _cluster("arousal", "arousal and reactivity (cluster E)", 15, 20),
        _cluster("total", "post-traumatic stress", 1, 20),
        _symptoms("symptoms_b", "symptoms of intrusion", 1, 5),
        _symptoms("symptoms_c", "symptoms of avoidance", 6, 7),
        _symptoms("symptoms_d", "symptoms of cognition and mood", 8, 14),
        _symptoms("symptoms_e", "symptoms of arousal and reactivity", 15, 20),
    ),
    categories=(
        Category(
            code="provisional_ptsd",
            within=(
                ("symptoms_b", 1, 5),
                ("symptoms_c", 1, 2),
                ("symptoms_d", 2, 7),
                ("symptoms_e", 2, 6),
            ),
            source=Source("US National Center for PTSD", quoted_by="copies of its page"),
        ),
    ),
    means=(
        _mean("psychiatric inpatients", 39.98, 21.11, "Vujanovic 2016", clinical=True),
        _mean("students", 20.9, 17.7, "Ashbaugh 2016"),
        _mean("active members of the military", 42.41, 15.06, "Wortmann 2016"),
        _mean("veterans", 36.97, 21.16, "Bovin 2015"),
        _mean("survivors of abuse in institutions", 28.28, 18.19, "Lueger-Schuster 2018"),
    ),
    reliabilities=(
        Reliability(
            population=_STUDENTS,
            type="internal consistency",
            value=0.94,
            n=278,
            source=Source("Blevins 2015"),
        ),
        Reliability(
            population=_STUDENTS,
            type="test-retest",
            value=0.82,
            source=Source("Blevins 2015"),
        ),
        Reliability(
            population="students",
            type="test-retest",
            value=0.89,
            source=Source("Ashbaugh 2016", quoted_by=_NORM_TABLE),
        ),
    ),
    cutoffs=(
        Cutoff(
            population="adults of 64 studies",
            value=31,
            separates="probable PTSD, lower end of what is recommended",
            source=Source("Forkus 2022"),
        ),
        Cutoff(
            population="adults of 64 studies",
            value=33,
            separates="probable PTSD, upper end of what is recommended",
            source=Source("Forkus 2022"),
        ),
        *(
            Cutoff(
                population=population,
                value=28,
                case_at_cutoff=False,
                separates="no clinically significant change",
                source=_MARX,
            )
            for population in _TRIALS
        ),
    ),
    reliable_changes=(
        ReliableChange(
            population=_TRIALS[0],
            points=15,
            level=0.95,
            basis="made in 198 veterans; the reliability it used was not readable",
            source=_MARX,
        ),
        ReliableChange(
            population=_TRIALS[1],
            points=18,
            basis="made in 102 veterans; neither level nor reliability was readable",
            source=_MARX,
        ),
    ),
    licence=Licence(
        terms="work of the US government, in the public domain",
        embed="wording",
        source=Source("US National Center for PTSD"),
    ),
    source=Source("Blevins 2015"),
    unknown=(
        (
            "guidance of the US National Center for PTSD on change; its 5 and 10 points were "
            "made for the list of DSM-IV, which has another range"
        ),
        "the population of the important change of 9 to 12 points in Blanchard 2023",
    ),
)
