# What it takes to see a difference, from R: power.prop.test for two shares; Wilson's interval of
# prop.test at the number of people and at one fewer; Poisson intervals of poisson.test; and how
# often survival's survdiff sees what Schoenfeld's events promise, by simulation.
# Run in this folder: Rscript precision.R    It writes precision.json.
suppressMessages({library(jsonlite); library(survival)})
shares <- expand.grid(first = c(0.1, 0.35, 0.5), second = c(0.2, 0.6, 0.99), power = c(0.8, 0.95),
  level = c(0.9, 0.95))
shares$n <- mapply(function(p1, p2, power, level) power.prop.test(p1 = p1, p2 = p2, power = power,
  sig.level = 1 - level, tol = 1e-13)$n, shares$first, shares$second, shares$power, shares$level)
half <- function(count, n, level) diff(prop.test(count, n, conf.level = level, correct = FALSE)$conf.int) / 2
wilson <- expand.grid(count = c(0, 3, 20, 50), n = c(50, 60, 123), level = c(0.9, 0.95))
wilson$half_width <- suppressWarnings(mapply(half, wilson$count, wilson$n, wilson$level))
poisson <- expand.grid(count = c(0, 1, 7, 40), level = c(0.9, 0.95))
ends <- mapply(function(k, level) poisson.test(k, conf.level = level)$conf.int, poisson$count, poisson$level)
poisson$lower <- ends[1, ]
poisson$upper <- ends[2, ]
seen <- function(first, second, people, followed, recruited, times) {
  set.seed(1)
  mean(replicate(times, {
    group <- rep(0:1, each = people)
    wait <- rexp(2 * people, log(2) / ifelse(group == 0, first, second))
    last <- followed + runif(2 * people, 0, recruited)
    test <- survdiff(Surv(pmin(wait, last), wait <= last) ~ group)
    pchisq(test$chisq, 1, lower.tail = FALSE) < 0.05
  }))
}
medians <- data.frame(first = c(120, 200), second = c(180, 120), followed = c(365, 183),
  recruited = c(0, 365), people = c(117, 78))
medians$power <- mapply(seen, medians$first, medians$second, medians$people, medians$followed,
  medians$recruited, 4000)
write_json(list(session = capture.output(sessionInfo()),
  cases = list(shares = shares, wilson = wilson, poisson = poisson, medians = medians)),
  "precision.json", digits = I(15), auto_unbox = TRUE, dataframe = "rows")
print(medians)
