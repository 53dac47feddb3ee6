import Foundation
import MarketLab
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct ExportTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.runTiny(
            "--out", "run", "--log", "log", "--quiet", "--seed", "9", "--set", "market.choice.like_rate=40 %"
        ).expectSuccess()
    }

    private func export(_ arguments: String...) throws -> Program.Ran {
        try workshop.run(["export", "tiny", "--out", "run", "--quiet"] + arguments)
    }

    @Test(arguments: ["experiment", "all-treated", "all-control"])
    func theExportedLogIsTheOneThatTheRunWouldHaveWritten(world: String) throws {
        let ran = try export("--format", "csv", "--to", "out", "--world", world, "--replication", "1")
        ran.expectSuccess()
        #expect(ran.text == "out/replication-001/\(world)\n" && ran.errors.isEmpty, "\(ran.errors)")
        let names = try workshop.contents().keys.filter { $0.hasPrefix("out/") && $0.hasSuffix(".csv") }
        #expect(names.count == 29)
        for name in names { #expect(try workshop.bytes(name) == workshop.bytes("log" + name.dropFirst(3))) }
    }

    @Test func aLogOfAnotherFormatTakesItsPlaceWhole() throws {
        try export("--format", "csv", "--to", "out").expectSuccess()
        try export("--format", "arrow", "--to", "out").expectSuccess()
        let names = try workshop.contents().keys.filter { $0.hasPrefix("out/replication-000/experiment/") }
        #expect(names.count { $0.hasSuffix(".arrow") } == 29)
        #expect(names.filter { $0.hasSuffix(".csv") } == ["out/replication-000/experiment/world.csv"])
        #expect(!names.contains { $0.contains("partial") })
    }

    @Test func aWrongRunReplicationOrFolderIsRefusedAndNothingIsLeft() throws {
        let before = try workshop.contents()
        try export("--format", "csv", "--to", "out", "--replication", "2")
            .expectRefusal("has replications 0 to 1; there is no 2")
        try workshop.run("export", "tinny", "--out", "run", "--format", "csv", "--to", "out")
            .expectRefusal("no run goes by \"tinny\"")
        try export("--format", "arrow", "--to", "tiny.yaml").expectRefusal("the event log tiny.yaml cannot be written")
        try export("--format", "merrec", "--to", "/proc/log").expectRefusal("/proc/log")
        #expect(try workshop.contents().keys.sorted() == before.keys.sorted())
    }

    @Test func theLogOfAnotherRunIsNotReplaced() throws {
        try export("--format", "csv", "--to", "out").expectSuccess()
        try workshop.runTiny("--out", "run", "--quiet", "--seed", "10").expectSuccess()
        try export("--format", "arrow", "--to", "out").expectRefusal("is of another run")
    }
}
