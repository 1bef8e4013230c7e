"""Cards about recovery as scores show it, harm beside it, and survivors' own goals."""

from __future__ import annotations

from functools import partial
from typing import Literal

from recovery.errors import DefinitionError
from recovery.indicators.card import Indicator
from recovery.indicators.equity_rule import EquityRule
from recovery.indicators.score_rule import ScoreRule
from recovery.indicators.told_rules import AgreementRule, GoalRule
from recovery.vocabulary import VOCABULARY

__all__ = ["RECOVERY", "SUSTAINED", "days_to_gain"]

NORMS = VOCABULARY.instruments["phq9"].norms("NHS Talking Therapies, England")
"""Published cut-off and reliable change of the PHQ-9; of people treated in England."""

VISITS = "recovery is only seen at assessments, so that more of them show it sooner"
FIRST_TIME = "the first gain counts, whether or not it lasted"
BORROWED = (
    "the norms are those of people treated for depression in England, not of survivors: choose an "
    "instrument and norms with judged_by"
)
_recovered = partial(
    Indicator,
    population="survivors whose intake lies in the period and who were a case when first assessed",
    numerator="those who were seen to have recovered",
    denominator="all of them, also those who died, were exploited again, left or were lost",
    dated_by="intake",
    period_rule="each person belongs to the period of their intake",
    key="survivor",
    unit="share",
    disaggregations=("gender", "age", "exploitation", "nationality", "disability"),
    limitations=(VISITS, BORROWED),
    disclosure="breakdown",
)
SUSTAINED = ScoreRule(norms=NORMS, visits=2, span_days=91, days=730)
"""Good at two assessments in a row, three months apart or more."""
_NEEDS = VOCABULARY.instruments["cast_needs"]
"""The one scale with published times until survivors of trafficking were better."""
_GOALS: tuple[tuple[Literal["gas", "gbo"], str], ...] = (
    ("gas", "goal attainment"),
    ("gbo", "goal-based outcomes"),
)


def days_to_gain(
    *,
    code: str,
    name: str,
    rule: ScoreRule,
    limitations: tuple[str, ...] = (),
    source: str = "this library",
) -> Indicator:
    """Return a card of how long it took until half were better in one domain.

    Parameters
    ----------
    code, name
        Of the card.
    rule
        Of scores, with ``figure="days to improvement"``: its instrument and
        scale are the domain.
    limitations, source
        What else to keep in mind, and where the size of a gain comes from.

    Returns
    -------
    Indicator
        The day after the first assessment, with its interval.

    Raises
    ------
    DefinitionError
        If the rule has another figure.

    Examples
    --------
    >>> core10 = VOCABULARY.instruments["core10"]
    >>> norms = core10.norms(
    ...     "primary care counselling, UK", functional="general population, UK",
    ...     reliability_of="primary care patients, UK",
    ... )
    >>> rule = ScoreRule(instrument="core10", norms=norms, figure="days to improvement")
    >>> card = days_to_gain(code="days_to_calm", name="Time until half felt better", rule=rule)
    >>> card.unit, card.direction
    ('days', 'lower')
    """
    if rule.figure != "days to improvement":
        message = f"this card tells days: figure was {rule.figure!r}, use 'days to improvement'"
        raise DefinitionError(message)
    return Indicator(
        code=code,
        name=name,
        rule=rule,
        unit="days",
        population="survivors whose intake lies in the period and who were assessed",
        numerator="the day after the first assessment by which half were better",
        denominator="all of them",
        dated_by="intake",
        period_rule="each person belongs to the period of their intake",
        key="survivor",
        direction="lower",
        limitations=(VISITS, FIRST_TIME, *limitations),
        disclosure="breakdown",
        source=source,
    )


