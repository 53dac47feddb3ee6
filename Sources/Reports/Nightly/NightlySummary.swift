public import Experiments
public import Foundation
public import Marketplace
import PolicyKit

/// `summary.json`: a night in figures. The run store keeps it, so that later nights have a past.
public struct NightlySummary: Sendable, Equatable, Codable {
    /// Version of this form.
    public static let schemaName = "marketlab.nightly/2"

    /// Names the form of the JSON and its version.
    public var schema: String
    /// Counts the nights of the run store, from 1.
    public var night: Int
    /// What the clock says, which no rule judges.
    public var clock: Clock
    /// Release of MarketLab.
    public var version: String
    /// How the worst of the scenarios stands.
    public var status: NightlyEntry.Status
    /// What is wrong with the history, in a sentence; absent where it could be read.
    public var historyProblem: String?
    /// In the order they were given.
    public var runs: [Run]
    /// Scenarios of the night before this one that are not among these; absent where there are none.
    public var gone: [Gone]?
    /// How many runs have a verdict of each kind, and how many have none.
    public var totals: Totals

    /// A scenario that the night before this one had.
    public struct Gone: Sendable, Equatable, Codable {
        public var scenario: String
        /// How it stood.
        public var status: NightlyEntry.Status
        /// What moved in it that nobody accepted: how many alarms.
        public var alarms: Int
        /// The scenario of this night in which the same happened, byte for byte; absent where there is none.
        public var sameAs: String?
    }

    /// When the night was, and how long it took.
    public struct Clock: Sendable, Equatable, Codable {
        public var startedAt: Date
        public var seconds: Double
        /// Seconds that its replications were allowed to take; absent where they were not bounded.
        public var budget: Double?

        public init(startedAt: Date, seconds: Double, budget: Double? = nil) {
            (self.startedAt, self.seconds, self.budget) = (startedAt, seconds, budget)
        }
    }

    /// One scenario.
    public struct Run: Sendable, Equatable, Codable {
        /// The scenario's name.
        public var scenario: String
        /// The scenario's headline for people.
        public var title: String
        public var status: NightlyEntry.Status
        /// Id of the run in the store; it and all keys below it are absent where there is no readout.
        public var run: String?
        /// Why there is no readout.
        public var problem: String?
        /// The verdict in one sentence.
        public var headline: String?
        /// Whether the experiment says what is true.
        public var agreement: Verdict.Agreement?
        /// What the decision rule does and what the truth advises.
        public var decision: String?
        /// The worst status of the health checks.
        public var health: HealthCheck.Status?
        /// Names of the checks that did not pass.
        public var checks: [String]?
        /// How the scenario's expectations came out; absent where it has none.
        public var expectations: [ExpectationResult]?
        /// The primary metric.
        public var primary: Primary?
        /// What the seeds of all replications follow from.
        public var seed: UInt64?
        /// How many replications are read out.
        public var replications: Int?
        /// How many replications the plan has.
        public var replicationsPlanned: Int?
        /// The program's version.
        public var version: String?
        /// Tells one build of the program from another.
        public var build: String?
        /// The digest of all worlds' journals, in hexadecimal.
        public var journalDigest: String?
        /// How long its worlds took.
        public var clock: NightlyEntry.Clock?
        /// The earlier run that it is compared with.
        public var earlier: Earlier?
        /// What moved beyond chance since then.
        public var alarms: [ChangeAlarm]?
        /// Who said that it should.
        public var accepted: NightlyEntry.Acceptance?
        /// As of `NightlyEntry.detectable`.
        public var detectable: Double?

        /// As of `RunInputs.plan`.
        public var plan: String?

        /// Whether later nights may be compared with it: nothing had moved, or what moved was accepted. Of a night that had fewer replications than
        /// the run that it was compared with, nobody knows.
        public var isSettled: Bool {
            guard run != nil else { return false }
            guard alarms == nil else { return accepted != nil }
            return earlier.map { $0.replications >= $0.replicationsThen } ?? true
        }
    }

