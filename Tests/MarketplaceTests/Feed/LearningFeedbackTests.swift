import Marketplace
import Policies
import PolicyKit
import Synchronization
import Testing

/// When a learning policy hears what has become of exposures, and what it hears.
struct LearningFeedbackTests {
    @Test(arguments: [0, 15 * 60_000, 2 * 86_400_000])
    func feedbackArrivesAfterItsDelayWithWhatWasRemembered(delay: Int64) throws {
        var market = TestMarket("listening")
        market.policies.add(Listener.self)
        market.choosing { $0.ranking = PolicyChoice("listener", ["diary": .number(Double(delay))]) }
        market.everywhere { $0.feed.feedbackDelay = delay }
        let run = try market.run()
        let diary = Diary.take(Double(delay))
        let exposures = run.records(.exposure).filter { $0.detail == 0 }
        let outcomes = LearningFeedbackTests.outcomes(run.records)
        try #require(diary.heardBeforeScoring.count == run.count(.request))
        #expect(run.count(.request) > 300)

        // By each request, exactly what is older than the delay has been heard.
        var (due, request, wrong) = (0, 0, 0)
        var seen: [Int64] = []
        for record in run.records {
            if record.kind == .exposure, record.detail == 0 { seen.append(record.time) }
            guard record.kind == .request else { continue }
            while due < seen.count, seen[due] + delay <= record.time { due += 1 }
            if diary.heardBeforeScoring[request] != due { wrong += 1 }
            request += 1
        }
        #expect(wrong == 0)
        #expect(due > (delay > 86_400_000 ? 500 : 1_500))

        // In the order of exposure, with the numbers written when the exposure's own page was ranked.
        let scoring = LearningFeedbackTests.scoringOfExposures(run.records)
        var faults = 0
        for (heard, exposure) in zip(diary.heard, zip(exposures, zip(outcomes, scoring))) {
            if heard.listing != exposure.0.listing || heard.outcome != exposure.1.0 { faults += 1 }
            if heard.remembered != [Float(exposure.0.listing), Float(exposure.1.1)] { faults += 1 }
        }
        #expect(faults == 0)
        #expect(diary.heard.contains { $0.outcome.contains([.click, .like]) })
        #expect(diary.heard.contains { $0.outcome.contains([.click, .cart]) })
    }

    /// What each exposure that was not sold out led to at once.
    private static func outcomes(_ records: [JournalRecord]) -> [FeedbackBatch.Outcome] {
        var outcomes: [FeedbackBatch.Outcome] = []
        for record in records {
            switch record.kind {
            case .exposure where record.detail == 0: outcomes.append([])
            case .click: outcomes[outcomes.count - 1].insert(.click)
            case .like: outcomes[outcomes.count - 1].insert(.like)
            case .cart: outcomes[outcomes.count - 1].insert(.cart)
            case .checkout: outcomes[outcomes.count - 1].insert(.checkout)
            default: break
            }
        }
        return outcomes
    }

    /// The number of the request, over the whole journal, that delivered each exposure.
    private static func scoringOfExposures(_ records: [JournalRecord]) -> [Int] {
        var requests = 0
        var current: [UInt32: Int] = [:]
        var found: [Int] = []
        for record in records {
            if record.kind == .request {
                current[record.user] = requests
                requests += 1
            }
            if record.kind == .exposure, record.detail == 0 { found.append(current[record.user] ?? -1) }
        }
        return found
    }
}

/// What a `Listener` was told.
private struct Diary: Sendable {
    struct Heard: Sendable {
        let listing: UInt32
        let outcome: FeedbackBatch.Outcome
        let remembered: [Float]
    }
    var heard: [Heard] = []
    /// How many exposures had been heard of at each scoring.
    var heardBeforeScoring: [Int] = []

    static let all = Mutex<[Double: Diary]>([:])

    static func take(_ number: Double) -> Diary { all.withLock { $0.removeValue(forKey: number) } ?? Diary() }
}

/// Keeps a diary of its feedback, and asks to be reminded of the listing and of how often it had scored.
private final class Listener: RankingPolicy {
    static let name = "listener"
    static let summary = "Keeps a diary."
    static let parameters = [Parameter("diary", "Which diary.", unit: .number, default: 0)]
    let signals: SignalSet = []
    var rememberedCount: Int { 2 }
    private let number: Double

    init(parameters: ParameterValues, seed: UInt64) { number = parameters.number("diary") }

    func score(
        _ batch: borrowing RankingBatch, into scores: inout MutableSpan<Float>,
        remember remembered: inout MutableSpan<Float>
    ) {
        let turn = Diary.all.withLock { diaries in
            let diary = diaries[number, default: Diary()]
            diaries[number, default: Diary()].heardBeforeScoring.append(diary.heard.count)
            return diary.heardBeforeScoring.count
        }
        let listings = batch.listings
        for index in 0..<batch.count {
            scores[index] = Float(listings[index] % 97)
            remembered[index] = Float(listings[index])
            remembered[batch.count + index] = Float(turn)
        }
    }

    func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let remembered = batch.remembered(index)
            let heard = Diary.Heard(
                listing: batch.listings[index], outcome: batch.outcome(index),
                remembered: remembered.indices.map { remembered[$0] })
            Diary.all.withLock { $0[number, default: Diary()].heard.append(heard) }
        }
    }
}
