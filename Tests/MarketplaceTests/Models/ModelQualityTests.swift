import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Statistics
import Synchronization
import Testing

/// Models of given quality: as good as was asked, the same in twins, and nowhere where nobody asks for them.
@Suite(.tags(.long), .hangLimit) struct ModelQualityTests {
    /// A market in which the ranker reads a model, and the treatment has another one.
    private static func market(_ name: String, _ change: (inout TestMarket) -> Void = { _ in }) -> TestMarket {
        TestMarket(name) { market in
            market.choosing { $0[.ranking] = PolicyChoice("model-score") }
            market.everywhere { conditions in
                conditions.models.auc = 0.7
                conditions.models.coldAUC = 0.66
                conditions.models.userColdAUC = 0.67
            }
            market.arms[1].conditions.models.auc = 0.75
            market.arms[1].conditions.models.coldAUC = 0.72
            market.arms[1].conditions.models.userColdAUC = 0.72
            market.market.strata.coldExposures = 3
            market.market.strata.userColdSessions = 1
            market.arms[1].conditions.models.correlation = 0.6
            market.warmupDays = 2
            market.days = 4
            market.followupDays = 0
            change(&market)
        }
    }

    /// Users and listings; the third size in the long form.
    static let sizes = [(200, 1_000)] + (TestOptions.isLong ? [(500, 2_500), (2_700, 13_500)] : [])

    /// Of what holds byte for byte.
    static let seeds = TestOptions.isLong ? TestSeeds.two : TestSeeds.all

    private static func sized(_ users: Int, _ listings: Int) -> TestMarket {
        market("\(users) users") { market in
            market.market.users.count = Int64(users)
            market.market.listings.initial = Int64(listings)
            market.market.listings.arrivalsPerDay = Double(listings) / 15
        }
    }

    private static func run(_ market: TestMarket, _ seed: UInt64, arm: UInt8 = 0) throws -> (ModelTally?, JournalDigest)
    {
        var market = market
        market.assignment = { _ in arm }
        let setup = try #require(try market.setup(seed: seed).tuned(policies: market.policies))
        var world = World(setup, policies: market.policies)
        #expect(try world.run())
        #expect(world.violations.isEmpty)
        return (world.modelTally, world.digest)
    }

    /// Control's noise is kept when it is within .1 points on a sample of all candidates, up to 262,144, of the very world that is measured;
    /// what is left is that sample's error.
    @Test(arguments: sizes) func theAUCIsTheOneThatIsAskedForInEveryStratum(users: Int, listings: Int) throws {
        Self.expectNoneIsOff(try Self.misses(in: Self.sized(users, listings)))
    }

    /// One stratum after the other, each with less than all have: of those that the market above leaves out, too.
    @Test(.enabled(if: TestOptions.isLong, "minutes, with MARKETLAB_LONG=1"), arguments: sizes)
    func theAUCOfAStratumIsTheOneThatIsAskedFor(users: Int, listings: Int) throws {
        let misses = try ModelStratum.allCases.flatMap { stratum in
            var market = Self.sized(users, listings)
            for arm in market.arms.indices {
                let all = arm == 0 ? 0.7 : 0.75
                var models = ModelSettings()
                (models.auc, models.correlation) = (all, arm == 0 ? 1 : 0.6)
                switch stratum {
                case .young: models.youngAUC = all - 0.04
                case .cold: models.coldAUC = all - 0.04
                case .tail: models.tailAUC = all - 0.04
                case .userCold: models.userColdAUC = all - 0.04
                case .sparse: models.sparseAUC = all - 0.04
                }
                market.arms[arm].conditions.models = models
            }
            return try Self.misses(in: market)
        }
        Self.expectNoneIsOff(misses.filter(\.isOfStratum))
        Self.expectNoneIsOff(misses.filter { !$0.isOfStratum })
    }

    /// What AUCs that were realised are off from one that was asked for, in points of 1.
    private struct Misses {
        let name: String
        let isOfStratum: Bool
        /// World by world.
        let each: [Double]

        var mean: Double { each.reduce(0, +) / Double(each.count) }
        var squares: Double { each.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } }
    }

    /// One for each AUC that is asked of an arm's model.
    private static func misses(in market: TestMarket) throws -> [Misses] {
        let worlds = TestOptions.seeds ?? (TestOptions.isLong ? 4 : 3)
        let tallies = try (0..<UInt64(worlds)).compactMap { try run(market, $0).0 }
        return (0...1).flatMap { arm -> [Misses] in
            let models = market.arms[arm].conditions.models
            let asked = [models.auc] + ModelStratum.allCases.map { models.asked(of: $0) }
            return asked.enumerated().filter { $0.element > 0 }.map { place, wanted in
                let found = tallies.compactMap { $0.onControl[arm]?.strata[place].auc }
                #expect(found.count == worlds)
                return Misses(
                    name: "arm \(arm), stratum \(place): \(found) for \(wanted)", isOfStratum: place > 0,
                    each: found.map { $0 - wanted })
            }
        }
    }

    /// Each mean is within .2 points, or within what a false alarm in 10,000 leaves to chance. A world's error is that of all AUCs together: by
    /// itself one has only a few worlds, of which the error of a mean may come out at a fraction of what it is. Arms are measured
    /// on the same candidates, and count once.
    private static func expectNoneIsOff(_ misses: [Misses]) {
        let freedom = misses.reduce(0) { $0 + Double($1.each.count - 1) }
        let error = (misses.reduce(0) { $0 + $1.squares } / freedom).squareRoot()
        let reach = StudentT(degreesOfFreedom: freedom / 2).quantile(upperTail: 0.000_05)
        for one in misses {
            #expect(abs(one.mean) < max(0.002, reach * error / Double(one.each.count).squareRoot()), "\(one.name)")
        }
    }

    /// No model is better than the true chances, and what a ranker shows has a lower AUC than the candidates that it chose from.
    @Test func theOracleIsTheCeilingAndWhatIsShownHasLess() throws {
        let tally = try #require(try Self.run(Self.sized(900, 4_500), 3).0)
        for quality in tally.onControl.compactMap(\.self) {
            for stratum in quality.strata where stratum.auc != nil {
                #expect(try #require(stratum.auc) < #require(stratum.oracle))
            }
        }
        let candidates = try #require(tally.onControl[0]?.strata[0].auc)
        #expect(try #require(tally.shown[0]?.strata[0].auc) < candidates)
        #expect(tally.shown[1] == nil)
    }

    /// Scores are chances: their sum is that of the true ones, and `calibration` multiplies it where clicks are rare.
    @Test func scoresAreCalibratedAsIsAskedFor() throws {
        for factor in [1, 1.24] {
            let market = Self.market("calibrated") { $0.everywhere { $0.models.calibration = factor } }
            let all = try #require(try Self.run(market, 1).0?.onControl[0]?.strata[0])
            #expect(abs(all.predicted / all.clicks / factor - 1) < 0.05)
        }
    }

    /// Equal models, whatever they cost: whoever is in which arm, the same things happen.
    @Test(arguments: seeds) func twinsWithModelsThatScoreAlikeAreByteIdentical(seed: UInt64) throws {
        let market = Self.market("equal") { market in
            market.arms[1].conditions.models = market.arms[0].conditions.models
            market.arms[1].conditions.models.cost = 500
        }
        let (control, treated) = (try Self.run(market, seed), try Self.run(market, seed, arm: 1))
        #expect(control.1 == treated.1)
        #expect(control.0?.shown[0] == treated.0?.shown[1])
    }

    /// A correlation of 1 with the same AUC is the same model, though another version, a recalibrated one or the first of several that
    /// err alike; one of 0 is not. So it is in markets in which the first pilot's noise holds, and in those where it takes more.
    @Test(arguments: [0.66, 0], seeds) func theCorrelationSaysHowAlikeErrorsAre(cold: Double, seed: UInt64)
        throws
    {
        func digests(_ change: @escaping (inout ModelSettings) -> Void) throws -> (JournalDigest, JournalDigest) {
            let market = Self.market("correlated") { market in
                market.arms[0].conditions.models.coldAUC = cold
                market.arms[0].conditions.models.userColdAUC = 0
                market.arms[0].conditions.models.memberCorrelation = 1
                market.arms[1].conditions.models = market.arms[0].conditions.models
                change(&market.arms[1].conditions.models)
            }
            return (try Self.run(market, seed).1, try Self.run(market, seed, arm: 1).1)
        }
        let (control, version) = try digests { ($0.version, $0.correlation) = (7, 1) }
        #expect(control == version)
        #expect(try digests { $0.calibration = 1.3 } == (control, control))
        #expect(try digests { $0.members = 3 } == (control, control))
        let (again, other) = try digests { ($0.version, $0.correlation) = (7, 0) }
        #expect(again == control)
        #expect(other != control)
    }

    /// The AUC is asked of each model of an ensemble; together they have more, and on a budget something between.
    @Test func anEnsembleIsBetterThanItsModelsAndABudgetBuysAPartOfThat() throws {
        func quality(_ change: (inout ModelSettings) -> Void) throws -> (one: Double?, all: Double) {
            var models = ModelSettings()
            (models.auc, models.userColdAUC, models.members, models.memberCorrelation) = (0.7, 0.6, 4, 0.25)
            change(&models)
            let market = Self.market("ensemble") { $0.everywhere { $0.models = models } }
            let tally = try #require(try Self.run(market, 5).0)
            return try (tally.oneOnControl[0]?.strata[0].auc, #require(tally.onControl[0]?.strata[0].auc))
        }
        let whole = try quality { _ in }
        let half = try quality { $0.budget = 2.5 }
        let alike = try quality { $0.memberCorrelation = 1 }
        // What one model has is asked for, to what a sample of candidates and another world leave open.
        for one in [whole.one, half.one, alike.one] { #expect(try abs(#require(one) - 0.7) < 0.005) }
        #expect(alike.all == alike.one)
        #expect(whole.all > 0.72)
        #expect(half.all > 0.703 && half.all < whole.all - 0.003)
    }

    /// Three fourths of what is not shared go where four models are averaged: E = E1 - (1 - 1/M) s^2 (1 - rho). The variance of 40,000
    /// errors has a standard error of .7 %; five of these are missed once in a million.
    @Test(arguments: [(1, 0.5), (4, 0.0), (4, 0.5), (16, 0.25)])
    func whatAnEnsembleErrsIsWhatItsMembersShare(members: Int64, correlation: Double) {
        var settings = ModelSettings()
        (settings.auc, settings.members, settings.memberCorrelation) = (0.7, members, correlation)
        let errors = ModelErrors.all([settings], seed: 9)[0]
        let expected = 1 - (1 - 1 / Double(members)) * (1 - (members > 1 ? correlation : 1))
        #expect(abs(errors.ensembleVariance - expected) < 1e-12)
        let count = 40_000
        var (one, all) = (0.0, 0.0)
        for user in 0..<UInt32(count) {
            let (first, mean) = (Double(errors.error(of: user, 3)), Double(errors.ensembleError(of: user, 3)))
            one += first * first / Double(count)
            all += mean * mean / Double(count)
        }
        #expect(abs(one - 1) < 0.036)
        #expect(abs(all / expected - 1) < 0.036)
    }

    /// The requests that need it most have the ensemble, and of those that need it alike as many as there is left to spend.
    @Test(arguments: [0.1, 0.25, 0.5, 0.9]) func aBudgetIsSpentWhereItIsNeededMost(share: Double) {
        // Requests with 0 to 4 candidates of a stratum that gains, out of 10.
        let requests: RequestSample = (0..<1_000).map { number in
            var cells = SIMD32<UInt16>()
            cells[1] = UInt16(number % 5)
            cells[0] = UInt16(10 - number % 5)
            return cells
        }
        let needs = [0.1, 0.5] + [Double](repeating: 0, count: 30)
        let budget = ModelBudget(share: share, needs: needs, requests: requests)
        var draws = SplitMix64(seed: 4)
        let whole = requests.filter { cells in
            budget.isWhole(cells) { Double(draws.next() >> 11) / Double(1 << 53) }
        }
        // The part that chance decides are 200 requests, with a standard error of at most .7 %.
        #expect(abs(Double(whole.count) / 1_000 - share) < 0.03)
        let least = whole.map { $0[1] }.min() ?? 0
        let most = requests.map { $0[1] }.filter { $0 > least }
        #expect(whole.count { $0[1] > least } == most.count)
    }

    /// A model that no policy reads changes nothing, and a market without one measures none.
    @Test func aModelThatNobodyReadsChangesNothing() throws {
        let unread = Self.market("unread") { $0.choosing { $0[.ranking] = PolicyChoice("content-affinity") } }
        let without = Self.market("without") { market in
            market.choosing { $0[.ranking] = PolicyChoice("content-affinity") }
            market.everywhere { $0.models = ModelSettings() }
        }
        let (one, other) = (try Self.run(unread, 4), try Self.run(without, 4))
        #expect(one.1 == other.1)
        #expect(one.0 != nil && other.0 == nil)
    }

    /// What cannot be had, and the words that say so.
    enum Impossible: String, CaseIterable {
        case auc = "auc asks for 97 %, but the true chances themselves reach"
        case cold = "cold_auc asks for 99 %, but the true chances themselves reach"
        case together = "auc asks for 78 %, but beside the other AUCs all candidates can have"

        func ask(_ models: inout ModelSettings) {
            switch self {
            case .auc: models.auc = 0.97
            case .cold: models.coldAUC = 0.99
            case .together:
                (models.coldAUC, models.sparseAUC, models.userColdAUC, models.auc) = (0.56, 0.56, 0.56, 0.78)
            }
        }
    }

    /// An AUC that cannot be had is a mistake that names what can.
    @Test(arguments: Impossible.allCases)
    func anAUCThatCannotBeHadIsAMistakeThatSaysWhatCan(_ impossible: Impossible) throws {
        let market = Self.market("too good") { $0.everywhere { impossible.ask(&$0.models) } }
        let problem = #expect(throws: ModelProblem.self) { try market.setup(seed: 1).tuned(policies: market.policies) }
        let words = impossible.rawValue
        #expect(problem?.description.contains(words) == true, "\(problem?.description ?? "")")
    }

    /// Labels that are drawn say the same: a ranker that looks at no score shows a random part of the candidates, and the scores of
    /// what was clicked stand above those of what was not as often as the AUC says. Its standard error is .3 / sqrt(clicks), by
    /// Hanley and McNeil's bound of sqrt(A (1 - A) / clicks) less than .46 / sqrt(clicks); four of these are missed once in 15,000.
    @Test(arguments: TestSeeds.all) func theAUCIsThatOfClicks(seed: UInt64) throws {
        var market = Self.sized(900, 4_500)
        market.policies.add(RandomWithScores.self)
        market.choosing { $0[.ranking] = PolicyChoice("random-with-scores", ["run": .number(Double(seed))]) }
        market.warmupDays = 0
        market.days = 8
        // The true chance is that at the request: an intent that drifts on the page would be another one.
        market.everywhere { $0.browsing.driftHazard = 0 }
        let setup = try #require(try market.setup(seed: seed).tuned(policies: market.policies))
        RandomWithScores.seen.withLock { $0[Double(seed)] = [] }
        var world = World(setup, policies: market.policies)
        #expect(try world.run())
        let own = RandomWithScores.seen.withLock { $0[Double(seed)] ?? [] }
        let clicked = own.filter(\.isClick).map(\.score)
        let missed = own.filter { !$0.isClick }.map(\.score).sorted()
        #expect(clicked.count > 400)
        var won = 0.0
        for score in clicked {
            let below = missed.partitioningIndex { $0 >= score }
            let notAbove = missed.partitioningIndex { $0 > score }
            won += Double(below) + Double(notAbove - below) / 2
        }
        let area = won / Double(clicked.count) / Double(missed.count)
        let expected = try #require(world.modelTally?.shown[0]?.strata[0].auc)
        #expect(abs(area - expected) < 4 * 0.46 / Double(clicked.count).squareRoot(), "\(area), \(expected)")
    }
}

extension Array {
    /// The first place at which a condition holds that holds from there on.
    fileprivate func partitioningIndex(_ holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Ranks at random, and remembers what the model says of what it shows.
private final class RandomWithScores: RankingPolicy {
    static let name = "random-with-scores"
    static let summary = "At random; keeps scores with clicks."
    static let parameters = [Parameter("run", "Of the test.", unit: .number, default: 0)]
    static let seen = Mutex<[Double: [(score: Float, isClick: Bool)]]>([:])

    let signals = SignalSet(.modelScore)
    let rememberedCount = 1
    private let run: Double

    init(parameters: ParameterValues, seed: UInt64) { run = parameters.number("run") }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let score = batch.signal(.modelScore)
        for index in 0..<batch.count {
            var draw = SplitMix64(seed: batch.random ^ UInt64(batch.listings[index]))
            answers.scores[index] = Float(draw.next() >> 40)
            answers.remembered[index] = score[index]
        }
    }

    func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let one = (batch.remembered(index)[0], batch.outcome(index).contains(.click))
            Self.seen.withLock { $0[run, default: []].append(one) }
        }
    }
}
