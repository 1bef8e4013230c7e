# Incidence of competing events: value and Aalen's variance by R cmprsk, value and number at risk
# by R survival (also under delayed entry, which cmprsk has not), intervals by survival's formula.
# Run in this folder: Rscript aalen_johansen.R    It writes aalen_johansen.json.
library(survival)
library(cmprsk)
data(abortion, package = "etm")
library(jsonlite)

KINDS <- c(plain = "plain", log = "log", `log-log` = "log-log", logit = "logit", arcsine = "arcsin")

# event: 0 censored, k the k-th cause
case <- function(name, exit, event, causes, entry = NULL, level = 0.95) {
  state <- factor(event, 0:length(causes), c("censored", causes))
  y <- if (is.null(entry)) Surv(exit, state) else Surv(entry, exit, state)
  fit <- survfit(y ~ 1, id = seq_along(exit))
  incidence <- if (is.null(entry)) cuminc(exit, event, cencode = 0)
  curves <- lapply(seq_along(causes), function(k) {
    own <- 1 + k
    step <- fit$n.event[, own] > 0
    curve <- list(cause = causes[k], days = fit$time[step], value = fit$pstate[step, own],
                  at_risk = fit$n.risk[step, 1], events = fit$n.event[step, own])
    if (is.null(incidence)) return(curve)
    at <- timepoints(incidence[paste(1, k)], fit$time[step])
    value <- as.vector(at$est)
    std_error <- sqrt(as.vector(at$var))
    intervals <- lapply(KINDS, function(kind)
      survival:::survfit_confint(value, std_error, logse = FALSE, conf.type = kind, conf.int = level))
    c(curve, list(cuminc = value, std_error = std_error, intervals = intervals))
  })
  list(name = name, level = level, causes = causes,
       table = list(exit = exit, event = event, entry = entry), curves = curves)
}

first <- with(mgus2, data.frame(
  sex = sex, age = age,
  time = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death)))
by_age <- subset(transform(first, entry = 12 * age, exit = 12 * age + time), exit > entry)
waiting <- transform(subset(transplant, !is.na(futime)), event = match(event, c("ltx", "death", "withdraw"), nomatch = 0))
relapse <- with(myeloid, data.frame(
  time = pmin(futime, rltime, na.rm = TRUE),
  event = ifelse(!is.na(rltime), 1, 2 * death)))
moved <- subset(waiting, futime > 0)

cases <- list(
  with(first, case("mgus2", time, event, c("plasma_cell", "death"))),
  with(subset(first, sex == "F"), case("mgus2, women", time, event, c("plasma_cell", "death"))),
  with(subset(first, sex == "M"), case("mgus2, men", time, event, c("plasma_cell", "death"), level = 0.9)),
  with(pbc, case("pbc", time, status, c("transplant", "death"))),
  with(subset(pbc, trt == 1), case("pbc, treated", time, status, c("transplant", "death"))),
  with(moved, case("transplant", futime, event, c("transplant", "death", "withdrawal"))),
  with(subset(moved, abo == "AB"), case("transplant, blood group AB", futime, event, c("transplant", "death", "withdrawal"), level = 0.99)),
  with(relapse, case("myeloid", time, event, c("relapse", "death"))),
  with(veteran, case("veteran, one cause", time, status, "death")),
  with(aml, case("aml, one cause", time, status, "relapse")),
  case("two causes on one day", c(3, 3, 3, 3, 7, 7, 9, 9, 9, 11), c(1, 2, 1, 0, 2, 2, 1, 1, 2, 2), c("a", "b")),
  with(by_age, case("mgus2, by age in months", exit, event, c("plasma_cell", "death"), entry = entry)),
  with(abortion, case("pregnancies, delayed entry", exit, cause, c("induced", "birth", "spontaneous"), entry = entry)),
  with(subset(abortion, group == 1), case("exposed pregnancies, delayed entry", exit, cause, c("induced", "birth", "spontaneous"), entry = entry))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "aalen_johansen.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
