import Foundation
import MarketLabTesting
import Marketplace
import Randomness
import Testing

/// The chances with which a ranking that explores puts listings where they are seen.
@Suite(.hangLimit) struct RankingExplorationTests {
    static let explorations: [RankingExploration] = [
        .none, .uniform, .plackettLuce(temperature: 1.5), .plackettLuce(temperature: 0.05), .epsilon(0.3),
        .epsilon(1), .swapNeighbours(0.3),
    ]

    /// Every page of some slots, by ranks.
    private static func pages(slots: Int, of candidates: Int) -> [[Int]] {
        guard slots > 0 else { return [[]] }
        return pages(slots: slots - 1, of: candidates).flatMap { page in
            (0..<candidates).filter { !page.contains($0) }.map { page + [$0] }
        }
    }

    private static func chance(_ page: [Int], _ exploration: RankingExploration, candidates: Int) -> Double {
        page.indices.reduce(1) {
            $0 * exploration.chance(ofLast: page[...$1], slots: page.count, candidates: candidates)
        }
    }

    @Test(arguments: explorations, [(3, 5), (4, 5), (5, 5), (1, 1), (2, 6)])
    func chancesOfAllPagesSumToOne(exploration: RankingExploration, size: (slots: Int, candidates: Int)) {
        let sum = Self.pages(slots: size.slots, of: size.candidates).reduce(0) {
            $0 + Self.chance($1, exploration, candidates: size.candidates)
        }
        #expect(abs(sum - 1) < 1e-12)
    }

    /// By enumeration of all pages: what a slot holds by itself, and what a pair of neighbours does.
    @Test(arguments: explorations, [(4, 6), (5, 6)])
    func chancesOfASlotAndOfAPairAreThoseOfAllPagesThatHaveThem(
        exploration: RankingExploration, size: (slots: Int, candidates: Int)
    ) throws {
        let pages = Self.pages(slots: size.slots, of: size.candidates)
        func sum(_ holds: ([Int]) -> Bool) -> Double {
            pages.filter(holds).reduce(0) { $0 + Self.chance($1, exploration, candidates: size.candidates) }
        }
        for slot in 0..<size.slots {
            for rank in 0..<size.candidates {
                guard
                    let own = exploration.chance(of: rank, at: slot, slots: size.slots, candidates: size.candidates)
                else { continue }
                #expect(abs(own - sum { $0[slot] == rank }) < 1e-12)
            }
        }
        for first in stride(from: 0, to: size.slots, by: 2) {
            let pair = first..<min(first + 2, size.slots)
            for ranks in Self.pages(slots: pair.count, of: size.candidates) {
                guard
                    let own = exploration.chance(
                        ofPair: ranks, at: first, slots: size.slots, candidates: size.candidates)
                else { continue }
                #expect(abs(own - sum { Array($0[pair]) == ranks }) < 1e-12)
            }
        }
        let isPaired = exploration == .none || exploration == .swapNeighbours(0.3)
        #expect((exploration.chance(ofPair: [0, 1], at: 0, slots: 4, candidates: 6) != nil) == isPaired)
    }

    /// Chi-squared over all pages, at a false-alarm rate of 1e-5 each.
    @Test(arguments: explorations.filter { $0 != .uniform }, [(2, 4), (3, 4)])
    func pagesAreDrawnAsOftenAsTheirChancesSay(exploration: RankingExploration, size: (slots: Int, candidates: Int)) {
        let draws = 40_000
        var counts: [[Int]: Int] = [:]
        var ranks: [Int] = []
        for page in 0..<UInt32(draws) {
            var stream = RandomKey(seed: 1).stream(Purpose(rawValue: 200), page, 0, 0)
            exploration.draw(slots: size.slots, of: size.candidates, by: &stream, into: &ranks)
            counts[ranks, default: 0] += 1
        }
        var (statistic, cells) = (0.0, 0)
        for page in Self.pages(slots: size.slots, of: size.candidates) {
            let expected = Double(draws) * Self.chance(page, exploration, candidates: size.candidates)
            let seen = Double(counts[page] ?? 0)
            guard expected > 5 else {
                #expect(seen <= 30)
                continue
            }
            statistic += (seen - expected) * (seen - expected) / expected
            cells += 1
        }
        // Wilson and Hilferty's cube root of a chi-squared variable, at 4.26 standard deviations.
        let freedom = Double(max(1, cells - 1))
        let bound = freedom * pow(1 - 2 / (9 * freedom) + 4.26 * (2 / (9 * freedom)).squareRoot(), 3)
        #expect(statistic <= bound)
    }

    @Test(arguments: explorations) func aShortRequestFillsAShortPage(exploration: RankingExploration) {
        var ranks = [7]
        var stream = RandomKey(seed: 5).stream(Purpose(rawValue: 200), 1, 0, 0)
        exploration.draw(slots: 8, of: 3, by: &stream, into: &ranks)
        #expect(ranks.sorted() == [0, 1, 2])
        exploration.draw(slots: 8, of: 0, by: &stream, into: &ranks)
        #expect(ranks.isEmpty)
    }
}
