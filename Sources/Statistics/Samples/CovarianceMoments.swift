/// Count, means and centred co-moments of k variables observed together on the same units.
///
/// Holds what ratio metrics and CUPED need of an arm: numerator, denominator and their pre-period values per user. The
/// update is Welford's and the merge Chan's, carried to the cross products (Bennett et al. 2009, "Numerically stable,
/// single-pass, parallel statistics algorithms", eq. 3.4 and 3.7).
public struct CovarianceMoments: Sendable, Codable, Hashable {
    /// How many units, at least 0.
    public private(set) var n: Int
    /// The mean of each variable, in its unit; 0 when empty.
    public private(set) var means: [Double]
    /// What each rounded mean lacks of the true one.
    private var meanResidues: [Double]
    /// sum((x_i - mean_i)(x_j - mean_j)) for j <= i, packed row by row.
    private var comoments: [Double]

    /// No units yet, of `variables` variables (at least one).
    public init(variables: Int) {
        precondition(variables > 0, "at least one variable")
        n = 0
        means = Array(repeating: 0, count: variables)
        meanResidues = means
        comoments = Array(repeating: 0, count: variables * (variables + 1) / 2)
    }

    /// From a count, the sums of the variables and the sums of their products, centred with one rounding.
    ///
    /// - Parameter sumOfProducts: sum(x_i x_j); asked for j <= i only.
    public init(n: Int, sums: [Double], sumOfProducts: (_ i: Int, _ j: Int) -> Double) {
        self.init(variables: sums.count)
        precondition(n >= 0, "a count is not negative")
        guard n > 0 else { return }
        self.n = n
        means = sums.map { $0 / Double(n) }
        for i in sums.indices {
            for j in 0...i {
                comoments[Self.packed(i, j)] = SumOfProducts.centred(
                    n: n, sumX: sums[i], sumY: sums[j], sumXY: sumOfProducts(i, j))
            }
        }
    }

    /// From a count, means and unbiased covariances.
    ///
    /// - Parameter covariance: the unbiased covariance of variables i and j; asked for j <= i only.
    public init(n: Int, means: [Double], covariance: (_ i: Int, _ j: Int) -> Double) {
        self.init(variables: means.count)
        precondition(n >= 0, "a count is not negative")
        self.n = n
        self.means = means
        for i in means.indices {
            for j in 0...i { comoments[Self.packed(i, j)] = covariance(i, j) * Double(max(0, n - 1)) }
        }
    }

    /// How many variables.
    public var variables: Int { means.count }

    /// The unbiased covariance of variables i and j, in the product of their units; 0 below two units.
    public func covariance(_ i: Int, _ j: Int) -> Double {
        n > 1 ? comoments[Self.packed(max(i, j), min(i, j))] / Double(n - 1) : 0
    }

    /// The unbiased variance of variable i, in its unit squared; 0 below two units.
    public func variance(_ i: Int) -> Double { covariance(i, i) }

    /// The moments of variable i alone.
    public func moments(of i: Int) -> Moments { Moments(n: n, mean: means[i], m2: comoments[Self.packed(i, i)]) }

    /// The co-moments of some of the variables, in the order given.
    public func selecting(_ indices: [Int]) -> Self {
        var part = Self(variables: indices.count)
        part.n = n
        part.means = indices.map { means[$0] }
        part.meanResidues = indices.map { meanResidues[$0] }
        for (i, from) in indices.enumerated() {
            for j in 0...i {
                let to = indices[j]
                part.comoments[Self.packed(i, j)] = comoments[Self.packed(max(from, to), min(from, to))]
            }
        }
        return part
    }

    /// Adds one unit, with a value for each variable.
    public mutating func add(_ values: [Double]) { add(values.span) }

