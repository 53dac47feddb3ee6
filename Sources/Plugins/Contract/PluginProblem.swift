/// Says in one sentence why a plug-in cannot be taken.
public struct PluginProblem: Error, Hashable, CustomStringConvertible {
    /// The plug-in's file, as it was named.
    public let file: String
    /// Why, without a full stop.
    public let reason: String
    /// The name that was perhaps meant in the place of the file's.
    let suggestion: String?

    public init(file: String, _ reason: String) { self.init(file: file, reason, suggestion: nil) }

    init(file: String, _ reason: String, suggestion: String?) {
        self.file = file
        self.reason = reason
        self.suggestion = suggestion
    }

    public var description: String { "plug-in \(file): \(reason)" }
}
