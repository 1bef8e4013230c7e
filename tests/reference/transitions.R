# Transition probabilities by R etm, with its covariance, and by R survival, with the covariance that
# its influences give; shares in states with weights and clusters and from a landmark; landmark
# Aalen-Johansen; pseudo-values; score tests of the Markov property by coxph.
# Run in this folder: Rscript transitions.R    It writes transitions.json.
library(jsonlite)
source("courses.R")

some <- function(days, many) days[unique(round(seq(1, length(days), length.out = many)))]
states_of <- function(stays) sort(unique(c(as.character(stays$from), as.character(na.omit(stays$to)))))
table_of <- function(stays) {
  states <- states_of(stays)
  list(subject = as.integer(factor(stays$id)), start = stays$start, stop = stays$stop,
       state = match(stays$from, states) - 1,
       to = ifelse(is.na(stays$to), -1, match(stays$to, states) - 1))
}
fitted <- function(stays, ...) {
  states <- states_of(stays)
  stays$next_state <- factor(ifelse(is.na(stays$to), "censored", as.character(stays$to)),
                             c("censored", states))
  stays$state <- factor(stays$from, states)
  stays$w <- if (is.null(stays$w)) 1 else stays$w
  call <- list(quote(Surv(start, stop, next_state) ~ 1), data = stays, id = quote(id),
               istate = quote(state), weights = quote(w), ...)
  do.call(survfit, call)
}
after <- function(stays, s) transform(subset(stays, stop > s), start = pmax(start, s))
moved <- function(stays) sort(unique(stays$stop[!is.na(stays$to)]))

# P(s, t) on some days: by etm, and by survival one row at a time, from a known start (p0)
probabilities <- function(name, stays, s, many = 5) {
  states <- states_of(stays); k <- length(states)
  rest <- after(stays, s)
  days <- some(moved(rest), many)
  moves <- with(stays, data.frame(id = id, from = as.character(from), entry = start, exit = stop,
                                  to = ifelse(is.na(to), "cens", as.character(to))))
  possible <- with(subset(moves, to != "cens"), table(factor(from, states), factor(to, states))) > 0
  fit <- etm(moves, states, possible, "cens", s = s)
  place <- match(days, fit$time)
  value <- lapply(place, function(i) unname(fit$est[, , i]))
  # etm puts the first index of the matrix first; here the probabilities go row by row
  by_row <- as.vector(t(matrix(seq_len(k * k), k)))
  aalen <- lapply(place, function(i) unname(fit$cov[by_row, by_row, i]))
  rows <- lapply(seq_len(k), function(h) {
    fit <- fitted(rest, p0 = as.numeric(seq_len(k) == h), influence = TRUE)
    column <- match(states, fit$states)
    fit$influence.pstate[, match(days, fit$time) + 1, column, drop = FALSE]
  })
  robust <- lapply(seq_along(days), function(i) {
    u <- do.call(cbind, lapply(rows, function(row) row[, i, ]))
    unname(crossprod(u))
  })
  list(name = name, course = course_of(stays), start = s, days = days, value = value,
       aalen = aalen, robust = robust)
}

# shares with weights and clusters, or from a landmark, with the error that the influences give: they
# are by subject, before weighting, also when survfit is given a cluster beside id, which it leaves out
shares <- function(name, stays, ..., horizon = NA, s = NULL, many = 8, cluster = NULL) {
  states <- states_of(stays)
  rest <- if (is.null(s)) stays else after(stays, s)
  sorted <- order(stays$id, stays$start) # the influences then come in this order
  fit <- if (is.null(s)) fitted(stays[sorted, ], influence = TRUE)
         else fitted(stays, start.time = s + 0.5, influence = TRUE)
  column <- match(states, fit$states)
  days <- some(moved(rest), many)
  place <- match(days, fit$time)
  u <- fit$influence.pstate[, , column]
  first <- match(unique(stays$id[sorted]), stays$id)
  if (!is.null(stays$w)) u <- u * stays$w[first]
  if (!is.null(cluster)) u <- apply(u, 2:3, function(x) tapply(x, cluster[first], sum))
  std_error <- sqrt(apply(u^2, 2:3, sum))[-1, ]
  out <- list(name = name, course = course_of(stays), landmark = s, weight = stays$w,
              cluster = cluster, days = days, value = t(fit$pstate[place, column]),
              std_error = t(std_error[place, ]))
  if (is.null(s)) {
    # the error of the area is that of the influences' areas
    edges <- c(0, pmin(fit$time, horizon), horizon)
    widths <- diff(edges)
    area <- apply(u, c(1, 3), function(x) sum(x * widths))
    out$horizon <- horizon
    out$mean <- unname(colSums(rbind(fit$p0, fit$pstate) * widths)[column])
    out$mean_error <- sqrt(colSums(area^2))
  }
  out
}

