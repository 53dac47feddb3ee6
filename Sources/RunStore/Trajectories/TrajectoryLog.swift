import Foundation
public import Marketplace
import PolicyKit

/// The sixteen numbers that public work on learned bidding describes a campaign's tick by (AuctionNet, Su et al. 2024).
///
/// Means are means of ticks' means, as there. Costs are in currency units; a conversion rate is the predicted value over
/// what a conversion is worth.
struct TrajectoryState {
    /// What one tick came to, in the means that the state takes up.
    private struct Tick {
        let volume: Double
        let bid: Double
        let leastWinningPrice: Double
        let conversionRate: Double
        let conversions: Double
        let winRate: Double

        init(_ totals: BiddingTotals, worth: Double) {
            volume = totals.opportunities
            let count = max(1, totals.opportunities)
            bid = totals.bids / count
            leastWinningPrice = totals.leastWinningPrices / count
            conversionRate = totals.predictedValue / worth / count
            conversions = totals.conversions / count
            winRate = totals.wins / count
        }
    }

    private var past: [Tick] = []

    /// Adds a tick that is over.
    mutating func add(_ totals: BiddingTotals, worth: Double) { past.append(Tick(totals, worth: worth)) }

    /// The state when a tick begins.
    /// - Parameter now: the tick that begins, of which the mean predicted conversion rate and the volume are known.
    func numbers(_ now: AuctionTick, ticks: Int, worth: Double) -> [Double] {
        let last = past.suffix(3)
        func mean(_ ticks: ArraySlice<Tick>, _ number: KeyPath<Tick, Double>) -> Double {
            ticks.isEmpty ? 0 : ticks.reduce(0) { $0 + $1[keyPath: number] } / Double(ticks.count)
        }
        let all = past[...]
        let current = Tick(now.totals, worth: worth)
        return [
            1 - Double(now.tick) / Double(ticks), now.budget > 0 ? now.budgetLeft / now.budget : 0,
            mean(all, \.bid), mean(last, \.bid), mean(all, \.leastWinningPrice), mean(all, \.conversionRate),
            mean(all, \.conversions), mean(all, \.winRate), mean(last, \.leastWinningPrice),
            mean(last, \.conversionRate), mean(last, \.conversions), mean(last, \.winRate), current.conversionRate,
            current.volume, last.reduce(0) { $0 + $1.volume }, all.reduce(0) { $0 + $1.volume },
        ]
    }
}

/// Writes a run of an auction market for learned bidders: one row for each day, campaign and tick, in the columns that public
/// work trains on, and the tick's cost, wins, exposures and least winning price beside them.
///
/// A day's rows are held until it is over, because they name its whole cost and conversions. One file, `trajectories.csv`.
public final class TrajectoryLog: AuctionConsumer {
    private let path: String
    private var file: LogFile
    private let ticks: Int
    private var isWhole = false
    private var campaigns: [AuctionCampaign] = []
    /// The day so far of each campaign and arm.
    private var days: [Seat: [AuctionTick]] = [:]

    private struct Seat: Hashable {
        let campaign: Int
        let arm: Int
    }

    /// Makes the file, which must have a folder.
    /// - Parameters:
    ///   - ticks: of a day.
    ///   - multipliers: of the counterfactuals that ticks bring; empty without.
    public init(path: String, ticks: Int, multipliers: [Double]) throws {
        var file = try LogFile(path)
        let grid = multipliers.flatMap { ["value_at_\($0)", "cost_at_\($0)"] }
        try file.write((TrajectoryLog.columns + grid).joined(separator: ",") + "\n")
        self.path = path
        self.file = file
        self.ticks = ticks
    }

    /// A world that was stopped leaves no half of a file.
    deinit { if !isWhole { unlink(path) } }

    static let columns = [
        "deliveryPeriodIndex", "advertiserNumber", "advertiserCategoryIndex", "budget", "CPAConstraint", "realAllCost",
        "realAllConversion", "timeStepIndex", "state", "action", "reward", "reward_continuous", "done", "next_state",
        "arm", "cost", "wins", "exposures", "meanLeastWinningCost",
    ]

    public func open(_ campaigns: [AuctionCampaign]) { self.campaigns = campaigns }

    public func take(_ tick: AuctionTick) throws {
        let seat = Seat(campaign: tick.campaign, arm: tick.arm)
        days[seat, default: []].append(tick)
        guard tick.tick == ticks - 1, let day = days.removeValue(forKey: seat) else { return }
        // Of a campaign that had no budget that day, or no users in its arm, there is nothing to learn.
        guard day.contains(where: { $0.budget > 0 && $0.totals.opportunities > 0 }) else { return }
        try write(day, campaigns[tick.campaign])
    }

    /// The world came to its end.
    public func close() throws {
        try file.flush()
        isWhole = true
    }

    private func write(_ day: [AuctionTick], _ campaign: AuctionCampaign) throws {
        var state = TrajectoryState()
        var states: [[Double]] = []
        for tick in day {
            states.append(state.numbers(tick, ticks: ticks, worth: campaign.worth))
            state.add(tick.totals, worth: campaign.worth)
        }
        let cost = day.reduce(0) { $0 + $1.totals.cost }
        let conversions = day.reduce(0) { $0 + $1.totals.conversions }
        for (place, tick) in day.enumerated() {
            let totals = tick.totals
            let rate = totals.predictedValue / campaign.worth
            let isLast = place == day.count - 1
            let cells =
                [
                    "\(tick.day)", "\(tick.campaign)", "\(campaign.category)", "\(tick.budget)",
                    campaign.target.map { "\($0)" } ?? "", "\(cost)", "\(Int(conversions))", "\(tick.tick)",
                    TrajectoryLog.tuple(states[place]), rate > 0 ? "\(totals.bids / rate)" : "0",
                    "\(Int(totals.conversions))", "\(totals.exposedValue / campaign.worth)", isLast ? "1" : "0",
                    isLast ? "" : TrajectoryLog.tuple(states[place + 1]), "\(tick.arm)", "\(totals.cost)",
                    "\(Int(totals.wins))", "\(Int(totals.exposures))",
                    "\(totals.leastWinningPrices / max(1, totals.opportunities))",
                ] + tick.counterfactuals.flatMap { ["\($0.value)", "\($0.cost)"] }
            try file.write(cells.joined(separator: ",") + "\n")
        }
    }

    /// As AuctionNet writes a state: a tuple in one quoted cell.
    private static func tuple(_ numbers: [Double]) -> String {
        "\"(" + numbers.map { "\($0)" }.joined(separator: ", ") + ")\""
    }
}
