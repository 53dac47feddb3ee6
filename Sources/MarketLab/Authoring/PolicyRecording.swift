import Experiments
import Foundation
import Marketplace
import Plugins
import PolicyKit
import RunStore
import Scenarios

/// Runs a scenario's first world and writes what one of its policies was shown and answered, for its author to look at and to play
/// back: an Arrow file per call, and what its instances were made of.
struct PolicyRecording {
    private let scenario: Scenario
    private let arm: Int
    private let slot: any Slot
    private let choice: PolicyChoice

    /// - Parameter place: `ARM/SLOT`; nil for the one policy of the scenario that is not a part of the program.
    init(of scenario: Scenario, at place: String?) throws(Mistake) {
        let all = Self.places(in: scenario.plan)
        func listed(_ places: [Place]) -> String { places.map(\.name).joined(separator: ", ") }
        let wanted: [Place]
        if let place {
            wanted = all.filter { $0.name == place }
            guard !wanted.isEmpty else { throw Mistake("--policy is \(place); expected one of \(listed(all))") }
        } else {
            wanted = all.filter { scenario.policies[$0.slot, $0.choice.name]?.isProgrammed == false }
            guard wanted.count == 1 else {
                let words = wanted.isEmpty ? "no plug-in" : "several plug-ins"
                throw Mistake(
                    "\(scenario.file) has \(words); say whose calls are recorded with --policy, one of "
                        + listed(wanted.isEmpty ? all : wanted))
            }
        }
        self.scenario = scenario
        (arm, slot, choice) = (wanted[0].arm, wanted[0].slot, wanted[0].choice)
    }

    /// A slot of an arm, and who fills it.
    private struct Place {
        let name: String
        let arm: Int
        let slot: any Slot
        let choice: PolicyChoice
    }

    private static func places(in plan: Plan) -> [Place] {
        plan.arms.enumerated().flatMap { arm, named in
            Slots.all.compactMap { slot in
                plan.choice(of: slot, inArm: arm).map {
                    Place(name: "\(named.name)/\(slot.name)", arm: arm, slot: slot, choice: $0)
                }
            }
        }
    }

    // MARK: - Running

    /// What was recorded, and what kept the world from its end.
    struct Outcome {
        let description: PolicyDescription
        let instances: [BatchRecorder.Instance]
        let failure: PolicyFailure?
    }

    /// Runs the world until so many calls are recorded.
    func run(calls: Int) throws -> Outcome {
        let recorder = BatchRecorder(.altogether(calls))
        let (entry, description) = try recorded(recorder)
        var policies = scenario.policies
        policies.add(entry)
        let plan = scenario.plan.choosing(
            PolicyChoice(entry.name, choice.parameters, origin: choice.origin), insteadOf: choice, in: slot)
        func run<Model: MarketModel>(_ model: Model) throws {
            let runner = model.runner(of: plan, policies: policies, log: nil)
            let task = WorldTask(replication: 0, role: plan.roles.first ?? .allTreated, treatment: max(1, arm))
            _ = try runner.run(task) { _ in !recorder.isFull }
        }
        var failure: PolicyFailure?
        do { try run(plan.model) } catch let error as PolicyFailure { failure = error }
        return Outcome(description: description, instances: recorder.instances, failure: failure)
    }

    private func recorded(
        _ recorder: BatchRecorder
    ) throws -> (entry: PolicyRegistry.Entry, description: PolicyDescription) {
        let recording = Recording(recorder, as: "\(choice.name) (recorded)")
        if let type = scenario.policies[slot, choice.name]?.type {
            return try Guests.entry(type, slot, choice.parameters, recording: recording)
        }
        let folder = scenario.file.lastIndex(of: "/").map { String(scenario.file[...$0]) } ?? ""
        let finder = scenario.policies.finder as? PluginFinder
        guard
            let found = try finder?.recorded(
                slot, named: choice.name, besides: folder, policies: scenario.policies, recording)
        else { throw Mistake("policy \(choice.name) is neither a plug-in's nor the program's, and cannot be recorded") }
        return found
    }

    // MARK: - Writing

