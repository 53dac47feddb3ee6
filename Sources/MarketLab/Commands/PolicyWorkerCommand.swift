import ArgumentParser
import Plugins

/// `marketlab policy-worker`: the process that a library lives in which is kept apart. Nobody calls it by hand.
struct PolicyWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy-worker", abstract: "Hold a library of policies for another process.", shouldDisplay: false)

    @Argument(help: "The library.") var library: String
    @Flag(help: "Nothing takes too long.") var debug = false
    @Flag(help: "What was shown in a call is out of reach after it.") var `guard` = false

    func run() throws { LibraryWorker.serve(library, guardsCalls: `guard`) }
}
