import Experiments
import Foundation
import RunStore
import Scenarios

/// The worlds of a run that shards have left in folders, each counted once however often it is there.
struct ShardMerge {
    let plan: ShardPlan
    private let folders: [ShardFolder]
    /// Which folder each world is read from.
    private let sources: [ShardPlan.World: Int]

    /// - Parameter paths: of the folders, one at least.
    /// - Throws: `Mistake` where a folder cannot be read or is of another run, with both named, or where two have different bytes of
    ///   one world.
    init(_ paths: [String]) throws(Mistake) {
        var folders: [ShardFolder] = []
        for path in paths {
            let folder = try ShardFolder(reading: path)
            if let first = folders.first, let difference = folder.plan.difference(path, from: first.plan, first.path) {
                throw Mistake(difference)
            }
            folders.append(folder)
        }
        var sources: [ShardPlan.World: Int] = [:]
        for world in folders[0].plan.worlds {
            var known: Data?
            for (index, folder) in folders.enumerated() {
                switch try folder.held(world) {
                case .nothing: continue
                case .damaged: StandardStreams.say("note: \(folder.path)/\(world.file) is not what was saved")
                case .outcome(let outcome) where known == nil: (known, sources[world]) = (outcome, index)
                case .outcome(let outcome) where known == outcome: continue
                case .outcome:
                    throw Mistake(
                        "\(world.file) has other bytes in \(folder.path) than in \(folders[sources[world] ?? 0].path): a "
                            + "policy does not answer alike each time, or the machines do not compute alike")
                }
            }
        }
        (self.folders, self.sources, plan) = (folders, sources, folders[0].plan)
    }

    /// Numbers of the shards that have worlds to do, from 1.
    var missing: [Int] { Set(missingWorlds.map(\.shard.number)).sorted() }

    private var missingWorlds: [(world: ShardPlan.World, shard: Shard)] {
        plan.worlds.enumerated().filter { sources[$0.element] == nil }.map {
            ($0.element, Shard(ofWorld: $0.offset, count: plan.shards))
        }
    }

    /// - Throws: `Mistake` with the worlds that are missing and whose they are.
    func checkIsComplete() throws(Mistake) {
        let missing = missingWorlds
        guard !missing.isEmpty else { return }
        let worlds = ShardMerge.listing(
            missing.map { "\($0.world.role) of replication \($0.world.replication) (shard \($0.shard))" }, atMost: 6)
        let shards = ShardMerge.listing(self.missing.map { "\($0)/\(plan.shards)" }, atMost: 40)
        throw Mistake(
            "\(missing.count) of \(Plural.text(plan.worlds.count, "world")) \(missing.count == 1 ? "is" : "are") missing: "
                + "\(worlds); run work again with --shard \(shards)")
    }

    private static func listing(_ items: [String], atMost most: Int) -> String {
        let rest = items.count - most
        return items.prefix(most).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// The scenario that the worlds are of, and the command that makes its readout on one machine.
    /// - Parameters:
    ///   - file: where the scenario is on this machine; nil where it is still where it was.
    ///   - policyPath: folders of plug-ins; empty where those are.
    /// - Throws: `Mistake` where this program, the scenario or its files are not those of the shards.
    func scenario(at file: String?, policyPath: [String]) throws -> (scenario: Scenario, command: String) {
        guard plan.version == MarketLabVersion.current, plan.build == Build.identity else {
            throw Mistake(
                "\(folders[0].path) is of the build \(plan.build) of MarketLab \(plan.version), and this program is of the "
                    + "build \(Build.identity) of MarketLab \(MarketLabVersion.current); merge with the program that did the "
                    + "work")
        }
        let request = plan.request.moved(to: file, policyPath: policyPath)
        let scenario = try plan.purpose.scenario(of: request.scenario(of: file == nil ? plan.text : nil))
        let here = ShardPlan(of: scenario, for: plan.purpose, plan.request, shards: plan.shards)
        if let difference = plan.difference(folders[0].path, from: here, scenario.file) { throw Mistake(difference) }
        guard here.worlds == plan.worlds else { throw ShardFolder.damagedPlan(in: folders[0].path) }
        var moved = plan
        moved.request = request
        return (scenario, moved.command)
    }

    /// Puts the worlds into a run store, from which a run takes them up.
    func take(into store: RunStore) throws {
        for world in plan.worlds {
            guard let source = sources[world], case .outcome(let outcome) = try folders[source].held(world) else {
                throw Mistake("\(world.file) was removed while it was in use; run merge again")
            }
            try store.save(outcome, for: plan.key(of: world))
        }
    }
}
