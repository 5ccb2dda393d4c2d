# AUC with DeLong's limits of pROC within the sites of cases.json (made by make.py), Rao's score test of score by
# site, and the value added to a Cox model.
#
#   Rscript make.R        (R 4.2, pROC, jsonlite; writes auc.json beside this file)
library(jsonlite)
suppressPackageStartupMessages(library(pROC))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
cases <- fromJSON(file.path(here, "cases.json"))$cases
result <- lapply(cases, function(case) {
  data <- as.data.frame(case$data)
  sites <- lapply(split(data, data$site), function(part) {
    curve <- roc(part$y, part$score, levels = c(0, 1), direction = "<", quiet = TRUE)
    list(limits = as.numeric(ci.auc(curve, method = "delong")), variance = var(curve))
  })
  fit <- glm(y ~ score * factor(site), binomial, data, control = glm.control(epsilon = 1e-14))
  without <- update(fit, . ~ . - score:factor(site))
  list(sites = sites, rao = anova(without, fit, test = "Rao")[["Pr(>Chi)"]][2])
})

# Added value of volume beside age and sex in the follow-up of ../cox/cases.json, with Harrell's optimism of C.
suppressPackageStartupMessages(library(survival))
follow <- as.data.frame(fromJSON(file.path(here, "../cox/cases.json"))$cases$ties$data)
formulas <- list(Surv(time, event) ~ age + male, Surv(time, event) ~ volume, Surv(time, event) ~ age + male + volume)
measure <- function(fit, data) concordance(Surv(time, event) ~ predict(fit, data), data, reverse = TRUE)$concordance
fits <- lapply(formulas, coxph, data = follow)
set.seed(1)
falls <- replicate(1000, {
  drawn <- follow[sample(nrow(follow), replace = TRUE), ]
  sapply(formulas, function(formula) {
    fit <- coxph(formula, drawn)
    measure(fit, drawn) - measure(fit, follow)
  })
})
chi <- 2 * (fits[[3]]$loglik[2] - fits[[1]]$loglik[2])
survival <- list(p = pchisq(chi, 1, lower.tail = FALSE), apparent = sapply(fits, measure, follow), optimism = rowMeans(falls))

write(toJSON(list(pROC = as.character(packageVersion("pROC")), cases = result, survival = survival), digits = 14, auto_unbox = TRUE),
      file.path(here, "auc.json"))
