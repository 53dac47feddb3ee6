/// A log of slates, each filled position by position from the top with known chances, from which the value of another policy is
/// estimated: the mean over slates of the rewards of all their positions.
///
/// A position's propensities are those of what was put there given what stands above it, so that the chance of a slate down to
/// a position is their product. Rewards may carry weights of their positions, as of a discounted gain. Holds sums over
/// clusters only, as `LoggedDecisions` does.
public struct LoggedSlates: Sendable, Codable, Hashable {
    /// What is assumed of a slate's rewards; w_k is the target's chance over the log's at position k, W_k their product down
    /// to it, r_k the reward there.
    public enum Estimator: String, Sendable, Codable, CaseIterable {
        /// mean(W_K sum r_k): nothing is assumed, and weights vary most.
        case slatePropensity = "slate-ips"
        /// mean(q' Gamma^+ 1_s sum r_k), the pseudo-inverse estimator (Swaminathan et al. 2017, section 3): the slate's reward is
        /// a sum of what each position's content adds, whatever else the slate holds.
        case pseudoInverse = "pseudo-inverse"
        /// mean(sum_k W_k r_k), reward interaction IPS (McInerney et al. 2020; Kiyohara et al. 2022): a reward depends
        /// on what stands at its position and above, as a user who reads from the top has it.
        case cascade = "cascade-ips"
        /// mean(sum_k W_k (r_k - q_k) + W_(k-1) E_pi[q_k]), cascade doubly robust (Kiyohara et al. 2022, section 3.1): as
        /// before, and unbiased whatever the model q of the rewards from k on says.
        case cascadeDoublyRobust = "cascade-dr"
    }

    /// The sums of one cluster's slates.
    public struct Cluster: Sendable {
        fileprivate var sums: [Double] = [0, 0, 0, 0, 0, 0]
        fileprivate var slates = SlateWeights()

        /// Without slates.
        public init() {}

        /// Takes in a slate.
        /// - Parameters:
        ///   - positions: from the top, at least one.
        ///   - pseudoInverseWeight: q' Gamma^+ 1_s, of `PseudoInverse`; nil where it is not known.
        public mutating func add(_ positions: some Collection<LoggedDecision>, pseudoInverseWeight: Double? = nil) {
            precondition(!positions.isEmpty, "a slate has a position")
            var (down, rewards, cascade, robust, isPredicted) = (1.0, 0.0, 0.0, 0.0, true)
            var weights: [Double] = []
            for place in positions {
                let above = down
                down *= place.weight
                weights.append(down)
                rewards += place.reward
                cascade += down * place.reward
                if let prediction = place.prediction {
                    robust += down * (place.reward - prediction.ofLogged) + above * prediction.underTarget
                } else {
                    isPredicted = false
                }
            }
            sums[Column.slates] += 1
            sums[Column.rewards] += rewards
            sums[Column.whole] += down * rewards
            sums[Column.additive] += (pseudoInverseWeight ?? 0) * rewards
            sums[Column.cascade] += cascade
            sums[Column.robust] += robust
            slates.add(weights, additive: pseudoInverseWeight, isPredicted: isPredicted)
        }
    }

    /// Places of a cluster's sums.
    private enum Column {
        static let slates = 0
        static let rewards = 1
        static let whole = 2
        static let additive = 3
        static let cascade = 4
        static let robust = 5
    }

    private var weights = SlateWeights()
    private var moments = CovarianceMoments(variables: 6)

    /// Without slates.
    public init() {}

    /// How many slates.
    public var slates: Int { weights.count }
    /// How many clusters.
    public var clusters: Int { moments.n }
    /// Positions of the longest slate.
    public var positions: Int { weights.down.count }
    /// Whether every position has predictions, which the doubly robust estimator needs.
    public var hasPredictions: Bool { slates > 0 && weights.predicted == slates }
    /// Whether every slate has a weight of the pseudo-inverse.
    public var hasPseudoInverseWeights: Bool { slates > 0 && weights.additive.count == slates }

    /// Whether every slate has the weight 1, as where the target does what the log has.
    public var areWeighedAlike: Bool {
        weights.down.allSatisfy { $0.zeros == 0 && $0.sum == Double($0.count) && $0.sumOfSquares == Double($0.count) }
    }

    /// Takes in a cluster; one without slates is none.
    public mutating func add(_ cluster: Cluster) {
        guard cluster.slates.count > 0 else { return }
        moments.add(cluster.sums)
        weights.merge(cluster.slates)
    }

    /// Takes in a slate that is a cluster of its own.
    public mutating func add(_ positions: some Collection<LoggedDecision>, pseudoInverseWeight: Double? = nil) {
        var cluster = Cluster()
        cluster.add(positions, pseudoInverseWeight: pseudoInverseWeight)
        add(cluster)
    }