    /// The run that another is compared with.
    public struct Earlier: Sendable, Equatable, Codable {
        public var night: Int?
        public var run: String
        public var startedAt: Date
        public var pairing: RunComparison.Pairing
        /// Replications that are compared.
        public var replications: Int
        /// Replications that the earlier run has.
        public var replicationsThen: Int
        /// Whether the same bytes happened in them; absent where they are not paired.
        public var isSameMarket: Bool?
        /// Whether everything that is compared is what it was, to the last bit.
        public var isUnchanged: Bool
        /// Whether a shift could be told from chance.
        public var isTested: Bool
        public var agreement: Verdict.Agreement
        /// Metrics that only the later run reads out, and those that only the earlier one did.
        public var onlyNow: [String]
        public var onlyBefore: [String]
        public var differences: [InputDifference]
        /// Where something had moved in that run: who said that it should.
        public var accepted: NightlyEntry.Acceptance?
    }

    /// The primary metric of a run, as in its readout.
    public struct Primary: Sendable, Equatable, Codable {
        /// The metric's name.
        public var name: String
        /// Its name for people.
        public var label: String
        public var unit: Metric.Unit
        /// Code of the currency that money is in; absent for USD.
        public var currency: String?
        /// Treatment less control, in the metric's unit.
        public var difference: EffectEstimate
        /// The difference as a fraction of control; absent where that is 0.
        public var relative: EffectEstimate?
        /// Everybody treated less nobody treated, in the metric's unit.
        public var truthDifference: EffectEstimate
        /// The true difference as a fraction of the metric with nobody treated.
        public var truthRelative: EffectEstimate?
        /// The experiment's difference less the true one.
        public var bias: Bias
        /// Whether people are told lifts.
        public var isToldByLifts: Bool
    }

    /// Numbers of runs.
    public struct Totals: Sendable, Equatable, Codable {
        /// Runs whose experiment says what is true.
        public var agrees: Int
        /// Runs whose experiment misleads.
        public var misleads: Int
        /// Runs in which neither can be said.
        public var unclear: Int
        /// Without a readout.
        public var failed: Int
    }

    /// The summary of a night.
    /// - Parameter last: the night before it.
    public init(
        _ entries: [NightlyEntry], night: Int, clock: Clock, version: String, historyProblem: String? = nil,
        since last: NightlySummary? = nil
    ) {
        schema = Self.schemaName
        self.night = night
        self.clock = clock
        self.version = version
        self.historyProblem = historyProblem
        runs = entries.map(Run.init)
        let all = NightlyEntry.Status.allCases
        let worst = entries.map(\.status).min { (all.firstIndex(of: $0) ?? 0) < (all.firstIndex(of: $1) ?? 0) }
        status = historyProblem == nil ? worst ?? .fine : .broken
        func count(_ agreement: Verdict.Agreement) -> Int {
            entries.count { $0.readout?.verdict.agreement == agreement }
        }
        totals = Totals(
            agrees: count(.agrees), misleads: count(.misleads), unclear: count(.unclear),
            failed: entries.count { $0.readout == nil })
        let gone = (last?.runs ?? []).filter { run in !runs.contains { $0.scenario == run.scenario } }
        self.gone =
            gone.isEmpty
            ? nil
            : gone.map { run in
                Gone(
                    scenario: run.scenario, status: run.status, alarms: run.hasAlarm ? run.alarms?.count ?? 0 : 0,
                    sameAs: runs.first { $0.journalDigest == run.journalDigest && run.journalDigest != nil }?.scenario)
            }
    }

    /// The bytes of `summary.json`.
    public func json() throws(ReportProblem) -> Data { try JSONFile.bytes(of: self) }

    /// - Returns: nil for a summary of another form.
    public init?(json: Data) {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let summary = try? decoder.decode(NightlySummary.self, from: json), summary.schema == Self.schemaName
        else { return nil }
        self = summary
    }
}

