import ArgumentParser
import Foundation
import RunStore

/// Which run store to look into.
struct StoreOptions: ParsableArguments {
    @Option(help: "Folder that a run was told with --out.") var out: String?
    @Option(help: "File of the run store. (default: runs.sqlite in --out, or reports/runs.sqlite)") var store: String?

    /// Opens the store to read in it; one that is not there is a mistake and not made.
    func open() throws -> RunStore {
        let path = store ?? (out ?? "reports") + "/runs.sqlite"
        guard FileManager.default.fileExists(atPath: path) else {
            throw Mistake("there is no run store at \(path); name one with --store, or run a scenario first")
        }
        return try RunStore(reading: path)
    }
}
