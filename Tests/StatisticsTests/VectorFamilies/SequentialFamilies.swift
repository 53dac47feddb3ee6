import Statistics

extension VectorFamily {
    static let sequential = VectorFamily(name: "sequential") { vector in
        vector.inputs.optional("fn") == nil
            ? try vector.confidenceSequence() : try vector.boundary(vector.inputs.string("fn"))
    }

    /// Formulas that documentation prints: Statsig's test and the mixture SPRT.
    static let sequentialDocs = VectorFamily(name: "sequential_docs") { vector in
        vector.inputs.optional("tau2") == nil ? try vector.statsig() : try vector.mixtureSPRT()
    }

    static let groupSequential = VectorFamily(name: "group_sequential") { vector in
        vector.inputs.optional("K") == nil ? try vector.spending() : try vector.classicBounds()
    }
}

extension VectorCase {
    /// gbstats' sequential test of any of its statistics.
    func confidenceSequence() throws -> [String: Answer] {
        let control = try inputs.member("control")
        let treatment = try inputs.member("treatment")
        switch try kind(default: "mean") {
        case "mean": return try sequence(control.meanSample(), treatment.meanSample())
        case "prop": return try sequence(control.proportionSample(), treatment.proportionSample())
        case "cuped":
            let adjusted = Cuped.mean(
                control: try control.outcomeAndCovariate(), treatment: try treatment.outcomeAndCovariate(),
                centring: .none, baselineFactor: .unadjustedRatio)
            return try sequence(adjusted.control, adjusted.treatment)
        case "ratio":
            return try sequence(control.ratioSample(.control), treatment.ratioSample(.treatment))
        case "quantile":
            return try sequence(control.quantileSample(), treatment.quantileSample())
        case let other: throw UnknownKind(other)
        }
    }

    func sequence<Sample: SampleSummary>(_ control: Sample, _ treatment: Sample) throws -> [String: Answer] {
        let settings = try settings()
        let fixed = try compare(control, treatment, settings: settings)
        let tuning = try inputs.optional("sequential_tuning_parameter")?.number()
        let sequence = try ConfidenceSequence(
            of: fixed, units: control.n + treatment.n, tuning: tuning ?? ConfidenceSequence.defaultTuning,
            settings: settings)
        var answers = sequence.estimate.answers
        // gbstats looks for one-sided p-values up to 0.4999 only.
        if settings.alternative != .twoSided { answers["p_value"] = .number(min(0.4999, sequence.estimate.pValue)) }
        answers["rho"] = .number(sequence.rho)
        return answers
    }

    /// confseq's boundaries, by the name of its function.
    fileprivate func boundary(_ function: String) throws -> [String: Answer] {
        func number(_ key: String) throws -> Double { try inputs.number(key) }
        func optional(_ key: String, _ other: Double) throws -> Double { try inputs.optional(key)?.number() ?? other }
        func mixture(_ mixture: some MixtureBoundary) throws -> [String: Answer] {
            [
                "log_mixture": .number(mixture.logMixture(sum: try optional("s", 0), time: try number("v"))),
                "bound": .number(try mixture.bound(time: number("v"), alpha: optional("alpha", 0.05))),
            ]
        }
        let tuned = try optional("alpha_opt", 0.05)
        switch function {
        case "normal_mixture":
            let boundary = try NormalMixture(
                tightestTime: number("v_opt"), alpha: tuned,
                isOneSided: inputs.optional("one_sided")?.flag() ?? true)
            return try mixture(boundary).merging(["rho": .number(boundary.rho)]) { first, _ in first }
        case "gamma_exponential":
            return try mixture(
                GammaExponentialMixture(tightestTime: number("v_opt"), alpha: tuned, scale: number("c")))
        case "beta_binomial":
            return try mixture(
                BetaBinomialMixture(
                    tightestTime: number("v_opt"), alpha: tuned, g: number("g"), h: number("h"),
                    isOneSided: inputs.optional("one_sided")?.flag() ?? true))
        case "bernoulli_cs":
            let interval = try BernoulliSequence.interval(
                ProportionSample(successes: inputs.integer("successes"), n: inputs.integer("trials")),
                tightestTrials: number("t_opt"), tightestAlpha: tuned, level: 1 - number("alpha"))
            return ["lo": .number(interval.lower), "hi": .number(interval.upper)]
        case "poly_stitching":
            let bound = try StitchedBoundary.polynomial(
                time: number("v"), alpha: number("alpha"), from: number("v_min"), scale: optional("c", 0),
                exponent: optional("s", 1.4), spacing: optional("eta", 2))
            return ["bound": .number(bound)]
        case "double_stitching":
            let bound = try StitchedBoundary.doublyStitched(
                probability: number("p"), values: number("t"), alpha: number("alpha"),
                tightestValues: number("t_opt"), resolution: optional("delta", 0.5), exponent: optional("s", 1.4),
                spacing: optional("eta", 2))
            return ["bound": .number(bound)]
        case "quantile_ab":
            let offset = try number("offset")
            let values = (1...1000).map(Double.init)
            let test = try QuantileSequentialTest(
                probability: number("p"), tightestValues: number("t_opt"), tightestAlpha: tuned)
            return [
                "p_value": .number(try test.pValue(control: values, treatment: values.map { $0 + offset }))
            ]
        case let other: throw UnknownKind(other)
        }
    }

