import CGSL

extension RandomStream {
    /// A Dirichlet draw: shares that add to 1, with `concentration[i]` > 0 for share i.
    public mutating func dirichlet(_ concentration: [Double]) -> [Double] {
        var shares = [Double](repeating: 0, count: concentration.count)
        var span = shares.mutableSpan
        dirichlet(concentration.span, into: &span)
        return shares
    }

    /// Fills `shares` with a Dirichlet draw whose concentrations are `concentration[i]` > 0.
    ///
    /// Gamma draws divided by their sum (GSL). If all of them round down to 0, which takes concentrations of the
    /// order of 0.001, GSL draws their logarithms instead, so the shares add to 1 to rounding in any case.
    public mutating func dirichlet(_ concentration: Span<Double>, into shares: inout MutableSpan<Double>) {
        precondition(concentration.count == shares.count, "a Dirichlet draw needs one concentration a share")
        for index in concentration.indices {
            precondition(concentration[index] > 0, "a Dirichlet concentration is positive")
        }
        if shares.isEmpty { return }
        concentration.withUnsafeBufferPointer { alpha in
            shares.withUnsafeMutableBufferPointer { theta in
                GSLGenerator.draw(from: &self) {
                    gsl_ran_dirichlet($0, alpha.count, alpha.baseAddress!, theta.baseAddress!)
                }
            }
        }
    }
}
