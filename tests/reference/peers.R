# What R's own packages answer to one question in two ways, and where R survival 3.5 needs care.
# Run in this folder: Rscript peers.R    It writes peers.json.
library(survival)
library(cmprsk)
library(jsonlite)

# Two variances of an incidence: Aalen's in cmprsk, the infinitesimal jackknife in survival.
first <- with(mgus2, data.frame(
  time = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death)))
months <- c(60, 120, 240)
aalen <- timepoints(cuminc(first$time, first$event, cencode = 0), months)
fit <- survfit(Surv(time, factor(event, 0:2)) ~ 1, first)
jackknife <- summary(fit, times = months)

# Days of waiting from day 100 to 365, of those who wait beyond it: rmean adds its start.time.
men <- subset(lung, sex == 1)
after <- survfit(Surv(time, status) ~ 1, men, start.time = 100.5)

# Numbers at risk of a weighted fit are weights.
weights <- rep(c(0.5, 2), length.out = nrow(men))
weighted <- summary(survfit(Surv(time, status) ~ 1, men, weights = weights), times = c(100, 200, 400))

# Times that differ by 1 in 1e8 are taken for one, unless timefix = FALSE.
close <- data.frame(time = 1e8 + 0:2, event = 1)

write_json(
  list(
    session = capture.output(sessionInfo()),
    cases = list(
      list(name = "incidence", months = months, aalen = sqrt(unname(aalen$var[1, ])),
           jackknife = jackknife$std.err[, 2]),
      list(name = "rmean", rmean = summary(after, rmean = 365)$table[["rmean"]],
           at_risk = weighted$n.risk),
      list(name = "close", merged = survfit(Surv(time, event) ~ 1, close)$n.event,
           apart = survfit(Surv(time, event) ~ 1, close, timefix = FALSE)$n.event)
    )
  ),
  "peers.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
