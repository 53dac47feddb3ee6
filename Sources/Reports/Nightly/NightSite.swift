import Experiments
import Foundation

extension Night {
    /// Writes the site: a page for the overview, each scenario, each policy, the health of all and each night, with `summary.json` and `junit.xml`.
    ///
    /// Each file is there whole or not at all, and the overview comes last. Pages of earlier nights are written where they are missing.
    public func write(to folder: String) throws(ReportProblem) {
        for entry in entries {
            guard let run = entry.run else { continue }
            try RunDocument(ScenarioNight(entry: entry, night: self), of: run).write(to: "\(folder)/\(entry.scenario)")
        }
        var policies: [WholeFiles.Content] = []
        for use in PolicyUse.all(in: self) {
            policies.append((String(use.page.dropFirst("policies/".count)), try PolicyDocument(use: use).html()))
        }
        if !policies.isEmpty { try WholeFiles.write(policies, to: "\(folder)/policies") }
        try WholeFiles.write(try nightPages(folder), to: "\(folder)/nights")
        let overview = NightlyDocument(self)
        try WholeFiles.write(
            [
                ("health.html", try HealthDocument(night: self).html()), ("junit.xml", JUnitDocument(night: self).xml),
                ("index.html", try overview.html()),
                ("summary.json", String(decoding: try overview.json(), as: UTF8.self)),
            ], to: folder)
    }

    private func nightPages(_ folder: String) throws(ReportProblem) -> [WholeFiles.Content] {
        var files: [WholeFiles.Content] = []
        for night in [summary] + past.prefix(Night.mostNights) {
            let isThere = FileManager.default.fileExists(atPath: "\(folder)/\(Night.page(night.night))")
            if isThere, night.night != summary.night { continue }
            files.append(("\(night.night).html", try NightlyDocument(of: alone(night)).html()))
        }
        return files
    }
}
