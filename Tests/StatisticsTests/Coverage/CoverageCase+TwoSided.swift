import MarketLabTesting
import Statistics

/// Customers and listings that are both randomised: each has a level of its own, and each pair a noise of its own.
extension CoverageCase {
    static let twoSided = [
        CoverageCase(
            [
                "two-sided, TSRN", "two-sided, TSRI-1", "two-sided, TSRI-2", "two-sided, spillover of customers",
                "two-sided, lift of TSRN", "two-sided, TSRN of a ratio",
            ], seed: 51
        ) { draws in
            let moments = pairs(&draws)
            let sample = try TwoSidedSample(moments, .total(0, factor: 1 / Double(customers * listings)))
            let ratio = try TwoSidedSample(moments, .ratio(0, 1))
            let naive = CellWeights.naive(shares: sample.shares)
            let leftOver = 0.4
            return try [
                sample.estimate(naive).interval.contains(effect),
                sample.estimate(.interpolated(leftOverShare: leftOver, correction: 1)).interval.contains(effect),
                sample.estimate(.interpolated(leftOverShare: leftOver, correction: 2)).interval.contains(effect),
                sample.estimate(.rowSpillover).interval.contains(0),
                sample.relative(naive, to: .treated + -1 * naive).interval.contains(effect / level),
                ratio.estimate(.naive(shares: ratio.shares)).interval.contains(effect / size),
            ]
        }
    ]

    private static let (customers, listings) = (80, 60)
    private static let (level, effect, size) = (5.0, 1.0, 2.0)

    private static func pairs(_ draws: inout Draws) -> TwoSidedSample.Moments {
        func side(_ count: Int) -> [(level: Double, arm: Int)] {
            (0..<count).map { _ in (draws.normal(), draws.isSuccess(0.5) ? 1 : 0) }
        }
        let (buyers, sellers) = (side(customers), side(listings))
        let none = CovarianceMoments(variables: 2)
        var pairs = [[none, none], [none, none]]
        var ofBuyer = [[Double]](repeating: [0, 0, 0, 0], count: customers)
        var ofSeller = [[Double]](repeating: [0, 0, 0, 0], count: listings)
        for (i, buyer) in buyers.enumerated() {
            for (j, seller) in sellers.enumerated() {
                let treated = Double(buyer.arm * seller.arm)
                let outcome = level + effect * treated + buyer.level + seller.level + 6 * draws.normal()
                let values = [outcome, size + 0.2 * buyer.level + 0.5 * draws.normal()]
                pairs[buyer.arm][seller.arm].add(values)
                for k in 0...1 {
                    ofBuyer[i][2 * seller.arm + k] += values[k]
                    ofSeller[j][2 * buyer.arm + k] += values[k]
                }
            }
        }
        func moments(_ units: [(level: Double, arm: Int)], _ sums: [[Double]]) -> [CovarianceMoments] {
            (0...1).map { arm in
                var moments = CovarianceMoments(variables: 4)
                for (unit, sums) in zip(units, sums) where unit.arm == arm { moments.add(sums) }
                return moments
            }
        }
        return TwoSidedSample.Moments(
            rows: moments(buyers, ofBuyer), columns: moments(sellers, ofSeller), pairs: pairs)
    }
}
