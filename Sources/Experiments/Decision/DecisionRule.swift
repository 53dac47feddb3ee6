/// Says what to do with an experiment by what it shows itself: launch, do not launch, or go on.
///
/// The goal is the first of a plan's metrics that the design reads.
public struct DecisionRule: Sendable, Equatable {
    /// What the goal's effect must be above; of a goal of which less is better, what it must fall by more than.
    public var atLeast = EffectBound(0)
    /// What other metrics must not do.
    public var guardrails: [Guardrail] = []

    public init() {}

    /// A metric and how far it may go the wrong way.
    public struct Guardrail: Sendable, Equatable {
        /// The metric's name; one of the plan's.
        public var metric: String
        /// With a plus how far it may rise, with a minus how far it may fall.
        public var bound: EffectBound

        public init(_ metric: String, _ bound: EffectBound) {
            self.metric = metric
            self.bound = bound
        }
    }
}

/// A signed bound of an effect, in the metric's unit or as a share of control.
public struct EffectBound: Sendable, Equatable {
    /// 0.002 for 0.2 percentage points of a share, 0.005 for half a per cent of control. Zero has a sign, too.
    public var value: Double
    /// What it is a bound of.
    public var scale: Scale

    /// What of an effect is bounded.
    public enum Scale: Sendable, Equatable {
        /// The difference of the arms.
        case difference
        /// The difference over control.
        case relative
    }

    public init(_ value: Double, _ scale: Scale = .difference) {
        self.value = value
        self.scale = scale
    }
}