RECOVERY: tuple[Indicator, ...] = (
    *(
        _recovered(
            code=f"recovered_{months}m",
            name=f"Recovered within {months} months",
            rule=ScoreRule(norms=NORMS, days=days),
            source="Jacobson and Truax 1991",
        )
        for months, days in ((6, 183), (12, 365), (24, 730))
    ),
    _recovered(
        code="sustained_recovery_24m",
        name="Sustained recovery within 24 months",
        rule=SUSTAINED,
        source="Frank 1991; Jacobson and Truax 1991",
    ),
    Indicator(
        code="reliably_deteriorated_12m",
        name="Worse than at first, after about 12 months",
        rule=ScoreRule(norms=NORMS, figure="deteriorated", window=(274, 456)),
        unit="share",
        population="survivors whose intake lies in the period and who were assessed at first",
        numerator="those whose score was reliably worse about 12 months later",
        denominator="all of them; those who were not assessed again by what is assumed of them",
        dated_by="intake",
        period_rule="each person belongs to the period of their intake",
        key="survivor",
        direction="lower",
        limitations=(
            "a harm: it is always shown beside recovery",
            "of several assessments in the time the one nearest its middle counts, not the worst",
            "those who were not seen are weighted by their last score",
            BORROWED,
        ),
        disclosure="breakdown",
        source="Jacobson and Truax 1991",
    ),
    Indicator(
        code="relapse_free_12m",
        name="Still recovered 12 months later",
        rule=ScoreRule(norms=NORMS, figure="relapse-free", visits=2, span_days=91, days=365),
        unit="share",
        population="survivors whose intake lies in the period and whose recovery was confirmed",
        numerator="those who neither relapsed nor met an event that ended the following",
        denominator="all of them",
        dated_by="intake",
        period_rule="each person belongs to the period of their intake",
        key="survivor",
        limitations=("a relapse is only seen at assessments", BORROWED),
        disclosure="breakdown",
        source="Frank 1991",
    ),
    days_to_gain(
        code="days_to_improvement",
        name="Time until half were reliably better",
        rule=ScoreRule(norms=NORMS, figure="days to improvement", days=365),
        limitations=(BORROWED,),
    ),
    days_to_gain(
        code="days_to_improvement_anxiety",
        name="Time until half were reliably better: anxiety",
        rule=ScoreRule(
            instrument="gad7",
            norms=VOCABULARY.instruments["gad7"].norms("NHS Talking Therapies, England"),
            figure="days to improvement",
            days=365,
            domain="anxiety",
        ),
        limitations=(BORROWED,),
    ),
    *(
        days_to_gain(
            code=f"days_to_{size}_{scale.code}",
            name=f"Time until half were {adverb} better: {scale.title}",
            rule=ScoreRule(
                instrument=_NEEDS.code,
                scale=scale.code,
                norms=_NEEDS.norms(_NEEDS.populations[0], scale=scale.code, smallest_change=points),
                figure="days to improvement",
                gain="smallest important",
                domain=scale.title,
                respondent="caseworker",
                days=730,
            ),
            limitations=(
                "the size of the change was fixed by its authors, and not made from reliability",
                f"among the 167 survivors of its authors it was {months} months, by dimension",
            ),
            source=str(_NEEDS.source),
        )
        for scale in _NEEDS.scales
        for size, adverb, points, months in (
            ("measurable", "measurably", 0.5, "7 to 10"),
            ("substantial", "substantially", 1.0, "12 to 20"),
        )
    ),
    *(
        Indicator(
            code=f"goals_{scale}",
            name=f"Nearer to their own goals ({name})",
            rule=GoalRule(scale=scale),
            unit="points",
            population="survivors whose intake lies in the period and who set goals of their own",
            numerator="the mean change from when goals were set to the last review in 12 months",
            denominator="those with a review of their goals",
            dated_by="intake",
            period_rule="each person belongs to the period of their intake",
            key="survivor",
            limitations=("of those only whose goals were reviewed",),
            disclosure="breakdown",
            source=str(VOCABULARY.instruments[scale].source),
        )
        for scale, name in _GOALS
    ),
    Indicator(
        code="raters_agree",
        name="Survivors and caseworkers see the same",
        rule=AgreementRule(),
        unit="points",
        population="survivors whose intake lies in the period, assessed by both within two weeks",
        numerator="the intraclass correlation for absolute agreement",
        denominator="people with a pair of assessments",
        dated_by="intake",
        period_rule="each person belongs to the period of their intake",
        key="survivor",
        limitations=("those who are rated by both may be the ones in doubt",),
        disclosure="breakdown",
        source="McGraw and Wong 1996; Bland and Altman 1986",
    ),
    *(
        Indicator(
            code=code,
            name=name,
            rule=EquityRule(of=rule),
            unit="points",
            population="groups by gender, age, exploitation, nationality and disability",
            numerator="the largest difference between two groups of an attribute",
            denominator="the standard deviation of the share",
            dated_by="intake",
            period_rule="each person belongs to the period of their intake",
            key="survivor",
            direction="lower",
            limitations=("a gap may come of who enters the programme, not of what it does",),
            disclosure="breakdown",
            source="groups declared with this definition",
        )
        for code, name, rule in (
            (
                "equity_recovered_12m",
                "Largest gap between groups: recovered within 12 months",
                ScoreRule(norms=NORMS, days=365),
            ),
            (
                "equity_improved_12m",
                "Largest gap between groups: reliably better within 12 months",
                ScoreRule(norms=NORMS, figure="improved", days=365),
            ),
            (
                "equity_sustained_24m",
                "Largest gap between groups: sustained recovery within 24 months",
                SUSTAINED,
            ),
        )
    ),
)
