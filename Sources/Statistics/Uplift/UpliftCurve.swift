/// What targeting the best-scored units gains, by how many are targeted (Radcliffe 2007; as in scikit-uplift).
public struct UpliftCurve: Sendable, Codable, Hashable {
    /// Which gain the curve shows.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Y_t - Y_c N_t/N_c: successes more among the treated than their control would have had.
        case qini
        /// (Y_t/N_t - Y_c/N_c) k: successes more if all k were treated.
        case uplift
    }

    /// Number of units targeted at each point, from 0; units of equal score are one point.
    public let targeted: [Double]
    /// Gain at each point, in successes.
    public let gains: [Double]

    /// The curve of a sample.
    public init(_ kind: Kind, of sample: UpliftSample) {
        var (targeted, gains) = ([0.0], [0.0])
        var (n1, n0, y1, y0) = (0.0, 0.0, 0.0, 0.0)
        for index in 0..<sample.count {
            if sample.treated[index] {
                n1 += 1
                y1 += sample.outcomes[index]
            } else {
                n0 += 1
                y0 += sample.outcomes[index]
            }
            if index + 1 < sample.count, sample.scores[index + 1] == sample.scores[index] { continue }
            let size = Double(index + 1)
            targeted.append(size)
            switch kind {
            case .qini: gains.append(y1 - (n0 > 0 ? y0 * n1 / n0 : 0))
            case .uplift: gains.append(((n1 > 0 ? y1 / n1 : 0) - (n0 > 0 ? y0 / n0 : 0)) * size)
            }
        }
        (self.targeted, self.gains) = (targeted, gains)
    }

    /// The straight lines through some points.
    private init(targeted: [Double], gains: [Double]) { (self.targeted, self.gains) = (targeted, gains) }

    /// The best curve that these outcomes allow, whatever the score.
    public static func perfect(_ kind: Kind, of sample: UpliftSample) -> Self {
        let pairs = zip(sample.outcomes, sample.treated)
        switch kind {
        case .qini:
            return Self(.qini, of: sample.rescored(pairs.map { $1 ? $0 : -$0 }))
        case .uplift:
            let controlResponders = pairs.count { $0 == 1 && !$1 }
            let treatedOthers = pairs.count { $0 == 0 && $1 }
            let scores = pairs.map { outcome, treated in
                let arm = treated ? 1.0 : 0.0
                return (outcome == arm ? 2 : 0) + (controlResponders > treatedOthers ? outcome : arm)
            }
            return Self(.uplift, of: sample.rescored(scores))
        }
    }

    /// The best Qini curve if no unit can lose by being treated: up to the whole gain, then flat.
    ///
    /// - Throws: `undefined` where the whole gain is negative.
    public static func perfectWithoutLosses(of sample: UpliftSample) throws(StatisticsError) -> Self {
        let total = Self(.qini, of: sample).gains.last ?? 0
        guard total >= 0 else { throw .undefined("a perfect curve without losses cannot end below zero") }
        return Self(targeted: [0, total, Double(sample.count)], gains: [0, total, total])
    }

    /// Area under the curve by trapezoids, in successes times units.
    public var area: Double {
        var total = 0.0
        for index in targeted.indices.dropFirst() {
            total += (targeted[index] - targeted[index - 1]) * (gains[index] + gains[index - 1]) / 2
        }
        return total
    }

    /// Area under the straight line to the last point: that of targeting at random.
    var randomArea: Double { (targeted.last ?? 0) * (gains.last ?? 0) / 2 }
}
