import Foundation
import Marketplace

extension HiddenParameter {
    /// How long a session goes on and how fast. A log shows views and no impressions, so this holds at the default click
    /// rates, and of two hazards or two dwell times it tells the size of both together. The spread of patience moves
    /// the views nearly as the hazards do, and is left at the default.
    static let session = [
        HiddenParameter(
            keys: [
                Key(path: "browsing.exit_hazard", method: "views a session, at the default click rates"),
                Key(path: "browsing.boredom_hazard", method: "as many times its default as exit_hazard"),
            ],
            figure: { $0.depth }, start: { _, _ in 0 }, range: -4...log(8)
        ) { factor, market in
            let defaults = BrowsingSettings()
            market.conditions.browsing.exitHazard = defaults.exitHazard * exp(factor)
            market.conditions.browsing.boredomHazard = defaults.boredomHazard * exp(factor)
        },
        HiddenParameter(
            keys: [
                Key(path: "browsing.exposure_dwell", method: "time between views, at the default click rates"),
                Key(path: "browsing.click_dwell", method: "as many times its default as exposure_dwell"),
            ],
            figure: { $0.pause }, start: { _, _ in 0 }, range: -6...6
        ) { factor, market in
            let defaults = BrowsingSettings()
            func stretched(_ dwell: Int64) -> Int64 { max(1, Int64((Double(dwell) * exp(factor)).rounded())) }
            market.conditions.browsing.exposureDwell = stretched(defaults.exposureDwell)
            market.conditions.browsing.clickDwell = stretched(defaults.clickDwell)
        },
        HiddenParameter(
            keys: [Key(path: "browsing.pace_sigma", method: "spread of the sessions' time between views")],
            figure: { $0.pauseSpread }, start: { _, _ in BrowsingSettings().paceSigma }, range: 0...4
        ) { $1.conditions.browsing.paceSigma = $0 },
    ]
}
