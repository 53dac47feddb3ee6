/// Says in one sentence why a plug-in cannot be taken.
public struct PluginProblem: Error, Hashable, CustomStringConvertible {
    /// The plug-in's file, as it was named.
    public let file: String
    /// Why, without a full stop.
    public let reason: String

    public init(file: String, _ reason: String) {
        self.file = file
        self.reason = reason
    }

    public var description: String { "plug-in \(file): \(reason)" }
}
