"""From a result to what may be seen of it."""

from __future__ import annotations

from functools import singledispatch
from html import escape
from typing import Any

import attrs

from recovery.cohort.consent import CONSENT_NOT_APPLIED
from recovery.disclosure.attrition import protect_about
from recovery.disclosure.curves import protect_curves, protect_groups
from recovery.disclosure.funnels import protect_funnel
from recovery.disclosure.impact import protect_impact
from recovery.disclosure.indicators import protect_indicator, protect_results
from recovery.disclosure.outcomes import protect_clock, protect_report
from recovery.disclosure.policy import POLICY, Policy
from recovery.disclosure.scores import protect_scores
from recovery.disclosure.shown import ShownClock, ShownCurves, ShownGroups, ShownReport
from recovery.disclosure.shown_funnels import ShownFunnel
from recovery.disclosure.shown_impact import ShownImpact
from recovery.disclosure.shown_indicators import ShownIndicator, ShownResults
from recovery.disclosure.shown_scores import ShownScoreSheet
from recovery.errors import ReleaseError
from recovery.results import (
    Changes,
    ClockResult,
    Curve,
    Curves,
    Estimate,
    Estimates,
    Funnel,
    Groups,
    ImpactReport,
    IndicatorResult,
    NotMeasured,
    OutcomeReport,
    Results,
    ScoreSheet,
    Trajectories,
)
from recovery.tables import CONSENT_NOT_RECORDED, About, ScoreTable

__all__ = ["INTERNAL_PURPOSES", "Protected", "protect"]

_IN_WORDS = {
    "service": "running the service",
    "internal_learning": "learning inside the organisation",
}
INTERNAL_PURPOSES = tuple(_IN_WORDS)
"""Purposes that stay in the house, for which missing consents are a warning only."""
INTERNAL = "internal: consent is not recorded; not for release"
PROTECTABLE = (
    "Curve, Curves, Groups of these, ClockResult, OutcomeReport, IndicatorResult, Results, "
    "ImpactReport, Funnel, ScoreSheet"
)
Shown = (
    ShownCurves
    | ShownGroups
    | ShownClock
    | ShownReport
    | ShownIndicator
    | ShownResults
    | ShownImpact
    | ShownFunnel
    | ShownScoreSheet
)
"""What a :class:`Protected` may hold."""


@attrs.frozen(kw_only=True, repr=False)
class Protected:
    """What may be seen of a result, and nothing else of it.

    Attributes
    ----------
    kind
        What it was: ``curves``, ``groups``, ``clock``, ``report``,
        ``indicator``, ``results``, ``impact``, ``funnel`` or ``scores``.
    value
        The protected value.
    policy
        What was held to.
    about
        What it is about.
    internal
        Why it must stay in the house: people consented to its purpose, and it
        is one of :data:`INTERNAL_PURPOSES`, or consent is not recorded. Empty
        when it need not, as for publication, sharing and research.
    """

    kind: str
    value: Shown = attrs.field(validator=attrs.validators.instance_of(Shown))
    policy: Policy
    about: About
    internal: str = ""

    def __repr__(self) -> str:
        told = f"\n{self.value!r}" if isinstance(self.value, ShownIndicator | ShownResults) else ""
        return f"{self._head()}{told}"

    def _repr_html_(self) -> str:
        told = self.value._repr_html_() if isinstance(self.value, ShownResults) else ""
        told = (
            f"<p>{escape(repr(self.value))}</p>" if isinstance(self.value, ShownIndicator) else told
        )
        return f"<p>{escape(self._head())}</p>{told}"

    def _head(self) -> str:
        mark = f"; {self.internal}" if self.internal else ""
        return f"Protected({self.kind}, nothing about {self.policy.few}{mark})"


def protect(result: object, *, policy: Policy = POLICY, ledger: None = None) -> Protected:
    """Keep of a result what is about enough people to be seen.

    The organisation's own totals stay exact. A curve is read on a few days
    only, between which at least ``policy.threshold`` events happened, with as
    many people left to follow. Groups that are too small are withheld, and so
    is what they would follow from by subtraction. Sizes of cohorts and groups,
    those left out and those at risk are multiples of the threshold.

    Parameters
    ----------
    result
        A :class:`~recovery.results.Curve`, :class:`~recovery.results.Curves`,
        :class:`~recovery.results.Groups` of these, a
        :class:`~recovery.results.ClockResult`, an
        :class:`~recovery.results.OutcomeReport`, an
        :class:`~recovery.results.IndicatorResult`,
        :class:`~recovery.results.Results`, an
        :class:`~recovery.results.ImpactReport`, a
        :class:`~recovery.results.Funnel` or a
        :class:`~recovery.results.ScoreSheet`.
    policy
        Threshold, grid and rounding.
    ledger
        Must be ``None``: earlier releases are not compared yet.

    Returns
    -------
    Protected
        It holds no reference to ``result``.

    Raises
    ------
    ReleaseError
        If this kind of value cannot be protected (a view of one person never
        can, nor an :class:`~recovery.results.Estimate`, which no longer knows
        how few the event happened to), no purpose was named, or consent is not
        recorded and the purpose is not internal.

    Examples
    --------
    Sixty survivors, of whom one a day finds housing.

    >>> from recovery.estimators import kaplan_meier
    >>> from recovery.tables import EventTable
    >>> curve = kaplan_meier(EventTable(exit=range(1, 61), event=[1] * 60))
    >>> safe = protect(curve).value.curves["outcome"]
    >>> safe.days, safe.value
    ((14, 28, 42), (0.767, 0.533, 0.3))
    """
    if ledger is not None:
        message = (
            "releases cannot be compared with earlier ones yet: call protect without ledger=, and "
            "keep what was published before in mind"
        )
        raise ReleaseError(message)
    kind, value, about = _protect(result, policy)
    internal = _consented(about)
    return Protected(
        kind=kind, value=value, policy=policy, about=protect_about(about, policy), internal=internal
    )


