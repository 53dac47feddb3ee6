import ArgumentParser
import Foundation
import RunStore

/// Where results go.
struct PlaceOptions: ParsableArguments {
    @Option(
        help: "Folder for index.html, readout.md, readout.json and the run store. (default: reports/NAME)",
        completion: .directory)
    var out: String?
    @Option(
        help: "File of the run store. (default: runs.sqlite in --out, or reports/runs.sqlite)",
        completion: .file(extensions: ["sqlite"]))
    var store: String?

    var storePath: String { store ?? (out ?? "reports") + "/runs.sqlite" }

    func folder(for scenario: String) -> String { out ?? "reports/\(scenario)" }
}

/// Where results go, and how many threads make them.
struct OutputOptions: ParsableArguments {
    @OptionGroup var place: PlaceOptions
    @Option(help: "Worlds to run at once. (default: one per core)") var threads: Int?

    var storePath: String { place.storePath }

    func folder(for scenario: String) -> String { place.folder(for: scenario) }

    func threadCount() throws -> Int { try OutputOptions.threadCount(threads) }

    /// The number of `--threads`, or one per core.
    static func threadCount(_ threads: Int?) throws -> Int {
        guard let threads else { return ProcessInfo.processInfo.activeProcessorCount }
        guard (1...1_024).contains(threads) else { throw Mistake("--threads is \(threads); expected 1 to 1024") }
        return threads
    }
}

/// Which run store to look into.
struct StoreOptions: ParsableArguments {
    @Option(help: "Folder that a run was told with --out.", completion: .directory) var out: String?
    @Option(
        help: "File of the run store. (default: runs.sqlite in --out, or reports/runs.sqlite)",
        completion: .file(extensions: ["sqlite"]))
    var store: String?

    /// Opens the store to read in it; one that is not there is a mistake and not made.
    func open() throws -> RunStore {
        let path = store ?? (out ?? "reports") + "/runs.sqlite"
        guard FileManager.default.fileExists(atPath: path) else {
            throw Mistake("there is no run store at \(path); name one with --store, or run a scenario first")
        }
        return try RunStore(reading: path)
    }
}
