import Statistics

/// Units that go together in clusters.
extension Analyst {
    /// Compares sums by cluster; covariates are taken out of the sums, which is what taking them out of each unit comes to.
    /// - Parameter pooled: the metric's moments over the units of both variants: numerator, denominator, covariates.
    func answerClusters(
        _ metric: MetricTerm, _ variant: Int, _ covariates: [UsableCovariate], pooled: CovarianceMoments,
        _ answer: inout MetricAnswer
    ) throws(StatisticsError) {
        guard let table = evidence.clusters else { throw .tooFewValues(0, minimum: 2) }
        let present = table.present([control, variant])
        guard present.count > 1 else { throw .undefined("there is only one \(groupName)") }
        let columns = metric.columns.map { evidence.place(of: $0, isShare: metric.isShare) }
        var clusters = try clusterSums(columns, variant)
        let sizes = clusterCounts(variant) ?? []
        if sizes == [1, 1] {
            return fill(&answer, Judged(clusters, by: judge, withoutError: oneClusterEach))
        }
        for (arm, size) in zip(["control", "the variant"], sizes) where size == 1 {
            answer.say("\(arm) is one \(groupName): how its \(groupName)s vary is not seen, and not in the interval")
        }
        if !covariates.isEmpty {
            let ratio = RatioMetric.Columns(numerator: 0, denominator: columns.count == 2 ? 1 : nil)
            let slopes = try CompositeCovariate.slopes(of: ratio, on: covariates.map(\.place), in: pooled)
            // Slopes are of the ratio; a numerator is as many times that as the mean denominator.
            let scale = ratio.denominator.map { pooled.means[$0] } ?? 1
            func adjusted(_ variant: Int) -> ClusterSums.Arm {
                var arm = sums(columns, variant, table, present)
                let units = table.units(of: variant, in: present)
                for (covariate, slope) in zip(covariates, slopes) {
                    let own = table.sums(of: evidence.place(of: covariate.column), variant: variant, in: present)
                    for cluster in present.indices {
                        arm.numerators[cluster] -=
                            scale * slope * (own[cluster] - units[cluster] * pooled.means[covariate.place])
                    }
                }
                return arm
            }
            let before = try clusters.difference().standardError
            clusters = try ClusterSums(
                control: adjusted(control), treatment: adjusted(variant),
                baseline: sums(columns, control, table, present),
                units: answer.n + answer.nControl)
            let after = try clusters.difference().standardError
            let names = covariates.map(\.column).joined(separator: ", ")
            answer.adjustment = "CUPED on \(names), theta of both arms as one sample"
            (answer.meanAdjusted, answer.meanControlAdjusted) = (clusters.treatment, clusters.control)
            answer.varianceReduction = 1 - (after / before) * (after / before)
        }
        fill(&answer, Judged(clusters, by: judge))
        if clusters.clusters < 30 {
            answer.say("\(clusters.clusters) \(question.groups ?? "clusters"): below 30 the interval is too narrow")
        }
    }

    /// How many clusters control and the variant have units in; nil where units are independent.
    func clusterCounts(_ variant: Int) -> [Int]? {
        guard let table = evidence.clusters else { return nil }
        let all = Array(0..<table.count)
        return [control, variant].map { arm in table.units(of: arm, in: all).count { $0 > 0 } }
    }

    /// A cluster, or a block of a switchback.
    private var groupName: Substring { (question.groups ?? "clusters").dropLast() }

    /// Why two arms of one cluster each, whatever varies within it, have no standard error.
    var oneClusterEach: StatisticsError {
        .undefined("each arm is one \(groupName), so there is no standard error")
    }

    /// Sums by cluster of a numerator, and of a denominator if there is one.
    func clusterSums(_ columns: [Int], _ variant: Int) throws(StatisticsError) -> ClusterSums {
        guard let table = evidence.clusters else { throw .tooFewValues(0, minimum: 2) }
        // Clusters that have units of other variants only say nothing here.
        let present = table.present([control, variant])
        return try ClusterSums(
            control: sums(columns, control, table, present), treatment: sums(columns, variant, table, present),
            units: evidence.variants[control].units + evidence.variants[variant].units)
    }

    private func sums(_ columns: [Int], _ variant: Int, _ table: ClusterTable, _ present: [Int]) -> ClusterSums.Arm {
        ClusterSums.Arm(
            numerators: table.sums(of: columns[0], variant: variant, in: present),
            denominators: columns.count == 2
                ? table.sums(of: columns[1], variant: variant, in: present) : table.units(of: variant, in: present))
    }
}
