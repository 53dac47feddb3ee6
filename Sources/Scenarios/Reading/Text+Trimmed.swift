extension StringProtocol {
    /// Without blank space at both ends.
    var trimmed: String {
        let front = drop { $0.isWhitespace }
        return String(front.prefix(front.count - front.reversed().prefix { $0.isWhitespace }.count))
    }
}
