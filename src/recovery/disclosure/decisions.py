"""Protect decisions, so that what they cite tells no more than the report does beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recovery.disclosure.indicators import protect_results
from recovery.disclosure.policy import Policy
from recovery.disclosure.shown_impact import ShownCited, ShownDecision
from recovery.disclosure.shown_indicators import ShownIndicator
from recovery.results import Decision, ImpactReport, IndicatorResult, NotMeasured, Results

__all__ = ["protect_decisions"]

PLACES = ("before", "during", "after")
_Figure = IndicatorResult | NotMeasured


def protect_decisions(report: ImpactReport, policy: Policy) -> tuple[ShownDecision, ...]:
    """Protect decisions with the figures they cite; their words are the programme's own.

    All figures of one period are protected together, with those that the
    report shows of it, so that what is withheld there is not cited here.
    """
    shown = {
        period: {_key(each): each for each in protect_results(figures, policy).indicators}
        for period, figures in _by_period(report).items()
    }
    return tuple(_decision(each, shown) for each in report.decisions)


def _by_period(report: ImpactReport) -> dict[str, Results]:
    """Return every figure of each period that is shown or cited, by period."""
    found: dict[str, dict[str, _Figure]] = {}
    for told in (report.outcomes, report.headline, report.outcomes_before, report.headline_before):
        of_period = found.setdefault("/".join(told.period), {})
        of_period.update({_key(each): each for each in told.values()})
    for decision in report.decisions:
        for _, period, figure in _figures(decision):
            found.setdefault(period, {}).setdefault(_key(figure), figure)
    return {
        period: Results(figures, period=(period[:10], period[11:]), about=report.about)
        for period, figures in found.items()
    }


def _key(figure: _Figure | ShownIndicator) -> str:
    return f"{figure.code}, version {figure.version}"


def _figures(decision: Decision) -> Iterator[tuple[str, str, _Figure]]:
    for place in PLACES:
        for period, figure in getattr(decision, place).items():
            yield place, period, figure


def _decision(
    decision: Decision, shown: Mapping[str, Mapping[str, ShownIndicator]]
) -> ShownDecision:
    return ShownDecision(
        decided_on=decision.decided_on,
        latest=decision.latest,
        indicator=decision.indicator,
        name=decision.name,
        change=decision.change,
        result=decision.result,
        review_on=decision.review_on,
        review_due=decision.review_due,
        cited=tuple(
            ShownCited(
                place=place,
                period=(period[:10], period[11:]),
                figure=shown[period][_key(figure)],
            )
            for place, period, figure in _figures(decision)
        ),
        reason=decision.reason,
    )
