import Marketplace
import Statistics

/// Reads a metric out of the joint moments of a design's units.
struct MetricSample {
    let metric: Metric
    private let design: Design
    private let units: UnitMoments
    /// Turns a mean over units, or over members of clusters, into the metric with all units in the arm.
    private let scale: Double
    /// The contrast of a design whose effect is no difference of two arms; nil also where such a one could not be read.
    private let contrast: (any ContrastSample)?

    /// - Parameter design: of the world; a twin is read like a split of users.
    init(_ metric: Metric, design: Design = .userSplit, world: FeedOutcome) {
        self.init(
            metric, design: design, units: world.units, users: world.users, unitsOffered: world.unitsOffered)
    }

    /// - Parameters:
    ///   - users: of the market.
    ///   - unitsOffered: in the experiment.
    init(_ metric: Metric, design: Design, units: UnitMoments, users: Int, unitsOffered: Int) {
        self.metric = metric
        self.design = design
        self.units = units
        let over = if case .perUnitOffered = metric.kind { unitsOffered } else { users }
        scale = over > 0 ? units.population / Double(over) : 0
        contrast = design.model.contrast?(metric, units, users, unitsOffered)
    }

    /// The metric's value in an arm; nil when there is nothing to divide by.
    func value(inArm arm: Int) -> Double? {
        if design.isContrast { return contrast.map { arm == 0 ? $0.values.control : $0.values.treatment } }
        let moments = units.arms[arm]
        switch metric.kind {
        case .mean(let quantity): return value(of: quantity, in: moments)
        case .perUnitOffered(let quantity): return scale > 0 ? value(of: quantity, in: moments) : nil
        case .ratio(let numerator, let denominator):
            return RatioMetric.value(
                .init(numerator: units.variable(numerator), denominator: units.variable(denominator)), of: moments)
        }
    }

    /// What the design takes for the effect; nil when there is nothing to divide by. TSRI's is no difference of two arms.
    func effect() -> Double? {
        if design.isContrast { return contrast?.effect }
        return value(inArm: 0).flatMap { control in value(inArm: 1).map { $0 - control } }
    }

    /// The cells of a two-sided design; nil for others, and where a cell is empty.
    var pairs: PairSample? { contrast as? PairSample }

    /// Joint moments of an arm's units: the metric, linearised where it is a ratio, and the same before the experiment; nil
    /// when there is nothing to divide by. - Precondition: the design splits users.
    func moments(inArm arm: Int) -> CovarianceMoments? {
        precondition(design.splitsUsers, "users have a metric of their own")
        guard let value = value(inArm: arm) else { return nil }
        let moments = units.arms[arm]
        switch metric.kind {
        case .mean(let quantity): return moments.selecting(units.variables(quantity))
        case .perUnitOffered(let quantity):
            return MetricSample.scaled(
                moments.selecting(units.variables(quantity)), by: scale, columns: [0, 1])
        case .ratio(let numerator, let denominator):
            let columns = zip(units.variables(numerator), units.variables(denominator)).map {
                RatioMetric.Columns(numerator: $0, denominator: $1)
            }
            return CovarianceMoments(
                n: moments.n, means: [value, RatioMetric.value(columns[1], of: moments) ?? 0]
            ) { RatioMetric.covariance(columns[$0], columns[$1], of: moments) }
        }
    }

    private func value(of quantity: Quantity, in moments: CovarianceMoments) -> Double? {
        guard moments.n > 0 else { return nil }
        let mean = moments.means[units.variable(quantity)] * scale
        return design.isClustered ? mean / moments.means[units.variable(.members)] : mean
    }

    /// Treatment less control, its lift, and the CUPED-adjusted difference, by Welch's test.
    func compare(level: Double) throws(StatisticsError) -> Comparison {
        if design.isContrast {
            guard let contrast else { throw .undefined("an arm of the \(design.words) has too few units") }
            return try contrast.compare(level: level)
        }
        guard let terms else { throw .undefined("no unit was offered") }
        let settings = ComparisonSettings(level: level, allowsConstantArm: true)
        guard let denominator = terms.denominator else { return try compareMeans(terms.numerator, settings) }
        return try compareRatios(terms.numerator, denominator, factor: terms.factor, settings)
    }

    /// What the metric is made of where it is compared: a mean over units, or a ratio of two sums over them.
    struct Terms {
        let numerator: Quantity
        /// Nil for a mean.
        let denominator: Quantity?
        /// Multiplies the numerator.
        let factor: Double
    }

    /// Nil when no unit was offered that could have been sold. - Precondition: the design compares two arms.
    var terms: Terms? {
        func mean(_ quantity: Quantity) -> Terms {
            Terms(numerator: quantity, denominator: design.isClustered ? .members : nil, factor: scale)
        }
        switch metric.kind {
        case .mean(let quantity): return mean(quantity)
        case .perUnitOffered(let quantity): return scale > 0 ? mean(quantity) : nil
        case .ratio(let numerator, let denominator):
            return Terms(numerator: numerator, denominator: denominator, factor: 1)
        }
    }

    /// - Parameter factor: multiplies the ratio.
    private func compareRatios(
        _ numerator: Quantity, _ denominator: Quantity, factor: Double, _ settings: ComparisonSettings
    ) throws(StatisticsError) -> Comparison {
        let columns = units.variables(numerator) + units.variables(denominator)
        let control = MetricSample.scaled(units.arms[0].selecting(columns), by: factor, columns: [0, 1])
        let treatment = MetricSample.scaled(units.arms[1].selecting(columns), by: factor, columns: [0, 1])
        let metric = RatioMetric.Columns(numerator: 0, denominator: 2)
        let before = RatioMetric.Columns(numerator: 1, denominator: 3)
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

    private func compareMeans(
        _ quantity: Quantity, _ settings: ComparisonSettings
    ) throws(StatisticsError) -> Comparison {
        let columns = units.variables(quantity)
        let control = MetricSample.scaled(units.arms[0].selecting(columns), by: scale, columns: [0, 1])
        let treatment = MetricSample.scaled(units.arms[1].selecting(columns), by: scale, columns: [0, 1])
        let adjusted = Result { () throws(StatisticsError) in
            guard control.merged(with: treatment).variance(1) > 0 else { throw MetricSample.nothingBefore }
            return try Comparison.Adjusted(Cuped.mean(control: control, treatment: treatment), settings)
        }
        return try Comparison(
            control: MeanSample(control.moments(of: 0)), treatment: MeanSample(treatment.moments(of: 0)),
            settings: settings, adjusted: try? adjusted.get())
    }

    /// Without a warm-up, or with one in which all units are alike, an adjusted estimate would only repeat the plain one.
    private static let nothingBefore = StatisticsError.undefined("nothing was seen of the units before the experiment")

    private static func scaled(
        _ moments: CovarianceMoments, by factor: Double, columns: Set<Int>
    ) -> CovarianceMoments {
        guard factor != 1 else { return moments }
        let factors = moments.means.indices.map { columns.contains($0) ? factor : 1 }
        return CovarianceMoments(n: moments.n, means: zip(moments.means, factors).map { $0 * $1 }) {
            moments.covariance($0, $1) * factors[$0] * factors[$1]
        }
    }
}