extension NightlySummary.Run {
    init(_ entry: NightlyEntry) {
        let (run, readout) = (entry.run, entry.readout)
        self.init(
            scenario: entry.scenario, title: entry.title, status: entry.status, run: run?.id, problem: entry.problem,
            headline: readout?.verdict.headline, agreement: readout?.verdict.agreement,
            decision: readout?.decision?.headline, health: readout.map { HealthCheck.Status.worst($0.health) },
            checks: readout.map { $0.health.filter { $0.status != .pass }.map(\.name) },
            expectations: readout?.expectations,
            primary: readout.flatMap(NightlySummary.Primary.init), seed: readout?.seed,
            replications: readout?.replications, replicationsPlanned: readout?.replicationsPlanned,
            version: readout?.version, build: run?.inputs.build, journalDigest: readout?.journalDigest,
            clock: entry.clock,
            earlier: entry.earlier.map {
                NightlySummary.Earlier(
                    night: $0.night, run: $0.run, startedAt: $0.startedAt, pairing: $0.comparison.pairing,
                    replications: $0.comparison.replications, replicationsThen: $0.replications,
                    isSameMarket: $0.comparison.isSameMarket,
                    isUnchanged: $0.comparison.isUnchanged, isTested: $0.comparison.isTested,
                    agreement: $0.comparison.agreementBefore, onlyNow: $0.comparison.onlyNow,
                    onlyBefore: $0.comparison.onlyBefore, differences: $0.differences, accepted: $0.accepted)
            }, alarms: entry.alarms.isEmpty ? nil : entry.alarms, accepted: entry.accepted,
            detectable: entry.detectable, plan: run?.inputs.plan)
    }
}

extension NightlySummary.Run {
    /// Address of the scenario's page from the site's root.
    var page: String { Address.of("\(scenario)/index.html") }

    /// Whether something moved that nobody accepted.
    public var hasAlarm: Bool { alarms != nil && accepted == nil }

    /// What is otherwise than in the earlier run, a sentence each; empty where nothing is known to be.
    var changes: [String] {
        guard let earlier else { return [] }
        let verdict = agreement.flatMap { now in
            now == earlier.agreement
                ? nil : "the verdict changed from “\(earlier.agreement.label)” to “\(now.label)”"
        }
        return (alarms ?? []).map(\.sentence) + (verdict.map { [$0] } ?? []) + earlier.differences.map(\.sentence)
            + earlier.onlyNow.map { "\($0) is read out for the first time" }
            + earlier.onlyBefore.map { "\($0) is no longer read out" }
    }

    /// In a few words what the comparison with the earlier run came to.
    var comparison: String {
        guard run != nil else { return Digits.absent }
        guard let earlier else { return "first night" }
        if let alarms { return accepted == nil ? Plural.text(alarms.count, "alarm") : "moved, and accepted" }
        let replications =
            earlier.replications < earlier.replicationsThen
            ? "\(earlier.replications) of \(Plural.text(earlier.replicationsThen, "replication"))"
            : Plural.text(earlier.replications, "replication")
        if earlier.isUnchanged { return "identical in \(replications)" }
        if earlier.isSameMarket == true { return "identical in \(replications), read out differently" }
        if !earlier.isTested { return "too few replications to tell a shift from chance" }
        return earlier.pairing == .bySeed ? "no shift beyond chance" : "no shift beyond chance, with other seeds"
    }

    /// Who accepted what, in a sentence each.
    var acceptances: [String] {
        (accepted.map { ["\($0.sentence)."] } ?? [])
            + (earlier?.accepted.map {
                ["Compared with a change that was \($0.sentence.prefix(1).lowercased() + $0.sentence.dropFirst())."]
            } ?? [])
    }
}

extension NightlyEntry.Acceptance {
    /// Without its full stop.
    var sentence: String { "Accepted on \(date)" + (reason.map { ": \($0)" } ?? "") }
}

extension NightlySummary.Primary {
    /// Nil where nothing could be read out.
    init?(_ readout: Readout) {
        guard let metric = readout.metrics.first else { return nil }
        self.init(
            name: metric.name, label: metric.label, unit: metric.unit, currency: readout.currency,
            difference: metric.difference, relative: metric.relative,
            truthDifference: metric.truth.difference, truthRelative: metric.truth.relative, bias: metric.bias,
            isToldByLifts: metric.isToldByLifts)
    }

    /// What the experiment says and what is true, as people are told.
    var told: (experiment: EffectEstimate, truth: EffectEstimate) {
        guard isToldByLifts, let relative, let truthRelative else { return (difference, truthDifference) }
        return (relative, truthRelative)
    }

    /// How these are written.
    var figure: Figure { hasLifts ? .relative : differenceFigure }

    /// How differences in the metric's unit are written.
    var differenceFigure: Figure { .difference(unit, in: currency.flatMap(Currency.init(code:)) ?? .usd) }

    /// Whether people are told lifts, and there are some.
    var hasLifts: Bool { isToldByLifts && relative != nil && truthRelative != nil }
}
