import ArgumentParser
import Foundation

/// Where results go, and how many threads make them.
struct OutputOptions: ParsableArguments {
    @Option(help: "Folder for index.html, readout.md, readout.json and the run store. (default: reports/NAME)")
    var out: String?
    @Option(help: "File of the run store. (default: runs.sqlite in --out, or reports/runs.sqlite)") var store: String?
    @Option(help: "Worlds to run at once. (default: one per core)") var threads: Int?

    var storePath: String { store ?? (out ?? "reports") + "/runs.sqlite" }

    func folder(for scenario: String) -> String { out ?? "reports/\(scenario)" }

    func threadCount() throws -> Int { try OutputOptions.threadCount(threads) }

    /// The number of `--threads`, or one per core.
    static func threadCount(_ threads: Int?) throws -> Int {
        guard let threads else { return ProcessInfo.processInfo.activeProcessorCount }
        guard (1...1_024).contains(threads) else { throw Mistake("--threads is \(threads); expected 1 to 1024") }
        return threads
    }
}