    /// Adds one unit, with a value for each variable, from the caller's memory.
    ///
    /// - Complexity: O(*k*²) in the number of variables.
    public mutating func add(_ values: Span<Double>) {
        precondition(values.count == means.count, "one value for each variable")
        n += 1
        let share = 1 / Double(n)
        // Taken out for the time of the update, so that each array is checked for uniqueness once a unit and not once
        // an element.
        var (means, residues, comoments) = ([Double](), [Double](), [Double]())
        swap(&means, &self.means)
        swap(&residues, &self.meanResidues)
        swap(&comoments, &self.comoments)
        means.withUnsafeMutableBufferPointer { means in
            residues.withUnsafeMutableBufferPointer { residues in
                comoments.withUnsafeMutableBufferPointer { comoments in
                    withUnsafeTemporaryAllocation(of: Double.self, capacity: means.count) { deviations in
                        // The deviations from the old means are needed for all variables before any mean moves.
                        for i in 0..<means.count { deviations[i] = (values[i] - means[i]) - residues[i] }
                        var at = 0
                        for i in 0..<means.count {
                            let shrunk = deviations[i] * (1 - share)
                            for j in 0...i { comoments[at + j] += shrunk * deviations[j] }
                            at += i + 1
                        }
                        for i in 0..<means.count {
                            Self.move(&means[i], &residues[i], by: deviations[i] * share)
                        }
                    }
                }
            }
        }
        swap(&means, &self.means)
        swap(&residues, &self.meanResidues)
        swap(&comoments, &self.comoments)
    }

    /// Adds many units at once, at a fraction of the cost of adding them one by one: means first, then products of what
    /// deviates from them, both of which vectorise.
    ///
    /// - Parameters:
    ///   - count: how many units, best some hundreds, which stay in the cache.
    ///   - columns: a value a unit for each variable.
    /// - Complexity: O(*n* *k*²) for *n* units of *k* variables.
    public mutating func add(_ count: Int, columns: [UnsafePointer<Double>]) {
        precondition(columns.count == variables, "one column for each variable")
        guard count > 0 else { return }
        var part = Self(variables: variables)
        part.n = count
        let share = 1 / Double(count)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: variables * count) { deviations in
            guard let base = deviations.baseAddress else { return }
            var residues = part.means
            for (i, column) in columns.enumerated() {
                let mean = Lanes.sum(column, count) * share
                let own = base + i * count
                for row in 0..<count { own[row] = column[row] - mean }
                residues[i] = Lanes.sum(own, count)
                part.means[i] = mean
            }
            for i in columns.indices {
                for j in 0...i {
                    // The mean is rounded: what deviations leave over in sum belongs out of their products.
                    part.comoments[Self.packed(i, j)] =
                        Lanes.product(base + i * count, base + j * count, count) - residues[i] * residues[j] * share
                }
            }
            for i in columns.indices { Self.move(&part.means[i], &part.meanResidues[i], by: residues[i] * share) }
        }
        merge(part)
    }

    /// Merges the co-moments of other units into these.
    ///
    /// - Complexity: O(*k*²) in the number of variables.
    public mutating func merge(_ other: Self) {
        precondition(variables == other.variables, "the same variables")
        guard other.n > 0 else { return }
        guard n > 0 else { return self = other }
        let share = Double(other.n) / (Double(n) + Double(other.n))
        let differences = means.indices.map {
            (other.means[$0] - means[$0]) + (other.meanResidues[$0] - meanResidues[$0])
        }
        var at = 0
        for i in means.indices {
            for j in 0...i {
                comoments[at] += other.comoments[at] + differences[i] * differences[j] * Double(n) * share
                at += 1
            }
        }
        for i in means.indices { Self.move(&means[i], &meanResidues[i], by: differences[i] * share) }
        n += other.n
    }

    /// The co-moments of both.
    public func merged(with other: Self) -> Self {
        var both = self
        both.merge(other)
        return both
    }

    /// Adds to a mean without losing what is smaller than its last place (Knuth's two-sum).
    private static func move(_ mean: inout Double, _ residue: inout Double, by step: Double) {
        let addend = residue + step
        let moved = mean + addend
        let kept = moved - mean
        residue = (mean - (moved - kept)) + (addend - kept)
        mean = moved
    }

    private static func packed(_ i: Int, _ j: Int) -> Int { i * (i + 1) / 2 + j }
}
