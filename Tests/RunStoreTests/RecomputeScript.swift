import Foundation

/// The script that computes a readout from the log alone, as a stranger would run it.
enum RecomputeScript {
    struct NoPython: Error, CustomStringConvertible {
        let description = "python3 is not on the PATH: the check of the event log needs it, install it"
    }

    /// Runs the script on a log and its readout.
    /// - Returns: its exit status and what it printed.
    static func run(_ logs: String, _ readout: String) throws -> (status: Int32, output: String) {
        guard let python = python() else { throw NoPython() }
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [script, logs, readout]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static var script: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Scripts/recompute_readout.py").path
    }

    private static func python() -> String? {
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/usr/local/bin"
        return folders.split(separator: ":").map { "\($0)/python3" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }
}
