import CGSL

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
