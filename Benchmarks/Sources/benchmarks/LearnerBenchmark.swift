import Foundation
import MarketLab

/// What rankers that learn cost beside `logistic`: a page of 256 candidates scored, and an exposure learned from.
enum LearnerBenchmark {
    private static let candidates = 256
    private static let dimensions = 16
    private static let pages = 2_000

    static func run() {
        let names = PolicyRegistry.builtIn.policies(in: .ranking).map(\.name).filter { make($0).rememberedCount > 0 }
        var seconds: [String: (score: [Double], learn: [Double])] = [:]
        for _ in 0..<5 {
            for name in names {
                let (score, learn) = measured(make(name))
                seconds[name, default: ([], [])].score.append(score)
                seconds[name, default: ([], [])].learn.append(learn)
            }
        }
        guard let own = seconds["logistic"] else { return }
        for name in names {
            guard let times = seconds[name] else { continue }
            let ratio = median(zip(times.score, own.score).map { $0 / $1 })
            Line.show(
                "page of \(candidates) ranked by \(name)", "\(Line.digits(median(times.score) * 1e6)) µs",
                "\(Line.digits(median(times.learn) * 1e6)) µs an exposure learned from", Line.digits(ratio))
        }
    }

    private static func make(_ name: String) -> any RankingPolicy {
        PolicyRegistry.builtIn.make(.ranking, PolicyChoice(name), seed: 1)
    }

    /// Seconds of a page, and of an exposure of twenty a page.
    private static func measured(_ policy: any RankingPolicy) -> (score: Double, learn: Double) {
        let page = Page(policy.rememberedCount)
        // A learner that looks at content's codes has found them by then.
        for turn in 0..<100 {
            page.score(policy, turn)
            page.learn(policy)
        }
        let start = Stopwatch.threadSeconds
        for turn in 0..<pages { page.score(policy, turn) }
        let scored = Stopwatch.threadSeconds
        for _ in 0..<pages / 20 { page.learn(policy) }
        return ((scored - start) / Double(pages), (Stopwatch.threadSeconds - scored) / Double(pages / 20 * 20))
    }

    /// The candidates of a request, and what becomes of the first twenty.
    private final class Page {
        private let ids = Array(0..<UInt32(candidates))
        private let content = (0..<candidates * dimensions).map { Float(($0 * 7_919) % 2_003) / 1_000 - 1 }
        private let signals: [Float]
        private let profile = (0..<dimensions).map { Float($0 % 5) - 2 }
        /// Of the session so far.
        private let categories = (0..<40).map { UInt8($0 % 17) }
        private let outcomes = (0..<40).map { UInt32($0 % 5 == 0 ? 1 : 0) }
        private let affinity = [Float](repeating: 1 / 17, count: 17)
        private let scores: UnsafeMutableBufferPointer<Float>
        private let remembered: UnsafeMutableBufferPointer<Float>
        private let rememberedCount: Int

        init(_ rememberedCount: Int) {
            self.rememberedCount = rememberedCount
            scores = .allocate(capacity: candidates)
            scores.initialize(repeating: 0)
            remembered = .allocate(capacity: candidates * rememberedCount)
            remembered.initialize(repeating: 0)
            signals = Signal.allCases.flatMap { signal in
                (0..<candidates).map { index in
                    switch signal {
                    case .impressions: Float(index)
                    case .clicks: Float(index / 20)
                    case .category: Float(index % 17)
                    case .attribute: Float(index * 7 % 2_000)
                    case .condition: Float(1 + index % 5)
                    default: Float(index % 10) / 10
                    }
                }
            }
        }

        deinit {
            scores.deallocate()
            remembered.deallocate()
        }

        func score(_ policy: any RankingPolicy, _ turn: Int) {
            let (count, dimensions) = (candidates, dimensions)
            ids.withUnsafeBufferPointer { ids in
                content.withUnsafeBufferPointer { content in
                    signals.withUnsafeBufferPointer { signals in
                        profile.withUnsafeBufferPointer { profile in
                            affinity.withUnsafeBufferPointer { affinity in
                                let batch = RankingBatch(
                                    count: count, dimensions: dimensions, random: UInt64(turn), user: turn % 100,
                                    stride: count, ids: ids.baseAddress!, content: content.baseAddress!,
                                    signals: signals.baseAddress!, own: signals.baseAddress!, ownSignalCount: 0,
                                    profile: profile.baseAddress!, categoryCount: 17, affinity: affinity.baseAddress!,
                                    session: SessionHistory(
                                        count: categories.count, declaredCategory: nil, categories: categories,
                                        outcomes: outcomes))
                                var answers = RankingAnswers(
                                    scores: MutableSpan(_unsafeElements: scores),
                                    remembered: MutableSpan(_unsafeElements: remembered))
                                policy.score(batch, into: &answers)
                            }
                        }
                    }
                }
            }
        }

        func learn(_ policy: any RankingPolicy) {
            let shown = (0..<20).map { Item(.listing, UInt32($0)) }
            let outcomes = (0..<20).map { UInt32($0 % 7 == 0 ? 1 : 0) }
            let (times, own) = ([Int64](repeating: 0, count: 20), [UInt8](repeating: 1, count: 20))
            let rows = (0..<20).flatMap { index in
                (0..<rememberedCount).map { remembered[$0 * candidates + index] }
            }
            shown.withUnsafeBufferPointer { shown in
                outcomes.withUnsafeBufferPointer { outcomes in
                    rows.withUnsafeBufferPointer { rows in
                        policy.learn(
                            from: FeedbackBatch(
                                count: 20, rememberedCount: rememberedCount, shown: shown.baseAddress!,
                                outcomes: outcomes.baseAddress!, rows: rows.baseAddress!, times: times,
                                exposureTimes: times, ownership: own))
                    }
                }
            }
        }
    }
}
