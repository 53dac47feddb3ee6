import Marketplace
import PolicyKit

extension Design {
    /// The whole market is in one arm, block of time by block of time.
    public static let switchback = Design(
        "switchback", words: "switchback", units: "blocks of time",
        definition: "Blocks of time split; sums over days without burn-in, delta method over blocks.",
        role: .switchback, method: "welch, delta method over blocks of time", coarsest: .session, isClustered: true)
}

extension DesignModel {
    static let switchback = DesignModel(
        .switchback, split: BlocksApart.self,
        faults: { plan in
            let blocks = plan.switchback.blocks(in: plan.schedule.experiment)
            let least = 2 * plan.arms.count
            return blocks < least
                ? [
                    DesignFault(
                        ["experiment.length", "experiment.switchback.block"],
                        "a switchback needs at least \(least) blocks, but experiment.length holds \(blocks) of switchback.block"
                    )
                ] : DesignFault.leavesNothing(plan)
        })
}

extension Design {
    /// Whether the units are blocks of time.
    var isSwitchback: Bool { role == .switchback }
}

extension DesignFault {
    /// The fault of a switchback whose blocks are all burn-in.
    static func leavesNothing(_ plan: Plan) -> [DesignFault] {
        plan.switchback.burnIn >= plan.switchback.blockLength
            ? [
                DesignFault(
                    only: ["experiment.switchback.block", "experiment.switchback.burn_in"],
                    "burn_in must be shorter than block, or nothing is left to read out")
            ] : []
    }
}

extension WorldRole {
    /// The whole market is treated in some blocks of time.
    public static let switchback = WorldRole(rawValue: "switchback")
}

/// Blocks of time, the first from the experiment's start.
struct BlocksApart: UnitSplit {
    let blocks: HashSplit
    let settings: Switchback
    /// Draws other assignments of the same blocks.
    let seed: UInt64

    init(_ draw: SplitDraw) {
        settings = draw.plan.switchback
        blocks = draw.hashed(".blocks", of: settings.blocks(in: draw.plan.schedule.experiment))
        seed = draw.seed
    }

    var randomisation: Randomisation? { .blocks(length: settings.blockLength) { arm(ofBlock: $0) } }
    func arm(ofBlock block: Int) -> UInt8 { blocks.arm(ofUnit: UInt64(block)) }

    static let nameColumns = ["block"]

    func measure(of plan: Plan, users: Int) -> UnitTotals<BlockIndex> {
        let start = plan.schedule.warmup
        return UnitTotals(
            BlockIndex(experiment: start..<start + plan.schedule.experiment, switchback: plan.switchback), of: plan)
    }

    func forEachUnit(
        of measure: UnitTotals<BlockIndex>, in world: FollowedWorld, _ body: (UnitRow) throws -> Void
    ) rethrows {
        let quantities = world.plan.quantities
        var unit = UnitRow(quantities)
        for block in measure.index.there {
            unit.name(block, arm: arm(ofBlock: block))
            measure.read(block, into: &unit.values)
            unit.values[quantities.members] = measure.index.days(of: block)
            try body(unit)
        }
    }

    func complete(_ moments: inout UnitMoments, with measure: UnitTotals<BlockIndex>, in world: FollowedWorld) {
        moments.population = Double(world.plan.schedule.experiment) / 86_400_000
        guard world.plan.designs.contains(.switchbackThompson) else { return }
        moments.blocks = blocks(of: measure, world.plan)
    }
}

/// A row for each block of time in the experiment, for what begins in it after its burn-in.
struct BlockIndex: UnitIndex {
    let experiment: Range<Int64>
    let switchback: Switchback

    var rows: Int { switchback.blocks(in: experiment.upperBound - experiment.lowerBound) }

    func row(of record: JournalRecord) -> Int {
        guard experiment.contains(record.creditTime) else { return Self.nowhere }
        let (block, since) = (record.creditTime - experiment.lowerBound).quotientAndRemainder(
            dividingBy: switchback.blockLength)
        return since < switchback.burnIn ? Self.nowhere : Int(block)
    }

    /// Numbers of the blocks of which some time counts.
    var there: [Int] { (0..<rows).filter { days(of: $0) > 0 } }

    /// Days of a block that count.
    func days(of block: Int) -> Double {
        let start = experiment.lowerBound + Int64(block) * switchback.blockLength
        let end = min(start + switchback.blockLength, experiment.upperBound)
        return Double(max(0, end - start - switchback.burnIn)) / 86_400_000
    }
}
