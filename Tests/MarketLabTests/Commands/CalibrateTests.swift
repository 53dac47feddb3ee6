import Foundation
import MarketLab
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct CalibrateTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test func anExportedLogBecomesAScenarioThatRunsAndAPage() throws {
        try workshop.runTiny(
            "--out", "run", "--quiet", "--replications", "1", "--set", "market.users.count=300", "--set",
            "experiment.length=8d", "--set", "market.users.sessions_sigma=0.8", "--set", "market.users.casual_share=0"
        ).expectSuccess()
        try workshop.run("export", "tiny", "--out", "run", "--format", "merrec", "--to", "log", "--quiet")
            .expectSuccess()
        let ran = try workshop.run("calibrate", "log/replication-000/experiment/events.csv", "--out", "fit")
        ran.expectSuccess()
        #expect(ran.text.hasSuffix("\nfit/scenario.yaml   fit/index.html\n") && ran.errors.isEmpty)
        #expect(ran.text.hasPrefix("→ A market fitted to events.csv: "))
        let page = try workshop.text("fit/index.html")
        #expect(page.contains("A market fitted to events.csv") && page.contains("market.users.sessions_per_week"))
        #expect(page.components(separatedBy: "<svg ").count == 11, "nine distributions and the banner's mark")
        #expect(!page.contains("<script"))
        try workshop.run("validate", "fit/scenario.yaml").expectSuccess()
    }

    @Test func aBadLogExitsTwoAndLeavesNothing() throws {
        try workshop.write("user_id,stime\nu1,2023-05-01 00:00:00\n", to: "short.csv")
        try workshop.write("", to: "empty.csv")
        let before = try workshop.contents()
        try workshop.run("calibrate", "short.csv").expectRefusal(
            "short.csv:1: the columns session_id, event_id, item_id, price, c0_id are missing")
        try workshop.run("calibrate", "empty.csv").expectRefusal("empty.csv: is empty")
        try workshop.run("calibrate", "none.csv").expectRefusal("none.csv: cannot be read: no such file")
        try workshop.run("calibrate", ".").expectRefusal(".: cannot be read: is a directory")
        #expect(try workshop.contents() == before)
    }
}
