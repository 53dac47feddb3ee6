import Experiments
import Marketplace
import PolicyKit
import Reports
import RunStore
import Scenarios

/// Reads out of a stored run what the next experiment is planned with: a metric's moments in its control arms.
struct StoredBaseline {
    let baseline: MetricBaseline
    let metric: Metric
    /// That money is in.
    let currency: Currency
    /// Share of the run's users in control.
    let controlShare: Double
    let source: PowerAnswer.Source

    /// - Throws: `Mistake` where the run has no such metric, or its worlds are not those of this program.
    init(_ record: RunRecord, metric name: String, in store: RunStore, policies: PolicyRegistry) throws {
        let plan = try StoredPlan.scenario(of: record, replication: 0, policies: policies).plan
        guard type(of: plan.model).abilities.contains(.usersMetrics) else {
            throw Mistake("run \(record.id) is of a market without users' metrics; give --mean and --sd, or --rate")
        }
        guard let metric = Metric.named(name) else {
            let nearest = NearestWord.to(name, among: Metric.all.map(\.name)).map { "; did you mean \"\($0)\"?" }
            let known = Metric.all.map(\.name).joined(separator: ", ")
            throw Mistake("--metric is \"\(name)\"" + (nearest ?? "; the metrics are \(known)"))
        }
        guard let design = plan.designs.firstIndex(where: plan.splitDesigns.contains) else {
            throw Mistake("run \(record.id) splits no users; give --mean and --sd, or --rate")
        }
        let tasks = (0..<plan.replications).map { WorldTask(replication: $0, role: plan.designs[design].role) }
        let (worlds, damaged): ([WorldTask: FeedOutcome], Int) = try StoredWorlds(
            plan: plan.fingerprint(build: Build.identity), store: store
        ).known(tasks)
        guard damaged == 0 else {
            throw Mistake(
                "\(Plural.text(damaged, "world")) of run \(record.id) in the store \(store.path) "
                    + "\(damaged == 1 ? "is" : "are") not what was saved; run its scenario again")
        }
        guard !worlds.isEmpty else {
            throw Mistake(
                "the store has no world of run \(record.id) that this program has made; run its scenario again")
        }
        guard worlds.values.allSatisfy({ $0.units.keeps(metric) }) else {
            throw Mistake(
                "run \(record.id) does not read out \(name); choose one of its metrics: "
                    + plan.metrics.joined(separator: ", "))
        }
        // In their order, so that sums are the same however the store lists them.
        guard let baseline = MetricBaseline(metric, worlds: tasks.compactMap { worlds[$0] }) else {
            throw Mistake("\(name) does not vary in the control arm of run \(record.id); choose another metric")
        }
        self.baseline = baseline
        self.metric = metric
        currency = plan.market.currency
        controlShare = 1 - plan.split.treatmentShare
        source = PowerAnswer.Source(
            run: record.id, scenario: record.scenario, metric: name, users: Int(baseline.users.rounded()))
    }
}
