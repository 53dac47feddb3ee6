public import ArgumentParser
import Foundation
import MarketLab

/// `marketlab-serve`, which `marketlab serve` becomes: a program of its own, so that nobody needs a server in order to run scenarios.
public struct ServingProgram: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "marketlab-serve", abstract: "Serves a folder for marketlab serve.")

    @OptionGroup var options: ServeOptions

    public init() {}

    /// Runs the program with the process's arguments and exits.
    public static func start() async -> Never {
        do {
            try await ServingProgram.parse().run()
            Foundation.exit(ProgramExit.done)
        } catch {
            Foundation.exit(MarketLabCommand.exitCode(afterSaying: error))
        }
    }

    public func run() async throws {
        let folder = options.folder
        let server = try SiteServer(
            SiteFolder(folder), store: options.storePath, host: options.host, port: options.port)
        try await server.run { address in
            try StandardStreams.show("serving \(folder) at \(address) (Ctrl-C ends it)")
        }
    }
}
