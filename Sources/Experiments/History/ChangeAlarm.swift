import Marketplace
import PolicyKit
import Statistics

/// Something of a run that moved since an earlier run of its scenario, and that chance does not explain.
public struct ChangeAlarm: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, Codable {
        /// A replication ran differently, though nothing that its worlds are made from differs but the program's build.
        case digest
        /// What moved in an earlier night, which this one has too few replications to tell.
        case standing
        /// A metric's effect or level moved beyond what its replications explain.
        case metric
        /// The run has more to do.
        case work
    }

    public var kind: Kind
    /// What moved, from where to where, in a sentence without its full stop.
    public var sentence: String
    /// Of a quantity that moved; nil for a digest.
    public var shift: QuantityShift?

    public init(kind: Kind, sentence: String, shift: QuantityShift? = nil) {
        (self.kind, self.sentence, self.shift) = (kind, sentence, shift)
    }
}

/// What of a night moved: the runs of all its scenarios, each beside an earlier one.
///
/// Metrics are tested together over all scenarios by Benjamini and Hochberg (1995), at the false-alarm rate of a night: in a market where nothing
/// changed no more than that share of nights has an alarm. Quantities that are the same to the last bit in replications of the same seeds are
/// known not to have moved, and are no part of the tests.
public struct ChangeDetection: Sendable {
    /// The share of nights with an alarm where nothing changed.
    public static let falseAlarmRate = 0.02
    /// In replications of the same seeds, a run may have so much more to do, as a fraction, before that is an alarm.
    public static let workSlack = 0.01

    /// One scenario's runs.
    public struct Case: Sendable {
        public let comparison: RunComparison
        public let differences: [InputDifference]
        /// As of `RunInputs.hasPlan`.
        let hasSamePlan: Bool?
        /// That money is in.
        let currency: Currency

        public init(
            _ comparison: RunComparison, differences: [InputDifference], hasSamePlan: Bool? = nil, of readout: Readout
        ) {
            self.comparison = comparison
            self.differences = differences
            self.hasSamePlan = hasSamePlan
            currency = readout.currency.flatMap(Currency.init(code:)) ?? .usd
        }
    }

    private let cases: [Case]
    /// How many quantities could have moved by chance.
    public let tests: Int
    /// The greatest p-value that still is an alarm; nil where none is.
    private let threshold: Double?

    public init(_ cases: [Case]) {
        self.cases = cases
        let pValues = cases.flatMap { one in
            one.comparison.shifts.compactMap { Self.isTested($0, in: one) ? $0.pValue : nil }
        }
        tests = pValues.count
        let rejected = (try? MultipleTesting.benjaminiHochberg.rejected(pValues, alpha: Self.falseAlarmRate)) ?? []
        threshold = zip(pValues, rejected).filter(\.1).map(\.0).max()
    }

    /// What moved in the scenario at a place, most certain first.
    public func alarms(at place: Int) -> [ChangeAlarm] {
        let one = cases[place]
        let moved = one.comparison.shifts.filter { shift in
            guard Self.isTested(shift, in: one), let p = shift.pValue, let threshold else { return false }
            return p <= threshold && (shift.kind != .work || shift.isRise)
        }
        let grown =
            one.comparison.pairing != .bySeed
            ? []
            : one.comparison.shifts.filter {
                $0.kind == .work && $0.now > $0.before * (1 + Self.workSlack) && $0.before > 0
            }
        return (Self.ranDifferently(one).map { [$0] } ?? [])
            + grown.map { ChangeAlarm(kind: .work, sentence: Self.sentence($0, in: one.currency), shift: $0) }
            + moved.sorted { ($0.pValue ?? 1) < ($1.pValue ?? 1) }.map {
                ChangeAlarm(
                    kind: $0.kind == .work ? .work : .metric, sentence: Self.sentence($0, in: one.currency), shift: $0)
            }
    }

    /// How large a shift of the run's primary metric, as the experiment says it, a night would see with a chance of 80 % if nothing else moved; nil
    /// where the run's replications are those of the earlier one and every byte is compared.
    public func detectable(at place: Int) -> Double? {
        let one = cases[place]
        guard one.comparison.isSameMarket != true else { return nil }
        return one.comparison.shifts.first?.detectable(at: Self.falseAlarmRate / Double(max(1, tests)))
    }

    /// What runs of the same seeds have to do has no chance in it that a test would need.
    private static func isTested(_ shift: QuantityShift, in one: Case) -> Bool {
        if one.comparison.pairing == .bySeed, shift.kind == .work || shift.now == shift.before { return false }
        return shift.pValue != nil
    }

    /// An alarm where replications ran differently, and nothing that their worlds are made from explains it.
    /// - Parameter earlier: names the earlier run, as in "than in night 7"; nil where it is the one that all is compared with.
    public static func ranDifferently(_ one: Case, than earlier: String? = nil) -> ChangeAlarm? {
        // A title, a comment or an expectation is no part of the plan, whatever the files say.
        let known: Set<InputDifference.Kind> =
            one.hasSamePlan == true ? [.build, .replications, .scenario, .overrides] : [.build, .replications]
        guard let others = one.comparison.otherReplications, !others.isEmpty,
            one.differences.allSatisfy({ known.contains($0.kind) })
        else { return nil }
        let isRebuilt = one.differences.contains { $0.kind == .build }
        return ChangeAlarm(
            kind: .digest,
            sentence:
                "\(others.count) of \(Plural.text(one.comparison.replications, "replication")) ran differently\(earlier.map { " than \($0)" } ?? "") with the same plan, "
                + "policies, seeds and release"
                + (isRebuilt ? "; the program was rebuilt" : ", and the same build of the program"))
    }

    private static func sentence(_ shift: QuantityShift, in currency: Currency) -> String {
        guard let unit = shift.unit else {
            let label = "\(shift.label) \(shift.kind.words)"
            let change = Figure.relative.text(
                EffectEstimate(estimate: shift.before == 0 ? 0 : shift.now / shift.before - 1))
            return "\(label): \(Figure.count.text(shift.before)) before, \(Figure.count.text(shift.now)) now"
                + (shift.before > 0 ? " (\(change))" : "")
        }
        let value = shift.kind == .control ? Figure.value(unit, in: currency) : Figure.difference(unit, in: currency)
        let difference = Figure.difference(unit, in: currency)
        let interval = difference.interval(shift.shift).map { " \($0)" } ?? ""
        return
            "\(shift.label), \(shift.kind.words): \(value.text(shift.before)) before, \(value.text(shift.now)) now, a shift of "
            + "\(difference.text(shift.shift))\(interval)"
    }
}

extension Figure {
    /// A mean number of things.
    package static let count = Figure(factor: 1, suffix: "", significantDigits: 6, decimals: 0...1, signed: false)
}
