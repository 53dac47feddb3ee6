import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Randomness
import Synchronization
import Testing

/// What a user likes in one category, and in another.
struct TasteTests {
    private static let users = 200

    /// A market of two categories in which nothing but taste moves a click, and pages come at random.
    private static func run(_ share: Double, seed: UInt64) throws -> TasteLog {
        let number = 10 * Double(seed % 1_000) + share
        var market = TestMarket("tastes")
        market.market.users.count = Int64(users)
        market.market.users.tasteByCategory = share
        market.market.users.sessionsPerWeek = 60
        market.market.users.sessionsSigma = 0
        market.market.users.patienceSigma = 0
        market.market.listings.categories = 2
        market.market.listings.initial = 20_000
        market.standStill()
        market.market.listings.singleUnitShare = 0
        market.market.listings.fewUnitsShare = 0
        market.market.listings.deepUnits = 100_000
        // What listings of a category have in common would drown their own content.
        market.market.listings.contentSpread = 5
        market.everywhere {
            $0.choice.tasteWeight = 1
            $0.choice.appealWeight = 0
            $0.choice.clickRateMatched = 0.03
            $0.choice.clickRateUnmatched = 0.03
        }
        market.policies.add(TasteWatcher.self)
        market.choosing {
            $0[.retrieval] = PolicyChoice("category-affinity", ["exploration": 1])
            $0[.ranking] = PolicyChoice("taste-watcher", ["log": .number(number)])
        }
        _ = try market.run(seed: seed)
        return TasteLog.take(number)
    }

    private static func z(_ sample: [Double]) -> Double {
        let mean = sample.reduce(0, +) / Double(sample.count)
        let squares = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return mean / (squares / Double(sample.count - 1) / Double(sample.count)).squareRoot()
    }

    /// The mean content of what a user clicks less that of what the user is shown points along the taste. That of one category times that of
    /// the other has the share 1 - s of what two halves of one category have, whose size is the same for every s: 1e-5 a check.
    @Test(arguments: TestSeeds.two, [0, 0.5, 1])
    func tasteInACategoryIsAnotherByTheShareThatIsSet(seed: UInt64, share: Double) throws {
        let log = try Self.run(share, seed: seed)
        let users = (0..<Self.users).filter { log.isComplete($0) }
        #expect(users.count > 150)
        let within = users.map { (log.product($0, 0, 1) + log.product($0, 2, 3)) / 2 }
        let across = users.map { user in
            (log.product(user, 0, 2) + log.product(user, 0, 3) + log.product(user, 1, 2) + log.product(user, 1, 3)) / 4
        }
        #expect(Self.z(within) > 5)
        let excess = zip(across, within).map { $0 - (1 - share) * $1 }
        #expect(GoodnessOfFit.normal(Self.z(excess)) > GoodnessOfFit.falseAlarm)
        guard share > 0 else { return }
        let plain = try Self.run(0, seed: seed)
        let change = users.filter { plain.isComplete($0) }.map { user in
            log.product(user, 0, 1) + log.product(user, 2, 3) - plain.product(user, 0, 1) - plain.product(user, 2, 3)
        }
        #expect(GoodnessOfFit.normal(Self.z(change)) > GoodnessOfFit.falseAlarm)
    }
}

/// Contents that were shown to and clicked by each user, in four parts: each category's listings of even and of odd number.
private struct TasteLog: Sendable {
    struct Part: Sendable {
        var shown = [Double](repeating: 0, count: 16)
        var clicked = [Double](repeating: 0, count: 16)
        var (exposures, clicks) = (0.0, 0.0)

        var shift: [Double] { shown.indices.map { clicked[$0] / clicks - shown[$0] / exposures } }
    }

    var parts: [[Part]] = []

    func isComplete(_ user: Int) -> Bool { user < parts.count && parts[user].allSatisfy { $0.clicks >= 3 } }

    func product(_ user: Int, _ one: Int, _ other: Int) -> Double {
        zip(parts[user][one].shift, parts[user][other].shift).reduce(0) { $0 + $1.0 * $1.1 }
    }

    static let all = Mutex<[Double: TasteLog]>([:])

    static func take(_ number: Double) -> TasteLog { all.withLock { $0.removeValue(forKey: number) } ?? TasteLog() }
}

/// Ranks at random and adds up the content of what each user was shown and clicked.
private final class TasteWatcher: RankingPolicy {
    static let name = "taste-watcher"
    static let summary = "Watches tastes."
    static let parameters = [Parameter("log", "Which log.", unit: .number, default: 0)]
    let signals: SignalSet = [.content, SignalSet(.category)]
    var rememberedCount: Int { 18 }
    private let number: Double

    init(parameters: ParameterValues, seed: UInt64) { number = parameters.number("log") }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let (category, listings) = (batch.signal(.category), batch.listings)
        for dimension in 0..<batch.dimensions {
            let content = batch.content(dimension)
            for index in 0..<batch.count { answers.remembered[dimension * batch.count + index] = content[index] }
        }
        for index in 0..<batch.count {
            answers.remembered[16 * batch.count + index] = Float(batch.user)
            answers.remembered[17 * batch.count + index] = 2 * category[index] + Float(listings[index] % 2)
            answers.scores[index] = Float(StableHash.fraction(batch.random, UInt64(listings[index])))
        }
    }

    func learn(from batch: borrowing FeedbackBatch) {
        TasteLog.all.withLock { logs in
            var log = logs.removeValue(forKey: number) ?? TasteLog()
            for index in 0..<batch.count {
                let (row, isClicked) = (batch.remembered(index), batch.outcome(index).contains(.click))
                let (user, part) = (Int(row[16]), Int(row[17]))
                while log.parts.count <= user { log.parts.append(Array(repeating: TasteLog.Part(), count: 4)) }
                for dimension in 0..<16 {
                    log.parts[user][part].shown[dimension] += Double(row[dimension])
                    if isClicked { log.parts[user][part].clicked[dimension] += Double(row[dimension]) }
                }
                log.parts[user][part].exposures += 1
                log.parts[user][part].clicks += isClicked ? 1 : 0
            }
            logs[number] = log
        }
    }
}
