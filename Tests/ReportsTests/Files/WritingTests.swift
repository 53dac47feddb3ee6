import Experiments
import Foundation
import MarketLabTesting
import Reports
import Testing

@Suite(.hangLimit) struct WritingTests {
    let folder: TemporaryFolder
    let report = RunDocument(SampleReadout.readout, scenarioText: SampleReadout.scenarioText)

    init() throws { folder = try TemporaryFolder() }

    private func files(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    @Test func threeFilesAreWrittenAndNothingElse() throws {
        try report.write(to: folder.path + "/deep/er")
        #expect(try files(folder.path + "/deep/er") == ["index.html", "readout.json", "readout.md"])
        let bytes = try Data(contentsOf: URL(filePath: folder.path + "/deep/er/readout.json"))
        #expect(try ReadoutFile.readout(from: bytes) == SampleReadout.readout)
    }

    @Test func anEarlierReportIsReplaced() throws {
        try Data("old".utf8).write(to: URL(filePath: folder.path + "/index.html"))
        try report.write(to: folder.path)
        #expect(try String(contentsOfFile: folder.path + "/index.html", encoding: .utf8).hasPrefix("<!doctype html>"))
        #expect(try files(folder.path).count == 3)
    }

    @Test func aFolderBelowAFileIsRefusedInOneSentence() throws {
        let file = folder.path + "/file"
        try Data("x".utf8).write(to: URL(filePath: file))
        let problem = #expect(throws: ReportProblem.self) { try report.write(to: file + "/report") }
        #expect(problem?.description.contains(file + "/report") == true)
        #expect(try files(folder.path) == ["file"])
    }

    /// As root no permission binds, but `/proc` takes no files from anybody.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd")))
    func nothingIsHalfWrittenOnAReadOnlyFolder() {
        let problem = #expect(throws: ReportProblem.self) { try report.write(to: "/proc") }
        #expect(problem?.description.contains("/proc/index.html cannot be written") == true)
    }

    @Test func aFolderInTheWayLeavesNothingBehind() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path + "/index.html/inside", withIntermediateDirectories: true)
        #expect(throws: ReportProblem.self) { try report.write(to: folder.path) }
        #expect(try files(folder.path) == ["index.html"])
    }

    /// A process that may write 20 kB a file meets the end of its disk.
    @Test func aFullDiskLeavesTheEarlierReportAsItWas() async throws {
        try Data("old".utf8).write(to: URL(filePath: folder.path + "/readout.md"))
        setenv("REPORTS_FULL_DISK_TEST", folder.path, 1)
        await #expect(processExitsWith: .success) {
            let path = try #require(ProcessInfo.processInfo.environment["REPORTS_FULL_DISK_TEST"])
            signal(SIGXFSZ, SIG_IGN)
            #if os(Linux)
                let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
            #else
                let resource = RLIMIT_FSIZE
            #endif
            var limit = rlimit(rlim_cur: 20_000, rlim_max: 20_000)
            #expect(setrlimit(resource, &limit) == 0)
            let report = RunDocument(SampleReadout.readout, scenarioText: SampleReadout.scenarioText)
            for target in [path, path + "/new"] {
                #expect(throws: ReportProblem.self) { try report.write(to: target) }
            }
        }
        #expect(try files(folder.path) == ["readout.md"])
        #expect(try String(contentsOfFile: folder.path + "/readout.md", encoding: .utf8) == "old")
    }
}
