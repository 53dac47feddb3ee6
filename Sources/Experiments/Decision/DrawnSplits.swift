import Marketplace
import Statistics

/// Splits of a replication's users that no world was run with, and the users whom each has in the arm of a twin.
///
/// Control's users out of the untreated twin beside the treated ones out of theirs are an experiment drawn anew on the same worlds: where
/// nothing passes between the arms, everybody does in an experiment what they do in the twin of their arm.
struct DrawnSplits {
    /// How many in each replication.
    static let perReplication = 20
    /// From so many replications on their own experiments are enough, and none is drawn besides.
    static let manyReplications = 100

    private let splits: [HashSplit]
    private let arm: UInt8

    /// Nil in worlds that are no twins, and where no design compares two arms of users.
    init?(in task: WorldTask, of plan: Plan) {
        guard let arm = task.onlyArm, plan.designs.contains(where: \.canBeDrawn) else { return nil }
        self.arm = UInt8(arm)
        let world = WorldTask(replication: task.replication, role: .experiment)
        splits = (1...Self.perReplication).map { SplitDraw(plan, world, draw: $0).hashed() }
    }

    /// Split by split, moments over its users in the arm of every quantity in the experiment.
    func moments(in world: FollowedWorld) -> [CovarianceMoments] {
        let quantities = world.plan.quantities.measured.indices
        var moments = Array(repeating: CovarianceMoments(variables: quantities.count), count: splits.count)
        world.forEachUser(arm: { _ in arm }) { user in
            guard user.isReadOut else { return }
            let values = user.values.span.extracting(quantities)
            for place in splits.indices where splits[place].arm(of: UInt32(user.number)) == arm {
                moments[place].add(values)
            }
        }
        return moments
    }
}

extension Design {
    /// Whether its experiments can be put together out of the users of the twins.
    var canBeDrawn: Bool { splitsUsers && !isContrast }
}

extension FeedReplication {
    /// The users of the experiments that are drawn anew on its twins.
    private var drawnUnits: [UnitMoments] {
        zip(allControl.drawn, allTreated.drawn).map { control, treatment in
            allControl.units.replacing(sinceStart: [control, treatment], population: allControl.units.population)
        }
    }

    /// A metric in each of these experiments, as a design of users reads it.
    func drawn(_ metric: Metric, _ design: Design) -> [MetricSample] {
        drawnUnits.map {
            MetricSample(
                metric, design: design, units: $0, users: allControl.users, unitsOffered: allControl.unitsOffered)
        }
    }
}
