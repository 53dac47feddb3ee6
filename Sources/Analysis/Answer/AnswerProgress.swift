import Synchronization

/// What is being done for an answer, and how far that is, for whoever waits for it; any thread may ask.
public final class AnswerProgress: Sendable {
    /// What may take its time, in the order in which it begins.
    enum Work: Int, CaseIterable {
        case reading, comparing, labels, units

        var words: String {
            switch self {
            case .reading: "reading the table"
            case .comparing: "comparing the variants"
            case .labels: "drawing labels anew"
            case .units: "drawing units anew for Qini and AUUC"
            }
        }
    }

    /// How many of how many steps of each work are done.
    private struct Steps {
        var present = Work.reading
        var done = Work.allCases.map { _ in 0 }
        var all = Work.allCases.map { _ in 0 }
    }

    private let steps = Mutex(Steps())

    public init() {}

    /// The present work, with its share where that is known: `drawing labels anew 34 %`.
    public var words: String {
        steps.withLock { steps in
            let (done, all) = (steps.done[steps.present.rawValue], steps.all[steps.present.rawValue])
            return steps.present.words + (all > 0 ? " \(100 * done / all) %" : "")
        }
    }

    func begin(_ work: Work) { steps.withLock { $0.present = work } }

    /// Says how many steps of a work there will be.
    func expect(_ count: Int, of work: Work) { steps.withLock { $0.all[work.rawValue] = count } }

    /// Counts a step of a work, which is the present one then.
    func step(_ work: Work) {
        steps.withLock { steps in
            steps.present = work
            steps.done[work.rawValue] += 1
        }
    }
}
