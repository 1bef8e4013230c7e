# Shares in states by R survival, with the error that its influences give, and by R etm; expected
# days in each state by survival.
# Run in this folder: Rscript state_occupation.R    It writes state_occupation.json.
library(survival)
library(etm)
library(jsonlite)

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

ill <- local({ # monoclonal gammopathy, then plasma cell malignancy or death
  d <- subset(mgus2, futime > 0)
  d$ptime <- ifelse(d$pstat == 1 & d$ptime >= d$futime, d$futime - 0.5, d$ptime) * 2
  d$futime <- 2 * d$futime
  d <- subset(d, ptime > 0)
  first <- with(d, data.frame(id, start = 0, stop = ifelse(pstat == 1, ptime, futime), from = "mgus",
    to = ifelse(pstat == 1, "pcm", ifelse(death == 1, "dead", NA))))
  second <- with(subset(d, pstat == 1), data.frame(id, start = ptime, stop = futime, from = "pcm",
    to = ifelse(death == 1, "dead", NA)))
  rbind(first, second)
})
heart_stays <- with(transform(heart, start = 2 * start, stop = 2 * stop), data.frame(id, start, stop,
  from = ifelse(transplant == 1, "transplanted", "waiting"),
  to = ifelse(event == 1, "dead", ifelse(transplant == 0 & id %in% id[transplant == 1], "transplanted", NA))))
aged <- local({ # the same on the scale of age: delayed entry
  age <- 12 * mgus2$age[match(ill$id, mgus2$id)] * 2
  transform(ill, start = start + age, stop = stop + age)
})
older <- subset(aged, start >= 70 * 24)
data(sir.cont)
ventilated <- local({ # on and off the ventilator, back and forth, then discharged or dead
  d <- sir.cont[order(sir.cont$id, sir.cont$time), ]
  d$start <- ave(d$time, d$id, FUN = function(t) c(0, head(t, -1)))
  data.frame(id = d$id, start = 10 * d$start, stop = 10 * d$time, from = paste0("s", d$from),
             to = ifelse(d$to == "cens", NA, paste0("s", d$to)))
})
ventilated$start <- round(ventilated$start); ventilated$stop <- round(ventilated$stop)
bad <- unique(ventilated$id[ventilated$stop <= ventilated$start])
ventilated <- subset(ventilated, !id %in% bad)
treated <- local({ # leukaemia: remission and relapse, remission again, death
  d <- subset(myeloid, futime > 0)
  ids <- lapply(seq_len(nrow(d)), function(i) with(d[i, ], {
    when <- c(crtime, rltime, futime); what <- c("remission", "relapse", if (death == 1) "dead" else NA)
    keep <- !is.na(when); when <- when[keep]; what <- what[keep]
    order <- order(when, seq_along(when)); when <- when[order]; what <- what[order]
    keep <- c(diff(when) > 0, TRUE); when <- when[keep]; what <- what[keep]
    data.frame(id = id, start = c(0, head(when, -1)), stop = when,
               from = c("treated", head(what, -1)), to = what)
  }))
  subset(do.call(rbind, ids), !is.na(from) & (is.na(to) | from != to))
})

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
