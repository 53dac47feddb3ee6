public import Experiments
public import Foundation
import PolicyKit

/// Two runs side by side: what they were made from otherwise, and what came out otherwise.
public struct ComparisonDocument: Document {
    /// One of the two.
    public struct Run: Sendable {
        /// Its id in the run store.
        let id: String
        let readout: Readout
        let inputs: RunInputs

        public init(id: String, readout: Readout, inputs: RunInputs) {
            (self.id, self.readout, self.inputs) = (id, readout, inputs)
        }
    }

    private let now: Run
    private let before: Run
    private let comparison: RunComparison
    private let differences: [InputDifference]
    private let alarms: [ChangeAlarm]

    public init(_ now: Run, since before: Run) {
        (self.now, self.before) = (now, before)
        comparison = RunComparison(now.readout, since: before.readout)
        differences = InputDifference.all((now.inputs, now.readout), since: (before.inputs, before.readout))
        alarms = ChangeDetection([.init(comparison, differences: differences, of: now.readout)]).alarms(at: 0)
    }

    /// What machines read.
    private struct Answer: Encodable {
        let schema = "marketlab.comparison/1"
        let before: String
        let now: String
        let comparison: RunComparison
        let differences: [InputDifference]
        let alarms: [ChangeAlarm]
    }

    public func json() throws(ReportProblem) -> Data {
        try JSONFile.bytes(
            of: Answer(
                before: before.id, now: now.id, comparison: comparison, differences: differences, alarms: alarms))
    }

    public var page: Page {
        let sections: [(any Section)?] = [
            Inputs(differences), Moved(alarms), Quantities(comparison, now.readout, before: before.id, now: now.id),
        ]
        return Page(
            kind: "comparison", title: "\(before.id) and \(now.id)",
            banners: [
                Banner(
                    advice: comparison.pairing == .bySeed ? "Paired by seed" : "Independent seeds", headline: headline,
                    details: verdict,
                    subject: "\(Wording.run(before.readout)); \(Wording.run(now.readout))")
            ], sections: sections.compactMap(\.self))
    }

    private var headline: String {
        if comparison.isUnchanged {
            return "Identical in \(Plural.text(comparison.replications, "replication")), and read out the same."
        }
        let moved = alarms.count { $0.kind != .digest }
        let over =
            comparison.pairing == .bySeed
            ? "over \(Plural.text(comparison.replications, "replication")) that both have"
            : "over \(comparison.replicationsBefore) and \(Plural.text(comparison.replications, "replication")) of other seeds"
        guard comparison.isTested || moved > 0 else {
            return "Too few replications to tell a shift from chance, \(over)."
        }
        return moved == 0
            ? "No shift beyond chance, \(over)."
            : "\(Plural.text(moved, "quantity", "quantities")) moved beyond chance, \(over)."
    }

    private var verdict: [String] {
        let (now, before) = (comparison.agreement, comparison.agreementBefore)
        return now == before
            ? [] : ["The verdict changed from “\(before.label)” to “\(now.label)”."]
    }

    private struct Inputs: Section {
        let id = "inputs"
        let title = "Inputs"
        let blocks: [any Block]
        var media = Media.all

        init(_ differences: [InputDifference]) {
            blocks = [
                differences.isEmpty
                    ? Prose("The same scenario, policies, seed, release and number of replications.")
                    : Points(differences.map(\.sentence))
            ]
        }
    }

    private struct Moved: Section {
        let id = "moved"
        let title = "What moved beyond chance"
        let blocks: [any Block]
        var media = Media.all

        init?(_ alarms: [ChangeAlarm]) {
            guard !alarms.isEmpty else { return nil }
            blocks = [
                Points(alarms.map(\.sentence)),
                Prose(NightlyDocument.alarmRule(over: "quantities of the two runs", times: "such comparisons"), .note)
                    .only(.written),
            ]
        }
    }

    private struct Quantities: Section {
        let id = "quantities"
        let title = "Quantity by quantity"
        let blocks: [any Block]
        var media = Media.all

        init(_ comparison: RunComparison, _ readout: Readout, before: String, now: String) {
            let only = [(comparison.onlyBefore, before), (comparison.onlyNow, now)].filter { !$0.0.isEmpty }
            blocks =
                [ShiftTable.table(comparison, in: readout.money)]
                + only.map { Prose("Only \($0.1) reads out \(Plural.list($0.0)).", .note) }
        }
    }
}
