# Robust standard errors of Kaplan–Meier and of incidence by R survival: the infinitesimal jackknife,
# with weights, clusters, ties and delayed entry; and pseudo-values.
# survfit leaves `cluster` out of account for multi-state curves: their clustered variance is made
# here from survival's own influences, summed over clusters.
# Run in this folder: Rscript robust.R    It writes robust.json.
library(survival)
data(abortion, package = "etm")
library(jsonlite)

DAYS <- c(0.1, 0.25, 0.5, 0.75, 0.9) # shares of the event days on which pseudo-values are taken

case <- function(name, exit, event, causes, entry = NULL, weight = NULL, cluster = NULL) {
  n <- length(exit)
  w <- if (is.null(weight)) rep(1, n) else weight
  groups <- if (is.null(cluster)) seq_len(n) else cluster
  y <- if (is.null(entry)) Surv(exit, event > 0) else Surv(entry, exit, event > 0)
  fit <- survfit(y ~ 1, weights = w, cluster = groups, robust = TRUE, conf.type = "plain")
  step <- fit$n.event > 0
  out <- list(name = name, causes = causes,
    table = list(exit = exit, event = event, entry = entry, weight = weight, cluster = cluster),
    survival = list(days = fit$time[step], value = fit$surv[step], std_error = fit$std.err[step]))
  state <- factor(event, 0:length(causes), c("censored", causes))
  y <- if (is.null(entry)) Surv(exit, state) else Surv(entry, exit, state)
  many <- survfit(y ~ 1, id = seq_along(exit), weights = w, influence = 1, conf.type = "plain")
  out$incidence <- lapply(seq_along(causes), function(k) {
    step <- many$n.event[, 1 + k] > 0
    sums <- rowsum(w * many$influence.pstate[, , 1 + k], groups)
    spread <- sqrt(colSums(sums^2))
    spread <- tail(spread, length(many$time)) # without the starting time, where R keeps it
    if (is.null(cluster)) stopifnot(all.equal(spread, many$std.err[, 1 + k]))
    list(cause = causes[k], days = many$time[step], value = many$pstate[step, 1 + k],
         std_error = spread[step])
  })
  out
}

pseudo_case <- function(name, exit, event, causes, entry = NULL) {
  happened <- sort(unique(exit[event > 0]))
  days <- happened[ceiling(DAYS * length(happened))]
  id <- seq_along(exit)
  y <- if (is.null(entry)) Surv(exit, event > 0) else Surv(entry, exit, event > 0)
  state <- factor(event, 0:length(causes), c("censored", causes))
  rows <<- data.frame(id = id) # `pseudo` looks for the data where everyone can see them
  rows$one <<- y
  rows$many <<- if (is.null(entry)) Surv(exit, state) else Surv(entry, exit, state)
  fit <- survfit(one ~ 1, rows, id = id)
  many <- survfit(many ~ 1, rows, id = id)
  shares <- unname(pseudo(many, times = days))
  if (length(causes) == 1) shares <- array(shares, c(length(exit), length(days), 2))
  list(name = name, causes = causes, days = days,
    table = list(exit = exit, event = event, entry = entry),
    survival = unname(pseudo(fit, times = days)),
    mean = unname(pseudo(fit, times = days, type = "rmst")),
    incidence = lapply(seq_along(causes), function(k) shares[, , 1 + k]))
}

first <- with(mgus2, data.frame(
  sex = sex, age = age, mspike = mspike,
  time = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death)))
first <- subset(first, !is.na(mspike))
by_age <- subset(transform(first, entry = 12 * age, exit = 12 * age + time), exit > entry)
pbc2 <- subset(pbc, !is.na(trt))
lungs <- subset(lung, !is.na(inst))
BOTH <- c("plasma_cell", "death")

cases <- list(
  with(lungs, case("lung by institution", time, status - 1, "death", cluster = inst)),
  with(lungs, case("lung, weighted", time, status - 1, "death", weight = age / 50)),
  with(lungs, case("lung by institution, weighted", time, status - 1, "death", weight = age / 50, cluster = inst)),
  with(kidney, case("kidney, two catheters a patient", time, status, "infection", cluster = id)),
  with(subset(colon, etype == 1), case("colon by number of nodes", time, status, "recurrence", cluster = ifelse(is.na(nodes), -1, nodes))),
  with(aml, case("aml", time, status, "relapse")),
  with(pbc2, case("pbc, weighted, by age", time, status, c("transplant", "death"), weight = 1 + bili / 7, cluster = floor(age))),
  with(first, case("mgus2", time, event, BOTH)),
  with(first, case("mgus2, weighted", time, event, BOTH, weight = 0.1 + mspike)),
  with(first, case("mgus2, weighted, by age", time, event, BOTH, weight = 0.1 + mspike, cluster = age)),
  with(by_age, case("mgus2 by age in months", exit, event, BOTH, entry = entry)),
  with(by_age, case("mgus2 by age in months, weighted, by sex and spike", exit, event, BOTH, entry = entry, weight = 0.3 + mspike, cluster = paste(sex, mspike))),
  with(abortion, case("pregnancies, delayed entry", exit, cause, c("induced", "birth", "spontaneous"), entry = entry)),
  case("ties, delayed entry, three clusters", c(3, 3, 3, 5, 7, 7, 9, 9), c(1, 2, 0, 1, 2, 1, 0, 1), c("a", "b"),
       entry = c(0, 0, 1, 3, 0, 3, 5, 0), weight = c(1, 0.5, 2, 1, 3, 0.25, 1, 1), cluster = c(1, 1, 2, 2, 3, 3, 1, 2))
)

pseudo_cases <- list(
  with(aml, pseudo_case("aml", time, status, "relapse")),
  with(subset(lungs, inst < 4), pseudo_case("lung, three institutions", time, status - 1, "death")),
  with(subset(pbc2, age > 55), pseudo_case("pbc, above 55", time, status, c("transplant", "death"))),
  with(subset(first, age > 84), pseudo_case("mgus2, above 84", time, event, BOTH)),
  with(subset(by_age, age > 84), pseudo_case("mgus2 by age in months, above 84", exit, event, BOTH, entry = entry))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases, pseudo = pseudo_cases),
  "robust.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
