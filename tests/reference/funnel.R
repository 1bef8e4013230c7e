# Exact funnel limits by R's quantile functions, and the winsorised dispersion of Spiegelhalter
# (2005). Shares: cattle with pleuropneumonia by herd (lme4's cbpp). Rates: claims by holders of
# car insurance (MASS's Insurance), by district, group and age.
# Run in this folder: Rscript funnel.R    It writes funnel.json.
suppressMessages({library(jsonlite); library(lme4); library(MASS)})
levels <- c(0.95, 0.998)
dispersion <- function(z, q) {
  ends <- quantile(z, c(q, 1 - q), names = FALSE)
  mean(pmin(pmax(z, ends[1]), ends[2])^2)
}
case <- function(name, kind, group, count, size, winsorised) {
  target <- sum(count) / sum(size)
  tails <- (1 - levels) / 2
  q <- function(p) if (kind == "share") qbinom(p, size, target) else qpois(p, size * target)
  variance <- if (kind == "share") size * target * (1 - target) else size * target
  z <- (count - size * target) / sqrt(variance)
  list(name = name, kind = kind, group = group, count = count, size = size,
    winsorised = winsorised, target = target, z = z, dispersion = dispersion(z, winsorised),
    lower = lapply(tails, q), upper = lapply(1 - tails, q))
}
herds <- aggregate(cbind(incidence, size) ~ herd, cbpp, sum)
claims <- MASS::Insurance
named <- sprintf("%02d", seq_len(nrow(claims)))
districts <- aggregate(cbind(Claims, Holders) ~ District, claims, sum)
cases <- list(
  case("herds", "share", sprintf("%02d", as.integer(herds$herd)), herds$incidence, herds$size, 0.1),
  case("claims", "rate", named, claims$Claims, claims$Holders, 0.1),
  case("claims, not drawn in", "rate", named, claims$Claims, claims$Holders, 0),
  case("claims as shares", "share", named, claims$Claims, claims$Holders, 0.2),
  case("districts", "rate", as.character(districts$District), districts$Claims, districts$Holders, 0.1))
write_json(list(session = capture.output(sessionInfo()), cases = cases), "funnel.json",
  digits = I(15), auto_unbox = TRUE)
