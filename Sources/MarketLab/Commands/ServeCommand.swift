import ArgumentParser
import Foundation

/// `marketlab serve`: a written site on localhost, with what is under way.
///
/// A program that has no server inside becomes the one that stands beside it and has, `marketlab-serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Show a written site in the browser, with what is under way.",
        discussion: """
            Pages are served from this machine to this machine, unless --host says
            otherwise; nothing can be changed through them. /progress shows the runs
            under way, and /progress.json tells programs. In a checkout, make serve
            builds the server.

            Examples:
              marketlab serve reports
              marketlab serve reports --port 0
            """)

    @OptionGroup var options: ServeOptions

    func run() async throws {
        if let serve = ProgramServer.known.serve {
            try await serve(options)
        } else {
            try become(Self.programWithServer)
        }
    }

    private static let programWithServer = "marketlab-serve"

    private func become(_ name: String) throws {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let program = own.deletingLastPathComponent().appending(path: name).path
        var arguments = ([program, "serve"] + options.words).map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        execv(program, &arguments)
        let reason = errno
        throw Mistake(
            reason == ENOENT
                ? "the server \(name) does not stand beside \(own.path); in a checkout, make serve builds it"
                : "\(program) cannot be started: \(SystemWords.of(reason))")
    }
}
