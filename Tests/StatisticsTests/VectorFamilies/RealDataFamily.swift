import Statistics

extension VectorFamily {
    /// Published data sets, analysed as means, CUPED, sample ratio and uplift.
    static let realData = VectorFamily(name: "realdata") { vector in
        let inputs = vector.inputs
        if let dataset = inputs.optional("dataset") { throw MissingData(try dataset.string()) }
        if inputs.optional("observed") != nil { return try vector.sampleRatioMismatch() }
        let control = try inputs.member("control")
        let treatment = try inputs.member("treatment")
        if control.optional("y_sum") != nil {
            let adjusted = Cuped.mean(
                control: try control.outcomeAndCovariate(), treatment: try treatment.outcomeAndCovariate(),
                baselineFactor: .unadjustedRatio)
            return try vector.answers(of: adjusted)
        }
        guard control.optional("sum_squares") != nil else { throw UnknownKind("realdata without totals") }
        let arms = (try control.meanSample(), try treatment.meanSample())
        var answers = try vector.compare(arms.0, arms.1, settings: vector.settings()).answers
        answers["mean_control"] = .number(arms.0.mean)
        answers["mean_treatment"] = .number(arms.1.mean)
        return answers
    }
}
