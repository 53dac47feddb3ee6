import Experiments
import Foundation
import Marketplace
import PolicyKit

extension Verdict.Agreement {
    /// As a label beside the headline.
    var label: String {
        switch self {
        case .agrees: "Readout and truth agree"
        case .misleads: "The readout misleads"
        case .unclear: "Unclear"
        }
    }

    /// One character for a terminal.
    var mark: String {
        switch self {
        case .agrees: "✓"
        case .misleads: "✗"
        case .unclear: "?"
        }
    }

    var tone: Tone {
        switch self {
        case .agrees: .pass
        case .misleads: .fail
        case .unclear: .warn
        }
    }

    var icon: Element {
        switch self {
        case .agrees: Icon.check
        case .misleads: Icon.cross
        case .unclear: Icon.question
        }
    }
}

extension HealthCheck.Status {
    var tone: Tone {
        switch self {
        case .pass: .pass
        case .warn: .warn
        case .fail: .fail
        }
    }

    /// How bad it is, for the worst of several.
    private var severity: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The worst of the checks; a run without checks passes.
    static func worst(_ checks: [HealthCheck]) -> HealthCheck.Status {
        checks.map(\.status).max { $0.severity < $1.severity } ?? .pass
    }
}

extension HealthCheck {
    /// `label_maturity` as people write it: `Label maturity`.
    var label: String { Wording.label(name) }
}

/// Names and phrases that all outputs share.
package enum Wording {
    /// A key as people write it: `label_maturity` becomes `Label maturity`, `srm` and `ctr` become capitals.
    package static func label(_ key: String) -> String {
        if let metric = Metric.named(key) { return metric.label }
        if key == "srm" { return "Sample ratio" }
        let words = key.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// `24 replications`, or `7 of 24 replications`.
    static func replications(_ readout: Readout) -> String {
        let done = readout.replications
        let planned = readout.replicationsPlanned
        let part = done < planned ? "\(Digits.count(done)) of " : ""
        return "\(part)\(Digits.count(planned)) \(Plural.word(planned, "replication"))"
    }

    /// `7 days of warm-up, 14 days of experiment`.
    static func schedule(_ schedule: ScheduleSummary) -> String {
        let parts = [
            (schedule.warmupDays, "of warm-up"), (schedule.experimentDays, "of experiment"),
            (schedule.followupDays, "of follow-up"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\(Digits.days($0.0)) \($0.1)" }.joined(separator: ", ")
    }

    /// Whether a metric is told truly, in a few words.
    static func judged(_ judgement: Judgement) -> String {
        switch judgement.agreement {
        case .misleads: judgement.flipsSign ? "wrong sign" : "misleads"
        case .agrees: "true"
        case .unclear: "cannot tell yet"
        }
    }

    /// What the seed and the rest of a run's identity are, in one line.
    static func run(_ readout: Readout) -> String {
        "\(readout.scenario) · \(replications(readout)) · seed \(readout.seed) · MarketLab \(readout.version)"
    }

    /// Each name once, in the order of their first use.
    static func distinct(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// A name in a drawing, cut where the room ends.
    static func cut(_ name: String, to characters: Int) -> String {
        name.count > characters ? name.prefix(characters - 1) + "…" : name
    }

    /// `2026-11-28 22:30:00`, in the time zone of those who read it.
    static func moment(_ date: Date, _ timeZone: TimeZone) -> String {
        date.formatted(
            Date.ISO8601FormatStyle(
                dateSeparator: .dash, dateTimeSeparator: .space, timeSeparator: .colon, timeZone: timeZone
            ).year().month().day().time(includingFractionalSeconds: false))
    }

    /// A title as a name of a file: letters, digits and hyphens.
    static func fileName(_ title: String) -> String {
        let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.joined(separator: "-").prefix(60)
        return name.isEmpty ? "table" : String(name)
    }

    /// Prose in which no line ends between a number and its unit.
    static func unbroken(_ text: String) -> String {
        // Few pieces of a page have a unit, and to look for one takes many times as long as to see that there is none.
        var figures = text
        if mayHaveUnit(text) {
            for unit in [" %", " USD", " pp"] { figures.replace(unit, with: "\u{A0}" + unit.dropFirst()) }
        }
        guard mayHaveAmount(figures) else { return figures }
        return figures.replacing(/([0-9]) ([A-Z]{3})\b/) { amount in
            Currency(code: String(amount.output.2)) == nil
                ? String(amount.output.0) : "\(amount.output.1)\u{A0}\(amount.output.2)"
        }
    }

    /// Whether a space is followed by what a unit begins with.
    private static func mayHaveUnit(_ text: String) -> Bool {
        zip(text.utf8, text.utf8.dropFirst()).contains { $0 == UInt8(ascii: " ") && "%Up".utf8.contains($1) }
    }

    /// Whether a capital stands a space behind a digit.
    private static func mayHaveAmount(_ text: String) -> Bool {
        let bytes = text.utf8
        return zip(zip(bytes, bytes.dropFirst()), bytes.dropFirst(2)).contains { pair, capital in
            pair.1 == UInt8(ascii: " ") && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(pair.0)
                && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(capital)
        }
    }
}
