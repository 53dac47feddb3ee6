import Foundation
public import PolicyKit

/// Ranks by the chance of a click times the chance that what is clicked is paid, which becomes known late.
///
/// What is done about late payments is ES-DFM's choice (`LateLabelRegression`). Of a payment nothing is read but that it came: whoever also
/// looks at checkouts, as `net-value` does, knows earlier that most clicks bring none. With `refunds` the chance that a payment is
/// refunded is learned as well, by itself or, as in ECAD, over all clicks.
///
/// ECAD: Zhao et al., "Entire Space Cascade Delayed Feedback Modeling for Effective Conversion Rate Prediction", 2023 (arXiv 2308.04768).
public final class LateLabels: RankingPolicy, ReportingPolicy {
    public static let name = "late-labels"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By click x payment, where payments become known late (ES-DFM), and with `refunds` x no refund (ECAD)."
    public static let parameters =
        [
            Parameter(
                "treatment", "What is done about payments that come after the wait.", unit: .word,
                default: .word(LateLabelRegression.Treatment.importanceWeighted.rawValue),
                choices: LateLabelRegression.Treatment.allCases.filter { $0 != .oracle }.map(\.rawValue)),
            Parameter(
                "wait", "Time from a click until it is learned from.", unit: .duration, default: 900_000,
                range: 0...2.592e9),
            Parameter(
                "window",
                "Time from a click in which its payment counts, at least as long as the wait; `wait` looks at nothing later than the wait.",
                unit: .duration, default: 432_000_000, range: 0...7.776e9),
            Parameter(
                "refunds",
                "Whether refunds count: not, by a model of paid orders alone, or by a model that is learned over all clicks.",
                unit: .word, default: .word("ignored"), choices: ["ignored", "separate", "cascade"]),
        ] + FollowTheRegularizedLeader.parameters()
    public static let rules = [
        ParameterRule(["treatment", "wait", "window"]) { values in
            let (wait, window) = (values.number("wait"), values.number("window"))
            guard window < wait, values.word("treatment") != LateLabelRegression.Treatment.wait.rawValue else {
                return nil
            }
            return
                "window \(Unit.duration.text(window)) is shorter than wait \(Unit.duration.text(wait)), in which no payment is late"
        }
    ]
    public let signals = ClickFeature.signals.union(RefundRecord.signals)
    public var rememberedCount: Int { Column.all }

    private enum Refunds: String { case ignored, separate, cascade }

    /// What is remembered of a candidate after the `ClickFeature`s.
    private enum Column {
        static let refund = ClickFeature.allCases.count
        static let category = refund + RefundRecord.features
        static let refundFeatures = refund..<category
        static let user = category + 1
        static let all = user + 1
    }

    private let refunds: Refunds
    private var click: FollowTheRegularizedLeader
    private var payment: LateLabelRegression
    private var refund: FollowTheRegularizedLeader
    private var record = RefundRecord()
    /// Of a click, of a payment and, where refunds count, of a refund.
    private var chances = CandidateChances(regressions: 3)
    private var calibration = PolicyFigure(
        "payment_calibration", label: "Predicted / observed payments", unit: .number,
        meaning:
            "payments that the policy expected of the clicks of a day, within its window, when it heard of them, over all those that "
            + "came until the world's end."
    )

    public init(parameters: ParameterValues, seed: UInt64) {
        refunds = Refunds(rawValue: parameters.word("refunds")) ?? .ignored
        click = FollowTheRegularizedLeader(features: ClickFeature.allCases.count, parameters)
        payment = LateLabelRegression(
            features: ClickFeature.allCases.count,
            treatment: LateLabelRegression.Treatment(rawValue: parameters.word("treatment")) ?? .importanceWeighted,
            wait: Int64(parameters.number("wait")), window: Int64(parameters.number("window")), model: click)
        refund = FollowTheRegularizedLeader(features: RefundRecord.features, parameters)
    }

