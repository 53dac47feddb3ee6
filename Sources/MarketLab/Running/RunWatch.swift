import Experiments

/// Watches over a run for the person who started it: shows how far it is and lets Ctrl-C stop it in good order.
final class RunWatch {
    private let quiet: Bool
    private var progressLine: ProgressLine?
    private var interrupts: Interrupts?

    init(quiet: Bool) { self.quiet = quiet }

    func begin(_ progress: RunProgress) {
        interrupts = Interrupts(progress)
        guard !quiet else { return }
        if progress.worldsDone > 0 {
            MarketLabCommand.say("\(progress.worldsDone) of \(progress.worlds) worlds were in the run store")
        }
        progressLine = ProgressLine(progress)
    }

    func finish() {
        progressLine?.finish()
        progressLine = nil
        interrupts = nil
    }
}
