# Turnbull's estimate by R survival, and by an EM algorithm that is run until it no longer moves: R survival
# stops earlier. Run in this folder: Rscript turnbull.R    It writes turnbull.json.
library(survival)
library(msm)
library(jsonlite)

SETTLED <- 1e-15 # masses that no round of EM changes by more are settled
MOST <- 1e5
NONE <- 1e-11    # masses that have become smaller are dropped; the condition below says whether rightly

# left and right in whole days, (left, right], right = Inf when it has not come yet
innermost <- function(left, right) {
  ends <- sort(unique(c(left, right)))
  k <- length(ends)
  inner <- which(ends[-k] %in% left & ends[-1] %in% right)
  data.frame(since = ends[inner], until = ends[inner + 1])
}

converged <- function(left, right, weight) {
  cell <- innermost(left, right)
  holds <- outer(left, cell$since, "<=") & outer(right, cell$until, ">=")
  likely <- function(p) if (any(p < 0)) -Inf else sum(weight * log(drop(holds %*% p)))
  em <- function(p) {
    new <- p * colSums(weight * holds / drop(holds %*% p)) / sum(weight)
    new / sum(new)
  }
  p <- rep(1 / nrow(cell), nrow(cell))
  for (i in 1:MOST) { # two rounds, and a leap in their direction (Varadhan and Roland, 2008) if it is better
    one <- em(p)
    two <- em(one)
    first <- one - p
    bend <- two - one - first
    if (sum(bend^2) > 0) {
      far <- max(1, sqrt(sum(first^2) / sum(bend^2)))
      leap <- p + 2 * far * first + far^2 * bend
      if (likely(leap) > likely(two)) two <- leap / sum(leap)
    }
    new <- em(two)
    if (i %% 100 == 0) new[new < NONE] <- 0
    moved <- max(abs(new - p))
    p <- new
    if (moved < SETTLED) break
  }
  held <- drop(holds %*% p)
  stopifnot(max(colSums(weight * holds / held)) / sum(weight) < 1 + 1e-9)
  list(cell = cell, mass = p, rounds = i, log_likelihood = sum(weight * log(held)))
}

by_survival <- function(left, right, weight) { # half days apart, so that (left, right] is meant
  y <- Surv(ifelse(left < 0, NA, left + 0.5), ifelse(is.finite(right), right + 0.25, NA), type = "interval2")
  known <- is.finite(right) & right == left + 1
  y[known] <- Surv(right[known], right[known], type = "interval2")
  fit <- survfit(y ~ 1, weights = weight)
  mass <- -diff(c(1, fit$surv))
  beyond <- 1 - sum(mass)
  held <- mapply(function(l, r) sum(mass[fit$time > l & fit$time <= r + 0.25]) + if (is.finite(r)) 0 else beyond,
                 left, right)
  list(log_likelihood = sum(weight * log(held)), times = fit$time, value = fit$surv)
}

case <- function(name, left, right) {
  rows <- aggregate(list(frequency = rep(1, length(left))), list(left = left, right = right), sum)
  rows <- rows[order(rows$left, rows$right), ]
  fit <- with(rows, converged(left, right, frequency))
  step <- fit$mass > 1e-9 & is.finite(fit$cell$until)
  value <- rev(cumsum(rev(fit$mass))) - fit$mass
  theirs <- with(rows, by_survival(left, right, frequency))
  message(name, ": ", nrow(rows), " rows, ", sum(step), " steps, ", fit$rounds, " rounds, R survival lower by ",
          format(fit$log_likelihood - theirs$log_likelihood))
  list(name = name, left = rows$left, right = rows$right, frequency = rows$frequency,
       since = fit$cell$since[step], days = fit$cell$until[step], value = value[step],
       log_likelihood = fit$log_likelihood, survival_log_likelihood = theirs$log_likelihood)
}

# From the first look on: the last without and the first with a state at least as bad as `from`.
between_looks <- function(name, subject, time, state, from) {
  rows <- do.call(rbind, lapply(split(data.frame(time, state), subject), function(x) {
    x <- x[order(x$time), ]
    bad <- which(x$state >= from)
    day <- x$time - x$time[1]
    if (length(bad) && bad[1] == 1) return(NULL)
    if (length(bad)) c(day[bad[1] - 1], day[bad[1]]) else c(max(day), Inf)
  }))
  rows <- rows[rows[, 2] > rows[, 1], ]
  case(name, rows[, 1], rows[, 2])
}

# Looked at once: at a look of their own, the last up to a limit that differs from subject to subject.
looked_once <- function(name, subject, time, state, from) {
  rows <- do.call(rbind, lapply(split(data.frame(time, state), subject), function(x) {
    x <- x[order(x$time), ]
    seen <- x[1 + nrow(x) %/% 2, ]
    if (seen$state >= from) c(-1, seen$time) else c(seen$time, Inf)
  }))
  case(name, rows[, 1], rows[, 2])
}

days <- function(time, unit) round(time * unit)
cases <- list(
  with(subset(cav, state < 4), between_looks("cav, to moderate, in months", PTNUM, days(years, 12), state, 2)),
  with(aneur, between_looks("aneur, to 30 mm, in months", ptnum, days(age, 12), state, 2)),
  with(psor, between_looks("psor, to the second state, in months", ptnum, days(months, 1), state, 2)),
  with(psor, looked_once("psor, looked at once, in months", ptnum, days(months, 1), state, 2)),
  with(subset(cav, state < 4), looked_once("cav, looked at once, in half years", PTNUM, days(years, 2), state, 2)),
  with(lung, case("lung, days known", ifelse(status == 2, time - 1, time), ifelse(status == 2, time, Inf))),
  with(tobin, case("tobin, left-censored, in tenths", ifelse(durable > 0, 10 * durable - 1, -1),
                   ifelse(durable > 0, 10 * durable, 1))),
  case("two that overlap, one known", c(1, 1, 2, 2), c(3, 2, 3, Inf)),
  case("the right end belongs to it", c(1, 1, 2), c(3, 2, 3))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "turnbull.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
