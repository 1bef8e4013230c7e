# Cumulative hazards of moving from one state to another by R survival: the multi-state fit, and the stays in the
# state by themselves, with their own error and the one by subjects.
# Run in this folder: Rscript moves.R    It writes moves.json.
library(jsonlite)
source("courses.R")

# stays: id, start, stop, from, to (NA: censored)
case <- function(name, stays) {
  states <- sort(unique(c(as.character(stays$from), as.character(na.omit(stays$to)))))
  to <- factor(ifelse(is.na(stays$to), "censored", as.character(stays$to)), c("censored", states))
  fit <- survfit(Surv(stays$start, stays$stop, to) ~ 1, id = stays$id, istate = factor(stays$from, states))
  moves <- lapply(colnames(fit$cumhaz), function(move) {
    ends <- fit$states[as.integer(strsplit(move, ".", fixed = TRUE)[[1]])]
    own <- stays[as.character(stays$from) == ends[1], ]
    y <- Surv(own$start, own$stop, !is.na(own$to) & as.character(own$to) == ends[2])
    model <- survfit(y ~ 1, robust = FALSE)
    robust <- survfit(y ~ 1, cluster = own$id, robust = TRUE)
    step <- model$n.event > 0
    place <- match(model$time[step], fit$time)
    stopifnot(all.equal(unname(fit$cumhaz[place, move]), model$cumhaz[step]))
    list(from = ends[1], to = ends[2], days = model$time[step], at_risk = model$n.risk[step],
         value = unname(fit$cumhaz[place, move]), std_error = model$std.chaz[step],
         robust_error = robust$std.chaz[step])
  })
  list(name = name, states = states, moves = moves,
       table = list(subject = as.integer(factor(stays$id)), start = stays$start, stop = stays$stop,
                    state = match(stays$from, states) - 1,
                    to = ifelse(is.na(stays$to), -1, match(stays$to, states) - 1)))
}

cases <- list(
  case("heart", heart_stays),
  case("the first two hundred ventilated, back and forth", subset(ventilated, id %in% unique(id)[1:200])),
  case("mgus2 by age, from 85", subset(older, id %in% unique(id[start > 12 * 84])))
)

write_json(
  list(session = capture.output(sessionInfo()), cases = cases),
  "moves.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
