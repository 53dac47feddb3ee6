import EventSimulation
import Marketplace
public import PolicyKit
import RunStore
import Statistics

/// A market fitted to a log: what was read, the parameters with their standard errors, and data and fit side by side.
public struct Calibration: Sendable, Equatable {
    /// The log's path.
    public let file: String
    public let skipped: SkippedRows
    public let parameters: [CalibratedParameter]
    /// What the reader of the scenario should know beyond the parameters, a sentence each.
    public let notes: [String]
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
        guard tally.days >= 1 else {
            throw CalibrationProblem(file, "spans less than a day, which is too short to fit a market to")
        }
        guard tally.days <= Calibration.mostDays else {
            throw CalibrationProblem(
                file,
                "spans \(Int(tally.days)) days, at most \(Int(Calibration.mostDays)) can be fitted; is a time wrong?")
        }
        do {
            let signature = try LogSignature(tally)
            let shown =
                [
                    CalibratedParameter("users.casual_share", 0, "one lognormal of users is fitted"),
                    CalibratedParameter(
                        "listings.categories", Double(min(64, tally.categories.count)), "values of c0_id"),
                ] + (try PriceFit(tally).parameters) + FunnelFit(tally, defaults: Market()).parameters
            var market = Market()
            Calibration.lay(shown, over: &market)
            let reference = ReferenceMarket(
                policies: policies, users: signature.activity.units, days: tally.days)
            let hidden = try SimulatedFit(
                tally, signature: signature, weeks: Calibration.weeks(of: tally), market: market, reference: reference)
            parameters = Calibration.inRange(shown + hidden.parameters)
            var fitted = Market()
            Calibration.lay(parameters, over: &fitted)
            comparison = LogComparison(data: tally, fit: reference.run(fitted, seed: 1).log)
        } catch {
            throw CalibrationProblem(file, "holds too little to fit a market to: \(error)")
        }
        self.file = file
        self.skipped = skipped
        size = (tally.eventsOfUser.count, tally.sessions.count, tally.items.count, tally.days)
        notes = Calibration.notes(tally)
    }

    private static let mostDays = 400.0

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
            "The log has no impressions: click rates, browsing hazards, dwell times, content and policies are the defaults."
        ]
        if tally.count(.offer) > 0 {
            notes.append("\(tally.count(.offer)) rows of offer_make count as events; `offers` is the default.")
        }
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
