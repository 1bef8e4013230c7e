# Robust restricted means, time lost and follow-up by R survival, from the influence of each subject
# on the curve, added up over days and then over clusters; pseudo-values of weighted rows; and the
# robust score test of a Cox model with Breslow ties, which is the robust log-rank test.
# Run in this folder: Rscript robust_summaries.R    It writes robust_summaries.json.
library(survival)
library(jsonlite)

# An area under steps from `times` on, up to `days`, of each column
area <- function(steps, times, days) {
  inside <- times < days
  as.vector(rbind(steps)[, inside, drop = FALSE] %*% diff(c(times[inside], days)))
}
robust <- function(influence, weight, groups) sqrt(sum(rowsum(weight * influence, groups)^2))

mean_case <- function(name, days, exit, event, causes, entry = NULL, weight = NULL, cluster = NULL) {
  n <- length(exit)
  w <- if (is.null(weight)) rep(1, n) else weight
  groups <- if (is.null(cluster)) seq_len(n) else cluster
  out <- list(name = name, days = days, causes = causes,
    table = list(exit = exit, event = event, entry = entry, weight = weight, cluster = cluster))
  y <- if (is.null(entry)) Surv(exit, event > 0) else Surv(entry, exit, event > 0)
  fit <- survfit(y ~ 1, weights = w, id = seq_len(n), robust = TRUE, influence = 1)
  inside <- fit$time < days
  widths <- diff(c(fit$time[inside], days))
  out$mean <- list(
    value = min(fit$time[1], days) + sum(fit$surv[inside] * widths),
    std_error = robust(fit$influence.surv[, inside] %*% widths, 1, groups)) # these hold the weight
  stopifnot(all.equal(sqrt(colSums(fit$influence.surv^2)), fit$std.err))
  if (is.null(entry)) {
    found <- summary(fit, rmean = days)$table
    stopifnot(all.equal(out$mean$value, found[["rmean"]]))
  }
  state <- factor(event, 0:length(causes), c("censored", causes))
  y <- if (is.null(entry)) Surv(exit, state) else Surv(entry, exit, state)
  many <- survfit(y ~ 1, id = seq_len(n), weights = w, influence = 1)
  inside <- many$time < days
  widths <- diff(c(many$time[inside], days))
  out$lost <- lapply(seq_along(causes), function(k) {
    moved <- many$influence.pstate[, , 1 + k]
    moved <- moved[, tail(seq_len(ncol(moved)), length(many$time)), drop = FALSE]
    list(cause = causes[k], value = sum(many$pstate[inside, 1 + k] * widths),
         std_error = robust(moved[, inside, drop = FALSE] %*% widths, w, groups))
  })
  # Events come before censoring on a day: a clock of half days says so.
  y <- if (is.null(entry)) Surv(2 * exit + (event == 0), event == 0)
       else Surv(2 * entry + 1, 2 * exit + (event == 0), event == 0)
  fit <- survfit(y ~ 1, weights = w, cluster = groups, robust = TRUE)
  step <- fit$n.event > 0
  out$follow_up <- list(days = (fit$time[step] - 1) / 2, value = fit$surv[step], std_error = fit$std.err[step])
  out
}

test_case <- function(name, exit, event, group, entry = NULL, weight = NULL, cluster = NULL,
                      stratum = NULL, trend = FALSE) {
  n <- length(exit)
  code <- as.integer(factor(group))
  x <- if (trend) code else factor(code)
  w <- if (is.null(weight)) rep(1, n) else weight
  id <- if (is.null(cluster)) seq_len(n) else cluster
  y <- if (is.null(entry)) Surv(exit, event > 0) else Surv(entry, exit, event > 0)
  within <- if (is.null(stratum)) rep(1, n) else stratum
  fit <- coxph(y ~ x + strata(within), weights = w, cluster = id, ties = "breslow")
  list(name = name, group = code, trend = if (trend) seq_len(max(code)) else NULL,
       table = list(exit = exit, event = as.integer(event > 0), entry = entry, weight = weight,
                    cluster = cluster, stratum = stratum),
       statistic = fit$rscore, df = length(coef(fit)))
}

