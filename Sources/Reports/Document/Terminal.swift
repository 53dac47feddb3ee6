/// A terminal that text is made for.
public struct Terminal: Sendable {
    /// Columns; no line is wider.
    public let width: Int
    let paint: Paint

    /// Below this no table and no sentence can be read.
    static let narrowest = 48

    /// - Parameters:
    ///   - width: columns; fewer than 48 count as 48.
    ///   - colour: whether to use ANSI colours.
    public init(width: Int = 100, colour: Bool = false) {
        self.width = max(Terminal.narrowest, width)
        paint = Paint(isOn: colour)
    }
}
