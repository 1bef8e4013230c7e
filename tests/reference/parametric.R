# Accelerated failure time by R survival: right- and interval-censored times, weights, clusters.
# survreg knows no delayed entry: those cases maximise the likelihood written out below, by Newton's
# steps with numeric second derivatives, which are right to about 1e-9.
# Run in this folder: Rscript parametric.R    It writes parametric.json.
library(survival)
library(numDeriv)
library(jsonlite)

DISTS <- c(weibull = "weibull", `log-normal` = "lognormal", `log-logistic` = "loglogistic")
CONTROL <- survreg.control(rel.tolerance = 1e-14, maxiter = 200)

# survreg leaves the weights out of its own sandwich; its residuals can be had with them
answer <- function(fit, who) {
  moved <- residuals(fit, "dfbeta", weighted = TRUE)
  sandwich <- if (is.null(who)) fit$var else crossprod(rowsum(moved, who))
  list(estimate = unname(c(coef(fit), log(fit$scale))),
       model_error = unname(sqrt(diag(fit$var))),
       std_error = unname(sqrt(diag(sandwich))),
       log_likelihood = fit$loglik[2], null_log_likelihood = fit$loglik[1])
}

case <- function(name, data, covariates, dist, cluster = NULL, weighted = FALSE, robust = FALSE) {
  data <- data[complete.cases(data[covariates]), ]
  data$w <- if (weighted) data$weight else 1
  data$y <- if (is.null(data$left)) Surv(data$exit, data$event) else
    Surv(ifelse(data$left > 0, data$left, NA), ifelse(is.finite(data$right), data$right, NA), type = "interval2")
  data$who <- if (is.null(cluster)) seq_len(nrow(data)) else data[[cluster]]
  formula <- reformulate(if (length(covariates)) covariates else "1", "y")
  fit <- survreg(formula, data, weights = w, dist = DISTS[dist], control = CONTROL)
  turned <- if (robust || weighted || !is.null(cluster)) data$who
  table <- if (is.null(data$left)) list(exit = data$exit, event = data$event) else
    list(left = data$left, right = ifelse(is.finite(data$right), data$right, "Inf"))
  if (weighted) table$weight <- data$w
  if (!is.null(cluster)) table$cluster <- data$who
  c(list(name = paste0(name, ", ", dist), distribution = dist, table = table, robust = robust,
         covariates = as.list(data[covariates])), answer(fit, turned))
}

late <- function(name, data, covariates, dist) {
  data <- data[complete.cases(data[covariates]), ]
  X <- model.matrix(reformulate(if (length(covariates)) covariates else "1"), data)
  density <- list(weibull = function(z) z - exp(z), `log-normal` = function(z) dnorm(z, log = TRUE),
                  `log-logistic` = function(z) dlogis(z, log = TRUE))[[dist]]
  beyond <- list(weibull = function(z) -exp(z), `log-normal` = function(z) pnorm(z, lower = FALSE, log = TRUE),
                 `log-logistic` = function(z) plogis(z, lower = FALSE, log = TRUE))[[dist]]
  minus <- function(p) {
    z <- function(t) (log(t) - X %*% head(p, -1)) / exp(tail(p, 1))
    had <- data$event > 0
    -sum((density(z(data$exit)) - tail(p, 1) - log(data$exit))[had]) - sum(beyond(z(data$exit))[!had]) +
      sum(beyond(z(data$entry))[data$entry > 0])
  }
  fit <- survreg(reformulate(if (length(covariates)) covariates else "1", "Surv(exit, event)"), data, dist = DISTS[dist])
  p <- c(coef(fit), log(fit$scale))
  p <- optim(p, minus, method = "BFGS", control = list(reltol = 1e-15, maxit = 1000))$par
  slope <- list(weibull = function(z) 1 - exp(z), `log-normal` = function(z) -z,
                `log-logistic` = function(z) -tanh(z / 2))[[dist]]
  hazard <- list(weibull = exp, `log-normal` = function(z) exp(dnorm(z, log = TRUE) - pnorm(z, lower = FALSE, log = TRUE)),
                 `log-logistic` = plogis)[[dist]]
  score <- function(p) {
    s <- exp(tail(p, 1))
    z <- drop(log(data$exit) - X %*% head(p, -1)) / s
    from <- drop(log(pmax(data$entry, 1)) - X %*% head(p, -1)) / s
    had <- data$event > 0
    first <- ifelse(had, slope(z), -hazard(z))
    late <- ifelse(data$entry > 0, hazard(from), 0)
    c(-t(X) %*% (first + late) / s, -sum(first * z + late * from) - sum(had))
  }
  twice <- function(p) jacobian(score, p)
  for (k in 1:6) p <- p - solve(twice(p), score(p))
  list(name = paste0(name, ", delayed entry, ", dist), distribution = dist, robust = FALSE,
       table = list(exit = data$exit, event = data$event, entry = data$entry),
       covariates = as.list(data[covariates]), estimate = unname(p),
       std_error = unname(sqrt(diag(solve(-twice(p))))), log_likelihood = -minus(p))
}

lungs <- with(subset(lung, !is.na(inst)), data.frame(
  age = age, sex = sex, ecog = ph.ecog, inst = inst, exit = time, event = status - 1, weight = age / 50))
vet <- with(veteran, data.frame(
  trt = trt, celltype = as.character(celltype), karno = karno, exit = time, event = status))
# between two visits, half a year apart
visits <- with(subset(pbc, !is.na(trt)), data.frame(
  age = age, bili = log(bili), left = ifelse(status > 0, 183 * (ceiling(time / 183) - 1), time),
  right = ifelse(status > 0, 183 * ceiling(time / 183), Inf)))
by_age <- with(mgus2, data.frame(
  sex = as.character(sex), hgb = hgb, mspike = mspike, entry = 12 * (age - 60), exit = 12 * (age - 60) + futime, event = death))
by_age <- subset(by_age, exit > entry & entry >= 0)[seq(1, 900, 3), ]

cases <- list()
for (dist in names(DISTS)) cases <- c(cases, list(
  case("lung", lungs, c("age", "sex", "ecog"), dist),
  case("lung, alone", lungs, character(), dist),
  case("lung, robust", lungs, c("age", "sex"), dist, robust = TRUE),
  case("lung by institution, weighted", lungs, c("age", "sex"), dist, cluster = "inst", weighted = TRUE),
  case("veteran", vet, c("trt", "celltype", "karno"), dist),
  case("pbc between visits", visits, c("age", "bili"), dist),
  late("mgus2 by months since the age of 60", by_age, c("sex", "hgb"), dist)
))

write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "parametric.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
