import Marketplace

/// By what of control's log the challenger's ranking is valued before anybody has seen it.
public enum OfflineEvaluation: String, Sendable, CaseIterable {
    /// Clicks per exposure.
    case clicks

    /// The metric by which an experiment and the truth tell the same.
    var metric: Metric { .ctr }
}
