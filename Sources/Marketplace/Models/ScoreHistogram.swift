import Storage

/// Counts how high clicks and missed clicks are scored, and gives the area under the ROC curve.
///
/// A candidate that nobody is shown has no label. Each counts as a click by its true chance and as none by the rest, so that
/// the area is that which drawn labels have in expectation: sum of p_i (1 - p_j) [s_i > s_j] over sum of p_i (1 - p_j), with
/// half of ties.
///
/// Scores are logits in bins of 1/205 from -14 to 6. What lies beyond is in the first or last bin; ties within a bin cost the area
/// less than 1e-5.
package final class ScoreHistogram {
    static let bins = 4_096
    private static let lowest: Float = -14
    private static let perUnit = Float(bins) / 20

    /// By bin and cell: chances of clicks, and of none.
    private let sums: Column<SIMD2<Double>>
    private let cells: Int

    /// - Parameter cells: of `ModelStratum`, or 1 where it counts one stratum alone.
    package init(cells: Int) {
        self.cells = cells
        sums = Column(repeating: .zero, count: cells * ScoreHistogram.bins)
    }

    func reset() { sums.base.update(repeating: .zero, count: cells * ScoreHistogram.bins) }

    /// Takes in a candidate.
    /// - Parameters:
    ///   - score: a logit.
    ///   - chance: of a click.
    package func add(_ score: Float, chance: Float, cell: Int = 0) {
        let place = (score - ScoreHistogram.lowest) * ScoreHistogram.perUnit
        let bin = Int(min(max(place, 0), Float(ScoreHistogram.bins - 1)))
        sums[cell * ScoreHistogram.bins + bin] += SIMD2(Double(chance), Double(1 - chance))
    }

    /// Expected clicks and candidates of a stratum; nil for all.
    func totals(of stratum: ModelStratum? = nil) -> (clicks: Double, candidates: Double) {
        var sum = SIMD2<Double>.zero
        for cell in 0..<cells where contains(cell, stratum) {
            for bin in 0..<ScoreHistogram.bins { sum += sums[cell * ScoreHistogram.bins + bin] }
        }
        return (sum.x, sum.x + sum.y)
    }

    /// The area among the candidates of a stratum; nil where no click or no missed click can be among them.
    package func area(in stratum: ModelStratum? = nil) -> Double? {
        var (below, clicks, won) = (0.0, 0.0, 0.0)
        for bin in 0..<ScoreHistogram.bins {
            var sum = SIMD2<Double>.zero
            for cell in 0..<cells where contains(cell, stratum) { sum += sums[cell * ScoreHistogram.bins + bin] }
            won += sum.x * (below + sum.y / 2)
            clicks += sum.x
            below += sum.y
        }
        return clicks > 0 && below > 0 ? won / (clicks * below) : nil
    }

    private func contains(_ cell: Int, _ stratum: ModelStratum?) -> Bool {
        guard let stratum else { return true }
        return UInt8(cell) & stratum.bit != 0
    }
}
