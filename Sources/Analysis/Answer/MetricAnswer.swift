/// What the data say of one metric and one variant, against control. Numbers that do not exist are absent, never NaN, and
/// `note` says why.
public struct MetricAnswer: Sendable, Hashable, Codable {
    /// As asked: `mean:gmv`.
    public var metric: String
    public var variant: String
    /// The rows that it is about; absent where that is the whole table.
    public var segment: Segment?
    /// Units of the variant and of control; of a quantile, its rows.
    public var n: Int
    public var nControl: Int
    /// Before any adjustment.
    public var mean: Double?
    public var meanControl: Double?
    /// Variant less control; adjusted where `adjustment` says so.
    public var difference: EffectAnswer?
    /// The same as a fraction of the control mean.
    public var relative: EffectAnswer?
    public var statistic: Double?
    /// Absent for a normal reference.
    public var degreesOfFreedom: Double?
    public var pValue: Double?
    /// After the correction for all metrics and variants.
    public var pValueAdjusted: Double?
    /// Where a randomisation test is asked for.
    public var randomisation: RandomisationAnswer?
    /// Of the variant and control against their intended shares.
    public var srm: SampleRatio
    /// What test and interval stand for: "Welch's t".
    public var method: String
    /// `two-sided`, `greater` or `less`.
    public var alternative: String
    /// How the relative effect's interval is made.
    public var relativeDefinition: String?
    /// What has been taken out of the variance, and with what; absent where nothing has.
    public var adjustment: String?
    /// Share of the variance of the difference that the adjustment took out.
    public var varianceReduction: Double?
    /// The cap on units' totals; absent where there is none.
    public var winsorised: Winsorised?
    /// Of a triggered analysis only.
    public var triggered: Triggered?
    /// Of method `bayesian` only.
    public var posterior: Posterior?
    public var nonInferiority: NonInferiority?
    /// Of means and proportions, where a score is given.
    public var uplift: UpliftAnswer?
    /// Of method `group-sequential` only.
    public var look: Look?
    /// Why a number is absent, or what weakens the answer.
    public var note: String?

    /// Adds to the note.
    mutating func say(_ words: String) { note = [note, words].compactMap(\.self).joined(separator: "; ") }

    /// The rows of a table in which a column has a value.
    public struct Segment: Sendable, Hashable, Codable {
        public var column: String
        public var name: String
    }

    /// Whether the arms have the units that they were meant to have.
    public struct SampleRatio: Sendable, Hashable, Codable {
        public var pValue: Double?
    }

    /// The chance that the variant is better, and what is lost in the mean by a wrong choice, as fractions of the control
    /// mean.
    public struct Posterior: Sendable, Hashable, Codable {
        public var chanceToWin: Double
        public var riskOfVariant: Double
        public var riskOfControl: Double
    }

    /// The test that the metric is worse by less than the margin, a fraction of the control mean.
    public struct NonInferiority: Sendable, Hashable, Codable {
        public var margin: Double
        public var pValue: Double
        public var holds: Bool
    }

    /// The verdict of one look of a group-sequential test.
    public struct Look: Sendable, Hashable, Codable {
        /// Share of the planned information.
        public var information: Double
        /// z from which on the look rejects.
        public var bound: Double
        /// The nominal p-value that the bound stands for.
        public var nominalLevel: Double
        public var crossed: Bool
    }

    /// Totals of a column that count as the cap because they are above it.
    public struct Winsorised: Sendable, Hashable, Codable {
        public var column: String
        /// The quantile of all units' totals that is the cap.
        public var quantile: Double
        /// In the column's unit.
        public var cap: Double
        /// Capped units of the variant and of control.
        public var units: Int
        public var unitsControl: Int
    }

    /// What a triggered analysis leaves out, and what its effect is over all units.
    public struct Triggered: Sendable, Hashable, Codable {
        /// Of the units of both variants.
        public var share: Double
        public var unitsLeftOut: Int
        /// Share times the difference, the share taken as known; of means and proportions only.
        public var diluted: EffectAnswer?
    }
}
