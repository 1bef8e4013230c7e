# Lines with own intercept and slope by REML, from lme4, on data sets of nlme and lme4.
# Writes trajectories.json beside this file. Data: nlme Orthodont, BodyWeight and Oxboys; lme4
# sleepstudy. Months are 365 / 12 days; `days` are whole numbers made of each data set's time.
suppressMessages({library(lme4); library(nlme); library(jsonlite)})
month <- 365 / 12
tight <- lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
  check.conv.singular = "ignore", optCtrl = list(rhoend = 1e-12, maxfun = 1e6))
sets <- list(
  orthodont = with(as.data.frame(nlme::Orthodont),
    data.frame(subject = as.integer(Subject), days = round((age - 8) * 365), value = distance)),
  orthodont_by_age = with(as.data.frame(nlme::Orthodont),
    data.frame(subject = as.integer(Subject), days = round(age * 365), value = distance)),
  bodyweight = with(as.data.frame(nlme::BodyWeight),
    data.frame(subject = as.integer(Rat), days = Time, value = weight)),
  oxboys = with(as.data.frame(nlme::Oxboys),
    data.frame(subject = as.integer(Subject), days = round((age + 1) * 365), value = height)),
  sleepstudy = with(lme4::sleepstudy,
    data.frame(subject = as.integer(Subject), days = Days * 30, value = Reaction))
)
# Drop-out: whoever is high at the second visit is not seen after the third.
thin <- do.call(rbind, by(sets$orthodont, sets$orthodont$subject, function(d) {
  d <- d[order(d$days), ]; if (d$value[2] > 24) d[1:3, ] else d }))
sets$orthodont_thin <- thin
bends <- list(bodyweight = 30, sleepstudy = 90)
one <- function(data, bend) {
  data$month <- data$days / month
  if (is.na(bend)) {
    fit <- lmer(value ~ month + (month | subject), data, REML = TRUE, control = tight)
  } else {
    data$after <- pmax(data$days - bend, 0) / month
    fit <- lmer(value ~ month + after + (month | subject), data, REML = TRUE, control = tight)
  }
  v <- as.data.frame(VarCorr(fit))
  r <- ranef(fit)$subject
  list(subject = data$subject, days = data$days, value = data$value,
    bend = bend,
    beta = unname(fixef(fit)), covariance = as.matrix(vcov(fit)),
    variances = list(intercept = v$vcov[1], month = v$vcov[2], covariance = v$vcov[3], residual = v$vcov[4]),
    log_likelihood = as.numeric(logLik(fit)), slope = unname(fixef(fit)[2] + r[, 2]))
}
cases <- c(lapply(names(sets), function(n) c(list(name = n), one(sets[[n]], NA))),
  lapply(names(bends), function(n) c(list(name = paste(n, "with a bend")), one(sets[[n]], bends[[n]]))))
write_json(list(session = capture.output(sessionInfo()), cases = cases), "trajectories.json",
  digits = I(15), auto_unbox = TRUE, na = "null")
