import Foundation
import MarketLab
import MarketLabTesting
import Testing

@Suite(.tags(.program, .long), .hangLimit) struct MemoryTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test func aScenarioThatNeedsMoreMemoryThanThereIsIsRefusedAtOnce() throws {
        // More than any machine has: 90 TB.
        let command = try Program.started(
            [
                "run", try workshop.write(Workshop.tiny), "--out", "o", "--threads", "2",
                "--set", "market.users.count=10000000", "--set", "market.listings.arrivals_per_day=1e7", "--set",
                "experiment.length=36000d",
            ], in: workshop.path)
        let peak = Peak.memory(of: command)
        let ran = try command.wait()
        ran.expectRefusal("GB of memory", "available", "market.users.count", "--threads")
        #expect(peak < 200e6)
        #expect(try workshop.contents().count == 1)
    }

    /// Short runs of large markets, mostly of users, of listings or of orders.
    static let markets = [
        ["market.users.count=150000"],
        ["market.users.count=80000", "market.listings.categories=64"],
        ["market.listings.initial=300000"],
        // Everything that is seen is bought.
        [
            "market.users.count=6000", "market.users.sessions_per_week=500", "market.users.sessions_maximum=1000",
            "market.users.sessions_sigma=0", "market.users.casual_share=0", "market.users.patience_sigma=0",
            "market.browsing.patience_sigma=0", "market.listings.initial=3000", "market.listings.single_unit_share=0",
            "market.listings.few_units_share=0", "market.listings.deep_units=100000",
            "market.choice.click_rate_matched=1", "market.choice.click_rate_unmatched=1", "market.choice.cart_rate=1",
            "market.choice.checkout_rate=1", "market.browsing.click_dwell=1ms", "market.browsing.pace_sigma=0",
        ],
    ]

    @Test(arguments: Array(zip(markets, [1, 2, 2, 1])).suffix(TestOptions.isLong ? 4 : 2))
    func theEstimateIsNeitherTooLowNorTooHigh(sets: [String], threads: Int) throws {
        let file = try workshop.write(Workshop.tiny)
        let all = sets + ["experiment.warmup=0", "experiment.length=20m", "experiment.followup=0", "replications=1"]
        let plan = try ScenarioReader(policies: .builtIn).read(
            file: "\(workshop.path)/\(file)", overrides: all.map { try ScenarioOverride(parsing: $0) }
        ).plan
        let estimate = MemoryEstimate(plan, threads: threads).bytes
        let command = try Program.started(
            ["run", file, "--out", "o", "--quiet", "--threads", "\(threads)"] + all.flatMap { ["--set", $0] },
            in: workshop.path)
        let peak = Peak.memory(of: command)
        try command.wait().expectSuccess()
        #expect(peak < estimate, "\(peak / 1e6) MB used, \(estimate / 1e6) MB estimated")
        #expect(estimate < 2.5 * peak, "\(peak / 1e6) MB used, \(estimate / 1e6) MB estimated")
    }

    /// The most memory that a command has held at once, in bytes.
    private enum Peak {
        static func memory(of command: Program.Started) -> Double {
            var peak = 0.0
            while command.isRunning {
                if let text = try? String(contentsOfFile: "/proc/\(command.number)/status", encoding: .utf8),
                    let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
                    let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
                {
                    peak = max(peak, kilobytes * 1_024)
                }
                usleep(2_000)
            }
            return peak
        }
    }
}
