public import Experiments

/// One run of a night: its readout, or why there is none.
public struct NightlyEntry: Sendable, Equatable {
    /// The scenario's name.
    public let scenario: String
    public let title: String
    /// Path of the run's page from the index: `last-one-in-stock/index.html`; nil where there is none.
    public let page: String?
    /// Nil when the run ended in an error.
    public let readout: Readout?
    /// The error of a run without a readout.
    public let problem: String?

    /// A run that came to its readout.
    public init(_ readout: Readout, page: String) {
        scenario = readout.scenario
        title = readout.title
        self.page = page
        self.readout = readout
        problem = nil
    }

    /// A run that ended in an error.
    public init(scenario: String, title: String, problem: String) {
        self.scenario = scenario
        self.title = title
        page = nil
        readout = nil
        self.problem = problem
    }
}