    fileprivate func statsig() throws -> [String: Answer] {
        func sample(_ arm: String) throws -> MeanSample {
            MeanSample(
                Moments(
                    n: try inputs.integer("n_\(arm)"), mean: try inputs.number("mean_\(arm)"),
                    variance: try inputs.number("var_\(arm)")))
        }
        let sequence = try StatsigSequence(
            control: sample("c"), treatment: sample("t"), level: 1 - inputs.number("alpha"))
        return [
            "V": .number(sequence.variance), "tau": .number(sequence.mixingVariance),
            "z_star": .number(sequence.criticalValue), "ci": .interval(sequence.estimate.interval),
            "p_value": .number(sequence.estimate.pValue),
        ]
    }

    fileprivate func mixtureSPRT() throws -> [String: Answer] {
        var test = try MixtureSPRT(
            unitVariance: inputs.number("sigma2"), effectVariance: inputs.number("tau2"),
            nullEffect: inputs.number("theta0"))
        let (effect, n) = (try inputs.number("delta"), try inputs.integer("n_per_arm"))
        test.look(effect: effect, unitsPerArm: n)
        return [
            "lambda_n": .number(test.likelihoodRatio(effect: effect, unitsPerArm: n)),
            "p_always_valid": .number(test.pValue),
        ]
    }

    fileprivate func spending() throws -> [String: Answer] {
        let spending = try inputs.string("spending")
        guard spending.hasPrefix("alpha*t^2") else { throw UnknownKind(spending) }
        let design = try GroupSequential(
            informationFractions: inputs.numbers("information_fractions"), alpha: inputs.number("alpha"),
            isTwoSided: inputs.integer("sides") == 2)
        return ["z_bounds": .numbers(design.zBounds)]
    }

    fileprivate func classicBounds() throws -> [String: Answer] {
        let (looks, alpha) = (try inputs.integer("K"), try inputs.number("alpha"))
        let twoSided = try inputs.integer("sides") == 2
        let fractions = (1...looks).map { Double($0) / Double(looks) }
        let pocock = try GroupSequential.pocockBound(looks: looks, alpha: alpha, isTwoSided: twoSided)
        let last = try GroupSequential.obrienFlemingBound(looks: looks, alpha: alpha, isTwoSided: twoSided)
        func level(_ bounds: [Double]) throws -> Answer {
            .number(
                try GroupSequential.rejectionProbability(
                    zBounds: bounds, informationFractions: fractions, isTwoSided: twoSided))
        }
        return [
            "pocock_z": .number(pocock), "obrien_fleming_final_z": .number(last),
            "type1_pocock": try level(fractions.map { _ in pocock }),
            "type1_obf": try level(fractions.map { last / $0.squareRoot() }),
        ]
    }
}
