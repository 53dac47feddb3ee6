import EventSimulation
import Foundation
import Marketplace
public import PolicyKit
import RunStore
import Statistics

/// A market fitted to a log: what was read, the parameters with their standard errors, and data and fit side by side.
public struct Calibration: Sendable, Equatable {
    /// The log's path.
    public let file: String
    /// The rows of the log that were not read, by reason.
    public let skipped: SkippedRows
    /// What was fitted, in the order of the scenario's groups.
    public let parameters: [CalibratedParameter]
    /// What the reader of the scenario should know beyond the parameters, a sentence each.
    public let notes: [String]
    /// The log and the fitted market, measured alike.
    public let comparison: LogComparison
    /// Users, sessions, items, and days from the first to the last event of browsing.
    public let size: (users: Int, sessions: Int, items: Int, days: Double)

    /// Reads the log once and fits.
    /// - Parameter policies: those that serve the market when it is run beside the log.
    public init(log file: String, policies: PolicyRegistry) throws(CalibrationProblem) {
        let reader = try LogReader(file: file)
        try self.init(reader.tally, skipped: reader.skipped, file: file, policies: policies)
    }

    init(
        _ tally: LogTally, skipped: SkippedRows, file: String, policies: PolicyRegistry
    ) throws(CalibrationProblem) {
        if let shortfall = Sufficiency.shortfall(tally) { throw CalibrationProblem(file, shortfall) }
        let weeks = Calibration.weeks(of: tally)
        let signature: LogSignature
        let untold: [String]
        do { signature = try LogSignature(tally, weeks: weeks) } catch {
            throw CalibrationProblem(
                file,
                "the \(tally.sessions.count) sessions of its \(tally.sessionsOfUser.count) users do not tell how much users "
                    + "differ: needed are users with one session and users with several")
        }
        do {
            let shown =
                [
                    CalibratedParameter("users.casual_share", 0, "one lognormal of users is fitted"),
                    CalibratedParameter(
                        "listings.categories", Double(min(64, tally.categories.count)), "values of c0_id"),
                ] + (try PriceFit(tally).parameters) + FunnelFit(tally, defaults: Market()).parameters
            var market = Market()
            Calibration.lay(shown, over: &market)
            let reference = ReferenceMarket(
                policies: policies, users: exp(signature.users?.value ?? 0), days: tally.days)
            let hidden = try SimulatedFit(
                tally, signature: signature, weeks: weeks, market: market, reference: reference)
            let places = Dictionary(
                uniqueKeysWithValues: Market.fields.enumerated().map { ($1.parameter.name, $0) })
            untold = hidden.untold
            parameters = Calibration.inRange(shown + hidden.parameters).sorted {
                places[$0.path, default: 0] < places[$1.path, default: 0]
            }
            var fitted = Market()
            Calibration.lay(parameters, over: &fitted)
            comparison = LogComparison(data: tally, fit: reference.run(fitted, seed: 1).log)
        } catch {
            throw CalibrationProblem(file, "no market that leaves such a log was found: \(error)")
        }
        self.file = file
        self.skipped = skipped
        size = (tally.eventsOfUser.count, tally.sessions.count, tally.items.count, tally.days)
        notes = Calibration.notes(tally) + untold
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.file == right.file && left.skipped == right.skipped && left.parameters == right.parameters
            && left.comparison == right.comparison && left.size == right.size
    }

    /// Weeks' worth of traffic between the first and the last event of browsing.
    private static func weeks(of tally: LogTally) -> Double {
        // 1 January 1970 was a Thursday; the calendar starts on a Monday.
        let monday: Int64 = 3 * LogTally.day
        let calendar = HourOfWeek()
        return calendar.traffic(until: .milliseconds(tally.browsing.last + monday))
            - calendar.traffic(until: .milliseconds(tally.browsing.first + monday))
    }

    private static func lay(_ parameters: [CalibratedParameter], over market: inout Market) {
        for parameter in parameters {
            Market.fields.first { $0.parameter.name == parameter.path }?.write(&market, .number(parameter.value))
        }
    }

    /// What a scenario may say: a value beyond its range stands at the bound.
    private static func inRange(_ parameters: [CalibratedParameter]) -> [CalibratedParameter] {
        parameters.map { found in
            guard let range = Market.fields.first(where: { $0.parameter.name == found.path })?.parameter.range else {
                return found
            }
            let value = min(range.upperBound, max(range.lowerBound, found.value))
            return CalibratedParameter(found.path, value, error: found.standardError, found.method)
        }
    }

    private static func notes(_ tally: LogTally) -> [String] {
        var notes = [
            "The log has no impressions: click rates are the defaults, and browsing hazards and dwell times hold at them.",
            "Not told by a log like this, so at the default: spread of patience, interest concentration, drift of intent, content, price "
                + "sensitivity, stock volumes, markdowns, payment delays, answers to offers, refunds, policies.",
        ]
        if tally.categories.count > 64 {
            notes.append("A market has at most 64 categories; the log has \(tally.categories.count).")
        }
        if ItemSurvival(tally) == nil {
            notes.append(
                "How long items stay could not be told (8 to 64 days are needed, and items that are seen again): "
                    + "the withdrawal is the default.")
        }
        return notes
    }
}
