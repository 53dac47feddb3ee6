import Statistics

/// Reads a metric out of the joint moments of one arm's users.
struct MetricSample {
    let metric: Metric
    /// Users of the market and units offered, which scale a sell-through.
    private let scale: Double

    init(_ metric: Metric, world: WorldOutcome) {
        self.metric = metric
        scale = world.unitsOffered > 0 ? Double(world.users) / Double(world.unitsOffered) : 0
    }

    /// The metric's value in an arm; nil when there is nothing to divide by.
    func value(in moments: CovarianceMoments) -> Double? {
        switch metric.kind {
        case .mean(let quantity): moments.n > 0 ? moments.means[quantity.rawValue] : nil
        case .ratio(let numerator, let denominator):
            RatioMetric.value(.init(numerator: numerator.rawValue, denominator: denominator.rawValue), of: moments)
        case .sellThrough:
            moments.n > 0 && scale > 0 ? moments.means[Metric.Quantity.units.rawValue] * scale : nil
        }
    }

    /// Joint moments of an arm's users: the metric, linearised where it is a ratio, and the same before the experiment; nil
    /// when there is nothing to divide by.
    func moments(in moments: CovarianceMoments) -> CovarianceMoments? {
        guard let value = value(in: moments) else { return nil }
        switch metric.kind {
        case .mean(let quantity): return moments.selecting(MetricSample.columns(quantity))
        case .sellThrough: return MetricSample.scaled(moments.selecting(MetricSample.columns(.units)), by: scale)
        case .ratio(let numerator, let denominator):
            let columns = MetricSample.columns(numerator, over: denominator)
            return CovarianceMoments(
                n: moments.n, means: [value, RatioMetric.value(columns[1], of: moments) ?? 0]
            ) { RatioMetric.covariance(columns[$0], columns[$1], of: moments) }
        }
    }

    /// Treatment less control, its lift, and the CUPED-adjusted difference, by Welch's test.
    func compare(
        control: CovarianceMoments, treatment: CovarianceMoments, level: Double
    ) throws(StatisticsError) -> Comparison {
        let settings = ComparisonSettings(level: level)
        switch metric.kind {
        case .mean(let quantity): return try compareMeans(quantity, 1, control, treatment, settings)
        case .sellThrough:
            guard scale > 0 else { throw .undefined("no unit was offered") }
            return try compareMeans(.units, scale, control, treatment, settings)
        case .ratio(let numerator, let denominator):
            let columns = MetricSample.columns(numerator, over: denominator)
            let (metric, before) = (columns[0], columns[1])
            let adjusted = Result { () throws(StatisticsError) in
                let varies = [control, treatment].contains { RatioMetric.variance(before, of: $0) > 0 }
                guard varies else { throw MetricSample.nothingBefore }
                let cuped = try Cuped.ratio(control: control, treatment: treatment, metric: metric, covariate: before)
                return try Comparison.Adjusted(cuped, settings)
            }
            return try Comparison(
                control: RatioSample(control, columns: metric, arm: .control),
                treatment: RatioSample(treatment, columns: metric, arm: .treatment), settings: settings,
                adjusted: try? adjusted.get())
        }
    }

    private func compareMeans(
        _ quantity: Metric.Quantity, _ scale: Double, _ control: CovarianceMoments, _ treatment: CovarianceMoments,
        _ settings: ComparisonSettings
    ) throws(StatisticsError) -> Comparison {
        let columns = MetricSample.columns(quantity)
        let control = MetricSample.scaled(control.selecting(columns), by: scale)
        let treatment = MetricSample.scaled(treatment.selecting(columns), by: scale)
        let adjusted = Result { () throws(StatisticsError) in
            guard control.merged(with: treatment).variance(1) > 0 else { throw MetricSample.nothingBefore }
            return try Comparison.Adjusted(Cuped.mean(control: control, treatment: treatment), settings)
        }
        return try Comparison(
            control: MeanSample(control.moments(of: 0)), treatment: MeanSample(treatment.moments(of: 0)),
            settings: settings, adjusted: try? adjusted.get())
    }

    /// Without a warm-up, or with one in which all users are alike, an adjusted estimate would only repeat the plain one.
    private static let nothingBefore = StatisticsError.undefined("nothing was seen of the users before the experiment")

    /// A quantity in the experiment, and in the warm-up.
    private static func columns(_ quantity: Metric.Quantity) -> [Int] {
        [quantity.rawValue, Metric.Quantity.allCases.count + quantity.rawValue]
    }

    /// The same of a ratio.
    private static func columns(
        _ numerator: Metric.Quantity, over denominator: Metric.Quantity
    ) -> [RatioMetric.Columns] {
        zip(columns(numerator), columns(denominator)).map { RatioMetric.Columns(numerator: $0, denominator: $1) }
    }

    private static func scaled(_ moments: CovarianceMoments, by factor: Double) -> CovarianceMoments {
        guard factor != 1 else { return moments }
        return CovarianceMoments(n: moments.n, means: moments.means.map { $0 * factor }) {
            moments.covariance($0, $1) * factor * factor
        }
    }
}

/// Two arms compared on one metric in one world.
struct Comparison {
    let difference: Estimate
    let relative: Estimate?
    let adjusted: Adjusted?

    struct Adjusted {
        let difference: Estimate
        let varianceReduction: Double

        init(_ cuped: Cuped, _ settings: ComparisonSettings) throws(StatisticsError) {
            difference = try Welch.difference(control: cuped.control, treatment: cuped.treatment, settings: settings)
            varianceReduction = cuped.varianceReduction
        }
    }

    init<Sample: Statistics.ArmSummary>(
        control: Sample, treatment: Sample, settings: ComparisonSettings, adjusted: Adjusted?
    ) throws(StatisticsError) {
        difference = try Welch.difference(control: control, treatment: treatment, settings: settings)
        relative = (try? RelativeLift(control: control, treatment: treatment, settings: settings))?.estimate
        self.adjusted = adjusted
    }
}