    /// Takes in other clusters.
    public mutating func merge(_ other: Self) {
        moments.merge(other.moments)
        weights.merge(other.weights)
    }

    /// The effective sample size of an estimator's weights, in slates: of those that go down the slate, that of the position at
    /// which it is least; slates that end above it count with the weight of their last one.
    public func effectiveSampleSize(of estimator: Estimator) -> Double {
        switch estimator {
        case .slatePropensity: weights.down.last?.effectiveSampleSize ?? 0
        case .pseudoInverse: weights.additive.effectiveSampleSize
        case .cascade, .cascadeDoublyRobust: weights.down.map(\.effectiveSampleSize).min() ?? 0
        }
    }

    /// Whether the mean of an estimator's weights is 1; of those that go down the slate, of whole slates.
    ///
    /// Given what came before, each slate's weight has a mean of 1 where propensities are right, so that their sum has the sum of their
    /// variances, whatever goes together within clusters.
    /// - Throws: `tooFewValues` of an empty log.
    public func weightBalance(of estimator: Estimator) throws(StatisticsError) -> WeightBalance {
        let weights =
            estimator == .pseudoInverse ? self.weights.additive : self.weights.down.last ?? ImportanceWeights()
        return try WeightBalance(ofIndependent: weights)
    }

    /// The target policy's mean reward a slate, in the reward's unit.
    ///
    /// - Throws: `tooFewValues` of an empty log; `undefined` where a slate lacks the weight or the predictions that the
    ///   estimator needs, or a figure is beyond the range of numbers; `outside` for a level that is none.
    public func value(by estimator: Estimator, level: Double = 0.95) throws(StatisticsError) -> PolicyValue {
        try PolicyValue(
            .init(numerator: column(of: estimator), denominator: Column.slates), of: moments,
            effectiveSampleSize: effectiveSampleSize(of: estimator), level: level)
    }

    /// What the target policy earns more per slate than the logging policy did, in the reward's unit; see `LoggedDecisions.gain`.
    ///
    /// - Throws: as `value`.
    public func gain(by estimator: Estimator, level: Double = 0.95) throws(StatisticsError) -> PolicyValue {
        try PolicyValue(
            .init(numerator: column(of: estimator), denominator: Column.slates),
            less: .init(numerator: Column.rewards, denominator: Column.slates), of: moments,
            effectiveSampleSize: effectiveSampleSize(of: estimator), level: level)
    }

    private func column(of estimator: Estimator) throws(StatisticsError) -> Int {
        guard slates > 0 else { throw .tooFewValues(0, minimum: 1) }
        switch estimator {
        case .slatePropensity: return Column.whole
        case .pseudoInverse:
            guard hasPseudoInverseWeights else {
                throw .undefined("not every slate has a weight of the pseudo-inverse")
            }
            return Column.additive
        case .cascade: return Column.cascade
        case .cascadeDoublyRobust:
            guard hasPredictions else { throw .undefined("not every position has a reward model's predictions") }
            return Column.robust
        }
    }

    /// The logging policy's own mean reward a slate.
    ///
    /// - Throws: as `value`.
    public func loggedValue(level: Double = 0.95) throws(StatisticsError) -> PolicyValue {
        guard slates > 0 else { throw .tooFewValues(0, minimum: 1) }
        return try PolicyValue(
            .init(numerator: Column.rewards, denominator: Column.slates), of: moments,
            effectiveSampleSize: Double(slates), level: level)
    }
}

/// The weights of slates: down to each position, and those of the pseudo-inverse.
private struct SlateWeights: Sendable, Codable, Hashable {
    private(set) var count = 0
    private(set) var predicted = 0
    private(set) var additive = ImportanceWeights()
    /// By position, each with all slates: those that end above it with the weight of their last position.
    private(set) var down: [ImportanceWeights] = []

    mutating func add(_ weights: [Double], additive weight: Double?, isPredicted: Bool) {
        deepen(to: weights.count)
        for position in down.indices { down[position].add(weights[min(position, weights.count - 1)]) }
        count += 1
        if let weight { additive.add(weight) }
        if isPredicted { predicted += 1 }
    }

    mutating func merge(_ other: Self) {
        guard other.count > 0 else { return }
        var other = other
        deepen(to: other.down.count)
        other.deepen(to: down.count)
        for position in down.indices { down[position].merge(other.down[position]) }
        count += other.count
        predicted += other.predicted
        additive.merge(other.additive)
    }

    /// All slates so far end above the new positions.
    private mutating func deepen(to positions: Int) {
        while down.count < positions { down.append(down.last ?? ImportanceWeights()) }
    }
}
