public import PolicyKit
import Statistics

/// A figure that an arm's ranking policy states of itself, over the replications of the experiment.
public struct PolicyFigureReadout: Sendable, Equatable, Codable {
    /// The arm's name.
    public var arm: String
    /// Lower-case words joined by `_`.
    public var name: String
    /// The name for people.
    public var label: String
    public var unit: PolicyFigure.Unit
    /// One sentence that says what is divided by what.
    public var meaning: String
    /// Over all days of the experiment; nil where the replications do not tell from 0 what is divided by.
    public var overall: EffectEstimate?
    /// In the order of days.
    public var spans: [Span]

    /// Some days of the experiment one after the other.
    public struct Span: Sendable, Equatable, Codable {
        /// The first day, from 1.
        public var firstDay: Int
        /// The last day, which counts.
        public var lastDay: Int
        /// The figure: sums over sums of the weights, over all replications; nil where they do not tell from 0 what is
        /// divided by.
        public var value: EffectEstimate?

        public init(firstDay: Int, lastDay: Int, value: EffectEstimate?) {
            (self.firstDay, self.lastDay, self.value) = (firstDay, lastDay, value)
        }
    }

    public init(
        arm: String, name: String, label: String, unit: PolicyFigure.Unit, meaning: String, overall: EffectEstimate?,
        spans: [Span]
    ) {
        (self.arm, self.name, self.label, self.unit, self.meaning) = (arm, name, label, unit, meaning)
        (self.overall, self.spans) = (overall, spans)
    }
}

extension PolicyFigureReadout {
    /// Of more days than that several are taken together.
    private static let mostSpans = 14
    /// Milliseconds.
    private static let day: Int64 = 86_400_000

    /// Control's figures first; nil where no policy states anything.
    /// - Parameters:
    ///   - plan: with two arms.
    ///   - replications: of its worlds; what the arms' policies state is that of the world with the experiment.
    static func all(_ plan: Plan, replications: [FeedReplication]) -> [PolicyFigureReadout]? {
        let worlds = replications.map(\.experiment.policyFigures)
        guard let first = worlds.first, !first.isEmpty else { return nil }
        let days = Int((plan.schedule.experiment + day - 1) / day)
        let figures = first.indices.flatMap { arm in
            first[arm].indices.map { place in
                PolicyFigureReadout(
                    plan.arms[arm].name, worlds.map { $0[arm][place] }, dayCount: days, level: plan.level)
            }
        }
        return figures.isEmpty ? nil : figures
    }

    private init(_ arm: String, _ worlds: [PolicyFigureDays], dayCount: Int, level: Double) {
        (self.arm, name, label) = (arm, worlds[0].name, worlds[0].label)
        (unit, meaning) = (worlds[0].unit, worlds[0].meaning)
        func value(_ days: Range<Int>) -> EffectEstimate? {
            let amounts = worlds.map { world in
                world.days[min(days.lowerBound, world.days.count)..<min(days.upperBound, world.days.count)]
                    .reduce(PolicyFigure.Amount(), +)
            }
            let ratio = try? ReplicationInterval.relativeEffect(
                amounts.map(\.sum), over: amounts.map(\.weight), level: level)
            return ratio.map(EffectEstimate.init)
        }
        overall = value(0..<dayCount)
        let length = (dayCount + Self.mostSpans - 1) / Self.mostSpans
        spans = stride(from: 0, to: dayCount, by: max(1, length)).map { start in
            let end = min(start + max(1, length), dayCount)
            return Span(firstDay: start + 1, lastDay: end, value: value(start..<end))
        }
    }
}
