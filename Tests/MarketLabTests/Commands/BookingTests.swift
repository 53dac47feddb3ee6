import Foundation
import MarketLab
import MarketLabTesting
import Testing

/// A booking market run as a person would run it.
@Suite(.tags(.program), .hangLimit) struct BookingTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
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
    }

    @Test func aRunWritesItsPagesAndEveryDesignHasALine() throws {
        let ran = try workshop.run("run", "rooms.yaml", "--out", "o")
        ran.expectSuccess()
        for name in [
            "Customer split (CR)", "Customer split, DQ", "Listing split (LR)", "Two-sided (TSRN)", "TSRI-1", "TSRI-2",
        ] {
            #expect(ran.text.contains(name))
            #expect(try workshop.text("o/index.html").contains(name))
            #expect(try workshop.text("o/readout.md").contains(name.prefix(12)))
        }
        #expect(try workshop.readout(in: "o").metrics.count == 6)
        let again = try workshop.run("report", "rooms", "--out", "o", "--format", "json")
        #expect(try again.output == workshop.bytes("o/readout.json"))
    }

    @Test func threadsChangeNoByteAndAFinishedRunIsTakenUpAgain() throws {
        try workshop.run("run", "rooms.yaml", "--out", "one", "--threads", "1", "--quiet").expectSuccess()
        try workshop.run("run", "rooms.yaml", "--out", "two", "--threads", "3", "--quiet").expectSuccess()
        #expect(try workshop.bytes("one/readout.json") == workshop.bytes("two/readout.json"))
        #expect(try workshop.bytes("one/index.html") == workshop.bytes("two/index.html"))
        let more = try workshop.run("run", "rooms.yaml", "--out", "one", "--replications", "5")
        #expect(more.said.first == "20 of 25 worlds were in the run store")
        let anew = try workshop.run("run", "rooms.yaml", "--out", "three", "--replications", "5", "--quiet")
        anew.expectSuccess()
        #expect(try workshop.bytes("one/readout.json") == workshop.bytes("three/readout.json"))
    }

    @Test func anEventLogIsRefusedBeforeAnythingIsMade() throws {
        let ran = try workshop.run("run", "rooms.yaml", "--out", "o", "--log", "log")
        #expect(ran.status == 2)
        #expect(ran.said == ["error: --log: a booking market keeps no event log; leave the option out"])
        #expect(!workshop.exists("o") && !workshop.exists("log"))
    }

    @Test func aStudyKnowsHowOftenAnExperimentsIntervalsHoldAndRaiseFalseAlarms() throws {
        try workshop.run("study", "rooms.yaml", "--out", "o").expectSuccess()
        let designs = try #require(try workshop.readout(in: "o").study?.metrics.first).designs
        #expect(designs.count == 6)
        for design in designs {
            #expect(design.coverage?.of == 4 && design.falsePositives?.of == 16)
        }
    }
}
