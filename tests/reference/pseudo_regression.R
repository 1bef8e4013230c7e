# Regression on pseudo-values: survival's pseudo-values, geepack's estimating equations with working
# independence, constant variance and the sandwich.
# Run in this folder: Rscript pseudo_regression.R    It writes pseudo_regression.json.
library(survival)
library(geepack)
library(jsonlite)

SHARES <- c(0.25, 0.5, 0.75) # of the event days, on which pseudo-values are taken

case <- function(name, data, causes, of, covariates, days = NULL, link = "identity", cluster = NULL) {
  data <- data[complete.cases(data[covariates]), ]
  happened <- sort(unique(data$exit[data$event > 0]))
  if (is.null(days)) days <- happened[ceiling(SHARES * length(happened))]
  id <- seq_len(nrow(data))
  rows <<- data
  rows$id <<- id
  if (of %in% causes) {
    rows$y <<- with(data, Surv(exit, factor(event, 0:length(causes), c("censored", causes))))
    found <- pseudo(survfit(y ~ 1, rows, id = id), times = days)
    found <- array(found, c(nrow(data), length(days), length(causes) + 1))[, , 1 + match(of, causes)]
  } else {
    rows$y <<- with(data, Surv(exit, event > 0))
    found <- pseudo(survfit(y ~ 1, rows, id = id), times = days,
                    type = if (of == "restricted mean") "rmst" else "survival")
  }
  found <- matrix(found, nrow(data))
  groups <- if (is.null(cluster)) id else data[[cluster]]
  k <- length(days)
  long <- data[rep(id, each = k), covariates, drop = FALSE]
  long$value <- as.vector(t(found))
  if (of == "survival" && link == "cloglog") long$value <- 1 - long$value
  long$day <- factor(rep(days, nrow(data)))
  long$group <- rep(groups, each = k)
  long <- long[order(long$group), ]
  formula <- reformulate(c(if (k > 1) c("0", "day"), covariates), "value")
  level <- tapply(long$value, long$day, mean)
  level <- switch(link, identity = level, log = log(level), logit = qlogis(level), cloglog = log(-log(1 - level)))
  start <- c(level, rep(0, sum(sapply(data[covariates], function(x) if (is.character(x)) length(unique(x)) - 1 else 1))))
  fit <- geese(formula, id = group, data = long, mean.link = link, variance = "gaussian",
               corstr = "independence", sca.link = "identity", b = start,
               control = geese.control(epsilon = 1e-15, maxit = 500))
  list(name = paste0(name, ", ", of, ", ", link), causes = causes, of = of, days = I(days), link = link,
       table = list(exit = data$exit, event = data$event, cluster = if (!is.null(cluster)) groups),
       covariates = as.list(data[covariates]),
       estimate = unname(fit$beta), std_error = sqrt(unname(diag(fit$vbeta))))
}

first <- with(mgus2, data.frame(
  sex = as.character(sex), age = age, mspike = mspike, hgb = hgb,
  exit = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death)))
first <- subset(first, age > 80)
pbc2 <- with(subset(pbc, !is.na(trt)), data.frame(
  age = age, edema = edema, bili = bili, exit = time, event = c(0, 1, 2)[status + 1]))
lungs <- with(subset(lung, !is.na(inst)), data.frame(
  age = age, sex = sex, inst = inst, exit = time, event = status - 1))
BOTH <- c("plasma_cell", "death")
ENDS <- c("transplant", "death")

cases <- list(
  case("lung", lungs, "death", "survival", c("age", "sex"), days = 365),
  case("lung", lungs, "death", "survival", c("age", "sex"), link = "cloglog"),
  case("lung by institution", lungs, "death", "survival", c("age", "sex"), link = "logit", cluster = "inst"),
  case("lung", lungs, "death", "restricted mean", c("age", "sex"), days = 500),
  case("lung", lungs, "death", "restricted mean", c("age", "sex"), days = 500, link = "log"),
  case("mgus2", first, BOTH, "death", c("age", "sex"), link = "cloglog"),
  case("mgus2", first, BOTH, "death", c("age", "sex"), link = "logit", days = 120),
  case("pbc", pbc2, ENDS, "death", c("age", "bili"), link = "cloglog"),
  case("pbc", pbc2, ENDS, "death", c("age", "edema", "bili")),
  case("pbc", pbc2, ENDS, "death", c("age", "bili"), link = "log", days = 2000)
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "pseudo_regression.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
