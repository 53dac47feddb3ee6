package import PolicyKit
import Randomness
import Synchronization

/// Ranks at random, so that what is exposed depends on nothing that is clicked, and adds up what is exposed and clicked.
///
/// It stands in the kit, and not beside the tests that use it, because the kit is compiled with the optimiser: a run exposes millions.
package final class ExposureWatcher: RankingPolicy {
    package static let name = "exposure-watcher"
    package static let summary = "Ranks at random and watches."
    package static let parameters = [
        Parameter("log", "Which log is written.", unit: .number, default: 0),
        Parameter(
            "by", "What is told apart.", unit: .word, default: .word("nothing"),
            choices: ["nothing", "attribute", "taste"]),
    ]

    /// What is told apart: nothing; attributes; of each user and category, listings of even and of odd number.
    package enum Grouping: String {
        case nothing, attribute, taste

        /// The group of a user's listings of a category, even or odd, where there are two categories.
        package static func taste(user: Int, category: Int, isOdd: Bool) -> Int {
            (2 * user + category) * 2 + (isOdd ? 1 : 0)
        }
    }

    /// Exposures and clicks of each group of exposures, and the sums of their content.
    package struct Log: Sendable {
        package private(set) var exposures: [Double] = []
        package private(set) var clicks: [Double] = []
        private var shown: [Double] = []
        private var clicked: [Double] = []

        fileprivate mutating func add(_ content: borrowing Span<Float>, group: Int, isClicked: Bool) {
            while exposures.count <= group {
                exposures.append(0)
                clicks.append(0)
                shown += [Double](repeating: 0, count: dimensions)
                clicked += [Double](repeating: 0, count: dimensions)
            }
            exposures[group] += 1
            for dimension in 0..<dimensions { shown[group * dimensions + dimension] += Double(content[dimension]) }
            guard isClicked else { return }
            clicks[group] += 1
            for dimension in 0..<dimensions { clicked[group * dimensions + dimension] += Double(content[dimension]) }
        }

        /// The mean content of what was clicked in a group less that of what was shown.
        package func shift(of group: Int = 0) -> [Double] {
            (0..<dimensions).map {
                clicked[group * dimensions + $0] / clicks[group] - shown[group * dimensions + $0] / exposures[group]
            }
        }
    }

    private static let logs = Mutex<(opened: Double, written: [Double: Log])>((0, [:]))

    /// A log that nobody else writes.
    fileprivate static func open() -> Double {
        logs.withLock { logs in
            logs.opened += 1
            return logs.opened
        }
    }

    /// What was written to a log, which is closed then.
    fileprivate static func close(_ log: Double) -> Log {
        logs.withLock { $0.written.removeValue(forKey: log) } ?? Log()
    }

    package let signals: SignalSet = [.content, SignalSet(.category), SignalSet(.attribute)]
    package var rememberedCount: Int { dimensions + 1 }
    private let log: Double
    private let grouping: Grouping

    package init(parameters: ParameterValues, seed: UInt64) {
        log = parameters.number("log")
        grouping = Grouping(rawValue: parameters.word("by")) ?? .nothing
    }

    package func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let (count, listings) = (batch.count, batch.listings)
        for dimension in 0..<min(batch.dimensions, dimensions) {
            let content = batch.content(dimension)
            for index in 0..<count { answers.remembered[dimension * count + index] = content[index] }
        }
        let (category, attribute) = (batch.signal(.category), batch.signal(.attribute))
        for index in 0..<count {
            let group =
                switch grouping {
                case .nothing: 0
                case .attribute: Int(attribute[index])
                case .taste:
                    Grouping.taste(
                        user: Int(batch.user), category: Int(category[index]), isOdd: listings[index] % 2 == 1)
                }
            answers.remembered[dimensions * count + index] = Float(group)
            answers.scores[index] = Float(StableHash.fraction(batch.random, UInt64(listings[index])))
        }
    }

    package func learn(from batch: borrowing FeedbackBatch) {
        Self.logs.withLock { logs in
            var log = logs.written.removeValue(forKey: self.log) ?? Log()
            for index in 0..<batch.count {
                let row = batch.remembered(index)
                log.add(row, group: Int(row[dimensions]), isClicked: batch.outcome(index).contains(.click))
            }
            logs.written[self.log] = log
        }
    }
}

extension TestMarket {
    /// Runs the market with pages that come at random, and says what was exposed and clicked.
    package func watched(by grouping: ExposureWatcher.Grouping, seed: UInt64) throws -> ExposureWatcher.Log {
        let log = ExposureWatcher.open()
        var market = self
        market.policies.add(ExposureWatcher.self)
        market.choosing {
            $0[.ranking] = PolicyChoice("exposure-watcher", ["log": .number(log), "by": .word(grouping.rawValue)])
        }
        _ = try market.run(seed: seed)
        return ExposureWatcher.close(log)
    }
}

/// Numbers of a content vector, as many as the market's have.
private let dimensions = 16
