# Cox models by R survival: coefficients, model and robust errors, likelihoods, predicted survival,
# the test of proportional hazards, and concordance of the linear predictor; cause-specific models
# with the incidence predicted from them.
# Run in this folder: Rscript cox.R    It writes cox.json.
library(survival)
library(jsonlite)

CONTROL <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60)
TRANSFORMS <- c("km", "identity", "rank", "log")

# A vector of every data column that a case gives away, without the missing.
plain <- function(column) if (is.factor(column)) as.character(column) else column

some_days <- function(days) unique(days[ceiling(seq(0.1, 1, length.out = 6) * length(days))])

predicted <- function(fit, at) {
  curves <- survfit(fit, newdata = at, conf.type = "log-log")
  strata <- if (is.null(curves$strata)) rep(NA, length(curves$time)) else rep(seq_along(curves$strata), curves$strata)
  out <- list()
  for (person in seq_len(nrow(at))) for (stratum in unique(strata)) {
    here <- if (is.na(stratum)) rep(TRUE, length(strata)) else strata == stratum
    days <- some_days(curves$time[here & curves$n.event > 0])
    step <- which(here)[match(days, curves$time[here])]
    surv <- as.matrix(curves$surv)[step, person]
    out[[length(out) + 1]] <- list(
      person = person - 1, stratum = if (is.na(stratum)) NULL else stratum - 1, days = days,
      value = surv, std_error = surv * as.matrix(curves$std.err)[step, person],
      lower = as.matrix(curves$lower)[step, person], upper = as.matrix(curves$upper)[step, person])
  }
  out
}

# `terms`: names of columns of `data`. `stratum`, `weight`, `cluster`: columns of `data` or NULL.
case <- function(name, data, exit, event, terms, entry = NULL, stratum = NULL, weight = NULL,
                 cluster = NULL, ties = "efron", people = c(1, nrow(data))) {
  used <- data[, terms, drop = FALSE]
  used[] <- lapply(used, plain)
  rows <<- data.frame(used, .exit = exit, .event = event)
  rows$.entry <<- entry
  rows$.stratum <<- stratum
  rows$.weight <<- weight
  rows$.cluster <<- cluster
  rows <<- rows[complete.cases(rows), ]
  left <- if (is.null(entry)) "Surv(.exit, .event)" else "Surv(.entry, .exit, .event)"
  right <- paste(c(terms, if (!is.null(stratum)) "strata(.stratum)"), collapse = " + ")
  model <- as.formula(paste(left, "~", right))
  arguments <- list(model, data = quote(rows), ties = ties, control = CONTROL, robust = TRUE)
  if (!is.null(weight)) arguments$weights <- quote(.weight)
  arguments$cluster <- if (is.null(cluster)) quote(seq_along(.exit)) else quote(.cluster)
  fit <- do.call(coxph, arguments)
  arguments$robust <- FALSE
  arguments$cluster <- NULL
  naive <- do.call(coxph, arguments)
  tested <- lapply(TRANSFORMS, function(transform) {
    if (transform == "log" && any(rows$.exit <= 0)) return(NULL)
    table <- cox.zph(naive, transform = transform)$table
    list(transform = transform, terms = rownames(table), statistic = table[, "chisq"], df = table[, "df"])
  })
  rows$.score <<- as.vector(naive$linear.predictors)
  ranked <- list(as.formula(paste(left, "~ .score", if (!is.null(stratum)) "+ strata(.stratum)")), data = quote(rows), reverse = TRUE)
  if (!is.null(weight)) ranked$weights <- quote(.weight)
  if (!is.null(cluster)) ranked$cluster <- quote(.cluster)
  agreed <- do.call(concordance, ranked)
  ranked[[1]] <- as.formula(sub("[.]score", terms[1], deparse(ranked[[1]])))
  by_term <- if (is.numeric(rows[[terms[1]]])) do.call(concordance, ranked) else NULL
  list(name = name, ties = ties,
    table = list(exit = rows$.exit, event = as.numeric(rows$.event), entry = rows$.entry,
                 stratum = rows$.stratum, weight = rows$.weight, cluster = rows$.cluster),
    covariates = as.list(rows[, terms, drop = FALSE]),
    estimate = unname(coef(naive)), model_error = unname(sqrt(diag(vcov(naive)))),
    robust_error = unname(sqrt(diag(vcov(fit)))), log_likelihood = fit$loglik[2],
    null_log_likelihood = fit$loglik[1],
    people = lapply(people, function(i) as.list(rows[min(i, nrow(rows)), terms, drop = FALSE])),
    by_model = predicted(naive, rows[pmin(people, nrow(rows)), terms, drop = FALSE]),
    by_robust = predicted(fit, rows[pmin(people, nrow(rows)), terms, drop = FALSE]),
    proportionality = Filter(Negate(is.null), tested),
    concordance = c(agreed$concordance, sqrt(agreed$var)),
    concordance_of_first = if (!is.null(by_term)) c(by_term$concordance, sqrt(by_term$var)))
}

