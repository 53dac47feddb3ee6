/// A file that a scenario names for a policy, such as a trained model, with what tells its contents from others.
public struct NamedFile: Sendable, Hashable {
    /// As a person has written it, from the scenario's folder on.
    public let name: String
    /// The absolute path, under which the policy opens it.
    public let path: String
    /// Of the contents: 64 hexadecimal digits; empty where nobody has looked.
    public let sha256: String

    public init(name: String, path: String, sha256: String) {
        self.name = name
        self.path = path
        self.sha256 = sha256
    }

    /// Stands for the file where none is named: what a parameter has by default.
    public static let none = NamedFile(name: "", path: "", sha256: "")
}

extension NamedFile: CustomStringConvertible {
    /// Says what the file is and not where it lies: the same in whatever folder the scenario stands.
    public var description: String { "\(name) \(sha256)" }
}
