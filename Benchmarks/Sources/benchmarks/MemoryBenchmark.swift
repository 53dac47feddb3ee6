import Foundation
import MarketLab

/// Memory a user and a listing: what the world says it has set aside, and what the system says the program takes.
struct MemoryBenchmark {
    private static let few = 100_000
    private static let many = 1_000_000

    static func run() throws {
        let world = opened(users: many, listings: many)
        let users = try (peak(users: many, listings: few) - peak(users: few, listings: few)) / Double(many - few)
        let listings = try (peak(users: few, listings: many) - peak(users: few, listings: few)) / Double(many - few)
        Line.show(
            "a user, peak of the program", "\(Line.digits(users)) bytes",
            "budget 256; of it traits and profile \(Line.digits(world.users))", Line.digits(users / 256))
        Line.show(
            "a listing, peak of the program", "\(Line.digits(listings)) bytes",
            "budget 256; of it row and catalogue \(Line.digits(world.listings))", Line.digits(listings / 256))
    }

    /// Runs in a process of its own: opens a world with totals and event queue, takes some events, prints the peak.
    static func child(users: Int, listings: Int) throws {
        let runner = WorldRunner(plan: plan(users: users, listings: listings), policies: .builtIn)
        _ = try runner.run(BenchmarkPlan.experiment) { $0 < 200_000 }
        print(peakOfThisProcess)
    }

    /// Bytes; 0 where the system does not say.
    static var peakOfThisProcess: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?.split(separator: "\n") ?? []
        let peak = status.first { $0.hasPrefix("VmHWM:") }?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (peak ?? 0) * 1_024
    }

    private static func plan(users: Int, listings: Int) -> Plan {
        // With a warm-up, totals are kept twice.
        var plan = BenchmarkPlan.plan(users: users, listings: listings, days: 30, warmup: 7)
        plan.market.listings.arrivalsPerDay = 0
        return plan
    }

    private static func opened(users: Int, listings: Int) -> (users: Double, listings: Double) {
        let plan = plan(users: users, listings: listings)
        let world = World(
            WorldSetup(
                market: plan.market, arms: [ArmSetup()], randomisation: .users { _ in 0 }, seed: 1, experimentStart: 0,
                browsingEnd: plan.schedule.end, end: plan.schedule.end),
            policies: .builtIn)
        return (Double(world.bytes.users) / Double(users), Double(world.bytes.listings) / Double(listings))
    }

    private static func peak(users: Int, listings: Int) throws -> Double {
        try peak(of: ["memory-of", String(users), String(listings)])
    }

    /// What this program prints when it is run anew with these arguments: its peak in bytes.
    static func peak(of arguments: [String]) throws -> Double {
        let child = Process()
        let output = Pipe()
        child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = arguments
        child.standardOutput = output
        try child.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        child.waitUntilExit()
        return Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? .nan
    }
}
