/// Whose pages the ranking policy of an arm learns from in the experiment.
public enum Learners: String, Sendable, CaseIterable {
    /// Those of its own arm.
    case own
    /// Those of all arms that use the same policy, which one learner serves.
    case shared
    /// Everybody's: each arm has a model of its own and learns from the log of all arms, as platforms do.
    case pooled
}
