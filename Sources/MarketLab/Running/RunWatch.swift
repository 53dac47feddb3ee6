import ArgumentParser
import Experiments
import Foundation

/// Watches over a run for the person who started it: shows how far it is and lets Ctrl-C stop it in good order.
final class RunWatch {
    private let quiet: Bool
    private let stopped: @Sendable (_ done: Int, _ missing: Int) -> String
    private var progress: RunProgress?
    private var progressLine: ProgressLine?
    private var interrupts: Interrupts?

    /// - Parameter stopped: says of a run that was stopped how many of its worlds are kept and how many are missing.
    init(quiet: Bool, stopped: @escaping @Sendable (_ done: Int, _ missing: Int) -> String) {
        self.quiet = quiet
        self.stopped = stopped
    }

    /// Whether somebody asked to stop.
    var isStopping: Bool { progress?.isStopping ?? false }

    /// Worlds of the run, done or not.
    var worlds: Int { progress?.worlds ?? 0 }

    func begin(_ progress: RunProgress) {
        self.progress = progress
        let line = quiet ? nil : ProgressLine(progress)
        let stopped = stopped
        interrupts = Interrupts(progress) {
            line?.finish()
            StandardStreams.say(stopped(progress.worldsDone, progress.worlds - progress.worldsDone))
            _exit(ProgramExit.interrupted)
        }
        guard !quiet else { return }
        if progress.worldsDone > 0 {
            StandardStreams.say("\(progress.worldsDone) of \(progress.worlds) worlds were in the run store")
        }
        progressLine = line
        line?.start()
    }

    func finish() {
        progressLine?.finish()
        progressLine = nil
        interrupts?.finish()
        interrupts = nil
    }

    /// Says what became of a run that was stopped; returns the program's exit code.
    func stop(done: Int, missing: Int) -> ExitCode {
        finish()
        StandardStreams.say(stopped(done, missing))
        return ExitCode(ProgramExit.interrupted)
    }
}
