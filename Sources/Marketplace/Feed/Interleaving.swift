/// How the rankings of control and treatment are made into one page, each slot of which is credited to one of them.
public enum Interleaving: String, Sendable, CaseIterable {
    /// The rankings choose by turns, like captains; a coin says in each round who goes first (Radlinski, Kurup, Joachims 2008).
    case teamDraft = "team_draft"
    /// Both rankings are read from the top, each as far as the other; a coin says who goes first (Joachims 2003). What both have within
    /// that depth tells nothing of either, and is credited by lot.
    case balanced
    /// A coin says for each slot which ranking draws from what is left, the candidate of rank r with a chance in proportion to r^-3
    /// (Hofmann, Whiteson, de Rijke 2011).
    case probabilistic
}
