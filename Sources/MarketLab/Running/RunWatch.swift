import ArgumentParser
import Experiments
import Foundation
import Synchronization

/// Turns Ctrl-C into the wish to stop, so that what is finished is kept; a second Ctrl-C ends the program at once.
///
/// A plain signal handler and a thread of its own: a dispatch source gets no thread while every core runs a world, and a
/// second one in the same process (the next scenario of a night) gets no signals.
final class Interrupts: Sendable {
    private static let signals = [SIGINT, SIGTERM]
    private static let received = Atomic(0)
    /// How long the worlds in progress may take to stop, in seconds.
    private static let patience = 1.5
    /// What comes within so many seconds of the first signal is the same wish: `timeout` sends two at once.
    private static let echo = 0.2

    private let progress: RunProgress
    private let giveUp: @Sendable () -> Never
    private let isOver = Atomic(false)

    /// - Parameter giveUp: is called when the worlds do not stop in time, as one that is still being set up; it ends
    ///   the program.
    init(_ progress: RunProgress, giveUp: @escaping @Sendable () -> Never) {
        self.progress = progress
        self.giveUp = giveUp
        Interrupts.received.store(0, ordering: .relaxed)
        for number in Interrupts.signals {
            signal(number) { _ in Interrupts.received.add(1, ordering: .relaxed) }
        }
        Thread.detachNewThread { self.watch() }
    }

    /// From now on Ctrl-C does again what the system does.
    func finish() {
        isOver.store(true, ordering: .relaxed)
        for number in Interrupts.signals { signal(number, SIG_DFL) }
    }

    private func watch() {
        var start: ContinuousClock.Instant?
        var counted = 0
        while !isOver.load(ordering: .relaxed) {
            let count = Interrupts.received.load(ordering: .relaxed)
            if let start {
                let elapsed = (ContinuousClock.now - start) / .seconds(1)
                if elapsed < Interrupts.echo { counted = count }
                if count > counted { _exit(ProgramExit.interrupted) }
                if elapsed > Interrupts.patience { giveUp() }
            } else if count > 0 {
                progress.stop()
                start = .now
                counted = count
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }
}

/// Watches over a run for the person who started it: shows how far it is and lets Ctrl-C stop it in good order.
final class RunWatch {
    private let quiet: Bool
    private let place: String
    private let stopped: @Sendable (_ done: Int, _ missing: Int) -> String
    private var progress: RunProgress?
    private var progressLine: ProgressLine?
    private var interrupts: Interrupts?
    private var start = ContinuousClock.now
    private var doneBefore = 0

    /// - Parameters:
    ///   - place: where worlds of an earlier run are taken from.
    ///   - stopped: says of a run that was stopped how many of its worlds are kept and how many are missing.
    init(
        quiet: Bool, place: String = "the run store",
        stopped: @escaping @Sendable (_ done: Int, _ missing: Int) -> String
    ) {
        self.quiet = quiet
        self.place = place
        self.stopped = stopped
    }

    /// Whether somebody asked to stop.
    var isStopping: Bool { progress?.isStopping ?? false }

    /// Worlds of the run, done or not.
    var worlds: Int { progress?.worlds ?? 0 }

    func begin(_ progress: RunProgress) {
        self.progress = progress
        (start, doneBefore) = (.now, progress.worldsDone)
        let line = quiet ? nil : ProgressLine(progress)
        let stopped = stopped
        interrupts = Interrupts(progress) {
            line?.finish()
            StandardStreams.say(stopped(progress.worldsDone, progress.worlds - progress.worldsDone))
            _exit(ProgramExit.interrupted)
        }
        guard !quiet else { return }
        if progress.worldsDone > 0 {
            StandardStreams.say("\(progress.worldsDone) of \(progress.worlds) worlds were in \(place)")
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

    /// How long so many worlds more would take at the pace of those that this run has finished until now; nil where it has finished none.
    func time(forWorlds count: Int) -> Duration? {
        guard let progress, progress.worldsDone > doneBefore else { return nil }
        return (ContinuousClock.now - start) / (progress.worldsDone - doneBefore) * count
    }

    /// Says what became of a run that was stopped; returns the program's exit code.
    func stop(done: Int, missing: Int) -> ExitCode {
        finish()
        StandardStreams.say(stopped(done, missing))
        return ExitCode(ProgramExit.interrupted)
    }
}
