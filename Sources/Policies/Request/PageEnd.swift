public import PolicyKit

/// Asks for a page only when the old one has been seen to its end.
public final class PageEnd: RequestPolicy {
    public static let name = "page-end"
    public static let summary = "Only at the end of a page."
    public let rhythm = RequestRhythm.pageEnd

    public init(parameters: ParameterValues, seed: UInt64) {}
}
