import Foundation

/// Tests of two proportions on their 2 x 2 table, with the margins taken as given.
public enum ContingencyTest: String, Sendable, Codable, CaseIterable {
    /// Pearson's chi-squared; always two-sided.
    case pearson
    /// The likelihood ratio, or G test; always two-sided.
    case likelihoodRatio
    /// Fisher's exact test.
    case fisher

    /// The p-value of equal rates.
    ///
    /// - Parameter correction: whether cells move by up to one half towards their expectation (Yates); without
    ///   meaning for Fisher's test.
    /// - Throws: `undefined` where a row or column of the table is empty, or where a two-sided test is asked for one
    ///   side; `outside` above 1e9 units an arm for Fisher's test.
    public func pValue(
        control: ProportionSample, treatment: ProportionSample, alternative: Alternative = .twoSided,
        correction: Bool = false
    ) throws(StatisticsError) -> Double {
        if self == .fisher {
            guard control.n <= 1_000_000_000, treatment.n <= 1_000_000_000 else {
                throw .outside("an arm of Fisher's test", range: "at most 1e9 units")
            }
            return Self.fisher(control, treatment, alternative)
        }
        guard alternative == .twoSided else { throw .undefined("a chi-squared test has two sides") }
        let observed = [
            [Double(treatment.successes), Double(control.successes)],
            [Double(treatment.n - treatment.successes), Double(control.n - control.successes)],
        ]
        let rows = observed.map { $0[0] + $0[1] }
        let columns = [Double(treatment.n), Double(control.n)]
        guard (rows + columns).allSatisfy({ $0 > 0 }) else {
            throw .undefined("a row or column of the table is empty")
        }
        var statistic = 0.0
        for i in 0..<2 {
            for j in 0..<2 {
                let expected = rows[i] * columns[j] / (columns[0] + columns[1])
                let excess = observed[i][j] - expected
                let shift = correction ? min(0.5, excess.magnitude) : 0
                let cell = observed[i][j] + (excess > 0 ? -shift : shift)
                if self == .pearson {
                    statistic += (cell - expected) * (cell - expected) / expected
                } else if cell > 0 {
                    statistic += 2 * cell * log(cell / expected)
                }
            }
        }
        return ChiSquared(degreesOfFreedom: 1).upperTail(statistic)
    }

    /// Two-sided: all tables no likelier than the one seen, ties within 1e-7 relative.
    private static func fisher(
        _ control: ProportionSample, _ treatment: ProportionSample, _ alternative: Alternative
    ) -> Double {
        let distribution = Hypergeometric(
            successes: treatment.n, failures: control.n, drawn: treatment.successes + control.successes)
        switch alternative {
        case .less: return distribution.lowerTail(treatment.successes)
        case .greater: return distribution.upperTail(from: treatment.successes)
        case .twoSided:
            let limit = distribution.probability(of: treatment.successes) * (1 + 1e-7)
            return min(
                1,
                distribution.support.reduce(0) { total, k in
                    let probability = distribution.probability(of: k)
                    return probability <= limit ? total + probability : total
                })
        }
    }
}
