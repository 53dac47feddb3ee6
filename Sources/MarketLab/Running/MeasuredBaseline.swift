import Experiments
import Marketplace
import PolicyKit
import Reports
import RunStore
import Scenarios
import Tables

/// Reads what the next experiment is planned with, a metric's moments in control, out of a stored run, or out of a scenario whose
/// market is run for it.
struct MeasuredBaseline {
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
        let metric = try MeasuredBaseline.metric(name, of: plan, called: "run \(record.id)")
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
        try self.init(
            metric, tasks.compactMap { worlds[$0] }, of: plan, run: record.id, scenario: record.scenario)
    }

    /// Runs the control market of a scenario, once a replication.
    ///
    /// - Throws: `Mistake` where the scenario has no such metric or no users to split, and what a world throws.
    init(scenario file: String, _ plan: Plan, policies: PolicyRegistry, metric name: String, quiet: Bool) async throws {
        let metric = try MeasuredBaseline.metric(name, of: plan, called: file)
        var plan = plan.againstItself(experiments: plan.replications)
        guard !plan.designs.isEmpty else {
            throw Mistake("\(file): experiment.designs splits no users; give --mean and --sd, or --rate")
        }
        plan.designs = [plan.designs[0]]
        if !plan.metrics.contains(name) { plan.metrics.append(name) }
        let threads = try OutputOptions.threadCount(nil)
        try MemoryEstimate(plan, threads: threads).check()
        let runner = WorldRunner(plan: plan, policies: policies)
        let tasks = WorldTask.all(replications: plan.replications, roles: plan.designs.map(\.role))
        let watch = RunWatch(quiet: quiet) { done, missing in
            "stopped: \(done) of \(done + missing) worlds finished; nothing is kept of them"
        }
        defer { watch.finish() }
        let progress = RunProgress(worlds: tasks.count, alreadyDone: 0)
        watch.begin(progress)
        var worlds: [WorldTask: FeedOutcome] = [:]
        let complete = try await ParallelRun(runner: runner, threads: threads).run(tasks, progress: progress) {
            worlds[$0.task] = $0
        }
        watch.finish()
        guard complete else {
            throw watch.stop(done: progress.worldsDone, missing: progress.worlds - progress.worldsDone)
        }
        try self.init(metric, tasks.compactMap { worlds[$0] }, of: plan, run: nil, scenario: plan.name)
    }

    private init(
        _ metric: Metric, _ worlds: [FeedOutcome], of plan: Plan, run: String?, scenario: String
    ) throws {
        guard let baseline = MetricBaseline(metric, worlds: worlds) else {
            let place = run.map { "run \($0)" } ?? "scenario \(scenario)"
            throw Mistake("\(metric.name) does not vary in the control arm of \(place); choose another metric")
        }
        self.baseline = baseline
        self.metric = metric
        currency = plan.market.currency
        controlShare = 1 - plan.split.treatmentShare
        source = PowerAnswer.Source(
            run: run, scenario: scenario, metric: metric.name, users: Int(baseline.users.rounded()),
            lastingShare: baseline.lastingShare)
    }

    private static func metric(_ name: String, of plan: Plan, called place: String) throws -> Metric {
        guard type(of: plan.model).abilities.contains(.usersMetrics) else {
            throw Mistake(
                "\(place) is of \(type(of: plan.model).words), which has no users' metrics; give --mean and --sd, or --rate"
            )
        }
        if let metric = Metric.named(name) { return metric }
        let nearest = NearestWord.to(name, among: Metric.all.map(\.name)).map { "; did you mean \"\($0)\"?" }
        let known = Metric.all.map(\.name).joined(separator: ", ")
        throw Mistake("--metric is \"\(name)\"" + (nearest ?? "; the metrics are \(known)"))
    }
}
