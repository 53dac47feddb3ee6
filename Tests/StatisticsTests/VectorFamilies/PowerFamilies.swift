import Foundation
import Statistics

extension VectorFamily {
    /// statsmodels' power of the t test (n_c + n_t - 2 degrees of freedom) and of z tests.
    static let power = VectorFamily(name: "power") { vector in
        if vector.inputs.optional("p1") != nil { return try vector.proportionPower() }
        return try vector.standardisedPower()
    }

    static let teaPower = VectorFamily(name: "tea_power") { try $0.teaPower() }
}

extension VectorCase {
    fileprivate func proportionPower() throws -> [String: Answer] {
        guard try inputs.string("solve") == "power" else { throw UnknownKind(try inputs.string("solve")) }
        let power = try ProportionPower.power(
            control: inputs.number("p1"), treatment: inputs.number("p2"), controlN: inputs.number("nobs_each"),
            alpha: inputs.number("alpha"),
            alternative: alternative(inputs.optional("alternative")?.string() ?? "two-sided"))
        return ["power": .number(power)]
    }

    fileprivate func standardisedPower() throws -> [String: Answer] {
        let analysis = PowerAnalysis(
            alpha: try inputs.number("alpha"), alternative: try alternative(inputs.string("alternative")),
            ratio: try inputs.number("ratio"), variances: .pooled)
        let (alpha, ratio) = (analysis.alpha, analysis.ratio)
        let side = analysis.alternative
        func both(_ name: String, _ solve: (PowerAnalysis) throws -> Answer) throws -> [String: Answer] {
            func analysis(_ reference: ComparisonSettings.Reference) -> PowerAnalysis {
                PowerAnalysis(alpha: alpha, alternative: side, ratio: ratio, variances: .pooled, reference: reference)
            }
            return [name: try solve(analysis(.studentT)), "\(name)_z": try solve(analysis(.normal))]
        }
        switch try inputs.string("solve") {
        case "power":
            let (effect, n) = (try inputs.number("effect_size_d"), try inputs.number("n_control"))
            return try both("power") { .number(try $0.power(effect: effect, variances: .unit, controlN: n)) }
        case "n_control":
            let (effect, power) = (try inputs.number("effect_size_d"), try inputs.number("power"))
            return try both("n_control") { analysis in
                .root(try analysis.controlN(power: power, effect: effect, variances: .unit)) {
                    ((try? analysis.power(effect: effect, variances: .unit, controlN: $0)) ?? 0) - power
                }
            }
        case "mde_d":
            let (power, n) = (try inputs.number("power"), try inputs.number("n_control"))
            return try both("d") { analysis in
                .root(try analysis.detectableEffect(power: power, variances: .unit, controlN: n)) {
                    ((try? analysis.power(effect: $0, variances: .unit, controlN: n)) ?? 0) - power
                }
            }
        case let other:
            throw UnknownKind(other)
        }
    }

    /// tea-tasting's solve_power: one sample stands for both arms, and n_obs counts both.
    fileprivate func teaPower() throws -> [String: Answer] {
        let columns = try inputs.list("args").map { value -> String? in
            if case .null = value { nil } else { try value.string() }
        }
        let names = columns.compactMap { $0 }
        let sample = try inputs.member("aggregates").aggregate(of: names)
        let (metric, covariate) = try teaColumns(columns.map { $0.flatMap(names.firstIndex(of:)) })
        guard let mean = RatioMetric.value(metric, of: sample) else { throw UnknownKind("a metric without a value") }
        var variance = RatioMetric.variance(metric, of: sample)
        if let covariate, RatioMetric.variance(covariate, of: sample) > 0 {
            let shared = RatioMetric.covariance(metric, covariate, of: sample)
            variance -= shared * shared / RatioMetric.variance(covariate, of: sample)
        }
        let arms = PowerAnalysis.ArmVariances(control: variance, treatment: variance)
        let analysis = try teaAnalysis()
        func option(_ name: String) throws -> [Double]? {
            let value = try inputs.member("options").optional(name) ?? inputs.optional("defaults")?.optional(name)
            if case .list(let list) = value { return try list.map { try $0.number() } }
            return try value.map { [try $0.number()] }
        }
        let parameter = try inputs.string("solve")
        let power = try option("power")?.first ?? 0.8
        let effects = try option("effect_size") ?? option("rel_effect_size")?.map { $0 * mean } ?? [.nan]
        let sizes = parameter == "n_obs" ? [.nan] : try option("n_obs") ?? [Double(sample.n)]
        var results: [Answer] = []
        for effect in parameter == "power" || parameter == "n_obs" ? effects : [.nan] {
            for size in sizes {
                var (power, effect, size) = (power, effect, size)
                let controlN = size / (1 + analysis.ratio)
                switch parameter {
                case "power": power = try analysis.power(effect: effect, variances: arms, controlN: controlN)
                case "effect_size", "rel_effect_size":
                    effect = try analysis.detectableEffect(power: power, variances: arms, controlN: controlN)
                case "n_obs":
                    let control = try analysis.controlN(power: power, effect: effect, variances: arms)
                    size = (control * (1 + analysis.ratio)).rounded(.up)
                case let other: throw UnknownKind(other)
                }
                results.append(
                    .object([
                        "power": .number(power), "effect_size": .number(effect),
                        "rel_effect_size": .number(effect / mean), "n_obs": .number(size),
                    ]))
            }
        }
        return ["results": .list(results)]
    }

    private func teaAnalysis() throws -> PowerAnalysis {
        var analysis = PowerAnalysis()
        for source in [inputs.optional("defaults"), inputs.optional("options")] {
            for (name, value) in try source?.members() ?? [:] {
                switch name {
                case "alpha": analysis.alpha = try value.number()
                case "ratio": analysis.ratio = try value.number()
                case "alternative": analysis.alternative = try alternative(value.string())
                case "equal_var": analysis.variances = try value.flag() ? .pooled : .unequal
                case "use_t": analysis.reference = try value.flag() ? .studentT : .normal
                case "power", "effect_size", "rel_effect_size", "n_obs": break
                default: throw UnknownKind("option \(name)")
                }
            }
        }
        return analysis
    }
}
