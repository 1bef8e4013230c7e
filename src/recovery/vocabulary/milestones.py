"""Every milestone: what can happen on the three tracks, and in which table it is recorded.

The order within a group is that of a usual journey, which nobody has to follow.
"""

from __future__ import annotations

from functools import partial

from recovery.vocabulary.kinds import Milestone

__all__ = ["MILESTONES"]

_survivor = partial(Milestone, track="support", subject="survivor", table="milestones")
_return = partial(Milestone, track="repatriation", subject="return", table="milestones")
_case = partial(Milestone, track="prosecution", subject="case", table="proceedings")
_survivor_in_case = partial(
    Milestone, track="prosecution", subject="survivor × case", table="participation"
)
_accused = partial(Milestone, track="prosecution", subject="accused × case", table="proceedings")

MILESTONES: tuple[Milestone, ...] = (
    _survivor(
        "identified", "first recognised or referred as a possible victim", undone_by="not_a_victim"
    ),
    _survivor("not_a_victim", "a formal or professional finding that the person was not a victim"),
    _survivor("rescued", "taken out of exploitation by police or a rescuing authority"),
    _survivor("escaped", "left exploitation by own act"),
    _survivor("first_contact", "the organisation first met the person", begins_observation=True),
    _survivor("consented_to_service", "agreed to be supported", undone_by="withdrew_from_service"),
    _survivor("intake", "entered the programme", begins_observation=True),
    _survivor("needs_assessed", "needs and risk assessment done"),
    _survivor("safety_plan", "safety plan agreed"),
    _survivor(
        "shelter_entered",
        "moved into emergency shelter",
        lasts_until="shelter_left",
        undone_by="shelter_left",
    ),
    _survivor("shelter_left", "left emergency shelter"),
    _survivor(
        "safe_housing",
        "living in safe and suitable housing that is not emergency shelter",
        lasts_until="housing_lost",
        undone_by="housing_lost",
    ),
    _survivor("housing_lost", "lost safe and suitable housing"),
    _survivor("medical_assessed", "medical assessment done"),
    _survivor("medical_treated", "treatment started"),
    _survivor("psychological_assessed", "psychological assessment done"),
    _survivor("therapy_started", "counselling or therapy started"),
    _survivor("therapy_completed", "counselling or therapy completed as planned"),
    _survivor("legal_aid", "legal aid started"),
    _survivor("victim_status_pending", "first-stage decision positive (UK: reasonable grounds)"),
    _survivor(
        "victim_status_granted",
        "formal victim status granted (UK: conclusive grounds)",
        undone_by="victim_status_refused",
    ),
    _survivor(
        "victim_status_refused", "refused; may be reconsidered", undone_by="victim_status_granted"
    ),
    _survivor("immigration_status", "a lawful stay granted"),
    _survivor("identity_documents", "identity papers obtained"),
    _survivor(
        "school_enrolled",
        "enrolled or re-enrolled in school",
        lasts_until="school_left",
        undone_by="school_left",
    ),
    _survivor("school_left", "left school before completion"),
    _survivor("skills_started", "skills course started"),
    _survivor("skills_completed", "skills course completed"),
    _survivor(
        "employed", "started work or own business on decent terms", undone_by="employment_lost"
    ),
    _survivor("employment_confirmed", "still in work when checked (silence is not employment)"),
    _survivor("employment_lost", "work ended"),
    _survivor("own_business", "own business trading"),
    _survivor("income_secure", "income above the programme's stated line"),
    _survivor("reintegrated", "settled with family or community of choice"),
    _survivor(
        "independent_living",
        "stable point of reintegration and independence, by the programme's written criteria",
    ),
    _survivor("champion", "took up a role as peer mentor or leader"),
    _survivor("planned_closure", "support ended as planned", undone_by="recontacted"),
    _survivor(
        "unplanned_exit", "support ended otherwise (see the exit reasons)", undone_by="recontacted"
    ),
    _survivor(
        "withdrew_from_service",
        "withdrew consent to be supported",
        undone_by="consented_to_service",
    ),
    _survivor(
        "lost_contact",
        "contact lost: dated by the last contact and not by the closing of the file",
        undone_by="recontacted",
    ),
    _survivor("recontacted", "contact found again"),
    _survivor("re_trafficked", "found to be exploited again"),
    _survivor("deported", "removed from the country against their will"),
    _survivor("died", "died", terminal=True),
    _return("consented_to_return", "informed consent to return", undone_by="refused_return"),
    _return("refused_return", "does not wish to return", undone_by="consented_to_return"),
    _return("best_interests_determined", "for a child: best-interests determination done"),
    _return("family_traced", "family found"),
    _return("home_inquiry_requested", "home or social investigation asked for"),
    _return("home_inquiry_received", "home or social investigation received"),
    _return(
        "return_risk_cleared",
        "risk assessment of the return passed",
        undone_by="return_risk_failed",
    ),
    _return("return_risk_failed", "risk assessment failed", undone_by="return_risk_cleared"),
    _return("nationality_requested", "verification of nationality asked for"),
    _return("nationality_confirmed", "nationality confirmed"),
    _return("nationality_refused", "nationality not confirmed", undone_by="nationality_confirmed"),
    _return("repatriation_ordered", "court or committee order"),
    _return("travel_permit", "travel permit or emergency travel document"),
    _return("exit_permit", "exit permit"),
    _return("departed", "left the country of exploitation"),
    _return("handed_over_at_border", "received at the border"),
    _return("arrived_in_country", "reached the home country (transit shelter included)"),
    _return("arrived_home", "reached the home of their choice", undone_by="return_failed"),
    _return("follow_up_3m", "followed up about 3 months after arrival, with result"),
    _return("follow_up_6m", "about 6 months"),
    _return("follow_up_12m", "about 12 months"),
    _return("follow_up_24m", "about 24 months"),
    _return("return_failed", "return broke down or the person re-migrated"),
    _return(
        "settled_locally",
        "stays in the country of exploitation or a third country instead",
        terminal=True,
    ),
    _case("reported", "crime reported (first information report)"),
    _survivor_in_case(
        "engaged_with_justice",
        "survivor chose to engage with police or court",
        undone_by="declined_to_engage",
    ),
    _survivor_in_case(
        "declined_to_engage", "survivor chose not to", undone_by="engaged_with_justice"
    ),
    _survivor_in_case("statement_given", "first statement or recorded interview"),
    _survivor_in_case("testified", "gave evidence"),
    _survivor_in_case(
        "special_measures",
        "evidence given with special measures (screen, video link, child-friendly court)",
    ),
    _survivor_in_case("withdrew_from_case", "stopped engaging", undone_by="engaged_with_justice"),
    _survivor_in_case("navigator_engaged", "a victim navigator or legal consultant at their side"),
    _survivor_in_case(
        "compensation_ordered",
        "ordered by the court or awarded by a scheme (amount, currency, payer)",
    ),
    _survivor_in_case("compensation_paid", "money received"),
    _accused("arrested", "arrested"),
    _accused("bailed", "released on bail"),
    _accused("charged", "charged (charge sheet)", undone_by="no_further_action"),
    _accused("no_further_action", "closed without charge", terminal=True),
    _accused("charges_framed", "court took up the charges"),
    _accused("trial_started", "trial began"),
    _accused("pleaded_guilty", "guilty plea"),
    _accused("convicted", "convicted of at least one offence", undone_by="conviction_quashed"),
    _accused("acquitted", "acquitted", undone_by="retrial_ordered"),
    _accused("discontinued", "dismissed or discontinued", terminal=True),
    _accused("absconded", "absconded"),
    _accused("accused_died", "accused died", terminal=True),
    _accused("unfit_to_plead", "unfit to plead", terminal=True),
    _accused("sentenced", "sentence passed"),
    _accused("appealed", "appeal lodged"),
    _accused("conviction_upheld", "upheld on appeal"),
    _accused("conviction_quashed", "quashed on appeal"),
    _accused("retrial_ordered", "retrial ordered"),
    _accused("protection_order", "risk or prevention order made"),
)
