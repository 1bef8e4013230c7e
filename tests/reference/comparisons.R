# Log-rank tests by R survival, with delayed entry as the score test of its exact Cox model, and
# Gray's tests by R cmprsk.
# Run in this folder: Rscript comparisons.R    It writes comparisons.json.
library(survival)
library(cmprsk)
library(jsonlite)

total <- function(x) if (is.matrix(x)) rowSums(x) else as.vector(x)

# rho: S^rho of survdiff
log_rank <- function(name, exit, event, group, stratum = NULL, rho = 0) {
  fit <- if (is.null(stratum)) survdiff(Surv(exit, event) ~ group, rho = rho)
         else survdiff(Surv(exit, event) ~ group + strata(stratum), rho = rho)
  list(test = "log-rank", name = name, rho = rho,
       table = list(exit = exit, event = event, stratum = stratum), group = as.integer(factor(group)),
       statistic = fit$chisq, df = length(unique(group)) - 1, p_value = fit$pvalue,
       observed = unname(total(fit$obs)), expected = unname(total(fit$exp)))
}

# Ties with delayed entry take it hours when many are at risk.
score <- function(name, entry, exit, event, group, stratum = NULL, trend = NULL) {
  x <- if (is.null(trend)) factor(group) else trend[as.integer(factor(group))]
  y <- if (is.null(entry)) Surv(exit, event) else Surv(entry, exit, event)
  fit <- if (is.null(stratum)) coxph(y ~ x, ties = "exact")
         else coxph(y ~ x + strata(stratum), ties = "exact")
  df <- length(coef(fit))
  list(test = "log-rank", name = name, rho = 0, trend = trend,
       table = list(entry = entry, exit = exit, event = event, stratum = stratum),
       group = as.integer(factor(group)),
       statistic = fit$score, df = df, p_value = pchisq(fit$score, df, lower.tail = FALSE))
}

# event: 0 censored, k the k-th cause
gray <- function(name, exit, event, group, stratum = rep(1, length(exit))) {
  found <- cuminc(exit, event, group, stratum)$Tests
  list(test = "gray", name = name, group = as.integer(factor(group)),
       table = list(exit = exit, event = event, stratum = stratum),
       causes = rownames(found), statistic = unname(found[, "stat"]), df = unname(found[, "df"]))
}

deaths <- subset(colon, etype == 2)
half_days <- transform(heart, start = 2 * start, stop = 2 * stop)
ages <- with(mgus2, data.frame(entry = 12 * age, exit = 12 * age + futime, death = death, sex = sex,
                               decade = pmin(dxyr %/% 10, 199)))
ages <- subset(ages, exit > entry & !duplicated(exit))
first <- with(mgus2, data.frame(
  sex = sex, old = as.numeric(age > 70), time = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death)))
waiting <- transform(subset(transplant, !is.na(futime) & futime > 0),
                     event = match(event, c("ltx", "death", "withdraw"), nomatch = 0))
relapse <- with(myeloid, data.frame(trt = trt, sex = sex,
  time = pmin(futime, rltime, na.rm = TRUE), event = ifelse(!is.na(rltime), 1, 2 * death)))
trial <- subset(pbc, !is.na(trt))

cases <- list(
  with(lung, log_rank("lung by sex", time, status - 1, sex)),
  with(lung, log_rank("lung by sex, S", time, status - 1, sex, rho = 1)),
  with(lung, log_rank("lung by sex, root of S", time, status - 1, sex, rho = 0.5)),
  with(subset(lung, !is.na(ph.ecog)), log_rank("lung by performance", time, status - 1, ph.ecog)),
  with(subset(lung, !is.na(ph.ecog)), log_rank("lung by sex in performance", time, status - 1, sex, ph.ecog)),
  with(veteran, log_rank("veteran by cell", time, status, celltype)),
  with(veteran, log_rank("veteran by cell, S", time, status, celltype, rho = 1)),
  with(veteran, log_rank("veteran by cell in treatment, S", time, status, celltype, trt, rho = 1)),
  with(aml, log_rank("aml", time, status, x)),
  with(ovarian, log_rank("ovarian", futime, fustat, rx)),
  with(deaths, log_rank("colon by treatment in sites", time, status, rx, extent)),
  with(kidney, log_rank("kidney by disease", time, status, disease)),
  with(trial, log_rank("pbc by stage in sex", time, as.numeric(status == 2), stage, sex)),
  with(half_days, score("heart, delayed entry", start, stop, event, transplant)),
  with(half_days, score("heart in surgery", start, stop, event, transplant, surgery)),
  with(ages, score("mgus2 by age, without ties", entry, exit, death, sex)),
  with(ages, score("mgus2 by age in decades, without ties", entry, exit, death, sex, decade)),
  with(veteran, score("veteran, trend", NULL, time, status, celltype, trend = c(1, 2, 3, 5))),
  with(first, gray("mgus2 by sex", time, event, sex)),
  with(first, gray("mgus2 by sex in ages", time, event, sex, old)),
  with(pbc, gray("pbc by stage", time[!is.na(stage)], status[!is.na(stage)], stage[!is.na(stage)])),
  with(trial, gray("pbc by treatment in stages", time, status, trt, stage)),
  with(waiting, gray("transplant by blood group", futime, event, abo)),
  with(waiting, gray("transplant by blood group in years", futime, event, abo, year > 1994)),
  with(relapse, gray("myeloid by treatment", time, event, trt)),
  with(relapse, gray("myeloid by sex in treatment", time, event, sex, trt))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "comparisons.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
