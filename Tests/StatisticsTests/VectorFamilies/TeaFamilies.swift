import Statistics

extension VectorFamily {
    static let teaMean = VectorFamily(name: "tea_mean") { try $0.teaReadout() }
    static let teaRatio = VectorFamily(name: "tea_ratio") { try $0.teaReadout() }
}

extension VectorCase {
    /// tea-tasting's Mean and RatioOfMeans, with or without covariates, from the aggregates of both arms.
    fileprivate func teaReadout() throws -> [String: Answer] {
        // A null column is one that is not there: a ratio without a denominator is a mean.
        let columns = try inputs.list("args").map { value -> String? in
            if case .null = value { nil } else { try value.string() }
        }
        let names = columns.compactMap { $0 }
        let aggregates = try inputs.member("aggregates")
        let control = try aggregates.member("0").aggregate(of: names)
        let treatment = try aggregates.member("1").aggregate(of: names)
        let settings = try teaSettings()
        let at = columns.map { $0.flatMap(names.firstIndex(of:)) }
        let (metric, covariate) = try teaColumns(at)
        guard let covariate else {
            return try readout(
                RatioSample(control, columns: metric, arm: .control),
                RatioSample(treatment, columns: metric, arm: .treatment), settings: settings)
        }
        let adjusted = try Cuped.ratio(
            control: control, treatment: treatment, metric: metric, covariate: covariate, rule: .pooledArms)
        return try readout(adjusted.control, adjusted.treatment, settings: settings)
    }

    /// Mean(value, covariate) and RatioOfMeans(numerator, denominator, and the same two of the covariate).
    func teaColumns(_ at: [Int?]) throws -> (metric: RatioMetric.Columns, covariate: RatioMetric.Columns?) {
        func column(_ index: Int) -> Int? { index < at.count ? at[index] : nil }
        guard let numerator = column(0) else { throw UnknownKind("a metric without a column") }
        switch try inputs.optional("metric_class")?.string() ?? "RatioOfMeans" {
        case "Mean":
            return (
                .init(numerator: numerator, denominator: nil),
                column(1).map { .init(numerator: $0, denominator: nil) }
            )
        case "RatioOfMeans":
            return (
                .init(numerator: numerator, denominator: column(1)),
                column(2).map { .init(numerator: $0, denominator: column(3)) }
            )
        case let other:
            throw UnknownKind(other)
        }
    }

    private func teaSettings() throws -> ComparisonSettings {
        let options = inputs.optional("options") ?? .object([:])
        var settings = ComparisonSettings()
        for (name, value) in try options.members() {
            switch name {
            case "alternative": settings.alternative = try alternative(try value.string())
            case "confidence_level": settings.level = try value.number()
            case "equal_var": settings.variances = try value.flag() ? .pooled : .unequal
            case "use_t": settings.reference = try value.flag() ? .studentT : .normal
            default: throw UnknownKind("option \(name)")
            }
        }
        return settings
    }

    private func readout<Sample: SampleSummary>(
        _ control: Sample, _ treatment: Sample, settings: ComparisonSettings
    ) throws -> [String: Answer] {
        let difference = try Welch.difference(control: control, treatment: treatment, settings: settings)
        let lift = try RelativeLift(
            control: control, treatment: treatment, definition: .logRatio, settings: settings
        ).estimate
        return [
            "control": .number(control.mean), "treatment": .number(treatment.mean),
            "effect_size": .number(difference.estimate),
            "effect_size_ci_lower": .number(difference.interval.lower),
            "effect_size_ci_upper": .number(difference.interval.upper),
            "rel_effect_size": .number(lift.estimate),
            "rel_effect_size_ci_lower": .number(lift.interval.lower),
            "rel_effect_size_ci_upper": .number(lift.interval.upper),
            "pvalue": .number(difference.pValue), "statistic": .number(difference.statistic),
        ]
    }
}

extension JSONValue {
    /// An arm written as count, means, variances and covariances under "a|b".
    func aggregate(of names: [String]) throws -> CovarianceMoments {
        let variances = try member("var")
        let covariances = try member("cov")
        var matrix = [[Double]](repeating: [], count: names.count)
        for i in names.indices {
            for j in 0..<i where names[i] != names[j] {
                let key = covariances.optional("\(names[j])|\(names[i])")
                matrix[i].append(try key?.number() ?? covariances.number("\(names[i])|\(names[j])"))
            }
            matrix[i].append(try variances.number(names[i]))
        }
        let means = try member("mean")
        return CovarianceMoments(n: try integer("count"), means: try names.map { try means.number($0) }) {
            matrix[$0][$1]
        }
    }
}
