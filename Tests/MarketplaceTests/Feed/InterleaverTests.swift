import MarketLabTesting
import Marketplace
import Randomness
import Storage
import Testing

/// Two rankings on one page: who picks what, and to whom it is credited.
@Suite struct InterleaverTests {
    /// Merges two rankings of candidates that are listings of the same number.
    private static func merge(
        _ method: Interleaving, _ control: [Int], _ treatment: [Int], slots: Int, seed: UInt64
    ) -> (page: [Int], credits: [UInt8]) {
        let count = (control + treatment).max().map { $0 + 1 } ?? 0
        let interleaver = Interleaver(method, slots: slots, candidates: count)
        let listings = Column((0..<count).map { UInt32($0) })
        for (arm, ranking) in [treatment, control].enumerated() {
            // Candidates that a ranking leaves out come behind all others.
            let scores = Column(repeating: -Float.infinity, count: count + TopSlots.groups)
            for (rank, candidate) in ranking.enumerated() { scores[candidate] = Float(count - rank) }
            var top = TopSlots(capacity: count + TopSlots.groups)
            top.take(min(slots, ranking.count), of: count, scores: scores.base, listings: listings.base)
            interleaver.take(top, of: 1 - arm, slots: slots)
        }
        var draws = RandomKey(seed: seed).stream(Purpose(rawValue: 200), 0, 0, 0)
        interleaver.merge(slots: slots, listings: listings.base, draws: &draws)
        let page = interleaver.picks
        return (page.map { Int($0) }, page.map { interleaver.credit(of: $0) })
    }

    private static func shuffled(_ count: Int, _ draws: inout SplitMix64) -> [Int] {
        (0..<count).map { ($0, draws.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
    }

    @Test(arguments: Interleaving.allCases) func aPageIsFullAndHoldsNothingTwice(method: Interleaving) {
        var draws = SplitMix64(seed: 1)
        for trial in 0..<300 {
            let count = 1 + trial % 40
            let (control, treatment) = (Self.shuffled(count, &draws), Self.shuffled(count, &draws))
            let (page, _) = Self.merge(method, control, treatment, slots: 20, seed: draws.next())
            #expect(page.count == min(20, count))
            #expect(Set(page).count == page.count)
            #expect(Set(page).isSubset(of: Set(control.prefix(20) + treatment.prefix(20))))
        }
    }

    /// Captains: after an even number of picks each has as many as the other, and each has the best that was left to it.
    @Test func captainsPickByTurnsAndTheBestThatIsLeft() {
        var draws = SplitMix64(seed: 2)
        for _ in 0..<200 {
            let rankings = [Self.shuffled(30, &draws), Self.shuffled(30, &draws)]
            let (page, credits) = Self.merge(.teamDraft, rankings[0], rankings[1], slots: 20, seed: draws.next())
            for round in 0..<10 { #expect(credits[2 * round] != credits[2 * round + 1]) }
            for slot in page.indices {
                let taken = Set(page[..<slot])
                let best = rankings[Int(credits[slot])].first { !taken.contains($0) }
                #expect(best == page[slot])
            }
        }
    }

    /// Any top of a balanced page is a top of each ranking, read as far as the other or one further (Joachims 2003).
    @Test func aBalancedPageIsTheTopOfBothRankings() {
        var draws = SplitMix64(seed: 3)
        for _ in 0..<200 {
            let (control, treatment) = (Self.shuffled(30, &draws), Self.shuffled(30, &draws))
            let (page, credits) = Self.merge(.balanced, control, treatment, slots: 20, seed: draws.next())
            for length in 1...page.count {
                let isTop = (0...length).contains { depth in
                    [(0, 0), (0, 1), (1, 0)].contains { more in
                        Set(control.prefix(depth + more.0) + treatment.prefix(depth + more.1)) == Set(page[..<length])
                    }
                }
                #expect(isTop)
            }
            // What one alone has within the depth is its own.
            let depth = (1...20).first { Set(page).isSubset(of: Set(control.prefix($0) + treatment.prefix($0))) } ?? 20
            for (candidate, credit) in zip(page, credits) {
                let isIn = [control, treatment].map { $0.prefix(depth).contains(candidate) }
                #expect(isIn[0] && isIn[1] || isIn[Int(credit)])
            }
        }
    }

    /// Where both rankings are the same, a candidate of rank r comes first with a chance of r^-3 over the sum of these: 1 / 1.2020 for the
    /// best of many. Four and a half standard errors of 20,000 pages are missed once in 150,000.
    @Test func aProbabilisticPageBeginsWithTheBestAsOftenAsItShould() {
        let ranking = Array(0..<20)
        var draws = SplitMix64(seed: 4)
        let pages = 20_000
        let sum = (1...20).reduce(0) { $0 + 1 / Double($1 * $1 * $1) }
        var first = [0, 0]
        for _ in 0..<pages {
            let (page, _) = Self.merge(.probabilistic, ranking, ranking, slots: 20, seed: draws.next())
            if page[0] < 2 { first[page[0]] += 1 }
        }
        for (rank, count) in first.enumerated() {
            let chance = 1 / Double((rank + 1) * (rank + 1) * (rank + 1)) / sum
            let error = (chance * (1 - chance) / Double(pages)).squareRoot()
            #expect(abs(Double(count) / Double(pages) - chance) < 4.5 * error)
        }
    }

    /// Exchanged rankings exchange credits: over many draws neither name has an advantage.
    @Test(arguments: Interleaving.allCases) func equalRankingsAreCreditedEquallyOften(method: Interleaving) {
        let ranking = Array(0..<20)
        var draws = SplitMix64(seed: 5)
        var treatment = [Int](repeating: 0, count: 20)
        let pages = 20_000
        for _ in 0..<pages {
            let (_, credits) = Self.merge(method, ranking, ranking, slots: 20, seed: draws.next())
            for slot in 0..<20 { treatment[slot] += Int(credits[slot]) }
        }
        // Twenty slots, five standard errors: missed once in 80,000.
        for count in treatment { #expect(abs(Double(count) / Double(pages) - 0.5) < 5 * 0.5 / 141.4) }
    }

    /// A retrieval that hands out a listing twice does not get it onto a page twice.
    @Test(arguments: Interleaving.allCases) func aListingThatWasRetrievedTwiceStandsOnce(method: Interleaving) {
        let interleaver = Interleaver(method, slots: 4, candidates: 4)
        let listings = Column<UInt32>([7, 8, 7, 9])
        for (arm, scores) in [[1.0, 2, 9, 3], [9.0, 2, 1, 3]].enumerated() {
            let column = Column(repeating: -Float.infinity, count: 4 + TopSlots.groups)
            for place in 0..<4 { column[place] = Float(scores[place]) }
            var top = TopSlots(capacity: 4 + TopSlots.groups)
            top.take(4, of: 4, scores: column.base, listings: listings.base)
            interleaver.take(top, of: 1 - arm, slots: 4)
        }
        var draws = RandomKey(seed: 11).stream(Purpose(rawValue: 200), 0, 0, 0)
        interleaver.merge(slots: 4, listings: listings.base, draws: &draws)
        let shown = interleaver.picks.map { listings[Int($0)] }
        #expect(Set(shown) == [7, 8, 9] && shown.count == 3)
    }
}