pseudo_case <- function(name, days, exit, event, weight) {
  rows <<- data.frame(exit = exit, event = event, weight = weight, id = seq_along(exit))
  fit <- survfit(Surv(exit, event) ~ 1, rows, weights = weight, id = id)
  list(name = name, days = days, table = list(exit = exit, event = event, weight = weight),
       survival = unname(pseudo(fit, times = days)), mean = unname(pseudo(fit, times = days, type = "rmst")))
}

first <- with(mgus2, data.frame(
  sex = sex, age = age, mspike = mspike,
  time = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death)))
first <- subset(first, !is.na(mspike))
by_age <- subset(transform(first, entry = 12 * age, exit = 12 * age + time), exit > entry)
pbc2 <- subset(pbc, !is.na(trt))
lungs <- subset(lung, !is.na(inst))
waiting <- transform(subset(transplant, !is.na(futime) & futime > 0),
                     event = match(event, c("ltx", "death", "withdraw"), nomatch = 0))
BOTH <- c("plasma_cell", "death")

means <- list(
  with(lungs, mean_case("lung by institution", 365, time, status - 1, "death", cluster = inst)),
  with(lungs, mean_case("lung, weighted", 365, time, status - 1, "death", weight = age / 50)),
  with(lungs, mean_case("lung by institution, weighted", 500, time, status - 1, "death", weight = age / 50, cluster = inst)),
  with(kidney, mean_case("kidney, two catheters a patient", 200, time, status, "infection", cluster = id)),
  with(pbc2, mean_case("pbc, weighted, by age", 2000, time, status, c("transplant", "death"), weight = 1 + bili / 7, cluster = floor(age))),
  with(first, mean_case("mgus2, by age", 240, time, event, BOTH, cluster = age)),
  with(first, mean_case("mgus2, weighted", 120, time, event, BOTH, weight = 0.1 + mspike)),
  with(waiting, mean_case("transplant by year", 730, futime, event, c("ltx", "death", "withdraw"), cluster = year)),
  with(by_age, mean_case("mgus2 by age in months, weighted, by sex and spike", 1000, exit, event, BOTH, entry = entry, weight = 0.3 + mspike, cluster = paste(sex, mspike)))
)
tests <- list(
  with(lungs, test_case("lung by sex, institutions", time, status - 1, sex, cluster = inst)),
  with(lungs, test_case("lung by sex, weighted", time, status - 1, sex, weight = age / 50)),
  with(lungs, test_case("lung by sex, weighted, institutions", time, status - 1, sex, weight = age / 50, cluster = inst)),
  with(lungs, test_case("lung by sex, robust", time, status - 1, sex)),
  with(subset(lungs, !is.na(ph.ecog)), test_case("lung by performance, institutions", time, status - 1, ph.ecog, cluster = inst)),
  with(subset(lungs, !is.na(ph.ecog)), test_case("lung by performance, trend, weighted", time, status - 1, ph.ecog, weight = age / 50, trend = TRUE)),
  with(subset(lungs, !is.na(ph.ecog)), test_case("lung by sex in performance, institutions", time, status - 1, sex, stratum = ph.ecog, cluster = inst)),
  with(veteran, test_case("veteran by cell, by month of diagnosis", time, status, celltype, cluster = diagtime)),
  with(kidney, test_case("kidney by sex, two catheters a patient", time, status, sex, cluster = id)),
  with(by_age, test_case("mgus2 by age in months, by sex", exit, event, sex, entry = entry, weight = 0.3 + mspike, cluster = age))
)
pseudos <- list(
  with(subset(lungs, inst < 4), pseudo_case("lung, weighted", c(100, 300, 500), time, status - 1, age / 50)),
  with(subset(veteran, trt == 1), pseudo_case("veteran, weighted", c(30, 90, 180), time, status, karno / 40))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = means, tests = tests, pseudo = pseudos),
  "robust_summaries.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
