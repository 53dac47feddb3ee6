/// The words that stand first: what the experiment says, whether it is true, and how sure that is.
public struct Verdict: Sendable, Equatable, Codable {
    /// What experiment and truth say of the goal, and which other metrics the experiment is wrong about.
    public var headline: String
    /// What was changed, how large the bias is and what is known of it, a sentence each.
    public var details: [String]
    /// Whether readout and truth agree on the goal; a wrong sign of another metric misleads, too.
    public var agreement: Agreement

    public enum Agreement: String, Sendable, Codable { case agrees, misleads, unclear }

    public init(headline: String, details: [String], agreement: Agreement) {
        self.headline = headline
        self.details = details
        self.agreement = agreement
    }

    /// Part of a metric below which an effect on it is too small for a bias to be told as a share of it.
    package static let negligible = 0.001
}