competing <- function(name, data, exit, event, causes, terms, entry = NULL, ties = "efron") {
  used <- data[, terms, drop = FALSE]
  used[] <- lapply(used, plain)
  rows <<- data.frame(used, .exit = exit, .event = event, .id = seq_along(exit))
  rows$.entry <<- entry
  rows <<- rows[complete.cases(rows), ]
  rows$.state <<- factor(rows$.event, 0:length(causes), c("censored", causes))
  left <- if (is.null(entry)) "Surv(.exit, .state)" else "Surv(.entry, .exit, .state)"
  model <- as.formula(paste(left, "~", paste(terms, collapse = " + ")))
  at <- rows[c(1, nrow(rows)), terms, drop = FALSE]
  single <- lapply(seq_along(causes), function(k) {
    left <- if (is.null(entry)) "Surv(.exit, .event == k)" else "Surv(.entry, .exit, .event == k)"
    fit <- coxph(as.formula(paste(left, "~", paste(terms, collapse = " + "))), rows, ties = ties, control = CONTROL)
    list(cause = causes[k], estimate = unname(coef(fit)), model_error = unname(sqrt(diag(vcov(fit)))),
         curves = survfit(fit, newdata = at))
  })
  # The multi-state model of survival takes ties in Breslow's way whatever it is told. Efron's is
  # made here from the cumulative hazards of survival's models of each cause.
  happened <- sort(unique(rows$.exit[rows$.event > 0]))
  pstate <- function(person) {
    steps <- sapply(single, function(model) {
      hazard <- as.matrix(model$curves$cumhaz)[, person]
      diff(c(0, c(0, hazard)[findInterval(happened, model$curves$time) + 1]))
    })
    total <- rowSums(steps)
    before <- c(1, exp(-cumsum(total))[-length(total)])
    apply(before * (1 - exp(-total)) * steps / total, 2, cumsum)
  }
  if (ties == "breslow") {
    curves <- survfit(coxph(model, rows, id = .id, ties = ties, control = CONTROL), newdata = at)
    pstate <- function(person) curves$pstate[match(happened, curves$time), person, -1]
  }
  incidence <- list()
  for (person in 1:2) for (k in seq_along(causes)) {
    days <- some_days(sort(unique(rows$.exit[rows$.event == k])))
    incidence[[length(incidence) + 1]] <- list(person = person - 1, cause = causes[k], days = days,
      value = pstate(person)[match(days, happened), k])
  }
  list(name = name, ties = ties, causes = causes,
    table = list(exit = rows$.exit, event = rows$.event, entry = rows$.entry),
    covariates = as.list(rows[, terms, drop = FALSE]),
    people = lapply(c(1, nrow(rows)), function(i) as.list(rows[i, terms, drop = FALSE])),
    models = lapply(single, function(model) model[1:3]), incidence = incidence)
}

veterans <- transform(veteran, celltype = as.character(celltype), treatment = ifelse(trt == 2, "test", "standard"))
pbc1 <- transform(subset(pbc, !is.na(trt)), log_bili = log(bili), event = status)
pbc1 <- pbc1[1:200, ]
hearts <- transform(heart, start = 2 * start, stop = 2 * stop, transplant = as.numeric(as.character(transplant)))
cgds <- transform(cgd, treat = as.character(treat), sex = as.character(sex))
recur <- subset(colon, etype == 1)[1:200, ]
recur <- transform(recur, rx = as.character(rx))
litters <- transform(rats, female = as.numeric(sex == "f"))[1:210, ]
seq1 <- subset(pbcseq, id <= 45)
seq1 <- within(seq1, {
  stop <- ave(day, id, FUN = function(days) c(days[-1], NA))
  last <- is.na(stop)
  stop[last] <- futime[last]
  died <- as.numeric(last & status == 2)
})
seq1 <- transform(subset(seq1, stop > day), log_bili = log(bili), log_protime = log(protime))
mgus <- transform(mgus2, time = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death))
mgus <- mgus[mgus$event == 1 | seq_len(nrow(mgus)) %% 9 == 0, ] # all who progressed, and some others
by_age <- subset(transform(mgus, from = 12 * age, to = 12 * age + time), to > from)
wilms <- subset(nwtco, seqno <= 1100 & (in.subcohort | rel == 1))
wilms <- transform(wilms, weight = ifelse(rel == 1, 1, 1 / 0.154), unfavourable = histol - 1, years = age / 12)
eyes <- subset(diabetic, id < 700)
pairs <- transform(subset(retinopathy, id < 700), days = round(30 * futime))
breast <- transform(gbsg[1:220, ], logpgr = log(pgr + 1))
MGUS <- c("plasma_cell", "death")

