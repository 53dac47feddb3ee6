import Statistics

extension VectorFamily {
    static let quantile = VectorFamily(name: "quantile") { vector in
        let control = try vector.inputs.member("control")
        let treatment = try vector.inputs.member("treatment")
        let samples = (try control.quantileSample(), try treatment.quantileSample())
        // Where the users' values are given, the summary must follow from them.
        for (json, sample) in [(control, samples.0), (treatment, samples.1)] {
            guard let users = json.optional("raw_clusters") else { continue }
            let again = try QuantileSample(
                users: users.list().map { try $0.numbers() }, probability: sample.probability, clustered: true)
            let same =
                (again.n, again.mean, again.lower, again.upper) == (sample.n, sample.mean, sample.lower, sample.upper)
            guard same, vector.tolerance.accepts(again.variance, expected: sample.variance) else {
                throw JSONValue.Malformed(description: "the raw values give \(again)")
            }
        }
        var answers = try vector.compare(samples.0, samples.1, settings: vector.settings()).answers
        answers["var_control"] = .number(samples.0.variance)
        answers["var_treatment"] = .number(samples.1.variance)
        return answers
    }
}

extension JSONValue {
    /// An arm written as gbstats' quantile statistic, with the users' totals where events go by user.
    func quantileSample() throws -> QuantileSample {
        var clusters: QuantileSample.Clusters?
        if optional("n_clusters") != nil {
            let products = [
                [try number("main_sum_squares")],
                [try number("main_denominator_sum_product"), try number("denominator_sum_squares")],
            ]
            clusters = .init(
                CovarianceMoments(
                    n: try integer("n_clusters"), sums: [try number("main_sum"), try number("denominator_sum")]
                ) { products[$0][$1] })
        }
        return try QuantileSample(
            n: integer("n"), intervalN: integer("n_star"), probability: number("nu"),
            quantile: number("quantile_hat"), lower: number("quantile_lower"), upper: number("quantile_upper"),
            clusters: clusters)
    }
}
