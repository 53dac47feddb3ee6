public import Experiments
public import Foundation

/// A scenario of a night: its run beside an earlier one, or why there is none.
public struct NightlyEntry: Sendable {
    /// The scenario's name.
    public let scenario: String
    /// The scenario's headline for people.
    public let title: String
    /// What it came to.
    public let outcome: Outcome
    /// How long its worlds took; nil where none was run.
    public var clock: Clock?
    /// The earlier run that it is compared with; nil of a scenario's first night.
    public var earlier: Earlier?
    /// What moved beyond chance since then.
    public var alarms: [ChangeAlarm] = []
    /// Who said that it should; nil where nothing moved and where nobody did.
    public var accepted: Acceptance?
    /// How large a shift of the primary metric, as the experiment says it, the night would see with a chance of 80 %, in the metric's unit; nil
    /// where every byte is compared.
    public var detectable: Double?

    public enum Outcome: Sendable {
        case run(Run)
        /// The errors, a line each.
        case problem(String)
        /// The night's budget ended before the scenario's first replications.
        case notReached
    }

    /// A run of the night.
    public struct Run: Sendable {
        /// Its id in the run store.
        public let id: String
        public let readout: Readout
        public let inputs: RunInputs

        public init(id: String, readout: Readout, inputs: RunInputs) {
            (self.id, self.readout, self.inputs) = (id, readout, inputs)
        }
    }

    /// What the clock says, which no rule judges.
    public struct Clock: Sendable, Equatable, Codable {
        public var seconds: Double
        /// Worlds that were run, and not taken from the store.
        public var worlds: Int
        /// Events of these worlds.
        public var events: Int

        public init(seconds: Double, worlds: Int, events: Int) {
            (self.seconds, self.worlds, self.events) = (seconds, worlds, events)
        }

        /// More worlds of the same scenario.
        public mutating func add(seconds: Double, worlds: Int, events: Int) {
            self.seconds += seconds
            self.worlds += worlds
            self.events += events
        }
    }

    /// An earlier run of the scenario.
    public struct Earlier: Sendable {
        /// The night that it was made in; nil of a run of its own.
        public let night: Int?
        public let run: String
        public let startedAt: Date
        /// Replications that it has.
        public let replications: Int
        public let comparison: RunComparison
        public let differences: [InputDifference]
        /// Where something had moved in that run: who said that it should.
        public let accepted: Acceptance?

        public init(
            night: Int?, run: String, startedAt: Date, replications: Int, comparison: RunComparison,
            differences: [InputDifference], accepted: Acceptance? = nil
        ) {
            (self.night, self.run, self.startedAt, self.replications) = (night, run, startedAt, replications)
            (self.comparison, self.differences, self.accepted) = (comparison, differences, accepted)
        }
    }

    /// A change that somebody meant.
    public struct Acceptance: Sendable, Equatable, Codable {
        /// The day on which it was accepted, as `2026-11-28`.
        public var date: String
        /// Why, in the words of who accepted it; nil where they gave none.
        public var reason: String?

        public init(date: String, reason: String?) { (self.date, self.reason) = (date, reason) }
    }

    public init(scenario: String, title: String, outcome: Outcome) {
        (self.scenario, self.title, self.outcome) = (scenario, title, outcome)
    }

    /// The run; nil where there is none.
    public var run: Run? { if case .run(let run) = outcome { run } else { nil } }
    /// Its readout; nil where there is none.
    public var readout: Readout? { run?.readout }
    /// The errors of a run without a readout, a line each.
    public var problem: String? { if case .problem(let problem) = outcome { problem } else { nil } }

    /// How the scenario stands, the worst first.
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// It could not be run.
        case broken
        /// A health check or an expectation failed.
        case failed
        /// Something moved beyond chance, and nobody accepted it.
        case moved
        case notReached = "not_reached"
        case fine
    }

    public var status: Status {
        switch outcome {
        case .problem: .broken
        case .notReached: .notReached
        case .run(let run):
            run.readout.hasFailed
                ? .failed : !alarms.isEmpty && accepted == nil ? .moved : .fine
        }
    }
}

extension NightlyEntry.Status {
    var tone: Tone {
        switch self {
        case .broken, .failed: .fail
        case .moved, .notReached: .warn
        case .fine: .pass
        }
    }

    var label: String {
        switch self {
        case .broken: "Could not run"
        case .failed: "Check failed"
        case .moved: "Moved"
        case .notReached: "Not reached"
        case .fine: "OK"
        }
    }
}

/// Paths as relative addresses: whatever they hold, they cannot become `javascript:`.
enum Address {
    private static let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)

    static func of(_ path: String) -> String {
        path.utf8.map { byte in
            if kept.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }
}
