import Experiments
import Foundation
import MarketLabTesting
import Testing

@Suite(.tags(.program, .long), .hangLimit) struct StreamTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.write(Workshop.tiny)
    }

    private static let lines = [
        "policies", "policies --format json", "schema", "--help", "run tiny.yaml --out o --quiet",
        "run tiny.yaml --out o --quiet --format json", "validate tiny.yaml",
    ]

    @Test(arguments: lines)
    func aReaderThatLeavesIsNoFault(line: String) throws {
        // With the signal, as in a shell, and without it, as below a program that ignores it.
        for start in ["", "trap '' PIPE; "] {
            let ran = try Program.shell(
                "\(start)\"$MARKETLAB\" \(line) | true; exit ${PIPESTATUS[0]}", in: workshop.path)
            #expect([0, 141].contains(ran.status) && !ran.endedBySignal)
            #expect(ran.errors.isEmpty, "\(ran.errors)")
        }
        let first = try Program.shell("\"$MARKETLAB\" policies | head -1", in: workshop.path)
        #expect(first.text == "retrieval\n" && first.errors.isEmpty)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: lines)
    func standardOutputOnAFullDiskIsSaid(line: String) throws {
        let ran = try Program.shell("\"$MARKETLAB\" \(line) > /dev/full", in: workshop.path)
        #expect(ran.status == 2)
        #expect(ran.errors == "error: standard output cannot be written: no space left on device\n")
    }

    @Test(arguments: lines)
    func aClosedStandardOutputIsSaid(line: String) throws {
        let ran = try Program.shell("\"$MARKETLAB\" \(line) >&-", in: workshop.path)
        #expect(ran.status == 2)
        #expect(ran.errors == "error: standard output cannot be written: it is closed\n")
    }

    @Test(.onlyLong, arguments: ["2>&-", "2>/dev/full", "<&- 2>&-", "<&- >&- 2>&-"])
    func whatCannotBeSaidDoesNoHarm(streams: String) throws {
        let line = "\"$MARKETLAB\" run tiny.yaml --out o --log log \(streams); "
        _ = try Program.shell(line + line, in: workshop.path)
        #expect(try workshop.readout(in: "o").replications == 2)
        #expect(workshop.exists("log/replication-001/all-control/world.csv"))
        try workshop.run("runs", "--out", "o").expectSuccess()
        let ran = try Program.shell("\"$MARKETLAB\" run none.yaml \(streams)", in: workshop.path)
        #expect(ran.status == 2)
    }
}
