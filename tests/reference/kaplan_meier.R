# Kaplan–Meier by R survival, with every interval that it offers, and quantiles.
# Run in this folder: Rscript kaplan_meier.R    It writes kaplan_meier.json.
library(survival)
library(jsonlite)

KINDS <- c(plain = "plain", log = "log", `log-log` = "log-log", logit = "logit", arcsine = "arcsin")
PROBS <- c(0.1, 0.25, 0.5, 0.75, 0.9)

case <- function(name, exit, event, entry = NULL, frequency = NULL, level = 0.95) {
  y <- if (is.null(entry)) Surv(exit, event) else Surv(entry, exit, event)
  w <- if (is.null(frequency)) rep(1, length(exit)) else frequency
  fits <- lapply(KINDS, function(kind)
    survfit(y ~ 1, weights = w, robust = FALSE, conf.type = kind, conf.int = level))
  any_fit <- fits[[1]]
  step <- any_fit$n.event > 0
  surv <- any_fit$surv[step]
  list(
    name = name, level = level,
    table = list(exit = exit, event = event, entry = entry, frequency = frequency),
    days = any_fit$time[step], value = surv, std_error = surv * any_fit$std.err[step],
    at_risk = any_fit$n.risk[step], events = any_fit$n.event[step],
    intervals = lapply(fits, function(fit) list(lower = fit$lower[step], upper = fit$upper[step])),
    probabilities = PROBS,
    quantiles = lapply(fits, function(fit) {
      q <- quantile(fit, PROBS)
      list(value = unname(q$quantile), lower = unname(q$lower), upper = unname(q$upper))
    })
  )
}

deaths <- subset(colon, etype == 2)
half_days <- transform(heart, start = 2 * start, stop = 2 * stop) # a few are at half days, as in stanford2
ages <- with(mgus2, data.frame(entry = 12 * age, exit = 12 * age + futime, death = death))
ages <- subset(ages, exit > entry)
grouped <- aggregate(list(frequency = rep(1, nrow(veteran))), veteran[c("time", "status")], sum)
grouped$frequency <- 3 * grouped$frequency
survivors_late <- subset(ages, entry >= 12 * 85)

cases <- list(
  with(lung, case("lung", time, status - 1)),
  with(subset(lung, sex == 1), case("lung, men", time, status - 1, level = 0.9)),
  with(subset(lung, sex == 2), case("lung, women", time, status - 1, level = 0.99)),
  with(veteran, case("veteran", time, status)),
  with(grouped, case("veteran, three of each", time, status, frequency = frequency)),
  with(ovarian, case("ovarian", futime, fustat)),
  with(aml, case("aml", time, status)),
  with(subset(aml, x == "Nonmaintained"), case("aml, not maintained", time, status)),
  with(deaths, case("colon, death", time, status)),
  with(pbc, case("pbc, death", time, as.numeric(status == 2))),
  with(kidney, case("kidney", time, status)),
  with(stanford2, case("stanford2", 2 * time, status)),
  with(subset(transplant, !is.na(futime)), case("transplant, day 0", futime, as.numeric(event == "death"))),
  with(half_days, case("heart, delayed entry", stop, event, entry = start)),
  with(ages, case("mgus2, by age in months", exit, death, entry = entry)),
  with(survivors_late, case("mgus2, by age from 85", exit, death, entry = entry)),
  case("everyone at risk gone, then a late entry", c(2, 2, 9, 12, 15), c(1, 1, 1, 0, 1),
       entry = c(0, 0, 4, 4, 4)),
  case("flat at exactly one half", c(1, 2, 5, 8), c(1, 1, 1, 0)),
  case("flat at one half to the end", c(1, 2, 5, 8), c(1, 1, 0, 0))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "kaplan_meier.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
