# The cumulative hazard by R survival: both ways with ties, its own standard error and the robust one, with
# weights, clusters and delayed entry, of any event and of one cause.
# survfit leaves `cluster` out of account for cumulative hazards unless told `robust`.
# Run in this folder: Rscript nelson_aalen.R    It writes nelson_aalen.json.
library(survival)
library(jsonlite)

fits <- function(y, w, groups) {
  lapply(c(aalen = 1, `fleming-harrington` = 2), function(ctype) {
    model <- survfit(y ~ 1, weights = w, ctype = ctype, robust = FALSE)
    robust <- survfit(y ~ 1, weights = w, ctype = ctype, cluster = groups, robust = TRUE)
    step <- model$n.event > 0
    list(days = model$time[step], value = model$cumhaz[step], std_error = model$std.chaz[step],
         robust_value = robust$cumhaz[step], robust_error = robust$std.chaz[step])
  })
}

case <- function(name, exit, event, causes = "outcome", cause = NULL, entry = NULL, weight = NULL, cluster = NULL) {
  had <- if (is.null(cause)) event > 0 else event == match(cause, causes)
  y <- if (is.null(entry)) Surv(exit, had) else Surv(entry, exit, had)
  w <- if (is.null(weight)) rep(1, length(exit)) else weight
  groups <- if (is.null(cluster)) seq_along(exit) else cluster
  list(name = name, causes = causes, cause = cause,
       table = list(exit = exit, event = event, entry = entry, weight = weight, cluster = cluster),
       fits = fits(y, w, groups))
}

first <- with(mgus2, data.frame(
  age = age, mspike = mspike,
  time = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death)))
first <- subset(first, !is.na(mspike))
by_age <- subset(transform(first, entry = 12 * age, exit = 12 * age + time), exit > entry)
BOTH <- c("plasma_cell", "death")
lungs <- subset(lung, !is.na(inst))
half_days <- transform(heart, start = 2 * start, stop = 2 * stop)
pbc2 <- subset(pbc, !is.na(trt))

cases <- list(
  with(aml, case("aml", time, status)),
  with(veteran, case("veteran", time, status)),
  with(subset(transplant, !is.na(futime)), case("transplant, day 0", futime, as.numeric(event == "death"))),
  with(half_days, case("heart, delayed entry", stop, event, entry = start)),
  with(kidney, case("kidney, two catheters a patient", time, status, cluster = id)),
  with(lungs, case("lung by institution", time, status - 1, cluster = inst)),
  with(lungs, case("lung, weighted", time, status - 1, weight = age / 50)),
  with(lungs, case("lung by institution, weighted", time, status - 1, weight = age / 50, cluster = inst)),
  with(pbc2, case("pbc, transplant", time, status, c("transplant", "death"), "transplant")),
  with(pbc2, case("pbc, death, weighted, by age", time, status, c("transplant", "death"), "death", weight = 1 + bili / 7, cluster = floor(age))),
  with(subset(by_age, age > 80), case("mgus2 by age in months, above 80", exit, event, BOTH, entry = entry)),
  with(subset(by_age, age < 70), case("mgus2 by age in months, below 70, plasma cells", exit, event, BOTH, "plasma_cell", entry = entry)),
  with(subset(by_age, age > 70), case("mgus2 by age in months, above 70, death, weighted, by age", exit, event, BOTH, "death", entry = entry, weight = 0.3 + mspike, cluster = age)),
  case("ties, delayed entry, three clusters", c(3, 3, 3, 5, 7, 7, 9, 9), c(1, 2, 0, 1, 2, 1, 0, 1), c("a", "b"),
       entry = c(0, 0, 1, 3, 0, 3, 5, 0), weight = c(1, 0.5, 2, 1, 3, 0.25, 1, 1), cluster = c(1, 1, 2, 2, 3, 3, 1, 2)),
  case("all of them at once", c(4, 4, 4), c(1, 1, 1))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "nelson_aalen.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
