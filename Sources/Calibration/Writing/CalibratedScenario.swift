import Foundation

/// The scenario file of a calibration: its values, and beside each its standard error and how the log tells it.
public struct CalibratedScenario: Sendable {
    private let calibration: Calibration

    /// The scenario of a calibration; nothing is written yet.
    public init(_ calibration: Calibration) { self.calibration = calibration }

    /// The name of the scenario: that of the log's file in lower-case words.
    public var name: String {
        let file = URL(filePath: calibration.file).deletingPathExtension().lastPathComponent.lowercased()
        let words = file.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
        return words.first?.isLetter == true ? "\(words)-calibrated" : "calibrated"
    }

    /// The file's text.
    public var text: String {
        let size = calibration.size
        var lines = [
            "# Fitted by `marketlab calibrate` to a log of \(calibration.skipped.used) events, \(size.users) users, "
                + "\(size.sessions) sessions and \(size.items) items in \(CalibratedScenario.short(size.days)) days.",
            "# ± is the standard error. What is not listed has its default: the log does not tell it.",
        ]
        lines += (calibration.skipped.sentences + calibration.notes).map { "# \($0)" }
        lines += [
            "scenario: \(name)", "title: A market fitted to a log", "seed: 1", "replications: 4", "market:",
        ]
        var groups: [String] = []
        for parameter in calibration.parameters {
            let group = String(parameter.path.prefix { $0 != "." })
            if !groups.contains(group) { groups.append(group) }
        }
        for group in groups {
            lines.append("  \(group):")
            for parameter in calibration.parameters where parameter.path.hasPrefix(group + ".") {
                lines.append(
                    "    \(CalibratedScenario.line(parameter, key: String(parameter.path.dropFirst(group.count + 1))))")
            }
        }
        lines += [
            "experiment:", "  warmup: 7d", "  length: 14d", "  arms:", "    control: {}",
            "    treatment: {policies: {ranking: price-aware}}  # yours to change",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ parameter: CalibratedParameter, key: String) -> String {
        let error = parameter.errorText.map { "± \($0), " } ?? ""
        return "\(key): \(parameter.valueText)  # \(error)\(parameter.method)"
    }

    private static func short(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
