# Restricted means by R survival, and restricted time lost per cause with the error that it takes
# from the influence of each subject (there is no delayed entry in those).
# Run in this folder: Rscript restricted_mean.R    It writes restricted_mean.json.
library(survival)
library(jsonlite)

mean_case <- function(name, days, exit, event, entry = NULL, frequency = NULL) {
  y <- if (is.null(entry)) Surv(exit, event) else Surv(entry, exit, event)
  w <- if (is.null(frequency)) rep(1, length(exit)) else frequency
  found <- summary(survfit(y ~ 1, weights = w, robust = FALSE), rmean = days)$table
  list(name = name, days = days, value = found[["rmean"]], std_error = found[["se(rmean)"]],
       table = list(exit = exit, event = event, entry = entry, frequency = frequency))
}

# event: 0 censored, k the k-th cause
lost_case <- function(name, days, exit, event, causes) {
  state <- factor(event, 0:length(causes), c("censored", causes))
  fit <- survfit(Surv(exit, state) ~ 1, id = seq_along(exit), influence = TRUE)
  found <- summary(fit, rmean = days)$table[-1, ]
  list(name = name, days = days, causes = causes, table = list(exit = exit, event = event),
       value = unname(found[, "rmean"]), std_error = unname(found[, "se(rmean)"]))
}

half_days <- transform(heart, start = 2 * start, stop = 2 * stop) # as in kaplan_meier.R
ages <- with(mgus2, data.frame(entry = 12 * age, exit = 12 * age + futime, death = death))
ages <- subset(ages, exit > entry)
grouped <- aggregate(list(frequency = rep(1, nrow(veteran))), veteran[c("time", "status")], sum)
grouped$frequency <- 3 * grouped$frequency
deaths <- subset(colon, etype == 2)
first <- with(mgus2, data.frame(
  sex = sex, time = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death)))
waiting <- transform(subset(transplant, !is.na(futime) & futime > 0),
                     event = match(event, c("ltx", "death", "withdraw"), nomatch = 0))
relapse <- with(myeloid, data.frame(
  time = pmin(futime, rltime, na.rm = TRUE), event = ifelse(!is.na(rltime), 1, 2 * death)))

means <- list(
  with(lung, mean_case("lung, one year", 365, time, status - 1)),
  with(subset(lung, sex == 1), mean_case("lung, men", 365, time, status - 1)),
  with(subset(lung, sex == 2), mean_case("lung, women", 365, time, status - 1)),
  with(lung, mean_case("lung, to the end", 1022, time, status - 1)),
  with(veteran, mean_case("veteran, on an event day", 100, time, status)),
  with(veteran, mean_case("veteran, the last has died", 999, time, status)),
  with(grouped, mean_case("veteran, three of each", 365, time, status, frequency = frequency)),
  with(aml, mean_case("aml, one event day", 6, time, status)),
  with(deaths, mean_case("colon, five years", 1826, time, status)),
  with(half_days, mean_case("heart, delayed entry", 730, stop, event, entry = start)),
  with(ages, mean_case("mgus2, by age in months", 1080, exit, death, entry = entry))
)
lost <- list(
  with(first, lost_case("mgus2", 240, time, event, c("plasma_cell", "death"))),
  with(subset(first, sex == "F"), lost_case("mgus2, women", 365, time, event, c("plasma_cell", "death"))),
  with(pbc, lost_case("pbc", 3650, time, status, c("transplant", "death"))),
  with(waiting, lost_case("transplant", 365, futime, event, c("transplant", "death", "withdrawal"))),
  with(relapse, lost_case("myeloid", 730, time, event, c("relapse", "death")))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = c(means, lost)),
  "restricted_mean.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