def _consented(about: About) -> str:
    """Return why a result must stay in the house, or refuse it."""
    if CONSENT_NOT_APPLIED in about.notes:
        message = (
            "no purpose was named, so people who did not consent are in this result: select the "
            "cohort with purpose=, such as purpose='internal_learning'"
        )
        raise ReleaseError(message)
    if CONSENT_NOT_RECORDED not in about.notes:
        words = _IN_WORDS.get(about.purpose, "")
        return f"internal: made for {words}; not for release" if words else ""
    if about.purpose in INTERNAL_PURPOSES:
        return INTERNAL
    message = (
        f"consent is not recorded, so nothing can be released for purpose={about.purpose!r}: add "
        "a table 'consents' to the records, or ask for an internal purpose; allowed without "
        f"consents: {', '.join(map(repr, INTERNAL_PURPOSES))}"
    )
    raise ReleaseError(message)


@singledispatch
def _protect(result: object, policy: Policy) -> tuple[str, Shown, About]:  # noqa: ARG001  # the others use it
    """Return kind, protected value, and what the result is about."""
    message = (
        f"a value of type {type(result).__name__} cannot be protected, and so not be released; "
        f"allowed: {PROTECTABLE}. Views of one person are internal and never leave"
    )
    raise ReleaseError(message)


def _alone(curve: Curve) -> Curves:
    return Curves({curve.cause: curve}, about=curve.about)


@_protect.register
def _(result: Curve, policy: Policy) -> tuple[str, Shown, About]:
    return "curves", protect_curves(_alone(result), policy), result.about


@_protect.register
def _(result: Curves, policy: Policy) -> tuple[str, Shown, About]:
    return "curves", protect_curves(result, policy), result.about


@_protect.register
def _(result: Groups, policy: Policy) -> tuple[str, Shown, About]:  # type: ignore[type-arg]  # of any label
    strange = [v for v in result.values() if not isinstance(v, Curve | Curves)]
    if strange or not result:
        return _protect(strange[0] if strange else None, policy)
    groups = result.each(lambda each: _alone(each) if isinstance(each, Curve) else each)
    return "groups", protect_groups(groups, policy), _joined(result.values())


@_protect.register(Estimate)
@_protect.register(Estimates)
def _(result: object, policy: Policy) -> tuple[str, Shown, About]:
    message = (
        f"a value of type {type(result).__name__} cannot be protected, since it no longer "
        f"knows how many the event happened to, which may be {policy.few}: protect the curve "
        "instead, and read from it the days that it shows, or its median, as in "
        "protect(curve).value.curves['safe_housing'].at(365). Of shares of recovery, "
        "protect the score sheet"
    )
    raise ReleaseError(message)


@_protect.register(Changes)
@_protect.register(Trajectories)
@_protect.register(ScoreTable)
def _(result: object, policy: Policy) -> tuple[str, Shown, About]:  # noqa: ARG001  # the others use it
    message = (
        f"a value of type {type(result).__name__} holds a row for each person, and never leaves: "
        "protect the score sheet of the group instead, as in "
        "protect(score_sheet(scores, norms, last=(150, 210)))"
    )
    raise ReleaseError(message)


@_protect.register
def _(result: ScoreSheet, policy: Policy) -> tuple[str, Shown, About]:
    sheets = [result, *(result.groups or {}).values()]
    curves = [sheet.sustained for sheet in sheets if sheet.sustained]
    return "scores", protect_scores(result, policy), _joined([*sheets, *curves])


@_protect.register
def _(result: ClockResult, policy: Policy) -> tuple[str, Shown, About]:
    return "clock", protect_clock(result, policy), _joined([result, result.curves])


@_protect.register
def _(result: OutcomeReport, policy: Policy) -> tuple[str, Shown, About]:
    about = attrs.evolve(
        result.about.noting(*_joined(result.clocks).notes),
        as_of=result.as_of,
        purpose=result.purpose,
    )
    return "report", protect_report(result, policy), about


@_protect.register(IndicatorResult)
@_protect.register(NotMeasured)
def _(result: IndicatorResult | NotMeasured, policy: Policy) -> tuple[str, Shown, About]:
    return "indicator", protect_indicator(result, policy), result.about


@_protect.register
def _(result: Results, policy: Policy) -> tuple[str, Shown, About]:
    unasked = () if result.about.purpose else (CONSENT_NOT_APPLIED,)
    about = result.about.noting(*unasked, *_joined(result.values()).notes)
    return "results", protect_results(result, policy), about


@_protect.register
def _(result: Funnel, policy: Policy) -> tuple[str, Shown, About]:
    unasked = () if result.about.purpose else (CONSENT_NOT_APPLIED,)
    return "funnel", protect_funnel(result, policy), result.about.noting(*unasked)


@_protect.register
def _(result: ImpactReport, policy: Policy) -> tuple[str, Shown, About]:
    parts = [result.outcomes, result.headline, result.outcomes_before, result.headline_before]
    parts += [] if result.apart is None else [result.apart]
    told = [each for part in parts for each in part.values()]
    notes = _joined([*told, *(result.compared or {}).values()]).notes
    about = attrs.evolve(result.about.noting(*notes), as_of=result.as_of, purpose=result.purpose)
    return "impact", protect_impact(result, policy), about


def _joined(parts: Any) -> About:
    """Return what the first part is about, with the notes of all of them."""
    abouts = [part.about for part in parts]
    first = abouts[0] if abouts else About()
    return first.noting(*(note for about in abouts for note in about.notes))
