# Shares in states by R survival, with the error that its influences give, and by R etm; expected
# days in each state by survival.
# Run in this folder: Rscript state_occupation.R    It writes state_occupation.json.
library(jsonlite)
source("courses.R")

DAYS <- 30 # of the days with a move, this many are kept, evenly spaced, the first and last with them

# stays: id, start, stop, from, to (NA: censored)
case <- function(name, stays, horizon) {
  states <- sort(unique(c(as.character(stays$from), as.character(na.omit(stays$to)))))
  to <- factor(ifelse(is.na(stays$to), "censored", as.character(stays$to)), c("censored", states))
  fit <- survfit(Surv(stays$start, stays$stop, to) ~ 1, id = stays$id,
                 istate = factor(stays$from, states), influence = TRUE)
  column <- match(states, fit$states)
  moved <- sort(unique(stays$stop[!is.na(stays$to)]))
  days <- moved[unique(round(seq(1, length(moved), length.out = DAYS)))]
  place <- match(days, fit$time)
  influence <- fit$influence.pstate # subject, time (the first is before all), state
  std_error <- sqrt(apply(influence^2, 2:3, sum))[-1, ]
  means <- summary(fit, rmean = horizon)$table
  list(name = name, states = states,
       table = list(subject = as.integer(factor(stays$id)), start = stays$start, stop = stays$stop,
                    state = match(stays$from, states) - 1,
                    to = ifelse(is.na(stays$to), -1, match(stays$to, states) - 1)),
       days = days, value = t(fit$pstate[place, column]), std_error = t(std_error[place, column]),
       at_risk = t(fit$n.risk[place, column]), first = unname(fit$p0[column]),
       horizon = horizon, mean = unname(means[column, "rmean"]),
       mean_error = unname(means[column, "se(rmean)"]),
       etm = by_etm(stays, states, days, fit$p0[column]))
}

by_etm <- function(stays, states, days, first) {
  moves <- with(stays, data.frame(id = id, from = as.character(from), entry = start, exit = stop,
                                  to = ifelse(is.na(to), "cens", as.character(to))))
  possible <- with(subset(moves, to != "cens"), table(factor(from, states), factor(to, states))) > 0
  fit <- etm(moves, states, possible, "cens", s = min(stays$start), covariance = FALSE)
  t(sapply(days, function(day) drop(first %*% fit$est[, , match(day, fit$time)]))) |> t()
}

cases <- list(
  case("mgus2", ill, 480),
  case("mgus2 by age", aged, 2000),
  case("mgus2 by age from 70", older, 2000),
  case("heart", heart_stays, 730),
  case("ventilation, back and forth", ventilated, 300),
  case("the first hundred ventilated", subset(ventilated, id %in% unique(id)[1:100]), 300),
  case("myeloid", treated, 1000),
  case("myeloid, arm A", subset(treated, id %in% myeloid$id[myeloid$trt == "A"]), 1000)
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "state_occupation.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
