import Experiments
import Foundation

/// The health checks of all scenarios of a night, those that failed first.
struct HealthDocument: Document {
    let night: Night

    func json() throws(ReportProblem) -> Data {
        try JSONFile.bytes(
            of: Dictionary(
                night.entries.compactMap { entry in entry.readout.map { (entry.scenario, $0.health) } }
            ) { first, _ in first })
    }

    var page: Page {
        let all = night.entries.flatMap { entry in (entry.readout?.health ?? []).map { (entry.scenario, $0) } }
        func count(_ status: HealthCheck.Status) -> Int { all.count { $0.1.status == status } }
        let worst = HealthCheck.Status.worst(all.map(\.1))
        return Page(
            kind: "night \(night.summary.night) · health", title: "Health of all scenarios",
            banners: [
                Banner(
                    worst.tone, label: worst == .pass ? "All checks passed" : "Not all checks passed",
                    headline:
                        "\(Plural.text(all.count, "check")): \(count(.pass)) passed, \(count(.warn)) with a warning, \(count(.fail)) failed."
                )
            ],
            sections: [Rows(all)], index: "index.html")
    }

    private struct Rows: Section {
        let id = "checks"
        let title = "Checks"
        let blocks: [any Block]
        var media = Media.all

        init(_ checks: [(scenario: String, check: HealthCheck)]) {
            let order: [HealthCheck.Status] = [.fail, .warn, .pass]
            let sorted = order.flatMap { status in checks.filter { $0.check.status == status } }
            blocks = [
                Table(
                    name: "Checks",
                    columns: [
                        .init(title: "Scenario", kind: .name), .init(title: "Status", kind: .words),
                        .init(title: "Check", kind: .words), .init(title: "What was found", kind: .words),
                    ],
                    rows: sorted.map { scenario, check in
                        [
                            .link(scenario, to: Address.of("\(scenario)/index.html")),
                            .toned(check.status.rawValue, check.status.tone), .init(check.label), .init(check.message),
                        ]
                    })
            ]
        }
    }
}
