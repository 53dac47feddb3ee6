import Foundation
import MarketLabTesting
import Testing

/// A folder with a site, and the command that serves it; both are gone with the test.
final class Served: TemporaryFolder {
    private var command: Program.Started?

    /// With a file beside the site that nobody may see.
    override init() throws {
        try super.init()
        try FileManager.default.createDirectory(atPath: file("site/tiny"), withIntermediateDirectories: true)
        try write("<!doctype html><html><body><main><h1>Night</h1></main></body></html>", to: "site/index.html")
        try write("<p>tiny</p>", to: "site/tiny/index.html")
        try write("{}", to: "site/tiny/readout.json")
        try write("a,b\n", to: "site/tiny/log data.csv")
        try write("nobody may see this", to: "secret.txt")
        try write("nobody may see this", to: "site/.hidden")
    }

    deinit { command?.send(SIGKILL) }

    /// Starts `marketlab serve site` on a free port.
    func start(_ arguments: String = "") throws -> UInt16 {
        let command = try Program.Started(
            "/bin/bash", ["-c", "exec \"$MARKETLAB\" serve site --port 0 \(arguments) > address"], in: path)
        self.command = command
        let patience = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < patience, command.isRunning {
            if exists("address"),
                let port = try text("address").firstMatch(of: #/:([0-9]+)/ /#).flatMap({ UInt16($0.1) })
            {
                return port
            }
            usleep(10_000)
        }
        let said = command.isRunning ? "nothing" : try command.wait().errors
        throw Silent(said: said)
    }

    /// Ends the server by a signal.
    func end(_ signal: Int32) throws -> Program.Ran? {
        command?.send(signal)
        defer { command = nil }
        return try command?.wait(atMost: 30)
    }

    struct Silent: Error { let said: String }
}
