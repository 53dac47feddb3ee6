import Foundation
import MarketLab
import MarketLabTesting
import Testing

/// Full and read-only disks. Permissions do not bind the superuser, so real disks are made for it.
@Suite(.tags(.program), .hangLimit, .enabled(if: SmallDisk.canBeHad, "only the superuser can make small disks"))
struct SmallDiskTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func disk(kilobytes: Int, options: String = "rw") throws -> SmallDisk {
        try SmallDisk(kilobytes: kilobytes, at: workshop.path + "/disk", options: options)
    }

    @Test(arguments: [
        ["--out", "disk/o"], ["--out", "o", "--log", "disk/log"], ["--out", "o", "--store", "disk/s/r.sqlite"],
    ])
    func aReadOnlyDiskIsRefused(arguments: [String]) throws {
        let disk = try disk(kilobytes: 64, options: "ro")
        let ran = try workshop.runTiny(arguments)
        ran.expectRefusal("disk/", "read-only")
        #expect(try disk.names().isEmpty)
        #expect(try workshop.contents().keys.sorted() == ["disk", "tiny.yaml"])
    }

    @Test(arguments: [
        ["--out", "disk/o"], ["--out", "o", "--log", "disk/log"], ["--out", "o", "--store", "disk/s/r.sqlite"],
    ])
    func aDiskThatIsFullFromTheStartIsRefused(arguments: [String]) throws {
        let disk = try disk(kilobytes: 16)
        try workshop.write(String(repeating: "x", count: 16 << 10), to: "disk/fill")
        let ran = try workshop.runTiny(arguments)
        ran.expectRefusal("disk/")
        #expect(ran.errors.contains("no space left on device") || ran.errors.contains("the disk is full"))
        #expect(try disk.names() == ["fill"])
        #expect(try workshop.contents().keys.sorted() == ["disk", "disk/fill", "tiny.yaml"])
    }

    @Test func aDiskThatFillsWithThePagesLeavesNoneAndKeepsTheWorlds() throws {
        let disk = try disk(kilobytes: 40)
        let ran = try workshop.runTiny("--out", "disk/o", "--store", "runs.sqlite", "--quiet")
        ran.expectRefusal("disk/o/", "o space left on device")
        #expect(try disk.names().isEmpty)
        #expect(try workshop.run("runs", "--store", "runs.sqlite").text.contains(/failed +2\/2/))
        try disk.grow(to: 4_096)
        let again = try workshop.runTiny("--out", "disk/o", "--store", "runs.sqlite")
        again.expectSuccess()
        #expect(again.said == ["6 of 6 worlds were in the run store"])
    }

    @Test func aDiskThatFillsWithTheStoreKeepsWhatWasSaved() throws {
        let disk = try disk(kilobytes: 400)
        let arguments = ["--out", "pages", "--store", "disk/runs.sqlite"] + Workshop.manyWorlds
        try workshop.runTiny(arguments + ["--quiet"]).expectRefusal("disk/runs.sqlite", "the disk is full")
        #expect(!workshop.exists("pages"))
        try disk.grow(to: 16_384)
        let again = try workshop.runTiny(arguments)
        again.expectSuccess()
        #expect(again.said.first?.hasSuffix("of 72 worlds were in the run store") == true)
        #expect(try workshop.bytes("pages/readout.json") == Workshop.undisturbed.get())
    }

    @Test func aDiskThatFillsWithTheLogLeavesNoHalfWrittenOne() throws {
        let disk = try disk(kilobytes: 200)
        let ran = try workshop.runTiny("--out", "o", "--log", "disk/log", "--quiet")
        ran.expectRefusal("disk/log", "the disk is full")
        let left = try FileManager.default.subpathsOfDirectory(atPath: disk.path)
        #expect(!left.contains { $0.contains(".partial") }, "\(left)")
        #expect(!workshop.exists("o/readout.json"))
    }

    /// What could still be done is reported, and the overview names what could not.
    @Test func aNightWhoseStoreFillsReportsItsOtherScenarios() throws {
        let disk = try disk(kilobytes: 700)
        try FileManager.default.createDirectory(atPath: workshop.path + "/s", withIntermediateDirectories: true)
        for (name, replications) in [("few", "2"), ("many", "\(Workshop.manyReplications)")] {
            try workshop.write(
                Workshop.tiny.replacing("scenario: tiny", with: "scenario: \(name)")
                    .replacing("replications: 2", with: "replications: \(replications)"), to: "s/\(name).yaml")
        }
        let night = ["nightly", "s", "--out", "out", "--store", "disk/runs.sqlite", "--quiet"]
        let ran = try workshop.run(night)
        #expect(ran.status == 5, "\(ran.errors)")
        let overview = try workshop.text("out/index.html")
        #expect(overview.contains("the disk is full") && overview.contains("many"))
        #expect(workshop.exists("out/few/index.html") && !workshop.exists("out/many/index.html"))
        try disk.grow(to: 16_384)
        try workshop.run(night).expectSuccess()
        #expect(workshop.exists("out/many/index.html"))
    }
}
