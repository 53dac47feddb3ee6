import Statistics

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
    /// What the difference is one of, where something is adjusted.
    public var meanAdjusted: Double?
    public var meanControlAdjusted: Double?
    /// Of a quantile: each arm's own.
    public var interval: OwnInterval?
    public var intervalControl: OwnInterval?
    /// Variant less control; adjusted where `adjustment` says so.
    public var difference: EffectAnswer?
    /// The same as a fraction of the control mean; with a prior on the lift, of the posterior's `baseline`.
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
    /// Of each covariate.
    public var balance: [Balance]?
    /// The caps on units' totals, a column each; absent where there are none.
    public var winsorised: [Winsorised]?
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

    /// The chance that the variant is better, and what is lost in the mean by a wrong choice, as fractions of the control mean as
    /// it was seen; these are absent of a quantile, and where the control mean is 0.
    public struct Chances: Sendable, Hashable, Codable {
        public var chanceToWin: Double
        public var riskOfVariant: Double?
        public var riskOfControl: Double?
    }

    /// Chances under the prior that the question has, and under a flat one beside.
    public struct Posterior: Sendable, Hashable, Codable {
        public var chanceToWin: Double
        public var riskOfVariant: Double?
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
        public var column: String
        public var mean: Double
        public var meanControl: Double
        /// Of Welch's test that the arms have the same mean; with clusters, of the test by cluster. Absent where nothing varies
        /// that it could be judged by.
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
        public var lower: Double?
        public var upper: Double?

        init(_ interval: Interval) {
            lower = interval.lower.isFinite ? interval.lower : nil
            upper = interval.upper.isFinite ? interval.upper : nil
        }
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

    /// Totals of a column that count as a cap because they are beyond it.
    public struct Winsorised: Sendable, Hashable, Codable {
        public var column: String
        /// `all` or `nonzero`: the units whose totals the quantiles are of.
        public var over: String
        public var upper: End?
        public var lower: End?

        /// One end.
        public struct End: Sendable, Hashable, Codable {
            public var quantile: Double
            /// In the column's unit.
            public var cap: Double
            /// Capped units of the variant and of control.
            public var units: Int
            public var unitsControl: Int
        }
    }

    /// What a triggered analysis leaves out, and what its effect is over all units.
    public struct Triggered: Sendable, Hashable, Codable {
        /// Of the units of both variants.
        public var share: Double
        public var unitsLeftOut: Int
        /// Share times the difference, the share taken as known: what the triggered units' effect is over all units, if the others
        /// have none; of means and proportions only.
        public var diluted: EffectAnswer?
        /// The difference over all units, triggered or not, by itself: the same effect with the others' noise.
        public var all: EffectAnswer?
        public var allPValue: Double?
    }
}
