import ArgumentParser
import Foundation

/// `marketlab serve`: a written site on localhost, with what is under way.
///
/// It becomes the program `marketlab-serve` that stands beside it, which has the server.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Show a written site in the browser, with what is under way.",
        discussion: """
            Pages are served from this machine to this machine, unless --host says
            otherwise; nothing can be changed through them. /progress shows the runs
            under way, and /progress.json tells programs. make serve builds the server.

            Examples:
              marketlab serve reports
              marketlab serve reports --port 0
            """)

    @OptionGroup var options: ServeOptions

    func run() throws {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let program = own.deletingLastPathComponent().appending(path: "marketlab-serve").path
        var arguments = ([program] + options.words).map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        execv(program, &arguments)
        let reason = errno
        throw Mistake(
            reason == ENOENT
                ? "the server marketlab-serve does not stand beside \(own.path); in a checkout, make serve builds it"
                : "\(program) cannot be started: \(SystemWords.of(reason))")
    }
}
