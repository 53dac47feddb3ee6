import Experiments
import Marketplace
import Policies
import PolicyKit
import Statistics
import Testing

/// What the readout shows of the figures that policies state of themselves.
struct PolicyFigureReadoutTests {
    /// The figure of a day is the ratio of sums over replications, with an interval from them; an arm whose policy states nothing has none.
    @Test func figuresArePooledByDayOverReplications() throws {
        var plan = TestPlans.plan("figures") { $0.replications = 8 }
        plan.arms[1].policies[.ranking] = PolicyChoice("counting")
        var policies = PolicyRegistry.builtIn
        policies.add(Counting.self)
        let runner = WorldRunner(plan: plan, policies: policies)
        var outcomes: [WorldTask: FeedOutcome] = [:]
        for task in plan.tasks { outcomes[task] = try runner.run(task) }
        let figures = try #require(TestPlans.readout(plan, outcomes).policyFigures)
        #expect(figures.map(\.arm) == ["treatment"])
        let figure = figures[0]
        #expect(figure.spans.map(\.firstDay) == [1, 2, 3, 4] && figure.spans.map(\.lastDay) == [1, 2, 3, 4])
        let worlds = FeedReplication.complete(in: outcomes, of: plan).map { $0.designs[0].policyFigures[1][0] }
        #expect(worlds.count == 8)
        for (day, span) in figure.spans.enumerated() {
            let amounts = worlds.map { $0.days[day] }
            let ratio = amounts.reduce(0) { $0 + $1.sum } / amounts.reduce(0) { $0 + $1.weight }
            let value = try #require(span.value)
            #expect(abs(value.estimate - ratio) < 1e-12)
            #expect(try #require(value.lower) <= ratio && ratio <= #require(value.upper))
        }
        let all = worlds.flatMap(\.days)
        #expect(
            abs(
                try #require(figure.overall).estimate - all.reduce(0) { $0 + $1.sum } / all.reduce(0) { $0 + $1.weight }
            )
                < 1e-12)
    }
}

/// States how many of the exposures that it hears of were clicked.
private final class Counting: RankingPolicy, ReportingPolicy {
    static let name = "counting"
    static let summary = "Counts clicks."
    let signals: SignalSet = []
    var rememberedCount: Int { 1 }
    private var rate = PolicyFigure(
        "rate", label: "Click rate", unit: .share, meaning: "Clicks over exposures.")

    init(parameters: ParameterValues, seed: UInt64) {}

    var report: [PolicyFigure] { [rate] }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {}

    func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            rate.add(sum: batch.outcome(index).contains(.click) ? 1 : 0, weight: 1, at: batch.time[index])
        }
    }
}
