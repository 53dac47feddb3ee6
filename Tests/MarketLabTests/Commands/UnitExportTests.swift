import Foundation
import MarketLabTesting
import Testing

/// `marketlab export --format units`: what it writes is what the run's own figures are made of.
@Suite(.tags(.program, .long), .hangLimit) struct UnitExportTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    /// Three arms of unequal shares, a warm-up for CUPED, means and ratios.
    private static func scenario(_ design: String, _ settings: String = "") -> String {
        """
        scenario: tiny
        replications: 1
        market:
          users: {count: 450, sessions_per_week: 5}
          listings: {initial: 600, arrivals_per_day: 20}
          choice: {cart_rate: 50 %, checkout_rate: 50 %}
          ads: {campaigns: 300}
        experiment:
          warmup: 3d
          length: 4d
          followup: 1d
          designs: [\(design)]
          switchback: {block: 6h, burn_in: 1h}
          level: 90 %
          \(settings)
          arms:
            control: {share: 50 %}
            "it's dearer, now": {market: {choice: {utility_lift: 10 %}}}
            more: {market: {choice: {utility_lift: 30 %}}}

        """
    }

    private struct Effect: Decodable {
        let estimate: Double
        let lower: Double?
        let upper: Double?
    }

    private struct Run: Decodable {
        let arms: [Arm]
        let metrics: [Metric]
        let further: [Run]?
        let segments: [Segment]?

        struct Arm: Decodable { let name: String }
        struct Metric: Decodable {
            let name: String
            let difference: Effect
            let pValue: Double?
            let pValueAdjusted: Double?
            let adjusted: Adjusted?
            let truth: Truth?
        }
        struct Truth: Decodable {
            let control: Double
            let treatment: Double
        }
        struct Segment: Decodable {
            let segmentation: String
            let segment: String
            let usersControl: Int
            let usersTreatment: Int
            let metrics: [Metric]
        }
        struct Adjusted: Decodable {
            let difference: Effect
            let pValue: Double?
        }
    }

    private struct Answer: Decodable { let rows: [Row] }

    private struct Row: Decodable {
        let metric: String
        let variant: String
        let difference: Effect?
        let pValue: Double?
    }

    private func same(_ a: Double?, _ b: Double?, scale: Double) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a - b) <= 1e-12 * scale
    }

    /// Holds what a printed call says against the run, metric by metric, for each treatment.
    private func expect(
        _ call: String, _ run: Run, figures: (Run.Metric) -> (difference: Effect, pValue: Double?)?
    ) throws -> Int {
        let program = try #require(Program.path)
        let ran = try Program.shell(
            "marketlab() { '\(program)' \"$@\"; }; \(call) --format json", in: workshop.path)
        ran.expectSuccess()
        let rows = try JSONDecoder().decode(Answer.self, from: ran.output).rows
        let treatments = [run] + (run.further ?? [])
        // The call names a metric that any of the treatments has the figure of.
        let named = run.metrics.indices.filter { place in treatments.contains { figures($0.metrics[place]) != nil } }
        var compared = 0
        for (treatment, arm) in zip(treatments, run.arms.dropFirst().map(\.name)) {
            let read = rows.filter { $0.variant == arm }
            #expect(read.count == named.count)
            for (place, row) in zip(named, read) {
                let name = treatment.metrics[place].name
                guard let (difference, pValue) = figures(treatment.metrics[place]) else { continue }
                guard let own = row.difference else {
                    #expect(pValue == nil, "\(name)")
                    continue
                }
                let scale = max(abs(difference.estimate), (difference.upper ?? 0) - (difference.lower ?? 0))
                let isSame =
                    same(own.estimate, difference.estimate, scale: scale)
                    && same(own.lower, difference.lower, scale: scale)
                    && same(own.upper, difference.upper, scale: scale)
                #expect(isSame, "\(name), \(row.metric), \(arm): \(own) is not \(difference)")
                #expect(same(row.pValue, pValue, scale: 1), "\(name)")
                compared += 1
            }
        }
        return compared
    }

    private static let designs = [
        ("user_split", "experiment", ""), ("user_split", "experiment", "analysis: triggered"),
        ("budget_split", "budget-split", ""), ("user_clusters", "user-clusters", ""),
        ("session_split", "session-split", ""), ("request_split", "request-split", ""),
        ("listing_split", "listing-split", ""), ("seller_split", "seller-split", ""),
        ("category_split", "category-split", ""), ("switchback", "switchback", ""),
    ]

    @Test(arguments: TestOptions.isLong ? designs : [designs[1], designs[6], designs[9]])
    func aTableOfUnitsReadsBackToTheRunsOwnFigures(design: String, world: String, settings: String) throws {
        try workshop.write(Self.scenario(design, settings))
        try workshop.run("run", "tiny.yaml", "--out", "run", "--quiet").expectSuccess()
        let ran = try workshop.run(
            "export", "tiny", "--out", "run", "--quiet", "--format", "units", "--to", "out", "--world", world)
        ran.expectSuccess()
        let said = ran.text.split(separator: "\n").map(String.init)
        #expect(said[0] == "out/replication-000/\(world)")
        let run = try JSONDecoder().decode(Run.self, from: workshop.bytes("run/readout.json"))
        #expect(try expect(said[1], run) { ($0.difference, $0.pValue) } >= 12)
        let hasWarmup = ["experiment", "budget-split", "user-clusters"].contains(world)
        #expect(said.count == (hasWarmup ? 3 : 2))
        if hasWarmup {
            #expect(try expect(said[2], run) { $0.adjusted.map { ($0.difference, $0.pValue) } } >= 20)
        }
    }

    @Test func theScriptBesideTheTableIsThePrintedCalls() throws {
        try workshop.runTiny("--out", "run", "--quiet").expectSuccess()
        let ran = try workshop.run(
            "export", "tiny", "--out", "run", "--quiet", "--format", "units", "--to", "out", "--replication", "1")
        ran.expectSuccess()
        let folder = "out/replication-001/experiment"
        let calls = ran.text.split(separator: "\n").dropFirst().map { String($0).replacing("\(folder)/", with: "") }
        let script = try workshop.text("\(folder)/analyze.sh").split(separator: "\n").map(String.init)
        #expect(script == ["cd \"$(dirname \"$0\")\""] + calls)
        let rows = try workshop.text("\(folder)/units.csv").split(separator: "\n")
        #expect(rows.count == 201 && rows[0].hasPrefix("user,arm,gmv,net_gmv,orders,clicks,exposures,"))
        #expect(rows[0].contains(",gmv_before,net_gmv_before,orders_before,"))
    }

    @Test func aTwinHasATableAndNothingToCompare() throws {
        try workshop.runTiny("--out", "run", "--quiet").expectSuccess()
        let ran = try workshop.run(
            "export", "tiny", "--out", "run", "--quiet", "--format", "units", "--to", "out", "--world", "all-treated")
        ran.expectSuccess()
        #expect(ran.text == "out/replication-000/all-treated\n")
        #expect(!workshop.exists("out/replication-000/all-treated/analyze.sh"))
    }

    @Test func whatIsNoDifferenceOfTwoArmsOfUnitsIsRefused() throws {
        try workshop.runTiny(
            "--out", "run", "--quiet", "--set", "experiment.designs=[staged_rollout]",
            "--set", "experiment.rollout.stage=12h"
        ).expectSuccess()
        try workshop.run("export", "tiny", "--out", "run", "--quiet", "--format", "units", "--to", "out")
            .expectRefusal("--format units: what the world staged-rollout says of an effect is no difference")
        #expect(!workshop.exists("out"))
    }

    /// Of each segment the rows of the exported table are all that is read out, and the truth is that of the same users.
    @Test func aSegmentIsReadOutOfItsOwnUsersOnly() throws {
        let names = ["NL", "a,b \"c\"", "DE"]
        let users = (0..<400).map { "u\($0),\"\(names[$0 * 7 % 3].replacing("\"", with: "\"\""))\"" }
        try workshop.write("user_id,country\n" + users.joined(separator: "\n") + "\n", to: "users.csv")
        try workshop.write(
            """
            scenario: tiny
            replications: 1
            market:
              users: {file: users.csv, sessions_per_week: 5}
              listings: {initial: 600, arrivals_per_day: 20}
              choice: {cart_rate: 90 %, checkout_rate: 80 %}
            experiment:
              warmup: 1d
              length: 6d
              followup: 1d
              metrics: [orders, ctr]
              segments: {activity: {by: sessions_per_week, groups: 3}, country: {}}
              arms: {control: {}, treatment: {market: {choice: {utility_lift: 30 %}}}}

            """)
        try workshop.run("run", "tiny.yaml", "--out", "run", "--quiet").expectSuccess()
        for world in ["experiment", "all-control", "all-treated"] {
            try workshop.run(
                "export", "tiny", "--out", "run", "--quiet", "--format", "units", "--to", "out", "--world", world
            ).expectSuccess()
        }
        let run = try JSONDecoder().decode(Run.self, from: workshop.bytes("run/readout.json"))
        let segments = try #require(run.segments)
        #expect(segments.map(\.segmentation) == ["activity", "activity", "activity", "country", "country", "country"])
        #expect(segments.suffix(3).map(\.segment) == ["DE", "NL", "a,b \"c\""])
        #expect(segments.reduce(0) { $0 + $1.usersControl + $1.usersTreatment } == 800)
        var judged = 0
        for (place, segment) in segments.enumerated() {
            func rows(_ world: String) throws -> [String] {
                let quoted = segment.segment.contains(",") ? "\"a,b \"\"c\"\"\"" : segment.segment
                let lines = try workshop.text("out/replication-000/\(world)/units.csv").split(separator: "\n")
                return [String(lines[0])]
                    + lines.dropFirst().map(String.init).filter { $0.contains(",\(quoted),") }
            }
            try workshop.write(try rows("experiment").joined(separator: "\n") + "\n", to: "segment.csv")
            let ran = try workshop.run(
                "analyze", "segment.csv", "--variant", "arm", "--control", "control", "--metric", "mean:orders",
                "ratio:clicks/exposures", "--format", "json")
            ran.expectSuccess()
            let read = try JSONDecoder().decode(Answer.self, from: ran.output).rows
            for (metric, row) in zip(segment.metrics, read) {
                let own = try #require(row.difference)
                let scale = max(abs(own.estimate), 0.01)
                #expect(same(own.estimate, metric.difference.estimate, scale: scale))
                #expect(same(own.lower, metric.difference.lower, scale: scale))
                #expect(same(own.upper, metric.difference.upper, scale: scale))
                #expect(same(row.pValue, metric.pValue, scale: 1))
            }
            for (world, value) in [
                ("all-control", segment.metrics[0].truth?.control),
                ("all-treated", segment.metrics[0].truth?.treatment),
            ] {
                let lines = try rows(world)
                let column = try #require(lines[0].split(separator: ",").firstIndex(of: "orders"))
                // Behind the segments' cells no cell has a comma.
                let fromEnd = lines[0].split(separator: ",").count - column
                let orders = lines.dropFirst().map {
                    Double($0.split(separator: ",").suffix(fromEnd).first ?? "") ?? .nan
                }
                #expect(same(orders.reduce(0, +) / Double(orders.count), value, scale: 1), "\(world)")
            }
            // Holm: the p-value times how many are not smaller, and never below a smaller one's.
            let all = segments.compactMap { $0.metrics[0].pValue }.sorted()
            guard let own = segment.metrics[0].pValue else { continue }
            judged += 1
            let rank = try #require(all.firstIndex(of: own))
            let holm = (0...rank).map { min(1, all[$0] * Double(all.count - $0)) }.max()
            #expect(same(segment.metrics[0].pValueAdjusted, holm, scale: 1), "\(place)")
        }
        #expect(judged > 3)
    }
}
