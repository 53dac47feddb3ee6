/// What is otherwise in a run than in an earlier run of its scenario, quantity by quantity.
///
/// Runs that share the seed are compared replication by replication over those that both have: chance is the same in both, so that what the
/// program or the scenario changed shows at once. Runs of other seeds are compared as independent samples of replications.
public struct RunComparison: Sendable, Equatable, Codable {
    /// How replications of the two runs go together.
    public enum Pairing: String, Sendable, Codable {
        /// By their seeds.
        case bySeed = "by_seed"
        case independent
    }

    public var pairing: Pairing
    /// Replications that are compared, of the later run.
    public var replications: Int
    /// Replications that are compared, of the earlier run.
    public var replicationsBefore: Int
    /// Numbers of those replications in which other bytes happened; nil where replications are not paired.
    public var otherReplications: [Int]?
    /// What the two verdicts are.
    public var agreement: Verdict.Agreement
    public var agreementBefore: Verdict.Agreement
    /// Quantity by quantity.
    public var shifts: [QuantityShift]
    /// Labels of metrics that the later run has and the earlier one has not, and the other way round.
    public var onlyNow: [String]
    public var onlyBefore: [String]

    /// - Parameter level: of the shifts' intervals.
    public init(_ now: Readout, since earlier: Readout, level: Double = 0.95) {
        let (ours, theirs) = (Places(now), Places(earlier))
        let isPaired = now.seed == earlier.seed
        let both = ours.numbers.keys.filter { theirs.numbers[$0] != nil }.sorted()
        let pairs = isPaired && !both.isEmpty ? both.map { (now: ours.numbers[$0]!, before: theirs.numbers[$0]!) } : nil
        pairing = pairs == nil ? .independent : .bySeed
        replications = pairs?.count ?? now.replications
        replicationsBefore = pairs?.count ?? earlier.replications
        otherReplications = pairs.flatMap { _ in
            guard let digests = ours.digests, let before = theirs.digests else {
                // Readouts of older programs have one digest over all replications.
                return now.replications == earlier.replications && now.journalDigest == earlier.journalDigest ? [] : nil
            }
            return both.filter { digests[$0] != before[$0] }
        }
        (agreement, agreementBefore) = (now.verdict.agreement, earlier.verdict.agreement)
        let (values, before) = (QuantityValues.all(of: now), QuantityValues.all(of: earlier))
        func key(_ quantity: QuantityValues) -> String { "\(quantity.kind.rawValue) \(quantity.name)" }
        let known = Dictionary(before.map { (key($0), $0) }) { first, _ in first }
        shifts = values.compactMap { quantity in
            known[key(quantity)].flatMap { quantity.shift(since: $0, pairs: pairs, level: level) }
        }
        func names(_ quantities: [QuantityValues]) -> [String] {
            quantities.filter { $0.kind == .experiment }.map(\.label)
        }
        onlyNow = names(values).filter { !names(before).contains($0) }
        onlyBefore = names(before).filter { !names(values).contains($0) }
    }

    /// Whether the same bytes happened in every replication that both runs have; nil where replications are not paired.
    public var isSameMarket: Bool? { otherReplications.map(\.isEmpty) }

    /// Whether a shift could be told from chance: one replication shows no spread.
    public var isTested: Bool { shifts.contains { $0.pValue != nil } }

    /// Whether every quantity is what it was, to the last bit.
    public var isUnchanged: Bool {
        isSameMarket == true && agreement == agreementBefore && shifts.allSatisfy { $0.now == $0.before }
    }
}

/// Where a readout has the values of each replication.
private struct Places {
    /// Places by the replications' numbers.
    let numbers: [Int: Int]
    /// By the replications' numbers; nil in readouts of older programs.
    let digests: [Int: String]?

    init(_ readout: Readout) {
        guard let each = readout.perReplication else {
            // An older program's readout of all replications has them in their order; of an interrupted one nothing is known.
            let count = readout.replications == readout.replicationsPlanned ? readout.replications : 0
            numbers = Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, $0) })
            digests = nil
            return
        }
        numbers = Dictionary(each.enumerated().map { ($1.replication, $0) }) { first, _ in first }
        digests = Dictionary(each.map { ($0.replication, $0.journalDigest) }) { first, _ in first }
    }
}
