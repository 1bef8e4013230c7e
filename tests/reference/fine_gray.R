# Fine–Gray regression by two R packages: survival (finegray, then coxph with the sandwich by subject
# or cluster) and cmprsk (crr).
# Run in this folder: Rscript fine_gray.R    It writes fine_gray.json.
library(survival)
library(cmprsk)
library(jsonlite)

design <- function(data, covariates) model.matrix(reformulate(covariates), data)[, -1, drop = FALSE]

by_finegray <- function(name, data, causes, cause, covariates, ties = "efron", cluster = NULL,
                        weighted = FALSE, strata = NULL, entry = FALSE, at = NULL) {
  data <- data[complete.cases(data[c(covariates, cluster, strata)]), ]
  data$id <- seq_len(nrow(data))
  data$state <- factor(data$event, 0:length(causes), c("censored", causes))
  data$w <- if (weighted) data$weight else 1
  data$who <- if (is.null(cluster)) data$id else data[[cluster]]
  data$s <- if (is.null(strata)) 1 else data[[strata]]
  X <- design(data, covariates)
  colnames(X) <- paste0("x", seq_len(ncol(X)))
  frame <- cbind(data[c("exit", "state", "id", "w", "who", "s", if (entry) "entry")], X)
  left <- if (entry) "Surv(entry, exit, state)" else "Surv(exit, state)"
  right <- if (is.null(strata)) "." else ". + strata(s)"
  long <- finegray(as.formula(paste(left, "~", right)), frame, etype = cause, id = id, weights = w)
  formula <- reformulate(c(colnames(X), if (!is.null(strata)) "strata(s)"), "Surv(fgstart, fgstop, fgstatus)")
  fit <- coxph(formula, long, weights = fgwt, cluster = who, robust = TRUE, ties = ties,
               control = coxph.control(eps = 2e-12, iter.max = 100))
  table <- list(exit = data$exit, event = data$event)
  if (entry) table$entry <- data$entry
  if (weighted) table$weight <- data$w
  if (!is.null(cluster)) table$cluster <- data$who
  if (!is.null(strata)) table$stratum <- data$s
  out <- list(name = paste0(name, ", ", ties), causes = causes, cause = cause, convention = "finegray",
    ties = ties, table = table, covariates = as.list(data[covariates]),
    estimate = unname(coef(fit)), std_error = unname(sqrt(diag(fit$var))),
    model_error = unname(sqrt(diag(fit$naive.var))), log_likelihood = fit$loglik[2],
    null_log_likelihood = fit$loglik[1])
  if (!is.null(at)) { # survfit's own error leaves out what is estimated and is not compared
    new <- as.data.frame(t(at))
    colnames(new) <- colnames(X)
    curve <- survfit(fit, newdata = new)
    step <- curve$n.event > 0
    out$at <- as.list(setNames(at, covariates))
    out$curve <- list(days = curve$time[step], value = 1 - curve$surv[step])
  }
  out
}

by_crr <- function(name, data, causes, cause, covariates) {
  data <- data[complete.cases(data[covariates]), ]
  X <- design(data, covariates)
  crr_from <- function(b) crr(data$exit, data$event, X, failcode = match(cause, causes), init = b)
  fit <- crr_from(rep(0, ncol(X)))
  # the search of crr stops early: further Newton steps, each checked by crr
  for (k in 1:3) fit <- crr_from(fit$coef + solve(fit$inf, fit$score))
  stopifnot(fit$converged)
  list(name = paste0(name, ", crr"), causes = causes, cause = cause, convention = "crr",
    table = list(exit = data$exit, event = data$event), covariates = as.list(data[covariates]),
    estimate = unname(fit$coef), std_error = unname(sqrt(diag(fit$var))),
    model_error = unname(sqrt(diag(fit$invinf))), log_likelihood = fit$loglik,
    null_log_likelihood = fit$loglik.null)
}

first <- with(mgus2, data.frame(
  sex = as.character(sex), age = age, mspike = mspike, hgb = hgb, weight = 0.1 + mspike,
  exit = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death)))
first <- subset(first, !is.na(mspike))
everyone <- first
first <- first[1:600, ]
by_age <- subset(transform(first, entry = 12 * age, exit = 12 * age + exit), exit > entry)
pbc2 <- with(subset(pbc, !is.na(trt)), data.frame(
  age = age, edema = edema, bili = bili, sex = as.character(sex), decade = floor(age / 10), stage = stage,
  exit = time, event = c(0, 1, 2)[status + 1], weight = 1 + bili / 7))
# the same in quarters of a year: many ties, also of censorings with events
quarters <- transform(pbc2, exit = floor(exit / 91))
set.seed(10) # the invented example on the help page of crr, in whole days
invented <- data.frame(exit = ceiling(100 * rexp(200)), event = sample(0:2, 200, replace = TRUE),
                       x1 = runif(200), x2 = runif(200), x3 = runif(200))
BOTH <- c("plasma_cell", "death")
ENDS <- c("transplant", "death")

cases <- list(
  by_finegray("mgus2", first, BOTH, "plasma_cell", c("age", "sex", "mspike")),
  by_finegray("mgus2, death", first, BOTH, "death", c("age", "sex"), ties = "breslow"),
  by_finegray("mgus2, weighted", first, BOTH, "plasma_cell", c("age", "hgb"), weighted = TRUE),
  by_finegray("mgus2 by sex", first, BOTH, "plasma_cell", c("age", "mspike"), strata = "sex"),
  by_finegray("mgus2 by age in months", by_age, BOTH, "plasma_cell", c("sex", "mspike"), entry = TRUE, at = c(1, 1.5)),
  by_finegray("mgus2 by age in months, by sex", by_age, BOTH, "plasma_cell", c("hgb", "mspike"), entry = TRUE, strata = "sex"),
  by_finegray("pbc", pbc2, ENDS, "death", c("age", "edema", "bili"), at = c(50, 0.5, 3)),
  by_finegray("pbc in quarters", quarters, ENDS, "death", c("age", "edema", "bili"), at = c(50, 0.5, 3)),
  by_finegray("pbc in quarters", quarters, ENDS, "transplant", c("age", "bili"), ties = "breslow"),
  by_finegray("pbc in quarters by decade, weighted", quarters, ENDS, "death", c("edema", "bili"), cluster = "decade", weighted = TRUE),
  by_finegray("pbc by stage", pbc2, ENDS, "death", c("age", "bili"), strata = "stage"),
  by_finegray("invented", invented, c("a", "b"), "a", c("x1", "x2", "x3")),
  by_crr("all of mgus2", everyone, BOTH, "plasma_cell", c("age", "sex", "mspike")),
  by_crr("mgus2", first, BOTH, "plasma_cell", c("age", "sex", "mspike")),
  by_crr("mgus2, death", first, BOTH, "death", c("age", "sex")),
  by_crr("pbc", pbc2, ENDS, "death", c("age", "edema", "bili")),
  by_crr("pbc in quarters", quarters, ENDS, "death", c("age", "edema", "bili")),
  by_crr("pbc in quarters", quarters, ENDS, "transplant", c("age", "bili")),
  by_crr("invented", invented, c("a", "b"), "a", c("x1", "x2", "x3"))
)


write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "fine_gray.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
