import Dispatch
package import Foundation

/// The built `marketlab` command, run as a person would run it.
package enum Program {
    /// What a run of the command came to.
    package struct Ran {
        /// Exit code, or the number of the signal that ended it.
        package let status: Int32
        package let endedBySignal: Bool
        package let output: Data
        package let errors: String
        package let seconds: Double

        package var text: String { String(decoding: output, as: UTF8.self) }
        /// What was said on standard error, a line each.
        package var said: [String] { errors.split(separator: "\n").map(String.init) }
    }

    package struct NotBuilt: Error, CustomStringConvertible {
        package let description = "no such executable stands beside the tests"
    }

    /// Seconds after which a program that has not ended is killed: it hangs.
    package static let limit = 900.0

    package static let path = builtProgram("marketlab")

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
    package static func example(_ arguments: [String], in folder: String) throws -> Ran {
        guard let path = builtProgram("OwnPolicyExample") else { throw NotBuilt() }
        return try Started(path, arguments, in: folder).wait()
    }

    /// Runs `marketlab` with the arguments and waits for its end.
    package static func run(_ arguments: [String], in folder: String) throws -> Ran {
        try started(arguments, in: folder).wait()
    }

    /// Runs a line of shell in which `$MARKETLAB` is the command.
    package static func shell(_ line: String, in folder: String) throws -> Ran {
        try Started("/bin/bash", ["-c", line], in: folder).wait()
    }

    /// Runs any other program.
    package static func other(_ program: String, _ arguments: [String], in folder: String = "/") throws -> Ran {
        try Started("/usr/bin/env", [program] + arguments, in: folder).wait()
    }

    /// Starts `marketlab` and returns at once.
    package static func started(_ arguments: [String], in folder: String) throws -> Started {
        guard let path else { throw NotBuilt() }
        return try Started(path, arguments, in: folder)
    }

    /// A command that was started.
    package final class Started {
        private let process = Process()
        private let start = ContinuousClock.now
        /// Files, because a pipe that nobody reads would stop the command.
        private let streams: (output: URL, errors: URL)

        package init(_ program: String, _ arguments: [String], in folder: String) throws {
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

        // Also of a command that nobody waits for.
        deinit { for file in [streams.output, streams.errors] { try? FileManager.default.removeItem(at: file) } }

        package var number: Int32 { process.processIdentifier }
        package var isRunning: Bool { process.isRunning }

        package func send(_ signal: Int32) { kill(number, signal) }

        /// Waits for its end; what has not ended after so many seconds is killed, and so ended by a signal.
        package func wait(atMost limit: Double = Program.limit) throws -> Ran {
            let overdue = DispatchWorkItem { [number] in kill(number, SIGKILL) }
            DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: overdue)
            process.waitUntilExit()
            overdue.cancel()
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            return Ran(
                status: process.terminationStatus, endedBySignal: process.terminationReason == .uncaughtSignal,
                output: try Data(contentsOf: streams.output),
                errors: String(decoding: try Data(contentsOf: streams.errors), as: UTF8.self), seconds: seconds)
        }
    }
}
