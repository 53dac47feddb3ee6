import Experiments
import Foundation
import Reports
import RunStore

/// The nights before this one, as far as this program can read them, and the runs that this night is compared with.
struct NightHistory {
    private let store: RunStore
    /// The newest first.
    let nights: [NightlySummary]
    private let accepted: AcceptedChanges
    private let baseline: Baseline?

    /// What a person wants all or one scenario compared with.
    enum Baseline {
        case run(RunRecord, Readout)
        /// The newest night of that day or before it.
        case before(Date)
    }

    /// - Parameter number: of this night.
    init(_ store: RunStore, before number: Int, accepted: AcceptedChanges, baseline: Baseline?) throws {
        self.store = store
        self.accepted = accepted
        self.baseline = baseline
        nights = try store.nights().filter { $0.number < number }.compactMap { night in
            night.summary.flatMap { NightlySummary(json: $0) }
        }
    }

    /// As far as the store gives it; nil, and why in a sentence, where it is damaged.
    static func reading(
        _ store: RunStore, before number: Int, accepted: AcceptedChanges, baseline: Baseline?
    ) -> (history: NightHistory?, problem: String?) {
        do {
            return (try NightHistory(store, before: number, accepted: accepted, baseline: baseline), nil)
        } catch {
            return (nil, "The history could not be read: \(error). This night was compared with nothing.")
        }
    }

    /// An earlier run of a scenario.
    struct Run {
        let night: Int?
        let record: RunRecord
        let readout: Readout
        let inputs: RunInputs
        /// Where something had moved in it: who said that it should.
        var accepted: NightlyEntry.Acceptance?
    }

    /// The run that the scenario's is compared with: the newest in which nothing had moved, or what moved was accepted. So what moved stays an
    /// alarm until it is accepted or taken back.
    func earlier(of scenario: String) -> Run? {
        var latest = Date.distantFuture
        switch baseline {
        case .run(let record, let readout) where record.scenario == scenario:
            return Run(night: nil, record: record, readout: readout, inputs: RunInputs(record))
        case .before(let day): latest = day
        default: break
        }
        for night in nights where night.clock.startedAt <= latest {
            guard let run = night.runs.first(where: { $0.scenario == scenario }), let id = run.run else { continue }
            let acceptance =
                run.alarms == nil ? nil : run.journalDigest.flatMap { accepted.acceptance(of: scenario, digest: $0) }
            guard run.isSettled || acceptance != nil, let found = self.run(run, of: night, id) else { continue }
            return Run(
                night: found.night, record: found.record, readout: found.readout, inputs: found.inputs,
                accepted: acceptance ?? run.accepted)
        }
        return nil
    }

    /// The scenario's newest run, whatever moved in it.
    func newest(of scenario: String) -> Run? {
        for night in nights {
            guard let run = night.runs.first(where: { $0.scenario == scenario }), let id = run.run else { continue }
            return self.run(run, of: night, id)
        }
        return nil
    }

    private func run(_ run: NightlySummary.Run, of night: NightlySummary, _ id: String) -> Run? {
        guard let record = try? store.run(matching: id), let data = record.readout,
            let readout = try? ReadoutFile.readout(from: data)
        else { return nil }
        return Run(
            night: night.night, record: record, readout: readout,
            inputs: RunInputs(record, build: run.build, plan: run.plan))
    }

    /// What moved in the scenario's newest nights and is neither accepted nor known to be taken back.
    struct Standing {
        /// The first of those nights, and its alarms.
        let night: Int
        let alarms: Int
        /// Replications that it takes to tell.
        let replications: Int
    }

    /// Nil where nothing stands.
    func standing(of scenario: String) -> Standing? {
        var standing: Standing?
        for night in nights {
            guard let run = night.runs.first(where: { $0.scenario == scenario }), run.run != nil else { continue }
            guard let alarms = run.alarms, let earlier = run.earlier, run.accepted == nil,
                run.journalDigest.flatMap({ accepted.acceptance(of: scenario, digest: $0) }) == nil
            else { break }
            standing = Standing(
                night: night.night, alarms: alarms.count,
                replications: max(standing?.replications ?? 0, earlier.replications))
        }
        return standing
    }

    /// Readouts of the scenario's earlier runs, the newest first, at most so many.
    func readouts(of scenario: String, most: Int) -> [Readout] {
        var found: [Readout] = []
        for night in nights where found.count < most {
            guard let id = night.runs.first(where: { $0.scenario == scenario })?.run,
                let data = (try? store.run(matching: id))?.readout, let readout = try? ReadoutFile.readout(from: data)
            else { continue }
            found.append(readout)
        }
        return found
    }
}

/// What a person wants a night compared with.
enum NightBaseline {
    /// By its id, or what else the store knows it by.
    case run(String)
    /// The newest night of that day or before it.
    case before(Date)

    /// - Parameter words: a day, as `2026-11-28`, or a run's name.
    /// - Throws: `Mistake` for a day that is none.
    init(_ words: String) throws(Mistake) {
        let parts = words.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ Int($0) != nil }) else {
            self = .run(words)
            return
        }
        let numbers = parts.compactMap { Int($0) }
        let day = DateComponents(calendar: .current, year: numbers[0], month: numbers[1], day: numbers[2])
        guard day.isValidDate, let date = day.date else {
            throw Mistake("--baseline is \(words), and there is no such day; expected one as 2026-11-28, or a run's id")
        }
        self = .before(date.addingTimeInterval(86_400 - 1))
    }
}

extension NightHistory.Baseline {
    /// - Throws: `Mistake` for a run without a readout, and what the store says of a run that it does not have.
    init(_ baseline: NightBaseline, in store: RunStore) throws {
        switch baseline {
        case .before(let day):
            guard try store.nights().contains(where: { $0.startedAt <= day }) else {
                throw Mistake("--baseline asks for a night of that day or before it, and the run store has none so old")
            }
            self = .before(day)
        case .run(let words):
            let (record, readout) = try StoredReadout.matching(words, in: store)
            self = .run(record, readout)
        }
    }
}
