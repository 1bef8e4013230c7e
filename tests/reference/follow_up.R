# Reverse Kaplan–Meier by R prodlim, where events come before censoring on one day, and survival from
# a landmark on by R survival. Run in this folder: Rscript follow_up.R    It writes follow_up.json.
library(survival)
library(prodlim)
library(jsonlite)

case <- function(name, exit, event, after, entry = NULL) {
  rows <- data.frame(exit = exit, event = event)
  out <- list(name = name, after = after, table = list(exit = exit, event = event, entry = entry))
  if (is.null(entry)) { # prodlim's reverse curve has no delayed entry
    fit <- prodlim(Hist(exit, event) ~ 1, rows, reverse = TRUE)
    step <- fit$n.lost > 0
    out$follow_up <- list(days = fit$time[step], value = fit$surv[step], std_error = fit$se.surv[step])
  }
  y <- if (is.null(entry)) Surv(exit, event) else Surv(entry, exit, event)
  fit <- survfit(y ~ 1, start.time = after + 0.5)
  step <- fit$n.event > 0
  out$conditional <- list(days = fit$time[step], value = fit$surv[step], at_risk = fit$n.risk[step],
                          std_error = fit$surv[step] * fit$std.err[step])
  out
}

half_days <- transform(heart, start = 2 * start, stop = 2 * stop)
ages <- with(mgus2, data.frame(entry = 12 * age, exit = 12 * age + futime, death = death))
ages <- subset(ages, exit > entry)

cases <- list(
  with(lung, case("lung", time, status - 1, 180)),
  with(veteran, case("veteran", time, status, 30)),
  with(aml, case("aml", time, status, 12)),
  with(pbc, case("pbc", time, as.numeric(status == 2), 365)),
  with(kidney, case("kidney", time, status, 0)),
  with(half_days, case("heart, delayed entry", stop, event, 61, entry = start)),
  with(ages, case("mgus2, by age in months", exit, death, 840, entry = entry)),
  case("ties of both kinds", c(2, 2, 2, 4, 4, 6, 6, 6), c(1, 0, 0, 1, 0, 1, 1, 0), 2)
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "follow_up.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
