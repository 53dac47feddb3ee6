import CGSL

/// The binomial distribution: number of successes in n trials, by GSL.
public struct Binomial: Sendable, Hashable {
    /// Number of trials, 0...4e9.
    public let trials: Int
    /// Probability of success of one trial, 0...1.
    public let probability: Double

    /// - Throws: if `trials` or `probability` is out of its range.
    public init(trials: Int, probability: Double) throws(StatisticsError) {
        guard (0...Int(UInt32.max)).contains(trials) else { throw .outside("the number of trials", range: "0...4e9") }
        guard (0...1).contains(probability) else { throw .outside("the probability", range: "within 0...1") }
        self.trials = trials
        self.probability = probability
    }

    /// P(X = k); 0 outside 0...n.
    public func probability(of k: Int) -> Double {
        guard (0...trials).contains(k) else { return 0 }
        if isLarge, k > 0, k < trials {
            return IncompleteBeta.probability(Double(k), Double(trials - k), probability)
        }
        _ = GSL.ready
        return gsl_ran_binomial_pdf(UInt32(k), probability, UInt32(trials))
    }

    /// P(X <= k).
    public func lowerTail(_ k: Int) -> Double {
        if k < 0 { return 0 }
        if k >= trials { return 1 }
        if isLarge { return IncompleteBeta.tails(probability, Double(k + 1), Double(trials - k)).upper }
        _ = GSL.ready
        return gsl_cdf_binomial_P(UInt32(k), probability, UInt32(trials))
    }

    /// P(X > k).
    public func upperTail(_ k: Int) -> Double {
        if k < 0 { return 1 }
        if k >= trials { return 0 }
        if isLarge { return IncompleteBeta.tails(probability, Double(k + 1), Double(trials - k)).lower }
        _ = GSL.ready
        return gsl_cdf_binomial_Q(UInt32(k), probability, UInt32(trials))
    }

    /// Above this size GSL's logarithms of factorials lose digits.
    private var isLarge: Bool { trials > 1000 && probability > 0 && probability < 1 }

    /// The exact two-sided p-value of k successes: the probability of all counts no likelier than k.
    ///
    /// Counts within 1e-7 relative of k's probability count as equally likely, as in scipy and R. The other tail's end
    /// is found by bisection, since probabilities fall monotonically from the mode.
    public func twoSidedPValue(_ k: Int) -> Double {
        let limit = probability(of: k) * (1 + 1e-7)
        let centre = probability * Double(trials)
        if Double(k) == centre { return 1 }
        if Double(k) < centre {
            // The first count above the centre that is no likelier than k.
            var (low, high) = (Int(centre.rounded(.up)), trials + 1)
            while low < high {
                let middle = low + (high - low) / 2
                if probability(of: middle) <= limit { high = middle } else { low = middle + 1 }
            }
            return min(1, lowerTail(k) + upperTail(low - 1))
        }
        // The last count below the centre that is no likelier than k.
        var (low, high) = (-1, Int(centre.rounded(.down)))
        while low < high {
            let middle = low + (high - low + 1) / 2
            if probability(of: middle) <= limit { low = middle } else { high = middle - 1 }
        }
        return min(1, lowerTail(low) + upperTail(k - 1))
    }
}

/// The hypergeometric distribution: successes among the units drawn, when the number of successes in all is given.
struct Hypergeometric {
    /// Successes among all units.
    let successes: Int
    /// Failures among all units.
    let failures: Int
    /// How many units are drawn.
    let drawn: Int

    /// The counts that are possible.
    var support: ClosedRange<Int> { max(0, drawn - failures)...min(successes, drawn) }

    /// P(X = k).
    func probability(of k: Int) -> Double {
        guard support.contains(k) else { return 0 }
        _ = GSL.ready
        return gsl_ran_hypergeometric_pdf(UInt32(k), UInt32(successes), UInt32(failures), UInt32(drawn))
    }

    /// P(X <= k).
    func lowerTail(_ k: Int) -> Double {
        if k < support.lowerBound { return 0 }
        if k >= support.upperBound { return 1 }
        _ = GSL.ready
        return gsl_cdf_hypergeometric_P(UInt32(k), UInt32(successes), UInt32(failures), UInt32(drawn))
    }

    /// P(X >= k).
    func upperTail(from k: Int) -> Double {
        if k <= support.lowerBound { return 1 }
        if k > support.upperBound { return 0 }
        _ = GSL.ready
        return gsl_cdf_hypergeometric_Q(UInt32(k - 1), UInt32(successes), UInt32(failures), UInt32(drawn))
    }
}
