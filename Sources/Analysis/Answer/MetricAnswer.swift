import Statistics

/// What the data say of one metric and one variant, against control. Numbers that do not exist are absent, never NaN, and
/// `note` says why.
public struct MetricAnswer: Sendable, Hashable, Codable {
    /// The metric as asked: `mean:gmv`.
    public var metric: String
    /// The variant that is compared with control.
    public var variant: String
    /// The rows that it is about; absent where that is the whole table.
    public var segment: Segment?
    /// Units of the variant and of control; of a quantile, its rows.
    public var n: Int
    /// Units of control; of a quantile, its rows.
    public var nControl: Int
    /// The variant's mean before any adjustment, in the metric's unit.
    public var mean: Double?
    /// Control's mean before any adjustment.
    public var meanControl: Double?
    /// What the difference is one of, where something is adjusted.
    public var meanAdjusted: Double?
    /// Control's adjusted mean.
    public var meanControlAdjusted: Double?
    /// The interval of the variant's own quantile; of quantiles only.
    public var interval: OwnInterval?
    /// The interval of control's own quantile.
    public var intervalControl: OwnInterval?
    /// Variant less control; adjusted where `adjustment` says so.
    public var difference: EffectAnswer?
    /// The difference as a fraction of the control mean; with a prior on the lift, of the posterior's `baseline`.
    public var relative: EffectAnswer?
    /// The test's statistic, signed like the difference.
    public var statistic: Double?
    /// Absent for a normal reference.
    public var degreesOfFreedom: Double?
    /// p of the comparison before any correction.
    public var pValue: Double?
    /// p after the correction for all metrics and variants.
    public var pValueAdjusted: Double?
    /// The randomisation test, where one is asked for.
    public var randomisation: RandomisationAnswer?
    /// The test of the variant and control against their intended shares.
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
    /// Whether each covariate is alike in both arms.
    public var balance: [Balance]?
    /// The caps on units' totals, a column each; absent where there are none.
    public var winsorised: [Winsorised]?
    /// What was left out; of a triggered analysis only.
    public var triggered: Triggered?
    /// The posterior's chances; of method `bayesian` only.
    public var posterior: Posterior?
    /// Where a margin is given.
    public var nonInferiority: NonInferiority?
    /// What a score says of whom the variant helps; of means and proportions, where one is given.
    public var uplift: UpliftAnswer?
    /// The look's verdict; of method `group-sequential` only.
    public var look: Look?
    /// Why a number is absent, or what weakens the answer.
    public var note: String?

    /// Adds to the note.
    mutating func say(_ words: String) { note = [note, words].compactMap(\.self).joined(separator: "; ") }

    /// The rows of a table in which a column has a value.
    public struct Segment: Sendable, Hashable, Codable {
        /// The column that the segment is one value of.
        public var column: String
        /// The column's value in the segment's rows.
        public var name: String
    }

    /// Whether the arms have the units that they were meant to have.
    public struct SampleRatio: Sendable, Hashable, Codable {
        /// p of the test; absent where it cannot be computed.
        public var pValue: Double?
    }

    /// The chance that the variant is better, and what is lost in the mean by a wrong choice, as fractions of the control mean as
    /// it was seen; these are absent of a quantile, and where the control mean is 0.
    public struct Chances: Sendable, Hashable, Codable {
        /// Posterior probability that the variant is better, 0...1.
        public var chanceToWin: Double
        /// What choosing the variant loses in the mean, as a fraction of the control mean.
        public var riskOfVariant: Double?
        /// What keeping control loses in the mean, as a fraction of the control mean.
        public var riskOfControl: Double?
    }

