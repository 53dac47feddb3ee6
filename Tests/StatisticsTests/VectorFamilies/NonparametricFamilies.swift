import MarketLabTesting
import Statistics

extension VectorFamily {
    static let nonparametric = VectorFamily(name: "nonparametric") { vector in
        let control = try vector.inputs.numbers("control")
        let treatment = try vector.inputs.numbers("treatment")
        let student = try Welch.difference(
            control: MeanSample(Moments(of: control)), treatment: MeanSample(Moments(of: treatment)),
            settings: .init(variances: .pooled))
        let ranks = try MannWhitney(control: control, treatment: treatment)
        return [
            "U": .number(ranks.u), "p_cc": .number(ranks.pValue),
            "p_nocc": .number(try MannWhitney(control: control, treatment: treatment, continuity: false).pValue),
            "ks_D": .number(try TwoSampleDistance.kolmogorovSmirnov(control: control, treatment: treatment)),
            "student_t": .number(student.statistic), "student_p": .number(student.pValue),
        ]
    }

    static let permutation = VectorFamily(name: "nonparametric2") { vector in
        let test = try PermutationTest(
            control: vector.inputs.numbers("control"), treatment: vector.inputs.numbers("treatment"))
        return [
            "effect": .number(test.effect), "p_two_sided": .number(test.pValue),
            "n_permutations": .number(Double(test.assignments)),
        ]
    }

    static let bootstrap = VectorFamily(name: "bootstrap") { vector in
        let name = try vector.inputs.string("statistic")
        let statistics: [String: @Sendable ([Double]) -> Double] = ["mean": mean, "median": median]
        guard let statistic = statistics[name] else { throw UnknownKind(name) }
        var generator = SplitMix64(seed: 1)
        let bootstrap = try Bootstrap(
            control: vector.inputs.numbers("control"), treatment: vector.inputs.numbers("treatment"),
            level: vector.inputs.number("confidence"), resamples: vector.inputs.integer("n_resamples"),
            using: &generator, statistic: statistic)
        return [
            "effect": .number(bootstrap.effect), "se": .number(bootstrap.standardError),
            "percentile": .interval(bootstrap.percentile), "basic": .interval(bootstrap.basic),
            "bca": bootstrap.accelerated.map(Answer.interval) ?? .refused(.noVariance),
        ]
    }
}

@Sendable private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

@Sendable private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
