public import Experiments
public import Foundation

/// One run of a night: its readout, or why there is none.
public struct NightlyEntry: Sendable, Equatable {
    /// The scenario's name.
    public let scenario: String
    public let title: String
    /// Path of the run's page from the index: `last-one-in-stock/index.html`; nil where there is none.
    public let page: String?
    /// Nil when the run ended in an error.
    public let readout: Readout?
    /// The errors of a run without a readout, a line each.
    public let problem: String?
    /// Earlier readouts of the scenario, the newest first.
    public let past: [Past]

    /// An earlier readout.
    public struct Past: Sendable, Equatable {
        public let startedAt: Date
        public let readout: Readout

        public init(startedAt: Date, readout: Readout) {
            self.startedAt = startedAt
            self.readout = readout
        }
    }

    /// A run that came to its readout.
    public init(_ readout: Readout, page: String, past: [Past] = []) {
        scenario = readout.scenario
        title = readout.title
        self.page = page
        self.readout = readout
        problem = nil
        self.past = past
    }

    /// A run that ended in an error.
    public init(scenario: String, title: String, problem: String) {
        self.scenario = scenario
        self.title = title
        page = nil
        readout = nil
        self.problem = problem
        past = []
    }

    /// What differs from the readout before, in a few words; nil where there is none.
    var change: String? {
        guard let readout, let before = past.first?.readout else { return nil }
        if readout.journalDigest == before.journalDigest, readout.verdict == before.verdict {
            return "nothing: the same bytes happened"
        }
        if readout.verdict.agreement != before.verdict.agreement {
            return "the verdict before: \(before.verdict.agreement.label.lowercased())"
        }
        let lifts = [before, readout].map { $0.rows.first.map(\.lift.estimate) ?? Digits.absent }
        return lifts[0] == lifts[1]
            ? "the same verdict and lift" : "the experiment said \(lifts[0]), now \(lifts[1])"
    }
}
