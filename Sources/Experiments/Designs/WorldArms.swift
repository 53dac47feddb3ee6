public import Marketplace
import PolicyKit
import Randomness

/// Who and what is in which arm in one world of a plan.
public struct WorldArms: Sendable {
    /// The part that the world plays in its replication.
    public let role: WorldRole
    /// How the world splits its own units.
    let split: any UnitSplit
    /// How each layer splits users.
    private let layers: [HashSplit]
    private let arms: UInt8

    /// The arms of the task's world; equal tasks of a plan give equal arms.
    public init(in task: WorldTask, of plan: Plan) {
        role = task.role
        split = DesignModel.split(of: task.role).init(SplitDraw(plan, task))
        layers = plan.layers.map { .split($0.split, seed: plan.seed(ofReplication: task.replication)) }
        arms = UInt8(plan.arms.count)
    }

    /// Whether a listing has an arm of its own.
    public var splitsListings: Bool { type(of: split).splitsListings }

    /// The split as the market takes it.
    public var randomisation: Randomisation { split.randomisation ?? .users { cell(ofUser: $0) } }

    /// The arms of what records tell, in a market of so many users.
    package func ofRecords(users: Int) -> RecordArms {
        RecordArms(
            ofUsers: type(of: split).fixesUsersArm ? (0..<UInt32(users)).map { split.arm(ofUser: $0) } : [], arms: arms)
    }

    /// The arm of one of the plan's cells, of which layers make more than there are arms.
    public func arm(ofCell cell: UInt8) -> UInt8 { cell % arms }

    /// Where a user stands among the plan's cells.
    func cell(ofUser user: UInt32) -> UInt8 {
        var (cell, step) = (arm(ofUser: user), arms)
        for layer in layers {
            cell += step * layer.arm(of: user)
            step *= 2
        }
        return cell
    }

    /// The arm of a user in each layer.
    public func layerArms(ofUser user: UInt32) -> [UInt8] { layers.map { $0.arm(of: user) } }

    /// The arm of a user; in a staged roll-out that of its last stage; control where users are not what is split.
    public func arm(ofUser user: UInt32) -> UInt8 { split.arm(ofUser: user) }

    /// The arm of a listing; control where listings are not split.
    public func arm(of listing: ListingUnit) -> UInt8 { split.arm(of: listing) }
}

/// Says which arm what a record tells belongs to: that of its user, where a user has one for the whole experiment, else the one in
/// which it happened. It is asked for every record, so splits are asked beforehand, once a user.
package struct RecordArms: Sendable {
    /// One a user; none where users have no arm for the whole experiment.
    fileprivate let ofUsers: [UInt8]
    fileprivate let arms: UInt8

    package func arm(of record: JournalRecord) -> UInt8 {
        ofUsers.isEmpty ? record.arm % arms : ofUsers[Int(record.user)]
    }
}

extension SplitDraw {
    /// - Parameter draw: which of the possible splits of the replication; 0 in its own worlds, from 1 those of a study.
    init(_ plan: Plan, _ task: WorldTask, draw: Int = 0) {
        let own = plan.seed(ofReplication: task.replication)
        self.init(
            plan: plan, task: task,
            seed: draw == 0 ? own : RandomKey(seed: own).seed(for: .nullSplits, draw - 1))
    }
}
