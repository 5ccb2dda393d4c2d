# Reference numbers of R for Seedpoint's survival tests: weighted, stratified and pairwise log-rank tests, restricted
# means, cumulative incidence. Made with R 4.2.2, survival 3.5-3, jsonlite 1.8.4.
#
#   Rscript make.R
library(survival)

write <- function(name, value) {
  writeLines(jsonlite::toJSON(value, digits = NA, auto_unbox = TRUE, na = "null"), paste0(name, ".json"))
}

set.seed(3)
n <- 150
group <- rep(0:2, c(30, 70, 50))
stratum <- sample(0:1, n, replace = TRUE, prob = c(0.3, 0.7))
time <- ceiling(rexp(n, 0.08 / (1 + 0.35 * group + 0.5 * stratum)))
event <- as.integer(runif(n) < 0.7)
cause <- ifelse(event == 0, 0, ifelse(runif(n) < 0.55, 1, 2))
data <- data.frame(time, event, group, stratum, cause)

chi <- function(formula, rho = 0, subset = rep(TRUE, n)) survdiff(formula, data = data[subset, ], rho = rho)$chisq
pairs <- list(c(0, 1), c(0, 2), c(1, 2))
pairChi <- sapply(pairs, function(pair) chi(Surv(time, event) ~ group, subset = group %in% pair))
pairP <- pchisq(pairChi, 1, lower.tail = FALSE)

tau <- 15
means <- summary(survfit(Surv(time, event) ~ group, data), rmean = tau)$table

states <- survfit(Surv(time, factor(cause)) ~ group, data, conf.type = "log-log")
incidence <- lapply(0:2, function(g) {
  rows <- rep(seq_along(states$strata), states$strata) == g + 1
  lapply(2:3, function(k) list(
    time = states$time[rows], incidence = states$pstate[rows, k], error = states$std.err[rows, k],
    low = states$lower[rows, k], high = states$upper[rows, k]
  ))
})

write("survival", list(
  data = data,
  logRank = list(
    plain = chi(Surv(time, event) ~ group), peto = chi(Surv(time, event) ~ group, rho = 1),
    half = chi(Surv(time, event) ~ group, rho = 0.5),
    stratified = chi(Surv(time, event) ~ group + strata(stratum)),
    stratifiedPeto = chi(Surv(time, event) ~ group + strata(stratum), rho = 1)
  ),
  pairs = list(chi = pairChi, p = pairP, holm = p.adjust(pairP, "holm"), bh = p.adjust(pairP, "BH")),
  restrictedMean = list(tau = tau, mean = unname(means[, "rmean"]), error = unname(means[, "se(rmean)"])),
  incidence = incidence
))

# The data of the tests of the R package cmprsk (tests/test.R), whose generator was that of R 1.2.1, with the numbers
# that the package prints in tests/test.Rout.save. Two competing events, three groups, two strata.
suppressWarnings(RNGversion("1.2.1"))
set.seed(2)
ss <- rexp(100)
gg <- sample(1:3, 100, replace = TRUE)
cc <- sample(0:2, 100, replace = TRUE)
strt <- sample(1:2, 100, replace = TRUE)
dd <- abs(rnorm(100))
write("gray", list(
  first = ss, second = dd, group = gg - 1, cause = cc, stratum = strt - 1,
  tests = list(
    list(times = "first", groups = c(0, 1, 2), chi = c(3.393977, 1.989511), p = c(0.1832345, 0.3698139)),
    list(times = "second", groups = c(0, 1, 2), chi = c(1.214132, 3.269462), p = c(0.5449473, 0.1950048)),
    list(times = "first", groups = c(0, 2), chi = c(3.5151549, 0.1400145), p = c(0.06080997, 0.70826655))
  )
))
