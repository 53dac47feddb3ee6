import Statistics
import Tables

extension Question {
    /// - Throws: a sentence about parts that contradict each other.
    func check() throws(AnalysisProblem) {
        guard Question.alphas.contains(alpha) else {
            throw AnalysisProblem("--alpha is \(alpha); expected at least \(Question.alphas.lowerBound) and below 1")
        }
        guard tuning > 0, tuning.isFinite else {
            throw AnalysisProblem("--tuning is \(tuning); expected a number above 0")
        }
        if let margin, !(margin > 0 && margin < 1) {
            throw AnalysisProblem("--margin is \(margin); expected a fraction above 0 and below 1 of the control mean")
        }
        try checkMetrics()
        try checkCovariates()
        try checkCrossFitting()
        try checkWinsorising()
        try checkUplift()
        try checkMethod()
        try checkIdleSettings()
        try checkRandomisation()
        try checkTable()
        if let quantile = metrics.first(where: \.isQuantile) {
            if strata != nil { throw AnalysisProblem("--strata does not go with \(quantile.text); ask in two calls") }
            if cluster != nil {
                throw AnalysisProblem(
                    "--cluster does not go with \(quantile.text); name the clusters as --unit instead")
            }
            if switchback != nil { throw AnalysisProblem("--time does not go with \(quantile.text)") }
        }
        if cluster != nil, strata != nil { throw AnalysisProblem("--cluster does not go with --strata") }
    }

    private func checkMetrics() throws(AnalysisProblem) {
        guard !metrics.isEmpty else { throw AnalysisProblem("no --metric is given") }
        for (place, metric) in metrics.enumerated() where metrics[..<place].contains(where: { $0.text == metric.text })
        {
            throw AnalysisProblem("--metric \(metric.text) is given twice")
        }
    }

    private func checkTable() throws(AnalysisProblem) {
        if decimalMark == .comma, separator == .comma {
            throw AnalysisProblem("--decimal comma does not go with --separator comma")
        }
        for (place, column) in segments.enumerated() {
            guard !segments[..<place].contains(column) else { throw AnalysisProblem("--by \(column) is given twice") }
            guard column != variant, column != strata else {
                throw AnalysisProblem("--by \(column) is the column of \(column == variant ? "--variant" : "--strata")")
            }
        }
        if let uplift, !segments.isEmpty {
            throw AnalysisProblem("--uplift \(uplift) does not go with --by; ask in two calls")
        }
        for (place, pool) in pools.enumerated() {
            if let name = pool.variants.first(where: { name in pools[..<place].contains { $0.variants.contains(name) } }
            ) {
                throw AnalysisProblem("--pool \(pool.name): \(name) is in another pool, too")
            }
            if pool.variants.contains(control) {
                throw AnalysisProblem(
                    "--control \(control) is pooled into \(pool.name); expected --control \(pool.name), or a pool without it"
                )
            }
        }
        guard let switchback else { return }
        try switchback.check()
        for (option, isGiven) in [
            ("--unit", unit != nil), ("--cluster", cluster != nil), ("--strata", strata != nil),
            ("--uplift", uplift != nil),
        ] where isGiven {
            throw AnalysisProblem("--time does not go with \(option); in a switchback blocks of time are what is drawn")
        }
    }

    private func checkCovariates() throws(AnalysisProblem) {
        for covariate in covariates {
            for metric in metrics
            where covariate.belongs(to: metric) && !Set(metric.columns).isDisjoint(with: covariate.columns) {
                throw AnalysisProblem(
                    "--covariate \(covariate.column) is the metric \(metric.text) itself; a covariate must be from before "
                        + "the experiment, or it takes the effect away")
            }
            if unit != nil, metrics.contains(where: { $0.columns.contains(covariate.column) }) {
                throw AnalysisProblem(
                    "--covariate \(covariate.column) is also a metric's column, whose rows --unit sums; a covariate is one number "
                        + "a unit")
            }
            if let named = covariate.metric, !metrics.contains(where: covariate.belongs) {
                throw AnalysisProblem(
                    "--covariate \(named)=\(covariate.column): no metric of the column \(named) can take it")
            }
            if covariate.isRatio { try checkRatio(covariate) }
        }
    }

