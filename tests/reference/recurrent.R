# Mean counts of events that recur, and comparisons of groups.
# Without ends of courses: survival's survfit with id (Nelson-Aalen, with the error of its influences
# and the model's), and the robust score test of coxph. With ends (Ghosh and Lin): made here from
# survival's Kaplan-Meier curve of the ends and the definition of the mean; its error is the
# infinitesimal jackknife, by Richardson-extrapolated numeric derivatives with respect to each
# subject's weight, which shares no formula with what is tested; beside it the error as they wrote it.
# Run in this folder: Rscript recurrent.R    It writes recurrent.json.
library(survival)
library(jsonlite)

as_table <- function(d) list(subject = as.integer(factor(d$id, unique(d$id))), start = d$start,
                             stop = d$stop, event = d$event, weight = d$weight, cluster = d$cluster)

# rows: id, start, stop, event (0 nothing, 1 recurs, 2 ends), maybe weight, cluster
endless <- function(name, d) {
  w <- if (is.null(d$weight)) rep(1, nrow(d)) else d$weight
  groups <- if (is.null(d$cluster)) d$id else d$cluster
  fit <- survfit(Surv(start, stop, event == 1) ~ 1, d, id = id, weights = w, cluster = groups,
                 robust = TRUE)
  step <- fit$n.event > 0
  out <- list(name = name, table = as_table(d), days = fit$time[step], value = fit$cumhaz[step],
              std_error = fit$std.chaz[step])
  if (is.null(d$weight)) out$at_risk <- fit$n.risk[step]
  if (is.null(d$weight) && is.null(d$cluster)) {
    model <- survfit(Surv(start, stop, event == 1) ~ 1, d, id = id, robust = FALSE)
    out$model_error <- model$std.chaz[step]
  }
  out
}

# The mean count on some days for weights v of the subjects
ghosh_lin <- function(d, v, days) {
  w <- v[match(d$id, names(v))]
  ends <- survfit(Surv(start, stop, event == 2) ~ 1, d, id = id, weights = w, se.fit = FALSE)
  before <- summary(ends, times = days - 0.5, extend = TRUE)$surv # whole days: just before each
  had <- sapply(days, function(t) sum(w[d$stop == t & d$event == 1]))
  risk <- sapply(days, function(t) sum(w[d$start < t & t <= d$stop]))
  cumsum(before * had / risk)
}

# The error as Ghosh and Lin wrote it, term by term
published <- function(d, v, days, mean) {
  ids <- names(v); w <- v[match(d$id, ids)]
  times <- sort(unique(d$stop[d$event > 0]))
  risk <- sapply(times, function(t) sum(w[d$start < t & t <= d$stop]))
  had <- sapply(times, function(t) sum(w[d$stop == t & d$event == 1]))
  died <- sapply(times, function(t) sum(w[d$stop == t & d$event == 2]))
  before <- cumprod(c(1, 1 - died / risk))[seq_along(times)]
  at <- c(0, mean)[findInterval(times, days) + 1]
  t(sapply(ids, function(i) {
    own <- d[d$id == i, ]
    y <- sapply(times, function(t) any(own$start < t & t <= own$stop))
    n <- sapply(times, function(t) sum(own$stop == t & own$event == 1))
    e <- sapply(times, function(t) sum(own$stop == t & own$event == 2))
    sapply(seq_along(days), function(k) {
      past <- times <= days[k]
      sum((before / risk * (n - y * had / risk) - (mean[k] - at) * (e - y * died / risk) / risk)[past])
    })
  }))
}

ending <- function(name, d) {
  ids <- unique(d$id)
  v <- if (is.null(d$weight)) rep(1, length(ids)) else d$weight[match(ids, d$id)]
  names(v) <- ids
  days <- sort(unique(d$stop[d$event == 1]))
  slope <- function(i, h) {
    up <- down <- v; up[i] <- up[i] + h; down[i] <- down[i] - h
    (ghosh_lin(d, up, days) - ghosh_lin(d, down, days)) / (2 * h)
  }
  influence <- t(sapply(seq_along(ids), function(i) {
    h <- v[i] * 2^-(2:5) # central differences: errors in h^2, h^4 and h^6 are taken out
    table <- lapply(h, function(one) slope(i, one))
    for (k in 1:3) table <- lapply(seq_len(length(table) - 1), function(j)
      (4^k * table[[j + 1]] - table[[j]]) / (4^k - 1))
    table[[1]]
  }))
  groups <- if (is.null(d$cluster)) ids else d$cluster[match(ids, d$id)]
  sums <- rowsum(v * influence, groups)
  mean <- ghosh_lin(d, v, days)
  list(name = name, table = as_table(d), days = days, value = mean,
       std_error = sqrt(colSums(sums^2)),
       published = sqrt(colSums(rowsum(v * published(d, v, days, mean), groups)^2)))
}

# The robust score test of no difference, at a coefficient of 0
score_test <- function(name, d) {
  w <- if (is.null(d$weight)) rep(1, nrow(d)) else d$weight
  groups <- if (is.null(d$cluster)) d$id else d$cluster
  formula <- if (is.null(d$stratum)) Surv(start, stop, event == 1) ~ factor(group)
             else Surv(start, stop, event == 1) ~ factor(group) + strata(stratum)
  d$w <- w; d$groups <- groups
  environment(formula) <- environment()
  fit <- coxph(formula, d, weights = w, cluster = groups, robust = TRUE, ties = "breslow",
               init = rep(0, length(unique(d$group)) - 1))
  list(name = name, groups = d$group, stratum = d$stratum, table = as_table(d),
       statistic = drop(as.vector(fit$rscore)), df = length(coef(fit)))
}

