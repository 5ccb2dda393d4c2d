# Reference numbers of R's survival for Seedpoint's Cox regression and concordance.
#
#   Rscript make.R        (R 4.2, survival 3.5, jsonlite; writes cases.json beside this file)
library(survival)
library(jsonlite)

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))

# Simulated follow-up: n patients, covariates of different spread, ties when `ties` rounds the times.
simulate <- function(n, seed, ties) {
  set.seed(seed)
  age <- round(rnorm(n, 65, 9), 1)
  volume <- round(exp(rnorm(n, 3, 1)), 2)
  male <- rbinom(n, 1, 0.6)
  site <- sample(1:3, n, replace = TRUE, prob = c(0.5, 0.3, 0.2))
  hazard <- 0.05 * exp(0.03 * (age - 65) + 0.004 * volume + 0.4 * male - 0.3 * (site == 2))
  time <- rexp(n, hazard)
  stop <- runif(n, 5, 40)
  data.frame(time = round(pmin(time, stop), if (ties) 0 else 4) + if (ties) 1 else 0,
             event = as.integer(time <= stop), age, volume, male, site,
             centre = sample(1:4, n, replace = TRUE), patient = sample(seq_len(ceiling(n / 2)), n, replace = TRUE),
             weight = sample(c(0.5, 1, 2, 3), n, replace = TRUE))
}

# The curve of plot(cox.zph(fit)): natural spline with 4 degrees of freedom, and its variance for a single y of 1.
spline <- function(x, y) {
  basis <- splines::ns(x, df = 4, intercept = TRUE)
  list(y = unname(drop(basis %*% qr.coef(qr(basis), y))), leverage = unname(diag(basis %*% solve(crossprod(basis), t(basis)))))
}

zph <- function(fit) lapply(list(km = "km", rank = "rank", identity = "identity"), function(transform) {
  test <- cox.zph(fit, transform = transform, terms = FALSE)
  list(chiSquare = unname(test$table[, "chisq"]), p = unname(test$table[, "p"]),
       scaled = if (transform == "km") unname(test$y), x = unname(test$x),
       spline = if (transform == "km") spline(test$x, test$y[, 1]))
})

fitted <- function(fit, data) {
  s <- summary(fit)
  list(coefficients = unname(coef(fit)), covariance = unname(if (is.null(fit$naive.var)) fit$var else fit$naive.var),
       robust = if (is.null(fit$naive.var)) NULL else unname(fit$var),
       logLikelihood = fit$loglik, likelihoodRatio = unname(s$logtest), score = unname(s$sctest),
       wald = if (is.null(fit$naive.var)) fit$wald.test[[1]] else NULL)
}

control <- coxph.control(eps = 1e-13, iter.max = 50)
cases <- list()
for (setting in list(list("small with ties", 40, 11, TRUE), list("ties", 200, 12, TRUE), list("no ties", 300, 13, FALSE))) {
  data <- simulate(setting[[2]], setting[[3]], setting[[4]])
  formula <- Surv(time, event) ~ age + volume + male + factor(site)
  fits <- list()
  for (ties in c("efron", "breslow", "exact")) {
    fit <- coxph(formula, data, control = control, ties = ties)
    fits[[ties]] <- fitted(fit, data)
    if (ties != "exact") {
      fits[[ties]]$zph <- zph(fit)
      fits[[ties]]$scoreResiduals <- unname(residuals(fit, "score"))
      fits[[ties]]$weighted <- fitted(coxph(formula, data, control = control, ties = ties, weights = weight, robust = FALSE), data)
      fits[[ties]]$clustered <- fitted(coxph(formula, data, control = control, ties = ties, cluster = patient), data)
    }
    stratified <- coxph(Surv(time, event) ~ age + volume + male + factor(site) + strata(centre), data, ties = ties,
                        control = control)
    fits[[ties]]$stratified <- fitted(stratified, data)
    if (ties != "exact") fits[[ties]]$stratified$zph <- zph(stratified)
  }
  risk <- round(data$age / 10 + data$male, 1)
  concordances <- lapply(list(n = "n", uno = "n/G2"), function(weight) {
    one <- concordance(Surv(time, event) ~ risk, data, reverse = TRUE, timewt = weight)
    cut <- concordance(Surv(time, event) ~ risk, data, reverse = TRUE, timewt = weight, ymax = 12)
    list(estimate = one$concordance, variance = one$var, count = unname(one$count),
         cut = list(estimate = cut$concordance, variance = cut$var, count = unname(cut$count)))
  })
  age <- concordance(Surv(time, event) ~ age, data, reverse = TRUE, influence = 1)
  volume <- concordance(Surv(time, event) ~ volume, data, reverse = TRUE, influence = 1)
  pair <- list(estimates = c(age$concordance, volume$concordance), covariance = crossprod(cbind(age$dfbeta, volume$dfbeta)))
  data$risk <- risk
  cases[[setting[[1]]]] <- list(data = as.list(data), fits = fits, concordance = concordances,
    pair = pair,
    clustered = list(variance = concordance(Surv(time, event) ~ risk, data, reverse = TRUE, cluster = patient)$var))
}
write(toJSON(list(survival = as.character(packageVersion("survival")), cases = cases), digits = 12, auto_unbox = TRUE),
      file.path(here, "cases.json"))
