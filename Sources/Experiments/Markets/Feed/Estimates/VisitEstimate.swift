import Foundation
import Marketplace

/// Estimates how many sessions, requests and exposures a world will see.
struct VisitEstimate {
    /// Sessions of all users until browsing ends.
    let sessions: Double
    let requests: Double
    let exposures: Double

    init(_ plan: Plan) {
        sessions = VisitEstimate.sessions(plan)
        requests =
            sessions
            * (plan.arms.map { 1 + VisitEstimate.exposures($0.conditions) / Double($0.conditions.feed.pageSize) }.max()
                ?? 1)
        exposures = sessions * (plan.arms.map { VisitEstimate.exposures($0.conditions) }.max() ?? 0)
    }

    /// Sessions of all users until browsing ends.
    private static func sessions(_ plan: Plan) -> Double {
        let settings = plan.market.users
        let weeks = Double(plan.schedule.warmup + plan.schedule.experiment) / 604_800_000
        // A lognormal mean, which the highest rate bounds.
        let mean = settings.sessionsPerWeek * exp(settings.sessionsSigma * settings.sessionsSigma / 2)
        let active = min(mean, settings.sessionsMaximum)
        let drawn = settings.casualShare * settings.casualSessionsPerWeek + (1 - settings.casualShare) * active
        guard let own = plan.loaded.users else { return weeks * drawn * Double(settings.count) }
        return weeks * own.reduce(0) { $0 + ($1.sessionsPerWeek ?? drawn) }
    }

    /// In a session of a user of mean patience who sees listings of average appeal in the category looked for.
    static func exposures(_ conditions: Conditions) -> Double {
        let browsing = conditions.browsing
        let patience = exp(browsing.patienceSigma * browsing.patienceSigma / 2)
        var exposures = 0.0
        var staying = 1.0
        for seen in 0..<browsing.maximumExposures where staying > 1e-6 {
            exposures += staying
            let run = unclicked(among: min(seen, browsing.boredomRun), clicks: conditions.choice.clickRateMatched)
            let boredom = run / Double(browsing.boredomRun)
            staying *= max(0, 1 - (browsing.exitHazard + boredom * browsing.boredomHazard) / patience)
        }
        return exposures
    }

    /// The mean length of the run of exposures since the last click, counted up to `limit`.
    private static func unclicked(among limit: Int64, clicks rate: Double) -> Double {
        rate > 0 ? (1 - rate) * (1 - pow(1 - rate, Double(limit))) / rate : Double(limit)
    }
}