    public var report: [PolicyFigure] { [calibration] }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        record.write(batch, into: &answers.remembered, from: Column.refund)
        let (count, user) = (batch.count, Float(batch.user))
        chances.write(0, click.weights, answers.remembered, count: count)
        chances.write(1, payment.weights, answers.remembered, count: count)
        let (clicked, paid) = (chances[0], chances[1])
        for index in 0..<count {
            answers.remembered[Column.user * count + index] = user
            answers.scores[index] = clicked[index] * paid[index]
        }
        guard refunds != .ignored else { return }
        chances.write(2, refund.weights, answers.remembered, from: Column.refund, count: count)
        let (refunded, isDuplicated) = (chances[2], refunds == .separate)
        for index in 0..<count {
            let chance = isDuplicated ? PurchaseModel.refundChance(ofDuplicates: refunded[index]) : refunded[index]
            answers.scores[index] *= 1 - chance
        }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let (row, time) = (batch.remembered(index), batch.exposureTime[index])
            let isClicked = batch.outcome(index).contains(.click)
            click.learn(row, success: isClicked)
            payment.advance(to: batch.time[index])
            guard isClicked else { continue }
            calibration.add(sum: payment.chance(row), at: time)
            payment.add(Self.click(row, batch.items[index], time), row)
            if refunds == .cascade { learnRefund(row, isRefunded: false) }
        }
    }

    public func learnOrders(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let (row, time, outcome) = (batch.remembered(index), batch.exposureTime[index], batch.outcome(index))
            let category = Int(row[Column.category])
            switch (outcome.contains(.payment), outcome.isDisjoint(with: [.refund, .kept])) {
            case (false, _): continue
            case (true, true):
                calibration.add(weight: 1, at: time)
                payment.addEvent(of: Self.click(row, batch.items[index], time), at: batch.time[index])
                if refunds == .separate { refund.learn(Self.refundFeatures(row), success: false) }
                record.addOrder(category: category)
            case (true, false):
                guard outcome.contains(.refund) else { continue }
                switch refunds {
                case .ignored: break
                case .separate: refund.learn(Self.refundFeatures(row), success: true)
                case .cascade: learnRefund(row, isRefunded: true)
                }
                record.addRefund(category: category)
            }
        }
    }

    private static func click(
        _ row: borrowing Span<Float>, _ item: Item, _ exposure: Int64
    ) -> LateLabelRegression.Click {
        LateLabelRegression.Click(user: UInt32(max(0, row[Column.user])), listing: item.number, exposure: exposure)
    }

    @_lifetime(copy row) private static func refundFeatures(_ row: borrowing Span<Float>) -> Span<Float> {
        row.extracting(Column.refundFeatures)
    }

    /// Takes a click in as not refunded, or as refunded in the end: over all clicks the chance of a payment that is refunded is that of a
    /// payment times that of its refund, of which the second is learned here.
    ///
    /// The loss is that of the product q = c h; its slope along the log odds of h is (q - label)(1 - h)/(1 - q) (Ma et al., "Entire space
    /// multi-task model", SIGIR 2018, equation 4). Few clicks are refunded, so that a refunded click which came in twice hardly
    /// matters: it leads to q/(1 + q).
    private func learnRefund(_ row: borrowing Span<Float>, isRefunded: Bool) {
        let features = Self.refundFeatures(row)
        let (paid, refunded) = (payment.chance(row), refund.chance(features))
        let both = paid * refunded
        let slope = (both - (isRefunded ? 1 : 0)) * (1 - refunded) / max(1e-9, 1 - both)
        for feature in Column.refundFeatures.indices {
            let place = feature - Column.refund
            refund.take(gradient: slope * Double(features[place]), at: place)
        }
    }

    public func save() -> [UInt8] {
        click.save() + refund.save() + StateBytes.encode(record.counts) + payment.save()
    }

    public func load(_ state: [UInt8]) throws {
        let known = [click.stateSize, refund.stateSize, 8 * record.counts.count]
        guard let parts = StateBytes.parts(state, known + [max(0, state.count - known.reduce(0, +))]),
            let counts = StateBytes.decode(parts[2], count: record.counts.count), payment.load(parts[3]),
            click.load(parts[0]), refund.load(parts[1])
        else { throw PolicyStateError(policy: Self.name) }
        record.load(counts)
    }
}
