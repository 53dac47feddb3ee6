import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Randomness
import Synchronization
import Testing

/// What an attribute tells of a listing's appeal to all.
struct AppealingAttributeTests {
    /// A market of two attributes in which nothing but appeal moves a click, and pages come at random.
    private static func run(_ share: Double, seed: UInt64) throws -> AttributeLog {
        let number = 10 * Double(seed % 1_000) + share
        var market = AppealMarket.market(
            "appealing attributes", clickRate: 0.05, watcher: AttributeWatcher.self, log: number)
        market.standStill()
        market.market.listings.attributes = 2
        market.market.listings.appealFromAttribute = share
        _ = try market.run(seed: seed)
        return AttributeLog.take(number)
    }

    /// Two attributes whose shares are 2/3 and 1/3 (Zipf), and whose appeals have mean 0 and variance 1 over listings, can only have the
    /// appeals +-sqrt(1/2) and -+sqrt(2). So the click rate of each is known: 1e-5 a check.
    @Test(arguments: TestSeeds.two, [0.25, 1])
    func anAttributeTellsTheShareOfAppealThatIsSet(seed: UInt64, share: Double) throws {
        let log = try Self.run(share, seed: seed)
        let rates = log.shown.indices.map { log.clicked[$0] / log.shown[$0] }
        let sign: Double = rates[0] > rates[1] ? 1 : -1
        for (attribute, appeal) in [sign * 0.5.squareRoot(), -sign * 2.0.squareRoot()].enumerated() {
            // Over what is the listing's own.
            var (mean, square, total) = (0.0, 0.0, 0.0)
            for step in -800...800 {
                let own = Double(step) / 100
                let told = share.squareRoot() * appeal + (1 - share).squareRoot() * own
                let rate = Logit.chance(Logit.logOdds(0.05) + AppealMarket.weight * told)
                let density = exp(-own * own / 2)
                mean += rate * density
                square += rate * rate * density
                total += density
            }
            let expected = mean / total
            let ofListings =
                (square / total - expected * expected) / (Double(AppealMarket.listings) * Self.shares[attribute])
            let error = (expected * (1 - expected) / log.shown[attribute] + ofListings).squareRoot()
            #expect(log.clicked[attribute] > 500)
            #expect(GoodnessOfFit.normal((rates[attribute] - expected) / error) > GoodnessOfFit.falseAlarm)
        }
        let (all, part) = (log.shown[0] + log.shown[1], Self.shares[0])
        let error = (part * (1 - part) * (1 / Double(AppealMarket.listings) + 1 / all)).squareRoot()
        #expect(GoodnessOfFit.normal((log.shown[0] / all - part) / error) > GoodnessOfFit.falseAlarm)
    }

    private static let shares = [2.0 / 3, 1.0 / 3]

    @Test func whereAttributesTellNothingNoListingHasOne() throws {
        let log = try Self.run(0, seed: 5)
        #expect(log.shown[0] > 10_000 && log.shown[1] == 0)
    }
}

/// Exposures and clicks by attribute.
private struct AttributeLog: Sendable {
    var shown = [0.0, 0]
    var clicked = [0.0, 0]

    static let all = Mutex<[Double: AttributeLog]>([:])

    static func take(_ number: Double) -> AttributeLog {
        all.withLock { $0.removeValue(forKey: number) } ?? AttributeLog()
    }
}

/// Ranks at random and counts the attributes of what was shown and clicked.
private final class AttributeWatcher: RankingPolicy {
    static let name = "attribute-watcher"
    static let summary = "Watches attributes."
    static let parameters = [Parameter("log", "Which log.", unit: .number, default: 0)]
    let signals = SignalSet(.attribute)
    var rememberedCount: Int { 1 }
    private let number: Double

    init(parameters: ParameterValues, seed: UInt64) { number = parameters.number("log") }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let (attribute, listings) = (batch.signal(.attribute), batch.listings)
        for index in 0..<batch.count {
            answers.remembered[index] = attribute[index]
            answers.scores[index] = Float(StableHash.fraction(batch.random, UInt64(listings[index])))
        }
    }

    func learn(from batch: borrowing FeedbackBatch) {
        AttributeLog.all.withLock { logs in
            var log = logs[number] ?? AttributeLog()
            for index in 0..<batch.count {
                let attribute = Int(batch.remembered(index)[0])
                log.shown[attribute] += 1
                if batch.outcome(index).contains(.click) { log.clicked[attribute] += 1 }
            }
            logs[number] = log
        }
    }
}
