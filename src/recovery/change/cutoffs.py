"""Where being a case ends: the cut-offs of Jacobson and Truax."""

from __future__ import annotations

import math
from numbers import Real
from typing import Literal, get_args

from recovery.errors import DefinitionError, allowed
from recovery.norms import Norms

__all__ = ["Cutoff", "CutoffName", "cutoff_of", "cutoffs"]

CutoffName = Literal["norms", "a", "b", "c", "none"]
Cutoff = CutoffName | float
NEEDS = {
    "a": "clinical_mean and clinical_sd",
    "b": "functional_mean and functional_sd",
    "c": "mean and standard deviation of the clinical and of the functional population",
}


def cutoffs(norms: Norms) -> dict[str, float]:
    r"""Return the cut-offs that the norms allow, by name; NaN for those they do not.

    With direction :math:`d`, which is 1 where higher is better and -1 where
    lower is,

    - a, two standard deviations from the clinical mean: :math:`m_c + 2 d s_c`;
    - b, two standard deviations from the functional mean, with the functional
      standard deviation: :math:`m_f - 2 d s_f`;
    - c, where both populations are equally likely:
      :math:`(s_c m_f + s_f m_c) / (s_c + s_f)`.

    Parameters
    ----------
    norms
        The figures of a clinical and of a functional population.

    Returns
    -------
    dict
        In points, under ``a``, ``b`` and ``c``. One that does not lie on the
        scale is told here, but :func:`individual_change` refuses it.

    References
    ----------
    .. [1] Jacobson, N. S. and Truax, P. (1991). Journal of Consulting and
       Clinical Psychology 59, 12-19.

    Examples
    --------
    >>> norms = Norms(better="higher", clinical_mean=40, clinical_sd=7.5, functional_mean=60,
    ...     functional_sd=7.5, population="couples in therapy", source="Jacobson and Truax 1991")
    >>> cutoffs(norms)
    {'a': 55.0, 'b': 45.0, 'c': 50.0}
    """
    sides = (norms.clinical_mean, norms.clinical_sd, norms.functional_mean, norms.functional_sd)
    m_c, s_c, m_f, s_f = (math.nan if figure is None else float(figure) for figure in sides)
    return {
        "a": m_c + 2 * norms.direction * s_c,
        "b": m_f - 2 * norms.direction * s_f,
        "c": (s_c * m_f + s_f * m_c) / (s_c + s_f),
    }


def cutoff_of(norms: Norms, cutoff: Cutoff) -> tuple[float, str]:
    """Return the cut-off that is meant, and its name in words.

    ``norms`` is the one that the norms state; where they state none, the first
    of c, b, a that they allow and that lies on their scale.

    Raises
    ------
    DefinitionError
        If there is no such cut-off, the norms do not allow it, or it does not
        lie on the scale.
    """
    if not isinstance(cutoff, str):
        if not isinstance(cutoff, Real) or isinstance(cutoff, bool) or not math.isfinite(cutoff):
            message = f"cutoff must be a finite number, but was {cutoff!r}"
            raise DefinitionError(message)
        if not _on_scale(norms, cutoff):
            raise DefinitionError(_off_scale(norms, {"the number given": float(cutoff)}))
        return float(cutoff), f"cut-off {cutoff:g}"
    if cutoff not in get_args(CutoffName):
        message = f"cutoff={cutoff!r} is not known; {allowed(get_args(CutoffName))}, or a number"
        raise DefinitionError(message)
    if cutoff == "none":
        return math.nan, "no cut-off"
    if cutoff == "norms" and norms.cutoff is not None:
        return norms.cutoff, f"published cut-off {norms.cutoff:g}"
    found = {name: value for name, value in cutoffs(norms).items() if math.isfinite(value)}
    names = ("c", "b", "a") if cutoff == "norms" else (cutoff,)
    for name in names:
        if name in found and _on_scale(norms, found[name]):
            return found[name], f"cut-off {name} ({found[name]:.4g})"
    if off := {name: found[name] for name in names if name in found}:
        raise DefinitionError(_off_scale(norms, off))
    wanted = "a cutoff or the figures for one" if cutoff == "norms" else NEEDS[cutoff]
    message = (
        f"the norms of {norms.population!r} lack {wanted}: give them, or a number as cutoff=, or "
        "cutoff='none' to judge the change alone, without saying who is a case"
    )
    raise DefinitionError(message)


def _on_scale(norms: Norms, bound: float) -> bool:
    lowest, highest = norms.ends
    return lowest <= bound <= highest


def _off_scale(norms: Norms, off: dict[str, float]) -> str:
    lowest, highest = norms.ends
    named = ", ".join(f"{name} ({bound:.4g})" for name, bound in off.items())
    return (
        f"this cut-off does not lie on the scale from {lowest:g} to {highest:g}, so that it "
        f"would part nobody: {named}; choose another of a, b and c, or give a number as cutoff="
    )
