public import Marketplace
public import PolicyKit

/// A market to experiment in, as a plan holds it: what a run, a study, a gate or an export asks of it.
///
/// The feed market, the booking market and the auction market are one each. What runs worlds side by side, keeps them and
/// takes them up again knows this protocol, and no market. A market more is a folder with a type that conforms, and a case
/// of `Plan.Kind`.
public protocol MarketModel: Sendable {
    /// What runs one world of the market and reads all of them out.
    associatedtype Runner: PlanRunner

    /// In a sentence: "a booking market".
    static var words: String { get }
    /// What can be had of it besides its readout.
    static var abilities: MarketAbilities { get }

    /// The worlds of a replication: those of the designs, each once, and the twins.
    func roles(of plan: Plan) -> [WorldRole]
    /// What runs and reads out a plan with this market.
    /// - Parameter log: of each world that is run, where the market keeps one; nil writes none.
    func runner(of plan: Plan, policies: PolicyRegistry, log: (any WorldLog)?) -> Runner
    /// What its worlds are functions of, beside what every plan has.
    func identify(_ fingerprint: inout Fingerprint)
    /// What a run of the plan will need.
    func estimate(of plan: Plan, threads: Int) -> RunEstimate
}

/// What can be had of a market besides its readout.
public struct MarketAbilities: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// An event log of each world, and tables of its units.
    public static let eventLog = MarketAbilities(rawValue: 1)
    /// Trajectories of campaigns.
    public static let trajectories = MarketAbilities(rawValue: 2)
    /// A gate that judges the readout of single experiments, and baselines that the next one is planned with.
    public static let usersMetrics = MarketAbilities(rawValue: 4)
    /// A study that compares its designs.
    public static let study = MarketAbilities(rawValue: 8)
}

/// Carries out a plan with one kind of market: runs each of its worlds, and reads all of them out.
public protocol PlanRunner: Sendable {
    /// What is kept of a world beside what is kept of all.
    associatedtype Tally: WorldTally

    /// The plan whose worlds it runs.
    var plan: Plan { get }
    /// Runs one world; a function of the task alone.
    /// - Parameter goesOn: asked every few thousand events with their number so far; no stops the world.
    /// - Returns: nil when the world was stopped.
    func run(_ task: WorldTask, goesOn: (Int) -> Bool) throws -> WorldOutcome<Tally>?
    /// What the worlds say together; at least one replication must be complete.
    func readout(of outcomes: [WorldTask: WorldOutcome<Tally>], version: String, command: String) -> Readout
}

/// Writes down what happens in each world of a run.
public protocol WorldLog: Sendable {
    /// What writes one world's journal.
    associatedtype Log: JournalConsumer
    /// What reads the world's journal.
    func open(_ task: WorldTask) throws -> Log
    /// The world that was opened has run.
    func finish(_ outcome: FeedOutcome) throws
}
