import Marketplace

/// The worlds of one replication: one for each design, some of which may share one, those beside them, and the twins.
public struct Replication<Tally: WorldTally>: Sendable, Equatable {
    /// In the plan's order, the primary design first; at least one.
    public let designs: [WorldOutcome<Tally>]
    /// Experiments that are read out by themselves.
    public let others: [WorldOutcome<Tally>]
    /// With everybody in each treatment, the first one first; at least one.
    public let treated: [WorldOutcome<Tally>]
    /// The twin in which nobody is treated.
    public let allControl: WorldOutcome<Tally>

    public init(
        designs: [WorldOutcome<Tally>], others: [WorldOutcome<Tally>] = [], treated: [WorldOutcome<Tally>],
        allControl: WorldOutcome<Tally>
    ) {
        self.designs = designs
        self.others = others
        self.treated = treated
        self.allControl = allControl
    }

    /// The world of the primary design.
    public var experiment: WorldOutcome<Tally> { designs[0] }

    /// With everybody in the first treatment.
    public var allTreated: WorldOutcome<Tally> { treated[0] }

    /// Designs first, in the order of the digest; a world that several designs share once.
    var worlds: [WorldOutcome<Tally>] {
        designs.reduce(into: []) { worlds, world in
            if !worlds.contains(where: { $0.task == world.task }) { worlds.append(world) }
        } + others + treated + [allControl]
    }

    /// The replications of which all worlds are there, in their order.
    /// - Parameters:
    ///   - designs: the role of each, in the plan's order.
    ///   - others: the roles of those beside them.
    ///   - treatments: how many, each with a world in which all are in it.
    public static func complete(
        in outcomes: [WorldTask: WorldOutcome<Tally>], designs: [WorldRole], others: [WorldRole] = [],
        treatments: Int = 1
    ) -> [Replication] {
        Set(outcomes.keys.map(\.replication)).sorted().compactMap { replication in
            func world(_ role: WorldRole, treatment: Int = 1) -> WorldOutcome<Tally>? {
                outcomes[WorldTask(replication: replication, role: role, treatment: treatment)]
            }
            let split = designs.compactMap { world($0) }
            let beside = others.compactMap { world($0) }
            let treated = (1...treatments).compactMap { world(.allTreated, treatment: $0) }
            guard split.count == designs.count, beside.count == others.count, treated.count == treatments,
                let control = world(.allControl)
            else { return nil }
            return Replication(designs: split, others: beside, treated: treated, allControl: control)
        }
    }

    /// The replication with something else kept of each world.
    func mapped(_ change: (Tally) -> Tally) -> Replication {
        Replication(
            designs: designs.map { $0.mapped(change) }, others: others.map { $0.mapped(change) },
            treated: treated.map { $0.mapped(change) },
            allControl: allControl.mapped(change))
    }
}

extension Sequence {
    /// One digest over the journals of all worlds, in their order.
    func digest<Tally>() -> JournalDigest where Element == WorldOutcome<Tally> {
        reduce(into: JournalDigest()) { digest, world in
            if let part = JournalDigest(text: world.digest) { digest.take(part) }
        }
    }
}
