/// One check of the run, with the words that explain its outcome.
public struct HealthCheck: Sendable, Equatable, Codable {
    /// How a check came out.
    public enum Status: String, Sendable, Codable, CaseIterable { case pass, warn, fail }
    /// `srm`, `conservation`, `label_maturity`, …
    public var name: String
    /// How the check came out.
    public var status: Status
    /// A sentence with figures.
    public var message: String

    public init(name: String, status: Status, message: String) {
        self.name = name
        self.status = status
        self.message = message
    }
}
