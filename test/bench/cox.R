# R's survival beside test/bench/cox.ts: rows of time, event, covariates on standard input; JSON on standard output.
suppressPackageStartupMessages(library(survival))
rows <- as.matrix(read.table(file("stdin")))
y <- Surv(rows[, 1], rows[, 2])
x <- rows[, -(1:2)]
median_seconds <- function(work) median(sapply(1:5, function(i) system.time(work())[["elapsed"]]))

fit <- coxph(y ~ x)
cox <- median_seconds(function() coxph(y ~ x))
found <- concordance(y ~ x[, 1], reverse = TRUE)
concordance_seconds <- median_seconds(function() concordance(y ~ x[, 1], reverse = TRUE))
cat(sprintf('{"cox": %.6f, "concordance": %.6f, "coefficients": [%s], "estimate": %.15f}', cox, concordance_seconds,
            paste(sprintf("%.12f", fit$coefficients), collapse = ","), found$concordance))
