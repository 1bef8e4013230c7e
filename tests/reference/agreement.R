# Intraclass correlation of single ratings for absolute agreement (ICC2 of psych, from the mean
# squares), and Bland–Altman bias and spread. Ratings: Shrout and Fleiss (1979), two of the four
# judges at a time, and nlme's Orthodont at ages 8 and 10.
# Run in this folder: Rscript agreement.R    It writes agreement.json.
suppressMessages({library(psych); library(jsonlite); library(nlme)})
sf <- matrix(c(9,2,5,8, 6,1,3,2, 8,4,6,8, 7,1,2,6, 10,5,6,9, 6,2,4,7), ncol = 4, byrow = TRUE)
o <- as.data.frame(nlme::Orthodont)
teeth <- cbind(o$distance[o$age == 8], o$distance[o$age == 10])
case <- function(name, one, other) {
  fit <- suppressMessages(ICC(cbind(one, other), lmer = FALSE))$results
  row <- fit[fit$type == "ICC2", ]
  d <- one - other
  list(name = name, one = one, other = other, icc = row$ICC, lower = row[["lower bound"]],
    upper = row[["upper bound"]], bias = mean(d), spread = sd(d))
}
cases <- list(case("judges 1 and 2", sf[, 1], sf[, 2]), case("judges 1 and 4", sf[, 1], sf[, 4]),
  case("judges 3 and 4", sf[, 3], sf[, 4]), case("orthodont", teeth[, 1], teeth[, 2]))
write_json(list(session = capture.output(sessionInfo()), cases = cases), "agreement.json",
  digits = I(15), auto_unbox = TRUE)