    /// A ratio as a covariate is one of the metric's own kind, and the only one of its metrics.
    private func checkRatio(_ covariate: Covariate) throws(AnalysisProblem) {
        for metric in metrics where covariate.belongs(to: metric) {
            guard metric.columns.count == 2 else {
                throw AnalysisProblem(
                    "--covariate \(covariate.column) is a ratio, and \(metric.text) is none; name the ratio metric that it "
                        + "belongs to, as in ratio:clicks/views=ratio:clicks_before/views_before")
            }
            guard covariates.count(where: { $0.belongs(to: metric) }) == 1 else {
                throw AnalysisProblem(
                    "--covariate \(covariate.column) is a ratio; \(metric.text) takes no other beside it")
            }
        }
        for (option, isGiven) in [
            ("--cluster", cluster != nil), ("--time", switchback != nil), ("--randomisation", randomisation != nil),
            ("--cupac", isCrossFitted),
        ] where isGiven {
            throw AnalysisProblem("\(option) does not go with a ratio as a --covariate")
        }
    }

    private func takesCovariates(_ metric: MetricTerm) -> Bool { covariates.contains { $0.belongs(to: metric) } }

    private func checkCrossFitting() throws(AnalysisProblem) {
        guard isCrossFitted else { return }
        guard !covariates.isEmpty else { throw AnalysisProblem("--cupac needs --covariate, what it predicts by") }
        let conflict =
            groups.map { _ in switchback == nil ? "--cluster" : "--time" } ?? strata.map { _ in "--strata" }
            ?? randomisation.map { _ in "--randomisation" }
        if let conflict { throw AnalysisProblem("--cupac does not go with \(conflict)") }
    }

    private func checkWinsorising() throws(AnalysisProblem) {
        for cap in winsorising where !metrics.contains(where: cap.belongs) {
            throw AnalysisProblem(
                "--winsorise \(cap.column.map { "\($0)=" } ?? "")\(cap.words): no mean or ratio"
                    + "\(cap.column.map { " of the column \($0)" } ?? "") is asked for, which it would cap")
        }
        if capsOver == .nonzero, winsorising.isEmpty {
            throw AnalysisProblem("--winsorise-over nonzero goes with --winsorise only")
        }
        for drop in drops where !metrics.contains(where: { $0.takesCaps && $0.columns.contains(drop.column) }) {
            throw AnalysisProblem(
                "--drop-above \(drop.column)=\(drop.threshold): no mean or ratio of the column \(drop.column) is asked for"
            )
        }
    }

    private func checkUplift() throws(AnalysisProblem) {
        guard resamples >= 100 else { throw AnalysisProblem("--resamples is \(resamples); expected at least 100") }
        guard let uplift else { return }
        guard metrics.contains(where: \.hasUplift) else {
            throw AnalysisProblem("--uplift \(uplift) needs a mean:COLUMN or a proportion:COLUMN among the metrics")
        }
        // A score is one number a unit; rows cannot be summed to it, and its curves take units as independent.
        if unit != nil { throw AnalysisProblem("--uplift does not go with --unit; give a row a unit") }
        if cluster != nil { throw AnalysisProblem("--uplift does not go with --cluster") }
        if strata != nil { throw AnalysisProblem("--uplift does not go with --strata") }
        if cap(of: uplift) != nil {
            throw AnalysisProblem("--winsorise \(uplift): the column is the score of --uplift")
        }
    }

    private func checkRandomisation() throws(AnalysisProblem) {
        guard let randomisation else { return }
        guard (100...10_000_000).contains(randomisation) else {
            throw AnalysisProblem("--randomisation is \(randomisation); expected 100 to 10000000 draws")
        }
        if let quantile = metrics.first(where: \.isQuantile) {
            throw AnalysisProblem("--randomisation does not go with \(quantile.text); ask in two calls")
        }
        guard [.welch, .normal, .bayesian].contains(method) else {
            throw AnalysisProblem(
                "--randomisation does not go with --method \(method.rawValue), as its p-value is that of one look")
        }
    }

