import Synchronization

/// Counts what the threads of a run have done, and carries the wish to stop to them.
public final class RunProgress: Sendable {
    private let finished: Atomic<Int>
    private let eventsTaken = Atomic<Int>(0)
    private let stopWanted = Atomic<Bool>(false)
    /// Worlds of the run.
    public let worlds: Int

    /// - Parameter alreadyDone: worlds that an earlier run of the same plan has left.
    public init(worlds: Int, alreadyDone: Int) {
        self.worlds = worlds
        finished = Atomic(alreadyDone)
    }

    /// Worlds done so far.
    public var worldsDone: Int { finished.load(ordering: .relaxed) }
    /// Events taken so far in this run.
    public var events: Int { eventsTaken.load(ordering: .relaxed) }
    /// Asks the worlds in progress to stop soon.
    public func stop() { stopWanted.store(true, ordering: .relaxed) }
    /// Whether somebody asked to stop.
    public var isStopping: Bool { stopWanted.load(ordering: .relaxed) }

    func add(events: Int) { eventsTaken.add(events, ordering: .relaxed) }
    func finishWorld() { finished.add(1, ordering: .relaxed) }
}
