/// Says what the mean of several predictions errs, from what its members err together, and what another member would change.
///
/// With e_i the error of member i and C_ij the mean product of e_i and e_j, the mean of M members has the mean squared error
/// sum_ij C_ij / M^2. That is an identity, whatever the members' variances, biases and correlations are: bias is in C.
public struct EnsembleError: Sendable, Hashable {
    /// C, row by row: mean products of two members' errors, in the square of the prediction's unit.
    public private(set) var products: [[Double]]

    /// - Parameter products: C, which must be square and symmetric, with squares of its diagonal's roots as bounds (Cauchy and Schwarz).
    /// - Throws: `StatisticsError` where there is no member, or numbers that mean products of errors cannot be.
    public init(products: [[Double]]) throws(StatisticsError) {
        guard !products.isEmpty else { throw .tooFewValues(0, minimum: 1) }
        for row in products {
            guard row.count == products.count else { throw .unequalLengths("the rows of C", "its columns") }
        }
        for (i, row) in products.enumerated() {
            for (j, product) in row.enumerated() {
                guard product.isFinite, product == products[j][i] else {
                    throw .outside("C", range: "finite and symmetric")
                }
                try Self.check(product, products[i][i], products[j][j])
            }
        }
        self.products = products
    }

    /// Members of given variances and biases, any two of whose errors are correlated alike, apart from bias.
    /// - Parameter correlation: from -1 to 1.
    public init(variances: [Double], biases: [Double], correlation: Double) throws(StatisticsError) {
        guard variances.count == biases.count else { throw .unequalLengths("variances", "biases") }
        guard variances.allSatisfy({ $0 >= 0 }) else { throw .outside("a variance", range: "at least 0") }
        guard abs(correlation) <= 1 else { throw .outside("a correlation", range: "from -1 to 1") }
        try self.init(
            products: variances.indices.map { i in
                variances.indices.map { j in
                    let shared = i == j ? variances[i] : correlation * (variances[i] * variances[j]).squareRoot()
                    return shared + biases[i] * biases[j]
                }
            })
    }

    /// M.
    public var members: Int { products.count }

    /// The mean squared error of the mean of all members. O(M^2).
    public var meanSquaredError: Double { total / Double(members * members) }

    /// What the error changes by when a member is added; below 0 where it helps. O(M^2).
    /// - Parameters:
    ///   - square: the new member's own mean squared error.
    ///   - shared: the mean products of its error and each member's.
    public func change(adding square: Double, sharing shared: [Double]) throws(StatisticsError) -> Double {
        try adding(square, sharing: shared).meanSquaredError - meanSquaredError
    }

    /// What the error changes by when a member is replaced. O(M^2).
    /// - Parameter shared: the mean products of the new member's error and each member's; that of the replaced one is not looked at.
    public func change(
        replacing member: Int, by square: Double, sharing shared: [Double]
    ) throws(StatisticsError) -> Double {
        try replacing(member, by: square, sharing: shared).meanSquaredError - meanSquaredError
    }

    /// What the error changes by when a member is removed. O(M^2).
    public func change(removing member: Int) throws(StatisticsError) -> Double {
        try removing(member).meanSquaredError - meanSquaredError
    }

    /// The ensemble with one member more, at the end.
    public func adding(_ square: Double, sharing shared: [Double]) throws(StatisticsError) -> EnsembleError {
        guard shared.count == members else { throw .unequalLengths("products with the members", "the members") }
        var more = products
        for place in more.indices { more[place].append(shared[place]) }
        more.append(shared + [square])
        return try EnsembleError(products: more)
    }

    /// The ensemble with another member in one's place.
    public func replacing(
        _ member: Int, by square: Double, sharing shared: [Double]
    ) throws(StatisticsError) -> EnsembleError {
        try check(member)
        guard shared.count == members else { throw .unequalLengths("products with the members", "the members") }
        var other = products
        for place in other.indices where place != member {
            other[place][member] = shared[place]
            other[member][place] = shared[place]
        }
        other[member][member] = square
        return try EnsembleError(products: other)
    }

    /// The ensemble without one of its members, of which at least one must be left.
    public func removing(_ member: Int) throws(StatisticsError) -> EnsembleError {
        try check(member)
        var fewer = products
        fewer.remove(at: member)
        for place in fewer.indices { fewer[place].remove(at: member) }
        return try EnsembleError(products: fewer)
    }

    private var total: Double { products.reduce(0) { $1.reduce($0, +) } }

    private func check(_ member: Int) throws(StatisticsError) {
        guard products.indices.contains(member) else { throw .outside("a member", range: "one of the ensemble's") }
    }

    /// A mean product is at most the root of the mean squares' product, but for rounding.
    private static func check(_ product: Double, _ first: Double, _ second: Double) throws(StatisticsError) {
        guard first >= 0, second >= 0, product * product <= first * second * (1 + 1e-9) else {
            throw .outside("C", range: "of mean products: none above the root of the product of the two mean squares")
        }
    }
}
