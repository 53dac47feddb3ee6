import Dispatch
import Experiments
import Foundation
import Synchronization

/// Turns Ctrl-C into the wish to stop, so that what is finished is kept; a second Ctrl-C ends the program at once.
final class Interrupts {
    /// How long the worlds in progress may take to stop, in seconds.
    private static let patience = 1.5

    private let sources: [any DispatchSourceSignal]
    private let isOver = Flag()

    /// Shared with what the clock calls later.
    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    /// - Parameter giveUp: is called when the worlds do not stop in time, as one that is still being set up; it ends
    ///   the program.
    init(_ progress: RunProgress, giveUp: @escaping @Sendable () -> Never) {
        let isOver = isOver
        // Not a global queue: those have no thread to spare while every core runs a world.
        let queue = DispatchQueue(label: "marketlab.interrupts", qos: .userInitiated)
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if progress.isStopping { _exit(ProgramExit.interrupted) }
                progress.stop()
                queue.asyncAfter(deadline: .now() + Interrupts.patience) {
                    if !isOver.isSet.load(ordering: .relaxed) { giveUp() }
                }
            }
            source.resume()
            return source
        }
    }

    /// From now on Ctrl-C does again what the system does.
    func finish() {
        isOver.isSet.store(true, ordering: .relaxed)
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}