cases <- list(
  with(lung, case("lung", lung, time, status - 1, c("age", "sex", "ph.ecog"))),
  with(lung, case("lung, Breslow", lung, time, status - 1, c("age", "sex", "ph.karno"), ties = "breslow")),
  with(lung, case("lung by sex", lung, time, status - 1, c("age", "ph.karno"), stratum = sex)),
  with(lung, case("lung, weighted, by institution", lung, time, status - 1, c("age", "sex"), weight = ph.karno / 60, cluster = inst)),
  with(veterans, case("veteran", veterans, time, status, c("karno", "celltype", "treatment", "age"))),
  with(veterans, case("veteran by cell, Breslow", veterans, time, status, c("karno", "prior"), stratum = celltype, ties = "breslow")),
  with(pbc1, case("pbc, deaths", pbc1, time, status == 2, c("age", "edema", "log_bili", "albumin", "protime"))),
  with(ovarian, case("ovarian", ovarian, futime, fustat, c("age", "rx"))),
  with(hearts, case("heart", hearts, stop, event, c("age", "year", "surgery", "transplant"), entry = start)),
  with(hearts, case("heart, Breslow, by patient", hearts, stop, event, c("age", "year", "transplant"), entry = start, cluster = id, ties = "breslow")),
  with(hearts, case("heart by surgery", hearts, stop, event, c("age", "transplant"), entry = start, stratum = surgery)),
  with(cgds, case("cgd, infections by patient", cgds, tstop, status, c("treat", "age", "sex"), entry = tstart, cluster = id)),
  with(cgds, case("cgd by order of infection", cgds, tstop, status, c("treat", "steroids"), entry = tstart, cluster = id, stratum = pmin(enum, 3))),
  with(bladder, case("bladder, four recurrences", bladder, stop, event, c("rx", "size", "number"), cluster = id, stratum = enum)),
  with(bladder2, case("bladder, successive", bladder2, stop, event, c("rx", "size", "number"), entry = start, cluster = id)),
  with(recur, case("colon", recur, time, status, c("nodes", "rx", "obstruct"))),
  with(litters, case("rats by litter", litters, time, status, c("rx", "female"), cluster = litter)),
  with(seq1, case("pbc, repeated measures", seq1, stop, died, c("log_bili", "albumin", "age"), entry = day, cluster = id)),
  with(by_age, case("mgus2 by age in months", by_age, to, death, c("hgb", "sex"), entry = from)),
  with(wilms, case("Wilms, case-cohort", wilms, edrel, rel, c("unfavourable", "years", "stage"), weight = weight, cluster = seqno)),
  with(kidney, case("kidney", kidney, time, status, c("age", "sex"), cluster = id)),
  with(pairs, case("retinopathy, eyes of a patient compared", pairs, days, status, c("trt", "risk"), stratum = id)),
  with(breast, case("gbsg, weighted, Breslow", breast, rfstime, status, c("nodes", "logpgr", "grade"), weight = age / 40, ties = "breslow")),
  with(aml, case("aml", transform(aml, maintained = as.numeric(x == "Maintained")), time, status, c("maintained")))
)

compete <- list(
  with(mgus, competing("mgus2", mgus, time, event, MGUS, c("age", "sex", "mspike"))),
  with(mgus, competing("mgus2, Breslow", mgus, time, event, MGUS, c("age", "sex"), ties = "breslow")),
  with(by_age, competing("mgus2 by age in months", by_age, to, event, MGUS, c("hgb", "mspike"), entry = from, ties = "breslow")),
  with(pbc1, competing("pbc", pbc1, time, status, c("transplant", "death"), c("age", "log_bili"), ties = "breslow"))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases, competing = compete),
  "cox.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
