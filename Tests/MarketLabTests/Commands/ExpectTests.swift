import Foundation
import MarketLab
import MarketLabTesting
import Testing

/// Expectations of a scenario, as the command shows them.
@Suite(.tags(.program), .hangLimit) struct ExpectTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func run(_ expectations: String, _ arguments: String...) throws -> Program.Ran {
        try workshop.write(Workshop.tiny + "expect:\n\(expectations)\n")
        return try workshop.run(["run", "tiny.yaml", "--out", "o", "--quiet"] + arguments)
    }

    @Test func anExpectationThatFailsExitsThreeAndIsShownEverywhere() throws {
        let ran = try run("  - counts.orders > 1\n  - replications >= 99\n  - counts.events < median(last 2)")
        #expect(ran.status == 3 && ran.errors.isEmpty, "\(ran.errors)")
        let said = ran.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains("✓ counts.orders > 1 "))
        #expect(said.contains("✗ replications >= 99 2 is not at or above 99."))
        #expect(said.contains("! counts.events < median(last 2) Not enough evidence: 2 earlier readouts"))
        let readout = try workshop.readout(in: "o")
        #expect(readout.expectations?.map(\.outcome) == [.pass, .fail, .notEnough] && readout.hasFailed)
        #expect(readout.expectations?[1].value?.estimate == 2 && readout.expectations?[1].bound == 99)
        for file in ["o/index.html", "o/readout.md"] {
            #expect(try workshop.text(file).contains("Expectations"), "\(file)")
            #expect(try workshop.text(file).contains("is not at or above 99."), "\(file)")
        }
        let again = try workshop.run("report", "tiny", "--out", "o")
        #expect(again.status == 0 && again.text.contains("✗ replications >= 99"))
    }

    @Test func whatHoldsAndWhatIsOpenExitsZero() throws {
        try run("  - health.fail == 0\n  - counts.events < 1.1 * median(last 7)").expectSuccess()
        #expect(try workshop.readout(in: "o").expectations?.map(\.outcome) == [.pass, .notEnough])
    }

    /// A run is the same whatever is expected of it, and takes up its worlds.
    @Test func anExpectationChangesNothingElse() throws {
        try workshop.runTiny("--out", "o", "--quiet").expectSuccess()
        let plain = try workshop.bytes("o/readout.json")
        let ran = try workshop.run(
            "run", "tiny.yaml", "--out", "o", "--set", "expect=[health.fail == 0]")
        #expect(ran.errors.contains("6 of 6 worlds were in the run store"))
        var readout = try workshop.readout(in: "o")
        #expect(readout.expectations?.count == 1)
        readout.expectations = nil
        readout.command = try ReadoutFile.readout(from: plain).command
        #expect(try ReadoutFile.bytes(of: readout) == plain)
        try workshop.runTiny("--out", "o", "--quiet").expectSuccess()
        #expect(try workshop.bytes("o/readout.json") == plain)
    }

    @Test func theSameRunSaysTheSameWhateverElseTheStoreHolds() throws {
        let expectation = "  - counts.events < 1.1 * median(last 1)"
        try run(expectation).expectSuccess()
        let first = try workshop.bytes("o/readout.json")
        try run(expectation).expectSuccess()
        #expect(try workshop.bytes("o/readout.json") == first)
    }

    @Test func aStatementThatCannotBeReadIsRefusedByLine() throws {
        try workshop.write(Workshop.tiny + "expect:\n- health.fail == 0\n- truth.gvm.relative > 0\n")
        let line = Workshop.tiny.split(separator: "\n").count + 3
        for command in ["run", "validate"] {
            try workshop.run(command, "tiny.yaml").expectRefusal(
                "tiny.yaml:\(line): expect: \"truth.gvm.relative > 0\": gvm is no metric of this scenario; did you mean \"gmv\"?"
            )
        }
    }
}
