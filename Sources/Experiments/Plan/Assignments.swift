public import Marketplace
import PolicyKit
import Randomness

/// Who and what is in which arm in one world of a plan.
public struct Assignments: Sendable {
    public let role: WorldRole
    /// Of users, or of the one kind of unit that the role splits.
    private let units: Assignment
    /// Of listings in a two-sided design.
    private let listings: Assignment
    private let switchback: Switchback
    /// Of users, one a layer.
    private let layers: [Assignment]
    private let arms: UInt8
    /// Of the stages of a roll-out, from the experiment's start.
    private let starts: [Int64]

    /// Which of the possible splits of the replication; 0 in its own worlds.
    let draw: Int
    /// Of the splits.
    let seed: UInt64

    public init(in task: WorldTask, of plan: Plan) { self.init(in: task, of: plan, draw: 0) }

    init(in task: WorldTask, of plan: Plan, draw: Int) {
        let own = plan.seed(ofReplication: task.replication)
        let seed = draw == 0 ? own : RandomKey(seed: own).seed(for: .nullSplits, draw - 1)
        (self.draw, self.seed) = (draw, seed)
        func few(_ layer: String, _ count: Int) -> Assignment {
            .split(plan.split, seed: seed, layer: layer, of: count)
        }
        func layer(_ name: String) -> Assignment { .split(plan.split, seed: seed, layer: name) }
        role = task.role
        switchback = plan.switchback
        layers = plan.layers.map { .split($0.split, seed: own) }
        arms = UInt8(plan.arms.count)
        starts = plan.rollout.starts
        listings = layer(".listings")
        units =
            switch task.role {
            case .experiment, .budgetSplit, .twoSided: layer("")
            case .allTreated: .everybody(in: UInt8(task.treatment))
            case .allControl: .everybody(in: 0)
            case .stagedRollout: .split(Assignments.entries(plan), seed: seed)
            case .userClusters: few(".clusters", Int(plan.market.listings.categories))
            case .sessionSplit: layer(".sessions")
            case .requestSplit: layer(".requests")
            case .listingSplit: layer(".listings")
            case .sellerSplit: layer(".sellers")
            case .categorySplit: few(".categories", Int(plan.market.listings.categories))
            case .campaignSplit: layer(".campaigns")
            case .switchback: few(".blocks", plan.switchback.blocks(in: plan.schedule.experiment))
            default: preconditionFailure("no split of the feed market is called \(task.role.rawValue)")
            }
    }

    /// Whether a listing has an arm of its own.
    public var splitsListings: Bool {
        switch role {
        case .listingSplit, .sellerSplit, .categorySplit, .twoSided: true
        default: false
        }
    }

    /// As the market takes it.
    public var randomisation: Randomisation {
        switch role {
        case .experiment, .budgetSplit, .allTreated, .allControl: .users { cell(ofUser: $0) }
        case .stagedRollout: .stages(starts: starts) { arm(ofUser: $0, stage: $1) }
        case .userClusters: .userClusters { arm(ofCluster: $0) }
        case .sessionSplit: .sessions { arm(ofSession: $1, user: $0) }
        case .requestSplit: .requests { arm(ofRequest: $2, session: $1, user: $0) }
        case .listingSplit, .sellerSplit, .categorySplit: .listings { arm(of: $0) }
        case .twoSided: .pairs(users: { arm(ofUser: $0) }, listings: { arm(of: $0) })
        case .campaignSplit: .campaigns { arm(ofCampaign: $0) }
        case .switchback: .blocks(length: switchback.block) { arm(ofBlock: $0) }
        default: preconditionFailure("no split of the feed market is called \(role.rawValue)")
        }
    }

    /// Of what a record tells: that of the user, where a user has one for the whole experiment.
    public func arm(of record: JournalRecord) -> UInt8 {
        role.fixesUsersArm ? arm(ofUser: record.user) : arm(ofCell: record.arm)
    }

    /// Of the plan's cells, where layers make more of them than there are arms.
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

    /// Of a user in each layer.
    public func layerArms(ofUser user: UInt32) -> [UInt8] { layers.map { $0.arm(of: user) } }

    /// Of a user; in a staged roll-out that of its last stage; control where users are not what is split.
    public func arm(ofUser user: UInt32) -> UInt8 {
        if role == .stagedRollout { return stageOfEntry(ofUser: user) == nil ? 0 : 1 }
        return role.fixesUsersArm ? units.arm(of: user) : 0
    }

    /// Of a user in one stage of a roll-out.
    public func arm(ofUser user: UInt32, stage: Int) -> UInt8 {
        stageOfEntry(ofUser: user).map { $0 <= stage ? 1 : 0 } ?? 0
    }

    /// The stage, from 0, in which a user comes into treatment; nil for one who never does.
    public func stageOfEntry(ofUser user: UInt32) -> Int? {
        let entry = Int(units.arm(of: user))
        return entry == 0 ? nil : entry - 1
    }

    /// A split of users by their stage of entry, those who never enter first.
    private static func entries(_ plan: Plan) -> UserSplit {
        let shares = plan.rollout.shares(upTo: plan.split.treatmentShare)
        let rises = zip(shares, [0] + shares).map { $0 - $1 }
        return UserSplit(shares: [1 - plan.split.treatmentShare] + rises, salt: plan.split.salt)
    }

    public func arm(ofCluster cluster: UInt8) -> UInt8 { units.arm(ofUnit: UInt64(cluster)) }

    public func arm(ofSession session: UInt32, user: UInt32) -> UInt8 {
        units.arm(ofUnit: Assignments.name(session, of: user))
    }

    public func arm(ofRequest request: UInt16, session: UInt32, user: UInt32) -> UInt8 {
        units.arm(ofUnit: StableHash.mix(Assignments.name(session, of: user), UInt64(request)))
    }

    public func arm(ofCampaign campaign: UInt32) -> UInt8 { units.arm(of: campaign) }

    public func arm(ofBlock block: Int) -> UInt8 { units.arm(ofUnit: UInt64(block)) }

    /// Of a listing; control where listings are not split.
    public func arm(of listing: ListingUnit) -> UInt8 {
        switch role {
        case .listingSplit: units.arm(of: listing.listing)
        case .sellerSplit: units.arm(of: listing.seller)
        case .categorySplit: units.arm(ofUnit: UInt64(listing.category))
        case .twoSided: listings.arm(of: listing.listing)
        default: 0
        }
    }

    private static func name(_ session: UInt32, of user: UInt32) -> UInt64 { UInt64(user) << 32 | UInt64(session) }
}
