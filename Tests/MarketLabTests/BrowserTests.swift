import Foundation
import MarketLabTesting
import Testing

/// Every page of every command in a browser, on a phone and on a desk, light, dark and printed.
@Suite(
    .tags(.program, .long), .hangLimit, .serialized,
    .enabled(if: Browser.path != nil, "Chromium is not installed (apt-get install chromium), so no page is loaded"),
    .enabled(if: TestOptions.isLong, "pages are loaded in a browser with MARKETLAB_LONG=1"))
struct BrowserTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    /// Every part of a run's page: segments, budgets and explored requests, several treatments.
    private static let rich = """
        scenario: rich
        title: A market in which everything is read out, and whose title is rather long for a phone
        summary: Segments, budgets, explored requests and two treatments.
        replications: 3
        market:
          users: {count: 300, sessions_per_week: 5}
          listings: {initial: 300, arrivals_per_day: 20}
          choice: {cart_rate: 50 %, checkout_rate: 50 %}
        experiment:
          warmup: 7d
          length: 7d
          followup: 1d
          arms:
            control: {}
            treatment: {policies: {ranking: price-aware}}
            another-arm-with-a-long-name: {policies: {ranking: popularity}}

        """

    private func expectReadable(_ pages: String...) throws {
        for page in pages {
            let faults = try Browser.faults(of: page, in: workshop.path)
            #expect(faults.isEmpty, "\(faults.prefix(12).joined(separator: "\n"))")
        }
    }

    /// The page that a command prints.
    private func page(_ name: String, _ arguments: String...) throws -> String {
        let ran = try workshop.run(arguments + ["--format", "html"])
        #expect(ran.status == 0 || ran.status == 3, "\(ran.errors)")
        return try workshop.write(ran.text, to: name)
    }

    @Test func theNightAndItsRuns() throws {
        try FileManager.default.createDirectory(atPath: workshop.path + "/s", withIntermediateDirectories: true)
        try workshop.write(Workshop.tiny, to: "s/tiny.yaml")
        try workshop.write(Self.rich, to: "s/rich.yaml")
        try workshop.write(Workshop.tiny.replacing("count: 200", with: "cuont: 200\n  x: 1"), to: "s/broken.yaml")
        for _ in 0..<2 { #expect(try workshop.run("nightly", "s", "--out", "o", "--quiet").status != 70) }
        try expectReadable(
            "o/index.html", "o/tiny/index.html", "o/rich/index.html", "o/health.html", "o/nights/1.html",
            "o/policies/ranking-price-aware.html")
        #expect(try workshop.text("o/tiny/index.html").contains("href=\"../index.html\""))
        #expect(try workshop.text("o/index.html").contains("identical in"))
        try expectReadable(
            try page("runs.html", "runs", "--out", "o"),
            try page("verdicts.html", "verdicts", "tiny", "--out", "o", "--sizes", "1,2"),
            try page("power.html", "power", "tiny", "--out", "o", "--metric", "gmv", "--relative-mde", "5 %"))
    }

    @Test func studyAndGate() throws {
        try workshop.write(Workshop.tiny)
        try workshop.run("study", "tiny.yaml", "--out", "study", "--quiet").expectSuccess()
        try expectReadable("study/index.html")
        // The tiny market's goal is bought by too few for a gate to judge it; its page says so.
        #expect(try workshop.run("gate", "tiny.yaml", "--experiments", "20", "--out", "gate", "--quiet").status == 3)
        try expectReadable("gate/index.html")
    }

    @Test func analysisAndPolicies() throws {
        let rows = (0..<400).map { unit in
            let arm = ["a", "b", "a-variant-with-a-long-name"][unit * 7 % 13 % 3]
            return "\(arm),\(unit * 37 % 11 + unit % 3),\(unit % 97),\(["jp", "de", "us"][unit % 3]),\(unit % 2)"
        }
        try workshop.write("arm,y,s,country,bought\n" + rows.joined(separator: "\n") + "\n", to: "users.csv")
        try expectReadable(
            try page(
                "whole.html", "analyze", "users.csv", "--variant", "arm", "--control", "a", "--metric", "mean:y",
                "proportion:bought"),
            try page(
                "parts.html", "analyze", "users.csv", "--variant", "arm", "--control", "a", "--metric", "mean:y",
                "proportion:bought", "--by", "country", "--correction", "holm", "--randomisation", "100"),
            try page(
                "uplift.html", "analyze", "users.csv", "--variant", "arm", "--control", "a", "--metric",
                "proportion:bought", "--uplift", "s", "--resamples", "100"),
            try page("policies.html", "policies"), try page("columns.html", "policies", "--columns"))
    }

    /// Bookings with their study, auctions with figures of every size, and designs by the dozen beside one truth.
    @Test func theOtherMarketsAndEveryDesign() throws {
        try workshop.write(
            """
            scenario: rooms
            replications: 4
            booking:
              size: 100
              settling: 3d
              customers: {guest: {arrivals_per_day: 4, choices: {listing: {utility_lift: 50 %}}}}
            experiment: {length: 20d}

            """, to: "rooms.yaml")
        try workshop.write(
            """
            scenario: slots
            replications: 2
            auctions: {opportunities_per_day: 2000, campaigns: 12, users: 500}
            experiment:
              length: 2d
              arms: {control: {}, treatment: {policies: {bidding: constraint-aware}}}

            """, to: "slots.yaml")
        try workshop.write(Workshop.tiny)
        for (command, scenario) in [("run", "rooms"), ("study", "rooms"), ("run", "slots"), ("study", "tiny")] {
            let ran = try workshop.run(
                command, "\(scenario).yaml", "--out", "\(command)-\(scenario)", "--quiet", "--replications", "2")
            #expect(ran.status == 0 || ran.status == 3, "\(ran.errors)")
            try expectReadable("\(command)-\(scenario)/index.html")
        }
        // Nothing is sold, and nobody comes: absent figures have room as well.
        let nothing = [("unsold", "market.choice.cart_rate=0 %"), ("empty", "market.users.sessions_per_week=0.001")]
        for (name, setting) in nothing {
            let ran = try workshop.runTiny("--out", name, "--quiet", "--replications", "1", "--set", setting)
            #expect(ran.status == 0 || ran.status == 3, "\(ran.errors)")
            try expectReadable("\(name)/index.html")
        }
    }

    @Test func calibration() throws {
        try workshop.runTiny(
            "--out", "run", "--quiet", "--replications", "1", "--set", "market.users.count=600", "--set",
            "experiment.length=8d", "--set", "market.users.sessions_sigma=0.8", "--set", "market.users.casual_share=0"
        ).expectSuccess()
        try workshop.run("export", "tiny", "--out", "run", "--format", "merrec", "--to", "log", "--quiet")
            .expectSuccess()
        try workshop.run("calibrate", "log/replication-000/experiment/events.csv", "--out", "fit").expectSuccess()
        try expectReadable("fit/index.html")
    }
}
