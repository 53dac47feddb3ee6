import Randomness

/// Says which requests the whole ensemble scores where that is not paid for all of them: those whose candidates one model alone is
/// least certain of, by what their strata tell.
///
/// A request's need is the mean over its candidates of what the ensemble takes off the variance of the prediction. Requests above the
/// threshold have the ensemble, and of those that need it exactly as much a random part, so that on the pilot's requests the budget is
/// spent.
package struct ModelBudget: Sendable, Equatable {
    /// By cell of strata.
    private let needs: [Double]
    private let threshold: Double
    private let shareAtThreshold: Double

    /// Needs that differ by less, relatively, are the same.
    private static let resolution = 1e-6

    /// - Parameters:
    ///   - share: of requests that the ensemble scores, from 0 to 1.
    ///   - requests: a sample of them.
    package init(share: Double, needs: [Double], requests: RequestSample) {
        self.needs = needs
        let sorted = requests.map { ModelBudget.need($0, needs) }.sorted(by: >)
        guard !sorted.isEmpty else {
            (threshold, shareAtThreshold) = (0, share)
            return
        }
        let wanted = share * Double(sorted.count)
        threshold = sorted[min(Int(wanted), sorted.count - 1)]
        let (low, high) = (threshold * (1 - ModelBudget.resolution), threshold * (1 + ModelBudget.resolution))
        let above = sorted.count { $0 > high }
        let equal = sorted.count { $0 >= low } - above
        shareAtThreshold = equal > 0 ? min(max(0, (wanted - Double(above)) / Double(equal)), 1) : 0
    }

    /// - Parameters:
    ///   - cells: candidates of the request by cell.
    ///   - uniform: asked for where the threshold alone does not say.
    package func isWhole(_ cells: SIMD32<UInt16>, uniform: () -> Double) -> Bool {
        let need = ModelBudget.need(cells, needs)
        if need > threshold * (1 + ModelBudget.resolution) { return true }
        if need < threshold * (1 - ModelBudget.resolution) { return false }
        return uniform() < shareAtThreshold
    }

    private static func need(_ cells: SIMD32<UInt16>, _ needs: [Double]) -> Double {
        var (sum, count) = (0.0, 0.0)
        for cell in needs.indices {
            sum += Double(cells[cell]) * needs[cell]
            count += Double(cells[cell])
        }
        return count > 0 ? sum / count : 0
    }
}

/// Candidates of requests, by cell of strata.
package typealias RequestSample = [SIMD32<UInt16>]