    /// Writes the files into a folder.
    /// - Returns: how many calls were recorded, by name.
    func write(_ outcome: Outcome, to folder: String) throws -> [(call: String, count: Int)] {
        let written = try WritableFolder(folder, kind: "folder of the recording")
        defer { written.takeBack() }
        // Of whatever slot an earlier recording was.
        for call in Slots.all.flatMap(\.calls) { unlink("\(folder)/\(call.name).arrow") }
        let calls = outcome.instances.enumerated().flatMap { instance, recorded in
            recorded.calls.map { (instance: instance, call: $0) }
        }.sorted { $0.call.number < $1.call.number }
        var counts: [(call: String, count: Int)] = []
        for (place, use) in outcome.description.calls.enumerated() {
            guard let declared = slot.calls.first(where: { $0.name == use.name }) else { continue }
            let taken = calls.filter { $0.call.call == place }
            try write(taken, outcome.description, declared, to: "\(folder)/\(use.name).arrow")
            counts.append((use.name, taken.count))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(Contents(self, outcome, counts)).write(
            to: URL(fileURLWithPath: "\(folder)/recording.json"))
        return counts
    }

    private func write(
        _ calls: [(instance: Int, call: BatchRecorder.Call)], _ policy: PolicyDescription, _ declared: SlotCall,
        to file: String
    ) throws {
        let batches = calls.compactMap { instance, call in
            RecordedBatch(call.shown, of: policy).flatMap { shown in
                RecordedBatch(call.answered, of: policy).map { (instance, call, shown: shown, answered: $0) }
            }
        }
        guard let columns = batches.first?.answered.columns else { return }
        // What is 0 at first need not be said.
        let told = columns.indices.filter { place in
            columns[place].isAnswer
                && batches.contains { $0.shown.bytes(of: $0.shown.columns[place]).contains { $0 != 0 } }
        }
        func column(_ place: Int, _ prefix: String) -> ArrowListColumn {
            let column = columns[place]
            return ArrowListColumn(
                prefix + column.name,
                ArrowListColumn.Number(rawValue: column.declared.element.rawValue) ?? .float64, depth: column.depth,
                metadata: [
                    ("unit", column.declared.unit.rawValue), ("per", declared.per(column.declared)),
                    ("meaning", column.declared.meaning),
                ])
        }
        var table = try ArrowLists(
            [
                ArrowListColumn("call", .int64, metadata: [("meaning", "Its place among all recorded calls.")]),
                ArrowListColumn("instance", .int64, metadata: [("meaning", "The instance, as in recording.json.")]),
                ArrowListColumn(
                    "time", .int64,
                    metadata: [("unit", "milliseconds"), ("meaning", "Simulated time, which the policy is not told.")]),
            ] + columns.indices.map { column($0, columns[$0].isAnswer ? "answer_" : "") }
                + told.map { column($0, "before_") }, path: file)
        for (instance, call, shown, answered) in batches {
            table.add(Int64(call.number))
            table.add(Int64(instance))
            table.add(call.time)
            for column in answered.columns {
                table.add(answered.bytes(of: column), counts: answered.counts(of: column))
            }
            for place in told {
                table.add(shown.bytes(of: shown.columns[place]), counts: shown.counts(of: shown.columns[place]))
            }
            try table.endRow()
        }
        try table.finish()
    }

    /// What `recording.json` says.
    private struct Contents: Encodable {
        let contract: String
        let scenario: String
        let arm: String
        let slot: String
        /// As the scenario names it.
        let policy: String
        /// Its own name.
        let name: String
        /// Recorded calls by name; the file of each is NAME.arrow.
        let calls: [String: Int]
        let instances: [Instance]

        struct Instance: Encodable {
            let key: UInt64
            /// The line of JSON that it was made with.
            let parameters: String
            let loads: [Load]
        }

        /// A state that an instance took over.
        struct Load: Encodable {
            /// The number of the call before which it did.
            let before: Int
            /// In base 64.
            let state: String
        }

        init(_ recording: PolicyRecording, _ outcome: Outcome, _ counts: [(call: String, count: Int)]) {
            contract = Contract.version
            scenario = recording.scenario.file
            arm = recording.scenario.plan.arms[recording.arm].name
            slot = recording.slot.name
            policy = recording.choice.name
            name = outcome.description.name
            calls = Dictionary(uniqueKeysWithValues: counts.map { ($0.call, $0.count) })
            instances = outcome.instances.map { instance in
                Instance(
                    key: instance.key, parameters: instance.parameters,
                    loads: instance.loads.map { Load(before: $0.before, state: Data($0.state).base64EncodedString()) })
            }
        }
    }
}
