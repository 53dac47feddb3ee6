import Experiments

/// Whether the run can be trusted: its health checks.
struct HealthSection: Section {
    let id = "health"
    let title = "Health checks"
    let blocks: [any Block]
    var media = Media.all

    /// - Parameter status: a terminal shows only checks that came out so; nil for all.
    init(_ readout: Readout, only status: HealthCheck.Status? = nil) {
        let checks = readout.health.map {
            ($0.status, Checks.Check(tone: $0.status.tone, label: $0.label, message: $0.message))
        }
        blocks = [
            Checks(checks: checks.map(\.1)).only(.written),
            Checks(checks: checks.filter { status == nil || $0.0 == status }.map(\.1)).only(.terminal),
        ]
    }
}