bladder_rows <- with(subset(bladder1, stop > start), data.frame(
  id, start, stop, event = c(0, 1, 2, 2)[status + 1], group = as.character(treatment), number, size))
cgd_rows <- with(cgd, data.frame(id, start = tstart, stop = tstop, event = status,
  group = as.character(treat), sex = as.character(sex), center = as.integer(center), age, hos = as.character(hos.cat)))
rats <- local({ # some rows of the data set overlap others of the same rat: without those rats
  d <- with(rats2, data.frame(id, start = time1, stop = time2, event = status, group = trt))
  d <- subset(d, start < stop)
  check <- survcheck(Surv(start, stop, event) ~ 1, d, id = id)
  subset(d, !id %in% check$overlap$id)
})
seats <- with(valveSeat, { d <- data.frame(id, stop = time, event = status); d <- d[order(d$id, d$stop, -d$event), ]
  d$start <- ave(d$stop, d$id, FUN = function(t) c(0, head(t, -1))); subset(d, stop > start) })
dnase <- local({ # exacerbations: at risk again after the antibiotics, hence gaps
  rows <- lapply(split(rhDNase, rhDNase$id), function(s) {
    s <- s[order(s$ivstart), ]; last <- as.numeric(s$end.dt[1] - s$entry.dt[1]); from <- 0; out <- NULL
    for (k in which(!is.na(s$ivstart))) {
      if (s$ivstart[k] > from && s$ivstart[k] <= last)
        out <- rbind(out, data.frame(start = from, stop = s$ivstart[k], event = 1))
      from <- max(from, s$ivstop[k])
    }
    if (last > from) out <- rbind(out, data.frame(start = from, stop = last, event = 0))
    if (is.null(out)) NULL else cbind(id = s$id[1], out, group = s$trt[1], fev = s$fev[1], inst = s$inst[1])
  })
  do.call(rbind, rows)
})
dnase_part <- subset(dnase, id %in% unique(id)[seq(1, length(unique(id)), 3)])
late <- function(d, from) { d <- subset(d, stop > from(d)); d$start <- pmax(d$start, from(d)); d }
late_bladder <- late(bladder_rows, function(d) d$id %% 9)
treated <- local({ # leukaemia: remissions and relapses, of which the relapse recurs; then death
  d <- subset(myeloid, futime > 0)
  relapse <- with(subset(d, !is.na(rltime) & rltime < futime), data.frame(id, start = 0, stop = rltime, event = 1))
  rest <- with(d, data.frame(id, start = ifelse(!is.na(rltime) & rltime < futime, rltime, 0), stop = futime, event = 2 * death))
  both <- rbind(relapse, rest); both <- both[order(both$id, both$start), ]
  subset(merge(both, d[c("id", "trt")]), id <= 250)
})
names(treated)[names(treated) == "trt"] <- "group"; treated$group <- as.character(treated$group)
aged <- local({ d <- treated; a <- 30 * (d$id %% 20); d$start <- d$start + a; d$stop <- d$stop + a; d })

one <- function(d) transform(d, event = 1 * (event == 1))
weigh <- function(d, w) { d$weight <- w; d }
by <- function(d, k) { d$cluster <- k; d }
within_strata <- function(d, s) { d$stratum <- s; d }

cases <- list(
  endless("bladder tumours", one(bladder_rows)),
  endless("bladder tumours, seen late", one(late_bladder)),
  endless("granulomatous disease", cgd_rows),
  endless("granulomatous disease, weighted", weigh(cgd_rows, 1 + cgd_rows$age / 7)),
  endless("granulomatous disease, by centre", by(cgd_rows, cgd_rows$center)),
  endless("granulomatous disease, weighted, by centre", by(weigh(cgd_rows, 1 + cgd_rows$age / 7), cgd_rows$center)),
  endless("tumours of rats", rats),
  endless("valve seats", seats),
  endless("exacerbations, with gaps", dnase_part)
)
with_ends <- list(
  ending("bladder tumours until death", bladder_rows),
  ending("bladder tumours until death, treated", subset(bladder_rows, group == "thiotepa")),
  ending("bladder tumours until death, seen late", late_bladder),
  ending("bladder tumours until death, weighted", weigh(bladder_rows, 1 + bladder_rows$size / 4)),
  ending("bladder tumours until death, by number", by(weigh(bladder_rows, 1 + bladder_rows$size / 4), bladder_rows$number)),
  ending("relapses until death", subset(treated, id <= 120)),
  ending("relapses until death, on a scale of age", subset(aged, id <= 120))
)
tests <- list(
  score_test("bladder tumours by treatment", one(bladder_rows)),
  score_test("granulomatous disease by treatment", cgd_rows),
  score_test("granulomatous disease by hospital", transform(cgd_rows, group = hos)),
  score_test("granulomatous disease by treatment, within sex", within_strata(cgd_rows, cgd_rows$sex)),
  score_test("granulomatous disease by treatment, weighted", weigh(cgd_rows, 1 + cgd_rows$age / 7)),
  score_test("granulomatous disease by treatment, by centre", by(cgd_rows, cgd_rows$center)),
  score_test("tumours of rats", rats),
  score_test("exacerbations, with gaps", dnase_part),
  score_test("bladder tumours by treatment, seen late", one(late_bladder))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases, ends = with_ends, tests = tests),
  "recurrent.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
