import Dispatch
import Experiments
import Foundation

/// Turns Ctrl-C into the wish to stop, so that what is finished is kept; a second Ctrl-C ends the program at once.
final class Interrupts {
    private let sources: [any DispatchSourceSignal]

    init(_ progress: RunProgress) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if progress.isStopping { exit(ProgramExit.interrupted) }
                progress.stop()
            }
            source.resume()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}
