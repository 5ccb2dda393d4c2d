# AUC with DeLong's limits of pROC within the sites of cases.json (made by make.py), and Rao's score test of score by site.
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
write(toJSON(list(pROC = as.character(packageVersion("pROC")), cases = result), digits = 14, auto_unbox = TRUE),
      file.path(here, "auc.json"))
