import Foundation

/// One line of the table: a figure, what stands beside it, and their ratio.
struct Line {
    private static let widths = [46, 18, 46, 8]

    static func header() {
        show("figure", "here", "beside it", "ratio")
        write(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "))
    }

    /// Unbuffered, so that a table that takes minutes can be watched.
    private static func write(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    static func show(_ figure: String, _ here: String, _ beside: String = "", _ ratio: String = "") {
        let cells = zip([figure, here, beside, ratio], widths).map {
            $0.padding(toLength: $1, withPad: " ", startingAt: 0)
        }
        write(cells.joined(separator: "  "))
    }

    /// A rate with its scale: `17.3 M/s`.
    static func rate(_ perSecond: Double, _ what: String = "") -> String {
        let suffix = what.isEmpty ? "/s" : " \(what)/s"
        return perSecond >= 1e6 ? "\(digits(perSecond / 1e6)) M\(suffix)" : "\(digits(perSecond / 1e3)) k\(suffix)"
    }

    /// Three digits that count.
    static func digits(_ value: Double) -> String {
        String(format: value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value)
    }

    /// `1e5` as `100,000`.
    static func count(_ value: Int) -> String {
        var text = ""
        for (place, digit) in String(value).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text = "," + text }
            text = String(digit) + text
        }
        return text
    }
}
