import Randomness
import Statistics

extension Purpose {
    /// Labels of units or clusters, in streams of this module only.
    fileprivate static let relabelling = Purpose(rawValue: 2)
}

/// Tests by labels drawn anew: of units, of units within strata, or of clusters.
extension Analyst {
    /// nil where it is not asked for. The same draws for every metric.
    /// - Throws: what the sample lacks; `undefined` for clusters with units of both variants.
    func randomisation(_ metric: MetricTerm, _ variant: Int) throws(StatisticsError) -> RandomisationAnswer? {
        guard let draws = question.randomisation, let table = evidence.units else { return nil }
        let sample = try labelled(metric, variant, table)
        let key = RandomKey(seed: question.seed)
        let test = try RandomisationTest(of: sample, alternative: question.alternative, draws: draws) { draw in
            progress.step(.labels)
            return key.stream(.relabelling, UInt32(draw), UInt32(variant), 0)
        }
        let labels = question.groups ?? (question.strata != nil ? "units within strata" : "units")
        return RandomisationAnswer(
            pValue: test.pValue, draws: draws, statistic: test.statistic,
            definition:
                "difference over its standard error (studentised; Chung, Romano 2013), labels of \(labels) drawn anew",
            seed: question.seed)
    }

    private func labelled(
        _ metric: MetricTerm, _ variant: Int, _ table: UnitTable
    ) throws(StatisticsError) -> LabelledSample {
        let units = (0..<table.count).filter { unit in
            table.variant(of: unit).map { $0 == control || $0 == variant } ?? false
        }
        let covariates = usableCovariates(of: metric, variant)
        let columns = metric.columns.map { table.sums[evidence.place(of: $0, isShare: metric.isShare)] }
        let adjustment = try adjustment(metric, variant, covariates)
        let numerators = units.map { unit in
            adjustment.reduce(columns[0][unit]) { $0 - $1.slope * (table.sums[$1.column][unit] - $1.mean) }
        }
        let denominators = columns.count == 2 ? units.map { columns[1][$0] } : nil
        let labels = units.map { table.variants[$0] == variant }
        if question.groups != nil {
            return try clustered(numerators, denominators, labels, of: units.map { table.clusters[$0] })
        }
        guard question.strata != nil else {
            return try LabelledSample(
                numerators: numerators, denominators: denominators, isTreated: labels, spread: .unbiased)
        }
        return try LabelledSample(
            numerators: numerators, denominators: denominators, isTreated: labels,
            strata: units.map { table.strata[$0] }, weights: strataWeights(groupPlace(of: metric)))
    }

    /// Sums by cluster, whose labels are those of their units.
    private func clustered(
        _ numerators: [Double], _ denominators: [Double]?, _ labels: [Bool], of clusters: [Int]
    ) throws(StatisticsError) -> LabelledSample {
        var places: [Int: Int] = [:]
        var (sums, sizes): ([Double], [Double]) = ([], [])
        var (isTreated, isMixed): ([Bool], [Bool]) = ([], [])
        for (unit, cluster) in clusters.enumerated() {
            let place = places[cluster] ?? sums.count
            if place == sums.count {
                places[cluster] = place
                sums.append(0)
                sizes.append(0)
                isTreated.append(labels[unit])
                isMixed.append(false)
            }
            sums[place] += numerators[unit]
            sizes[place] += denominators?[unit] ?? 1
            if isTreated[place] != labels[unit] { isMixed[place] = true }
        }
        let mixed = isMixed.count { $0 }
        guard mixed == 0 else {
            throw .undefined(
                "\(mixed) of \(sums.count) clusters \(mixed == 1 ? "has" : "have") units of both variants, so that labels are "
                    + "not theirs")
        }
        guard sums.count != 2 else { throw oneClusterEach }
        return try LabelledSample(
            numerators: sums, denominators: sizes, isTreated: isTreated, spread: .clusters(units: labels.count))
    }

    /// What is taken out of each unit's numerator. Slopes and means are those of both variants together, whose units stay the
    /// same whoever carries which label.
    private func adjustment(
        _ metric: MetricTerm, _ variant: Int, _ covariates: [UsableCovariate]
    ) throws(StatisticsError) -> [(column: Int, slope: Double, mean: Double)] {
        guard !covariates.isEmpty else { return [] }
        let group = groupPlace(of: metric)
        let parts = [control, variant].flatMap { evidence.moments[$0].compactMap { $0?[group] } }
        guard let first = parts.first else { return [] }
        let pooled = parts.dropFirst().reduce(first) { $0.merged(with: $1) }
        let width = metric.columns.count
        let slopes = try CompositeCovariate.slopes(
            of: RatioMetric.Columns(numerator: 0, denominator: width == 2 ? 1 : nil),
            on: covariates.map(\.place), in: pooled)
        // Slopes are of the ratio; a numerator is as many times that as the mean denominator.
        let scale = width == 2 ? pooled.means[1] : 1
        return zip(covariates, slopes).map { covariate, slope in
            (evidence.place(of: covariate.column), scale * slope, pooled.means[covariate.place])
        }
    }
}
