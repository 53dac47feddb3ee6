import Experiments
import Foundation
import Reports
import Testing

@Suite struct ReadoutFileTests {
    let readout = SampleReadout.readout

    @Test func aReadoutComesBackAsItWasWritten() throws {
        let bytes = try ReadoutFile.bytes(of: readout)
        #expect(try ReadoutFile.readout(from: bytes) == readout)
    }

    @Test func theSameReadoutGivesTheSameBytes() throws {
        let bytes = try ReadoutFile.bytes(of: readout)
        for _ in 0..<5 { #expect(try ReadoutFile.bytes(of: readout) == bytes) }
        #expect(try ReadoutFile.bytes(of: ReadoutFile.readout(from: bytes)) == bytes)
    }

    @Test func theFileIsSortedTextThatEndsInALineFeed() throws {
        let text = try #require(String(bytes: ReadoutFile.bytes(of: readout), encoding: .utf8))
        #expect(text.hasSuffix("}\n"))
        #expect(!text.contains("\\/"))
        let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }.map { String($0) }
        #expect(keys == keys.sorted())
    }

    @Test(arguments: [
        0.1, 1.0 / 3, .leastNonzeroMagnitude, 1.797_693_134_862_315_7e308, -0.0, 123_456_789.123_456_78, 1e-300,
    ])
    func everyDoubleReadsBackAsItself(number: Double) throws {
        var changed = readout
        changed.metrics[0].difference.estimate = number
        let back = try ReadoutFile.readout(from: ReadoutFile.bytes(of: changed))
        #expect(back.metrics[0].difference.estimate == number)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func aNumberThatIsNotFiniteIsRefusedByItsKey(number: Double) {
        var changed = readout
        changed.metrics[0].truth.control = number
        let problem = #expect(throws: ReportProblem.self) { try ReadoutFile.bytes(of: changed) }
        #expect(problem?.description.contains("metrics.0.truth.control") == true)
    }

    @Test func anotherVersionIsRefused() throws {
        var changed = readout
        changed.schema = "marketlab.readout/99"
        let bytes = try ReadoutFile.bytes(of: changed)
        let problem = #expect(throws: ReportProblem.self) { try ReadoutFile.readout(from: bytes) }
        #expect(problem?.description.contains("marketlab.readout/99") == true)
    }

    @Test(arguments: ["", "[]", "{}", "{\"schema\":\"marketlab.readout/1\"}", "not json"])
    func whatIsNoReadoutIsRefusedInOneSentence(text: String) {
        let problem = #expect(throws: ReportProblem.self) { try ReadoutFile.readout(from: Data(text.utf8)) }
        #expect(problem?.description.contains("not a readout") == true)
        #expect(problem?.description.contains("\n") == false)
    }
}
