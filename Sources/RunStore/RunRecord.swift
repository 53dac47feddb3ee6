public import Foundation

/// One run as the store lists it: what was asked, how far it came, and what it said.
public struct RunRecord: Sendable, Equatable, Identifiable {
    /// Where a run stands.
    public enum Status: String, Sendable, CaseIterable {
        /// Under way, or killed before it could say otherwise.
        case running
        /// All planned replications are in the readout.
        case finished
        /// Stopped by its user; can be taken up again.
        case interrupted
        /// Ended by an error.
        case failed
        /// The store does not give back what was saved of it.
        case damaged
    }

    /// Short, hexadecimal; see `RunStore.freshID()`.
    public var id: String
    /// The scenario's name.
    public var scenario: String
    /// The scenario's headline for people.
    public var title: String
    /// The seed that all replications' seeds follow from.
    public var seed: UInt64
    /// How many replications the plan has.
    public var replicationsPlanned: Int
    /// How many of them are stored in whole.
    public var replicationsDone: Int
    /// How far the run has come.
    public var status: Status
    /// For listings only; nothing is computed from it. Kept to the millisecond.
    public let startedAt: Date
    /// Version of MarketLab.
    public var version: String
    /// What the command line laid over the scenario, as it was written there: `--set market.users.count=4000`.
    public var overrides: String
    /// The scenario file as it was.
    public var scenarioText: String
    /// The path it was read from, from the root on, so that what it names beside it is found from anywhere; nil of a run that was stored before this was kept.
    public var scenarioFile: String?
    /// What was laid over it, `path.to.key=VALUE` each, so that its worlds can be run again; nil as for `scenarioFile`.
    public var changes: [String]?
    /// `readout.json`, byte for byte, once there is one.
    public var readout: Data?
    /// Where the run's pages were written.
    public var outputFolder: String?
    /// Names the process that makes the run, so that one that was killed can be told from one that is under way.
    public var process: String?

    /// A run as it is known; the start is kept to the millisecond, as the store keeps it.
    public init(
        id: String, scenario: String, title: String, seed: UInt64, replicationsPlanned: Int, replicationsDone: Int = 0,
        status: Status = .running, startedAt: Date, version: String, overrides: String = "", scenarioText: String,
        scenarioFile: String? = nil, changes: [String]? = nil, readout: Data? = nil, outputFolder: String? = nil,
        process: String? = nil
    ) {
        self.id = id
        self.scenario = scenario
        self.title = title
        self.seed = seed
        self.replicationsPlanned = replicationsPlanned
        self.replicationsDone = replicationsDone
        self.status = status
        self.startedAt = Date(millisecondsSince1970: startedAt.millisecondsSince1970)
        self.version = version
        self.overrides = overrides
        self.scenarioText = scenarioText
        self.scenarioFile = scenarioFile
        self.changes = changes
        self.readout = readout
        self.outputFolder = outputFolder
        self.process = process
    }
}

extension Date {
    /// Whole milliseconds, so that a date comes back from the store as it went in.
    var millisecondsSince1970: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(millisecondsSince1970 milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
