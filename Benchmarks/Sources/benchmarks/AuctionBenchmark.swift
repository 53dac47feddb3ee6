import AuctionKernel
import Foundation
import MarketLab

/// Auctions a second of an auction market, values drawn in the stream, beside a C loop of the same auction; the cost of
/// campaigns that are not eligible; and the memory of 500,000 auctions.
struct AuctionBenchmark {
    private static let auctions = 400_000

    static func run() throws {
        guard let table = auction_table_make(48) else { return }
        defer { auction_table_free(table) }
        for policy in ["fixed", "pid-spend", "budget-pacing", "dual-descent"] {
            var here: [Double] = []
            var beside: [Double] = []
            for round in 0..<5 as Range<UInt64> {
                here.append(try Stopwatch.measure { try hold(market(auctions), policy, seed: round) })
                beside.append(
                    Stopwatch.measure { _ = auction_table_hold(table, round * UInt64(auctions), UInt64(auctions)) })
            }
            let (rate, reference) = (Double(auctions) / median(here), Double(auctions) / median(beside))
            Line.show(
                "48 bidders, \(policy)", Line.rate(rate, "auctions"), "the same auction in C: \(Line.rate(reference))",
                Line.digits(rate / reference))
        }
        try showEligible()
        let peak = try peak()
        Line.show(
            "500,000 auctions, peak of the program", "\(Line.digits(peak / 1e6)) MB", "budget 100 MB",
            Line.digits(peak / 1e8))
    }

    /// Fifty eligible campaigns, of fifty and of ten thousand.
    private static func showEligible() throws {
        func rate(_ campaigns: Int64) throws -> Double {
            let market = market(auctions) {
                $0.campaigns = campaigns
                $0.segments = campaigns / 50
                // Plans are made at ticks for every campaign; that is not a request's cost.
                $0.ticks = 4
            }
            return Double(auctions)
                / median(
                    try (0..<3).map { seed in
                        try Stopwatch.measure { try hold(market, "fixed", seed: UInt64(seed)) }
                    })
        }
        let (few, many) = (try rate(50), try rate(10_000))
        Line.show(
            "50 eligible of 10,000 campaigns", Line.rate(many, "auctions"), "50 of 50: \(Line.rate(few))",
            Line.digits(many / few))
    }

    /// Runs in a process of its own and prints its peak.
    static func child() throws {
        try hold(market(500_000), "fixed", seed: 1)
        print(MemoryBenchmark.peakOfThisProcess)
    }

    private static func peak() throws -> Double { try MemoryBenchmark.peak(of: ["memory-of-auctions"]) }

    private static func market(_ auctions: Int, _ change: (inout AuctionMarketSettings) -> Void = { _ in })
        -> AuctionMarket
    {
        var market = AuctionMarket()
        market.settings.opportunitiesPerDay = Int64(auctions)
        market.settings.settling = 0
        market.settings.watched = 0
        change(&market.settings)
        return market
    }

    private static func hold(_ market: AuctionMarket, _ policy: String, seed: UInt64) throws {
        let arm = AuctionArm(bidding: PolicyChoice(policy), rules: market.settings.rules)
        var world = AuctionWorld(
            AuctionSetup(market: market, arms: [arm], userArm: { _ in 0 }, seed: seed, days: 1), policies: .builtIn)
        _ = try world.run()
    }
}
