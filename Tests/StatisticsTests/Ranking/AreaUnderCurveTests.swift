import MarketLabTesting
import Statistics
import Testing

@Suite struct AreaUnderCurveTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func theAreaIsTheShareOfPairsInOrder(seed: UInt64) throws {
        var draws = Draws(seed: seed)
        // Ties between both kinds and within one.
        let scores = (0..<60).map { _ in Double(draws.integer(below: 9)) }
        let hasEvent = scores.map { draws.isSuccess(0.1 + $0 / 12) }
        var (pairs, inOrder) = (0.0, 0.0)
        for with in scores.indices where hasEvent[with] {
            for without in scores.indices where !hasEvent[without] {
                pairs += 1
                inOrder += scores[with] > scores[without] ? 1 : scores[with] == scores[without] ? 0.5 : 0
            }
        }
        let area = try AreaUnderCurve(scores: scores, hasEvent: hasEvent)
        #expect(close(area.estimate, inOrder / pairs))
        let other = try AreaUnderCurve(scores: scores.map { -$0 }, hasEvent: hasEvent)
        #expect(close(other.estimate, 1 - area.estimate) && close(other.standardError ?? 0, area.standardError ?? 1))
        // The rank test counts the same pairs.
        let ranks = try MannWhitney(
            control: scores.indices.filter { !hasEvent[$0] }.map { scores[$0] },
            treatment: scores.indices.filter { hasEvent[$0] }.map { scores[$0] })
        #expect(close(ranks.u, inOrder))
    }

    /// Normal scores a standard deviation apart: the area is Phi(1/sqrt 2). See `Coverage` for the false-alarm rate.
    @Test func theAreaIsCovered() throws {
        let truth = 0.760_249_938_906_523_6
        let share = try Coverage.share(of: truth, seed: 17) { draws in
            let hasEvent = (0..<300).map { $0 < 60 }
            let scores = hasEvent.map { draws.normal() + ($0 ? 1 : 0) }
            return try #require(try AreaUnderCurve(scores: scores, hasEvent: hasEvent).interval)
        }
        #expect(Coverage.band.contains(share), "\(share)")
    }

    /// Every case five times is no more evidence.
    @Test func copiesOfACaseGoTogether() throws {
        var draws = Draws(seed: 4)
        let hasEvent = (0..<100).map { $0 % 3 == 0 }
        let scores = hasEvent.map { draws.normal() + ($0 ? 1 : 0) }
        let single = try AreaUnderCurve(scores: scores, hasEvent: hasEvent)
        func five<Value>(_ values: [Value]) -> [Value] { values.flatMap { Array(repeating: $0, count: 5) } }
        let copies = try AreaUnderCurve(
            scores: five(scores), hasEvent: five(hasEvent), clusters: five(Array(scores.indices)))
        #expect(close(copies.estimate, single.estimate))
        #expect(close(try #require(copies.standardError), try #require(single.standardError)))
    }

    @Test func whatCannotBeOrderedIsRefused() throws {
        #expect(throws: StatisticsError.self) { try AreaUnderCurve(scores: [1, 2], hasEvent: [true, true]) }
        #expect(throws: StatisticsError.self) { try AreaUnderCurve(scores: [1, 2], hasEvent: [false, false]) }
        #expect(throws: StatisticsError.self) { try AreaUnderCurve(scores: [1], hasEvent: [true, false]) }
        #expect(throws: StatisticsError.self) { try AreaUnderCurve(scores: [], hasEvent: []) }
        let blind = try AreaUnderCurve(scores: [1, 1, 1], hasEvent: [true, false, true])
        #expect(blind.estimate == 0.5 && blind.standardError == 0)
    }
}