    /// Chances under the prior that the question has, and under a flat one beside.
    public struct Posterior: Sendable, Hashable, Codable {
        /// Posterior probability that the variant is better, 0...1.
        public var chanceToWin: Double
        /// What choosing the variant loses in the mean, as a fraction of ``baseline``, or of the control mean as it
        /// was seen under a flat prior.
        public var riskOfVariant: Double?
        /// What keeping control loses in the mean, as a fraction of the same.
        public var riskOfControl: Double?
        /// Absent where it is flat.
        public var prior: LiftPrior?
        /// With a prior: the magnitude of the control mean after it, which `relative` is a fraction of. Prior and data say together
        /// what the control mean is, as its estimate and that of the difference go together.
        public var baseline: Double?
        /// Under a flat prior; absent where that is the one above.
        public var flat: Chances?

        init(_ chances: Chances, prior: LiftPrior?, flat: Chances?) {
            (chanceToWin, riskOfVariant, riskOfControl) =
                (chances.chanceToWin, chances.riskOfVariant, chances.riskOfControl)
            self.prior = prior
            self.flat = flat
        }
    }

    /// A covariate in the two arms before the experiment, where it should be alike.
    public struct Balance: Sendable, Hashable, Codable {
        /// The covariate's column.
        public var column: String
        /// The variant's mean of it, in the column's unit.
        public var mean: Double
        /// Control's mean of it, in the column's unit.
        public var meanControl: Double
        /// p of Welch's test that the arms have the same mean; with clusters, of the test by cluster. Absent where
        /// nothing varies that it could be judged by.
        public var pValue: Double?
        /// Whether chance alone would hardly make the arms differ as they do: p below .001, as of SRM, or arms that do not vary and
        /// differ; never of one cluster in each arm, which chance makes differ.
        public var isOff: Bool
        /// Whether it varies within neither arm: is the same number on every unit of one.
        public var isConstant: Bool
        /// Whether it takes out variance: not where it does not vary within an arm.
        public var adjusts: Bool
    }

    /// The interval of one arm's quantile alone.
    public struct OwnInterval: Sendable, Hashable, Codable {
        /// The lower end; absent where it is open.
        public var lower: Double?
        /// The upper end; absent where it is open.
        public var upper: Double?

        init(_ interval: Interval) {
            lower = interval.lower.isFinite ? interval.lower : nil
            upper = interval.upper.isFinite ? interval.upper : nil
        }
    }

    /// The test that the metric is worse by less than the margin, a fraction of the control mean.
    public struct NonInferiority: Sendable, Hashable, Codable {
        /// The most that the metric may be worse by, as a fraction of the control mean.
        public var margin: Double
        /// p of the test that it is worse by more.
        public var pValue: Double
        /// Whether p is below alpha: the metric is worse by less than the margin.
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
        /// Whether the statistic is beyond the bound.
        public var crossed: Bool
    }

    /// Totals of a column that count as a cap because they are beyond it.
    public struct Winsorised: Sendable, Hashable, Codable {
        /// The column whose totals are capped.
        public var column: String
        /// `all` or `nonzero`: the units whose totals the quantiles are of.
        public var over: String
        /// The cap from above; absent where there is none.
        public var upper: End?
        /// The cap from below; absent where there is none.
        public var lower: End?

        /// One end.
        public struct End: Sendable, Hashable, Codable {
            /// The quantile that the cap is, 0...1.
            public var quantile: Double
            /// In the column's unit.
            public var cap: Double
            /// Capped units of the variant and of control.
            public var units: Int
            /// Capped units of control.
            public var unitsControl: Int
        }
    }

    /// What a triggered analysis leaves out, and what its effect is over all units.
    public struct Triggered: Sendable, Hashable, Codable {
        /// Share of the units of both variants that were triggered.
        public var share: Double
        /// Units of both variants that were not triggered.
        public var unitsLeftOut: Int
        /// Share times the difference, the share taken as known: what the triggered units' effect is over all units, if the others
        /// have none; of means and proportions only.
        public var diluted: EffectAnswer?
        /// The difference over all units, triggered or not, by itself: the same effect with the others' noise.
        public var all: EffectAnswer?
        /// p of the difference over all units.
        public var allPValue: Double?
    }
}
