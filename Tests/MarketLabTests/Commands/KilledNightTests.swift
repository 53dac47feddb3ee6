import Foundation
import MarketLabTesting
import Testing

/// A night that is killed, wherever it was, comes to the numbers of one that was not. The long form kills it at forty places.
@Suite(.tags(.program, .long), .hangLimit) struct KilledNightTests {
    private static let scenarios = ["one", "two", "three"]

    private static let night = ["nightly", "s", "--out", "out", "--quiet", "--threads", "2"]
    private let workshop: Workshop

    /// One night has been run, and stands in the folder `first`.
    init() throws {
        workshop = try Workshop()
        try FileManager.default.createDirectory(atPath: workshop.file("first/s"), withIntermediateDirectories: true)
        for (place, name) in Self.scenarios.enumerated() {
            let text = Workshop.tiny.replacing("scenario: tiny", with: "scenario: \(name)\nseed: \(place + 1)")
                .replacing("replications: 2", with: "replications: 6")
            try workshop.write(
                text + "expect: [\"counts.events < 1.1 * median(last 7)\"]\n", to: "first/s/\(name).yaml")
        }
        try Program.run(Self.night, in: workshop.file("first")).expectSuccess()
    }

    /// A folder with the first night, in which a second one is to be run.
    private func secondNight(_ name: String) throws -> String {
        let folder = workshop.file(name)
        try FileManager.default.copyItem(atPath: workshop.file("first"), toPath: folder)
        return folder
    }

    private func numbers(_ name: String) throws -> [Data] {
        try Self.scenarios.map { try workshop.bytes("\(name)/out/\($0)/readout.json") }
    }

    @Test func aNightThatIsKilledAnywhereComesToTheSameBytes() throws {
        let start = ContinuousClock.now
        try Program.run(Self.night, in: secondNight("undisturbed")).expectSuccess()
        let whole = ContinuousClock.now - start
        let expected = try numbers("undisturbed")
        let kills = TestOptions.isLong ? 40 : 2
        var killed = 0
        for place in 0..<kills {
            let name = "killed-\(place)"
            let folder = try secondNight(name)
            // Every third is killed twice before it goes on to its end.
            for time in 1...(place % 3 == 2 ? 2 : 1) {
                let command = try Program.started(Self.night, in: folder)
                let moment =
                    ContinuousClock.now + whole * (Double(place) + 0.5) / (Double(kills) * Double(time))
                while command.isRunning, ContinuousClock.now < moment { usleep(500) }
                command.send(SIGKILL)
                if try command.wait().endedBySignal { killed += 1 }
            }
            // A night that had ended before it was to be killed is not run once more.
            if try !workshop.text("\(name)/out/summary.json").contains("\"night\" : 2") {
                try Program.run(Self.night, in: folder).expectSuccess()
            }
            #expect(try numbers(name) == expected, "killed at \(place) of \(kills)")
            try FileManager.default.removeItem(atPath: folder)
        }
        #expect(killed > 0)
    }
}