from_state <- function(name, stays, s, state, many = 6) {
  rest <- after(stays, s)
  rest <- subset(rest, id %in% id[start == s & from == state])
  fit <- fitted(rest, influence = TRUE)
  states <- states_of(stays)
  days <- some(moved(rest), many)
  place <- match(days, fit$time)
  std_error <- sqrt(apply(fit$influence.pstate^2, 2:3, sum))[-1, ]
  column <- match(states, fit$states)
  known <- !is.na(column)
  value <- errors <- matrix(0, length(states), length(days))
  value[known, ] <- t(fit$pstate[place, column[known]])
  errors[known, ] <- t(std_error[place, column[known]])
  list(name = name, course = course_of(stays), landmark = s, state = state,
       n = length(unique(rest$id)), days = days, value = value, std_error = errors)
}

# The estimate with n times the influence that survfit gives. pseudo() of survival 3.5-3 says the same
# where no move leads to a state with a smaller number; otherwise its numbers are not on average the
# estimate, nor 0 and 1 for those who were followed to the end. So states are numbered that way for it.
pseudo_of <- function(name, stays, days, kept, forward = NULL) {
  stays <- stays[order(stays$id, stays$start), ]
  fit <- fitted(stays, influence = TRUE)
  column <- match(states_of(stays), fit$states)
  u <- fit$influence.pstate; n <- dim(u)[1]
  value <- rbind(fit$p0, fit$pstate)
  shares <- lapply(column, function(j) sapply(days, function(day) {
    i <- sum(fit$time <= day) + 1
    value[i, j] + n * u[, i, j]
  }))
  means <- lapply(column, function(j) sapply(days, function(day) {
    widths <- diff(pmin(c(0, fit$time, max(day, fit$time)), day))
    sum(value[, j] * widths) + n * drop(u[, , j] %*% widths)
  }))
  if (!is.null(forward)) {
    renamed <- transform(stays, from = match(from, forward), to = match(to, forward))
    fit <- fitted(renamed)
    for (i in seq_along(column)) {
      j <- match(match(states_of(stays)[i], forward), fit$states)
      stopifnot(all.equal(unname(pseudo(fit, times = days, type = "pstate")[, , j]), shares[[i]],
                          check.attributes = FALSE),
                all.equal(unname(pseudo(fit, times = days, type = "sojourn")[, , j]), means[[i]],
                          check.attributes = FALSE))
    }
  }
  list(name = name, course = course_of(stays), days = days, kept = kept - 1,
       shares = lapply(shares, function(x) x[kept, ]), means = lapply(means, function(x) x[kept, ]))
}

# one test for each move: the score test of the exact partial likelihood is the log-rank test
markov <- function(name, stays, s) {
  rest <- after(stays, s)
  then <- with(subset(rest, start == s), setNames(as.character(from), id))
  rest$group <- factor(then[as.character(rest$id)])
  rest <- subset(rest, !is.na(group))
  pairs <- unique(subset(stays, !is.na(to), c("from", "to")))
  pairs <- pairs[order(pairs$from, pairs$to), ]
  tests <- Map(function(from, to) {
    here <- droplevels(rest[rest$from == from, ])
    here$event <- !is.na(here$to) & here$to == to
    if (nlevels(here$group) < 2 || !any(here$event)) return(NULL)
    fit <- suppressWarnings(coxph(Surv(start, stop, event) ~ group, here, ties = "exact"))
    list(from = from, to = to, statistic = fit$score, df = sum(!is.na(coef(fit))))
  }, as.character(pairs$from), as.character(pairs$to))
  list(name = name, course = course_of(stays), landmark = s,
       tests = unname(Filter(Negate(is.null), tests)))
}

