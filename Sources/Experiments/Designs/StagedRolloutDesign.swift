import Marketplace
import PolicyKit
import Statistics

extension Design {
    /// More and more users are treated, stage by stage, and stay so.
    public static let stagedRollout = Design(
        "staged_rollout", words: "staged roll-out", units: "users",
        definition:
            "Users enter treatment stage by stage; differences within stages added up, error over users by stage of entry.",
        role: .stagedRollout, method: "over users by stage of entry", coarsest: .session)
}

extension DesignModel {
    static let stagedRollout = DesignModel(
        .stagedRollout, split: UsersByStage.self, contrast: { StageSample($0, units: $1, users: $2, unitsOffered: $3) },
        rows: { $0.users * Double($0.plan.rollout.stages) },
        faults: { plan in
            var faults = DesignFault.needsTwoArms(plan, "staged_rollout")
            let rollout = plan.rollout
            if let last = rollout.starts.last, last >= plan.schedule.experiment {
                faults.append(
                    DesignFault(
                        ["experiment.length", "experiment.rollout.stages", "experiment.rollout.stage"],
                        "the last of \(rollout.stages) stages would begin after \(Unit.duration.text(Double(last))), but "
                            + "experiment.length is \(Unit.duration.text(Double(plan.schedule.experiment)))"))
            }
            if rollout.firstShare >= plan.split.treatmentShare {
                faults.append(
                    DesignFault(
                        ["experiment.treatment_share", "experiment.rollout.first_share"],
                        "first_share \(Unit.share.text(rollout.firstShare)) must be less than treatment_share "
                            + "\(Unit.share.text(plan.split.treatmentShare)), to which a staged_rollout rises"))
            }
            return faults
        })
}

extension WorldRole {
    /// More and more users are treated, stage by stage.
    public static let stagedRollout = WorldRole(rawValue: "staged-rollout")
}

/// Users, by the stage in which they come into treatment.
struct UsersByStage: UnitSplit {
    /// Splits users by their stage of entry, those who never enter first.
    let entries: HashSplit
    /// When each stage begins, in milliseconds from the experiment's start.
    let starts: [Int64]

    init(_ draw: SplitDraw) {
        let plan = draw.plan
        let shares = plan.rollout.shares(upTo: plan.split.treatmentShare)
        let rises = zip(shares, [0] + shares).map { $0 - $1 }
        entries = .split(
            UserSplit(shares: [1 - plan.split.treatmentShare] + rises, salt: plan.split.salt), seed: draw.seed)
        starts = plan.rollout.starts
    }

    var randomisation: Randomisation? { .stages(starts: starts) { arm(ofUser: $0, stage: $1) } }

    /// The arm that a user is in at last.
    func arm(ofUser user: UInt32) -> UInt8 { stageOfEntry(ofUser: user) == nil ? 0 : 1 }

    func arm(ofUser user: UInt32, stage: Int) -> UInt8 {
        stageOfEntry(ofUser: user).map { $0 <= stage ? 1 : 0 } ?? 0
    }

    /// The stage, from 0, in which a user comes into treatment; nil for one who never does.
    func stageOfEntry(ofUser user: UInt32) -> Int? {
        let entry = Int(entries.arm(of: user))
        return entry == 0 ? nil : entry - 1
    }

    static let nameColumns = ["user"]

    func measure(of plan: Plan, users: Int) -> UnitTotals<StageIndex> {
        UnitTotals(StageIndex(users: users, experimentStart: plan.schedule.warmup, starts: starts), of: plan)
    }

    func forEachUnit(
        of measure: UnitTotals<StageIndex>, in world: FollowedWorld, _ body: (UnitRow) throws -> Void
    ) rethrows {
        try world.forEachUser(arm: arm(ofUser:), body)
    }

    func complete(_ moments: inout UnitMoments, with measure: UnitTotals<StageIndex>, in world: FollowedWorld) {
        moments.stages = measure.moments(self, world.plan.quantities)
    }
}

/// A row for each user in each stage of a roll-out.
struct StageIndex: UnitIndex {
    let users: Int
    let experimentStart: Int64
    /// Milliseconds from the experiment's start.
    let starts: [Int64]

    var rows: Int { users * starts.count }

    func row(of record: JournalRecord) -> Int {
        guard record.creditTime >= experimentStart else { return Self.nowhere }
        let since = record.creditTime - experimentStart
        let stage = (starts.lastIndex { $0 <= since }) ?? 0
        return starts.count * Int(record.user) + stage
    }
}

extension UnitTotals<StageIndex> {
    /// The totals of users by their stage of entry, those who never enter first: of every quantity in control, then in treatment,
    /// each stage's over the users of that arm in it.
    func moments(_ split: UsersByStage, _ quantities: KeptQuantities) -> [CovarianceMoments] {
        let (width, stages, users) = (quantities.measured.count, index.starts.count, index.users)
        var unit = UnitRow(quantities)
        let entries = (0..<UInt32(users)).map { split.stageOfEntry(ofUser: $0) }
        let treated = (0..<stages).map { stage in Double(entries.count { ($0 ?? stages) <= stage }) }
        var groups = Array(repeating: CovarianceMoments(variables: 2 * width), count: stages + 1)
        for (user, entry) in entries.enumerated() {
            var values = [Double](repeating: 0, count: 2 * width)
            for stage in 0..<stages {
                let isTreated = (entry ?? stages) <= stage
                let share = 1 / (isTreated ? treated[stage] : Double(users) - treated[stage])
                read(stages * user + stage, into: &unit.values)
                for quantity in 0..<width {
                    values[(isTreated ? width : 0) + quantity] += share * unit.values[quantity]
                }
            }
            groups[entry.map { $0 + 1 } ?? 0].add(values)
        }
        return groups
    }
}

/// Reads a metric out of a world in which users enter treatment stage by stage.
struct StageSample: ContrastSample {
    private let sample: StagedSample

    /// Nil for a share of units where none were offered, and where a stage has too few users.
    init?(_ metric: Metric, units: UnitMoments, users: Int, unitsOffered: Int) {
        let measure: SumMeasure
        switch metric.kind {
        case .mean(let quantity): measure = .total(units.variable(quantity), factor: 1)
        case .perUnitOffered(let quantity):
            guard unitsOffered > 0 else { return nil }
            measure = .total(units.variable(quantity), factor: Double(users) / Double(unitsOffered))
        case .ratio(let numerator, let denominator):
            measure = .ratio(units.variable(numerator), units.variable(denominator))
        }
        guard let sample = try? StagedSample(units.stages, measure) else { return nil }
        self.sample = sample
    }

    var values: (control: Double, treatment: Double) { (sample.control, sample.treatment) }
    var effect: Double { sample.treatment - sample.control }

    func compare(level: Double) throws(StatisticsError) -> Comparison {
        Comparison(
            difference: try sample.difference(level: level), relative: try? sample.relative(level: level),
            adjusted: nil)
    }
}
