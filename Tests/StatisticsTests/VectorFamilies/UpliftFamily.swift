import Statistics

extension VectorFamily {
    static let uplift = VectorFamily(name: "uplift") { vector in
        let outcomes = try vector.inputs.numbers("y")
        let treated = try vector.inputs.numbers("treatment").map { $0 == 1 }
        let scores = try vector.inputs.numbers("uplift")
        let answers = [
            "qini_curve", "uplift_curve", "qini_auc", "qini_auc_no_negative", "uplift_auc", "uplift_at_30_overall",
            "uplift_at_30_by_group", "weighted_avg_uplift", "by_decile_overall", "by_decile_by_group",
        ].map { name -> (String, Answer) in
            (
                name,
                .attempt { () throws(StatisticsError) in
                    let sample = try UpliftSample(outcomes: outcomes, treated: treated, scores: scores)
                    return try upliftAnswer(name, sample)
                }
            )
        }
        return Dictionary(uniqueKeysWithValues: answers)
    }
}

private func upliftAnswer(_ name: String, _ sample: UpliftSample) throws(StatisticsError) -> Answer {
    switch name {
    case "qini_curve": curve(UpliftCurve(.qini, of: sample))
    case "uplift_curve": curve(UpliftCurve(.uplift, of: sample))
    case "qini_auc": .number(try UpliftScore.normalisedArea(.qini, of: sample))
    case "qini_auc_no_negative": .number(try UpliftScore.normalisedArea(.qini, of: sample, countsLosses: false))
    case "uplift_auc": .number(try UpliftScore.normalisedArea(.uplift, of: sample))
    case "uplift_at_30_overall": .number(try UpliftScore.upliftAt(0.3, of: sample, strategy: .overall))
    case "uplift_at_30_by_group": .number(try UpliftScore.upliftAt(0.3, of: sample, strategy: .byGroup))
    case "weighted_avg_uplift":
        rate(try UpliftBins(10, of: sample, strategy: .overall).weightedAverageUplift)
    case "by_decile_overall": try deciles(sample, .overall, withErrors: true)
    default: try deciles(sample, .byGroup, withErrors: false)
    }
}

/// All points, and what a summary of a long curve says of them.
private func curve(_ curve: UpliftCurve) -> Answer {
    .object([
        "x": .numbers(curve.targeted), "y": .numbers(curve.gains), "points": .number(Double(curve.targeted.count)),
        "last_x": .number(curve.targeted.last ?? 0), "last_y": .number(curve.gains.last ?? 0),
        "auc_trapz": .number(curve.area),
    ])
}

/// A rate, or the reason why a bin without units has none.
private func rate(_ value: Double?) -> Answer {
    value.map(Answer.number) ?? .refused(.tooFewValues(0, minimum: 1))
}

/// scikit-uplift's table; the total of its errors is their plain sum over the bins.
private func deciles(
    _ sample: UpliftSample, _ strategy: UpliftScore.Strategy, withErrors: Bool
) throws(StatisticsError) -> Answer {
    let table = try UpliftBins(10, of: sample, strategy: strategy)
    func row(_ name: String, _ bin: UpliftBins.Bin, _ errors: [Double?]) -> Answer {
        let units = [Answer.number(Double(bin.treatmentUnits)), .number(Double(bin.controlUnits))]
        let rates = [bin.treatmentMean, bin.controlMean, bin.uplift] + (withErrors ? errors : [])
        return .list([.text(name)] + units + rates.map(rate))
    }
    func errors(_ bin: UpliftBins.Bin) -> [Double?] { [bin.treatmentError, bin.controlError, bin.error] }
    var rows = table.bins.enumerated().map { row("\($0 * 10)-\($0 * 10 + 10)", $1, errors($1)) }
    if withErrors {
        let sums = (0..<3).map { column -> Double? in
            let values = table.bins.compactMap { errors($0)[column] }
            return values.count == table.bins.count ? values.reduce(0, +) : nil
        }
        rows.append(row("total", table.total, sums))
    }
    let columns =
        ["n_treatment", "n_control", "response_rate_treatment", "response_rate_control", "uplift"]
        + (withErrors ? ["std_treatment", "std_control", "std_uplift"] : [])
    return .object(["columns": .list(columns.map(Answer.text)), "rows": .list(rows)])
}
