import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Randomness
import Synchronization
import Testing

/// What content tells of a listing's appeal to all.
struct AppealingContentTests {
    /// A market in which nothing but appeal moves a click, and pages come at random.
    private static func run(_ share: Double, seed: UInt64) throws -> ContentLog {
        let number = 10 * Double(seed % 1_000) + share
        var market = AppealMarket.market(
            "appealing content", clickRate: 0.02, watcher: ContentWatcher.self, log: number)
        market.market.listings.appealFromContent = share
        _ = try market.run(seed: seed)
        return ContentLog.take(number)
    }

    /// The mean content of what is clicked less that of what is shown points along one direction, by as much as so much of the
    /// appeal, tilted by the click, makes it: 1e-5 a check.
    @Test(arguments: TestSeeds.two, [0, 0.25, 1])
    func contentTellsTheShareOfAppealThatIsSet(seed: UInt64, share: Double) throws {
        let log = try Self.run(share, seed: seed)
        let (spread, base) = (0.6, Foundation.log(0.02 / 0.98))
        let scale = spread / (1 + spread * spread).squareRoot()
        // E(A | click) of a standard normal appeal A.
        var (mean, total, square, draws) = (0.0, 0.0, 0.0, 0.0)
        for step in -800...800 {
            let appeal = Double(step) / 100
            let density = exp(-appeal * appeal / 2)
            let rate = 1 / (1 + exp(-base - AppealMarket.weight * appeal))
            mean += appeal * rate * density
            total += rate * density
            square += rate * rate * density
            draws += density
        }
        let expected = scale * share.squareRoot() * mean / total
        let (clicks, shift) = (log.clicks, log.shift)
        #expect(clicks > 1_500)
        // Each dimension's mean among clicks errs with variance v, of clicks and of listings that are clicked unequally often. So the
        // squared length is noncentral chi-square times v.
        let variance = scale * scale * (1 / clicks + (square * draws / (total * total) - 1) / 20_000)
        let length = shift.reduce(0) { $0 + $1 * $1 }
        let error = (2 * 16 * variance * variance + 4 * variance * expected * expected).squareRoot()
        let z = (length - expected * expected - 16 * variance) / error
        #expect(abs(z) < 4.5, "\(length.squareRoot()) for \(expected)")
    }
}

/// Contents that were shown, and clicked.
private struct ContentLog: Sendable {
    var shown = [Double](repeating: 0, count: 16)
    var clicked = [Double](repeating: 0, count: 16)
    var (exposures, clicks) = (0.0, 0.0)

    var shift: [Double] { shown.indices.map { clicked[$0] / clicks - shown[$0] / exposures } }

    static let all = Mutex<[Double: ContentLog]>([:])

    static func take(_ number: Double) -> ContentLog { all.withLock { $0.removeValue(forKey: number) } ?? ContentLog() }
}

/// Ranks at random and adds up the content of what was shown and clicked.
private final class ContentWatcher: RankingPolicy {
    static let name = "content-watcher"
    static let summary = "Watches content."
    static let parameters = [Parameter("log", "Which log.", unit: .number, default: 0)]
    let signals: SignalSet = .content
    var rememberedCount: Int { 16 }
    private let number: Double

    init(parameters: ParameterValues, seed: UInt64) { number = parameters.number("log") }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        for dimension in 0..<batch.dimensions {
            let content = batch.content(dimension)
            for index in 0..<batch.count { answers.remembered[dimension * batch.count + index] = content[index] }
        }
        let listings = batch.listings
        for index in 0..<batch.count {
            answers.scores[index] = Float(StableHash.fraction(batch.random, UInt64(listings[index])))
        }
    }

    func learn(from batch: borrowing FeedbackBatch) {
        ContentLog.all.withLock { logs in
            var log = logs[number] ?? ContentLog()
            for index in 0..<batch.count {
                let (row, isClicked) = (batch.remembered(index), batch.outcome(index).contains(.click))
                for dimension in 0..<16 {
                    log.shown[dimension] += Double(row[dimension])
                    if isClicked { log.clicked[dimension] += Double(row[dimension]) }
                }
                log.exposures += 1
                log.clicks += isClicked ? 1 : 0
            }
            logs[number] = log
        }
    }
}