    /// What is set and would change nothing is a mistake, too.
    private func checkIdleSettings() throws(AnalysisProblem) {
        let usual = Question(variant: variant, control: control, metrics: metrics)
        if tuning != usual.tuning, ![.sequential, .confseq].contains(method) {
            throw AnalysisProblem("--tuning goes with --method sequential or confseq only")
        }
        if boundary != usual.boundary, method != .confseq {
            throw AnalysisProblem("--boundary goes with --method confseq only")
        }
        if resamples != usual.resamples, uplift == nil {
            throw AnalysisProblem("--resamples goes with --uplift only")
        }
        if correction != .none, method == .bayesian, randomisation == nil {
            throw AnalysisProblem("--correction does not go with --method bayesian, which has no p-values")
        }
    }

    private func checkMethod() throws(AnalysisProblem) {
        if method == .bayesian, let groups {
            throw AnalysisProblem(
                "--method bayesian does not go with \(groups == "blocks" ? "--time" : "--cluster")")
        }
        if method == .bayesian, alternative != .twoSided {
            throw AnalysisProblem("--method bayesian knows no --alternative; it says the chance of either direction")
        }
        if method == .bayesian, margin != nil {
            throw AnalysisProblem(
                "--margin does not go with --method bayesian, whose answer is a chance and no test; take welch or normal"
            )
        }
        if method == .msprt, let quantile = metrics.first(where: \.isQuantile) {
            throw AnalysisProblem(
                "--method msprt does not go with \(quantile.text), which has no standard error; take sequential or confseq"
            )
        }
        if let prior {
            guard method == .bayesian else { throw AnalysisProblem("--prior-sd goes with --method bayesian only") }
            if let quantile = metrics.first(where: \.isQuantile) {
                throw AnalysisProblem("--prior-sd does not go with \(quantile.text); ask in two calls")
            }
            try prior.check()
        }
        if lift != .automatic, method == .bayesian {
            throw AnalysisProblem("--lift does not go with --method bayesian, whose lift is that of the posterior")
        }
        if lift != .automatic, let quantile = metrics.first(where: \.isQuantile) {
            throw AnalysisProblem("--lift does not go with \(quantile.text), whose interval is that of its test")
        }
        if lift == .score, let other = metrics.first(where: { !$0.isShare || takesCovariates($0) }) {
            throw AnalysisProblem("--lift score is for proportions without covariates, not for \(other.text)")
        }
        if lift == .score,
            let option = strata.map({ _ in "--strata" })
                ?? groups.map({ _ in switchback == nil ? "--cluster" : "--time" })
        {
            throw AnalysisProblem("--lift score does not go with \(option)")
        }
        if method == .msprt, alternative != .twoSided {
            throw AnalysisProblem("--method msprt knows no --alternative; take sequential or confseq")
        }
        if alternative != .twoSided, alpha >= 0.5, [.sequential, .confseq].contains(method) {
            throw AnalysisProblem("--alpha is \(alpha); expected a number below 0.5 with --alternative and this method")
        }
        switch (method == .groupSequential, looks) {
        case (true, nil):
            throw AnalysisProblem(
                "--method group-sequential needs --information, the share of the planned units so far")
        case (false, .some):
            throw AnalysisProblem("--information and --looks go with --method group-sequential only")
        case (true, let plan?):
            try plan.check()
            if correction != .none {
                throw AnalysisProblem(
                    "--correction does not go with --method group-sequential, whose p-values are nominal; divide --alpha "
                        + "by the number of comparisons instead")
            }
        default: break
        }
        switch (method == .msprt, effectDeviation) {
        case (true, nil):
            throw AnalysisProblem(
                "--method msprt needs --effect-sd, the standard deviation of likely effects as a fraction of the control "
                    + "mean")
        case (false, .some): throw AnalysisProblem("--effect-sd goes with --method msprt only")
        case (true, let deviation?) where !(deviation > 0 && deviation.isFinite):
            throw AnalysisProblem("--effect-sd is \(deviation); expected a fraction above 0 of the control mean")
        default: break
        }
    }
}
