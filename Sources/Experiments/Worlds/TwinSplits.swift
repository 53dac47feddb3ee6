import Marketplace
import Statistics

/// Follows a twin by the units of the plan's designs, none of which leaves a trace in it: everybody is treated alike.
///
/// A design's own split says how the units of each of its arms fare where all others are treated as they are; further draws
/// of a study say what a design sees where nothing was changed.
struct TwinSplits {
    private let task: WorldTask
    /// For each role its splits, which share what is counted: the design's own one where `hasOwn`, then a study's draws.
    private let roles: [(role: WorldRole, hasOwn: Bool, splits: [any UnitFollower])]

    /// - Parameter task: the worlds of designs are not followed, but by their own split.
    init(in task: WorldTask, of plan: Plan, users: Int) {
        self.task = task
        guard task.role.isTwin else {
            roles = []
            return
        }
        let draws = task.role == .allControl ? plan.study.map { Int($0.nullDraws) } ?? 0 : 0
        roles = plan.roles.filter { role in plan.designs.contains { $0.role == role } }.compactMap { role in
            let hasOwn = plan.designs.contains { $0.role == role && !$0.isContrast }
            let world = WorldTask(replication: task.replication, role: role)
            let splits = ((hasOwn ? 0 : 1)..<(1 + draws)).map { SplitDraw(plan, world, draw: $0) }
            guard !splits.isEmpty else { return nil }
            return (role, hasOwn, DesignModel.split(of: role).followed(splits, users: users))
        }
    }

    var consumers: [any JournalConsumer] { roles.flatMap { $0.splits[0].consumers } }

    /// The units of each design that are, in the design's own world, in the arm that everybody is in here.
    func arms(in world: FollowedWorld) -> [ArmInTwin] {
        roles.filter(\.hasOwn).map { role, _, splits in
            let units = splits[0].moments(in: world)
            let arm = units.arms[task.onlyArm ?? 0]
            return ArmInTwin(role: role, n: arm.n, means: arm.means, population: units.population)
        }
    }

    /// What each draw of a study would have been read out of.
    func nulls(in world: FollowedWorld) -> [NullSplit] {
        roles.flatMap { role, hasOwn, splits in
            splits.dropFirst(hasOwn ? 1 : 0).map { NullSplit(role: role, units: $0.moments(in: world)) }
        }
    }
}

/// An arm's units as they fare in the arm's twin, where nobody is treated otherwise.
public struct ArmInTwin: Sendable, Equatable, Codable {
    /// Of the world whose split put the units into the arm.
    let role: WorldRole
    /// How many units.
    let n: Int
    /// Of the variables of `UnitMoments`.
    let means: [Double]
    /// As of `UnitMoments`, in the twin.
    let population: Double
}

/// What a design's units say of a world in which nothing was changed.
public struct NullSplit: Sendable, Equatable, Codable {
    /// The design whose split it is.
    public let role: WorldRole
    /// What the split's units did, though nobody was treated.
    public var units: UnitMoments
}
