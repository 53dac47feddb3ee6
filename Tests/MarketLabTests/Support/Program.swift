import Foundation

/// The built `marketlab` command, run as a person would run it.
enum Program {
    /// What a run of the command came to.
    struct Ran {
        /// Exit code, or the number of the signal that ended it.
        let status: Int32
        let endedBySignal: Bool
        let output: Data
        let errors: String
        let seconds: Double

        var text: String { String(decoding: output, as: UTF8.self) }
        /// What was said on standard error, a line each.
        var said: [String] { errors.split(separator: "\n").map(String.init) }
    }

    struct NotBuilt: Error, CustomStringConvertible {
        let description = "no such executable stands beside the tests"
    }

    static let path = builtProgram("marketlab")

    /// Beside the test bundle, or above it.
    private static func builtProgram(_ name: String) -> String? {
        let places =
            ["/proc/self/exe", CommandLine.arguments.first ?? "", Bundle.main.bundlePath]
            + Bundle.allBundles.map(\.bundlePath)
        for place in places {
            var folder = URL(filePath: place).resolvingSymlinksInPath()
            for _ in 0..<5 {
                folder.deleteLastPathComponent()
                let file = folder.appending(path: name).path
                if FileManager.default.isExecutableFile(atPath: file) { return file }
            }
        }
        return nil
    }

    /// The command with a policy of its own, of `examples/own-policy`.
    static func example(_ arguments: [String], in folder: String) throws -> Ran {
        guard let path = builtProgram("OwnPolicyExample") else { throw NotBuilt() }
        return try Started(path, arguments, in: folder).wait()
    }

    /// Runs `marketlab` with the arguments and waits for its end.
    static func run(_ arguments: [String], in folder: String) throws -> Ran {
        try started(arguments, in: folder).wait()
    }

    /// Runs a line of shell in which `$MARKETLAB` is the command.
    static func shell(_ line: String, in folder: String) throws -> Ran {
        try Started("/bin/bash", ["-c", line], in: folder).wait()
    }

    /// Runs any other program.
    static func other(_ program: String, _ arguments: [String], in folder: String = "/") throws -> Ran {
        try Started("/usr/bin/env", [program] + arguments, in: folder).wait()
    }

    /// Starts `marketlab` and returns at once.
    static func started(_ arguments: [String], in folder: String) throws -> Started {
        guard let path else { throw NotBuilt() }
        return try Started(path, arguments, in: folder)
    }

    /// A command that was started.
    final class Started {
        private let process = Process()
        private let start = ContinuousClock.now
        /// Files, because a pipe that nobody reads would stop the command.
        private let streams: (output: URL, errors: URL)

        init(_ program: String, _ arguments: [String], in folder: String) throws {
            let name = FileManager.default.temporaryDirectory.appending(path: "marketlab-streams-\(UUID().uuidString)")
            streams = (name.appendingPathExtension("out"), name.appendingPathExtension("err"))
            for file in [streams.output, streams.errors] { try Data().write(to: file) }
            process.executableURL = URL(filePath: program)
            process.arguments = arguments
            process.currentDirectoryURL = URL(filePath: folder)
            process.environment = ProcessInfo.processInfo.environment.merging(["MARKETLAB": path ?? ""]) { $1 }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: streams.output)
            process.standardError = try FileHandle(forWritingTo: streams.errors)
            try process.run()
        }

        var number: Int32 { process.processIdentifier }
        var isRunning: Bool { process.isRunning }

        func send(_ signal: Int32) { kill(number, signal) }

        func wait() throws -> Ran {
            process.waitUntilExit()
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            defer { for file in [streams.output, streams.errors] { try? FileManager.default.removeItem(at: file) } }
            return Ran(
                status: process.terminationStatus, endedBySignal: process.terminationReason == .uncaughtSignal,
                output: try Data(contentsOf: streams.output),
                errors: String(decoding: try Data(contentsOf: streams.errors), as: UTF8.self), seconds: seconds)
        }
    }
}