courses <- list(older = older, heart = heart_stays,
                few = subset(ventilated, id %in% unique(id)[1:100]),
                myeloid = treated, pregnancies = pregnancies)
course_of <- function(stays) { # the name of the course that has these rows
  same <- sapply(courses, function(course) nrow(course) == nrow(stays))
  names(courses)[same]
}
stopifnot(!anyDuplicated(sapply(courses, nrow)))
weighted <- function(stays) transform(stays, w = (as.integer(factor(id)) %% 5 + 1) / 2)
clusters <- function(stays, many) as.integer(factor(stays$id)) %% many

result <- list(
  session = capture.output(sessionInfo()),
  courses = lapply(courses[c("pregnancies", "few", "heart", "older", "myeloid")], function(stays)
    c(list(states = states_of(stays)), table_of(stays))),
  probabilities = list(
    probabilities("pregnancies", pregnancies, 0),
    probabilities("pregnancies from week 12", pregnancies, 12),
    probabilities("heart", heart_stays, 0),
    probabilities("heart from day 60", heart_stays, 60),
    probabilities("the first hundred ventilated", courses$few, 0),
    probabilities("the first hundred ventilated from day 50", courses$few, 50),
    probabilities("mgus2 by age from 80", older, 80 * 24),
    probabilities("myeloid", treated, 0, 3),
    probabilities("myeloid from day 100", treated, 100, 3)
  ),
  shares = list(
    shares("heart, weighted", weighted(heart_stays), horizon = 730),
    shares("heart, weighted, clusters", weighted(heart_stays), horizon = 730,
           cluster = clusters(heart_stays, 20)),
    shares("older, clusters", older, horizon = 2000, cluster = clusters(older, 50)),
    shares("ventilated, weighted, clusters", weighted(courses$few), horizon = 300,
           cluster = clusters(courses$few, 30)),
    shares("myeloid, weighted", weighted(treated), horizon = 1000),
    shares("heart after day 60", heart_stays, s = 60),
    shares("ventilated after day 50", courses$few, s = 50),
    shares("older after 80", older, s = 80 * 24),
    shares("myeloid after day 100", treated, s = 100)
  ),
  landmarks = list(
    from_state("heart, waiting on day 30", heart_stays, 30, "waiting"),
    from_state("heart, transplanted by day 60", heart_stays, 60, "transplanted"),
    from_state("ventilated on day 50", courses$few, 50, "s1"),
    from_state("mgus2 at 80", older, 80 * 24, "mgus"),
    from_state("remission on day 100", treated, 100, "remission"),
    from_state("relapse on day 400", treated, 400, "relapse")
  ),
  pseudo = list(
    pseudo_of("heart", heart_stays, c(60, 365, 1000), 1:103, c("waiting", "transplanted", "dead")),
    pseudo_of("ventilated", courses$few, c(50, 150), 1:100),
    pseudo_of("older", older, c(1700, 1900, 2100), seq(1, length(unique(older$id)), 15),
              c("mgus", "pcm", "dead")),
    pseudo_of("myeloid", treated, c(100, 500, 1000), seq(1, length(unique(treated$id)), 10),
              c("treated", "remission", "relapse", "dead"))
  ),
  markov = list(
    markov("heart at day 60", heart_stays, 60),
    markov("ventilated at day 50", courses$few, 50),
    markov("mgus2 at 80", older, 80 * 24),
    markov("myeloid at day 100", treated, 100),
    markov("myeloid at day 300", treated, 300)
  )
)
write_json(result, "transitions.json", digits = I(15), auto_unbox = TRUE, null = "null",
           na = "string")
