# Simultaneous bands by km.ci (Debian: r-cran-km.ci): its tables of critical values, which are those of Klein and
# Moeschberger (2003), tables C.3 and C.4, with four decimals; and the bands that it interpolates from them.
# Run in this folder: Rscript bands.R    It writes bands.json.
library(survival)
library(km.ci)
library(jsonlite)

# It has no table of equal precision at 99 %.
table_of <- function(family, levels) lapply(setNames(levels, levels), function(level)
  unname(get(paste0("critical.value.", family, ".", level), asNamespace("km.ci"))))
METHODS <- c("hall-wellner plain" = "hall-wellner", "hall-wellner log-log" = "loghall",
             "equal-precision plain" = "epband", "equal-precision log-log" = "logep")

case <- function(name, exit, event) {
  fit <- survfit(Surv(exit, event) ~ 1)
  list(name = name, table = list(exit = exit, event = event),
       bands = lapply(METHODS, function(method) {
         found <- km.ci(fit, method = method)
         list(days = found$time, value = found$surv, lower = found$lower, upper = found$upper)
       }))
}

cases <- list(
  with(lung, case("lung", time, status - 1)),
  with(pbc, case("pbc, death", time, as.numeric(status == 2))),
  with(veteran, case("veteran", time, status))
)

write_json(
  list(session = capture.output(sessionInfo()),
       tables = list(`hall-wellner` = table_of("hall", c("90", "95", "99")), `equal-precision` = table_of("nair", c("90", "95"))), cases = cases),
  "bands.json", digits = I(15), auto_unbox = TRUE, null = "null", na = "string"
)
