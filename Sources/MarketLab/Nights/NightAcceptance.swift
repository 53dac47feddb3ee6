import Experiments
import Foundation
import Reports
import RunStore
import Scenarios

/// Accepts what moved in the newest night: later nights are compared with it.
struct NightAcceptance {
    /// Among which the scenarios are.
    let files: [String]
    let store: String

    /// - Throws: `Mistake` for a scenario that is not among the files, and for one in whose newest night nothing moved; nothing is written then.
    func accept(_ scenarios: [String], because reason: String?) throws {
        guard FileManager.default.fileExists(atPath: store) else {
            throw Mistake("there is no run store at \(store); a change is accepted after the night that found it")
        }
        let night = try RunStore(reading: store).nights().first.flatMap {
            $0.summary.flatMap { NightlySummary(json: $0) }
        }
        guard let night else {
            throw Mistake("the run store \(store) has no night; a change is accepted after the night that found it")
        }
        let places = Dictionary(
            files.compactMap { file in name(of: file).map { ($0, file) } }
        ) { first, _ in first }
        if let reason, reason.allSatisfy(\.isWhitespace) {
            throw Mistake("--because is empty; expected why the change is as it should be")
        }
        let changes = try Set(scenarios).sorted().map { scenario in
            guard let file = places[scenario] else {
                throw Mistake(
                    "--accept is \(scenario), and none of the scenarios has that name; there are: \(places.keys.sorted().joined(separator: ", "))"
                )
            }
            return (
                scenario, path: AcceptedChanges.path(beside: file), try change(of: scenario, in: night, because: reason)
            )
        }
        for path in Set(changes.map(\.path)).sorted() {
            let own = changes.filter { $0.path == path }
            var accepted = try AcceptedChanges(reading: path)
            for (scenario, _, change) in own { accepted.accept(change, of: scenario) }
            try accepted.write(to: path)
            for (scenario, _, change) in own {
                try StandardStreams.show("accepted in \(path): \(scenario)")
                for moved in change.moved { try StandardStreams.show("  \(moved)") }
            }
        }
        try StandardStreams.show("The next night is compared with this one; put the file into git.")
    }

    private func change(of scenario: String, in night: NightlySummary, because reason: String?) throws
        -> AcceptedChanges.Change
    {
        guard let run = night.runs.first(where: { $0.scenario == scenario }), let digest = run.journalDigest else {
            throw Mistake("--accept is \(scenario), and night \(night.night) has no run of it")
        }
        guard let alarms = run.alarms, !alarms.isEmpty else {
            throw Mistake("--accept is \(scenario), and nothing of it moved in night \(night.night)")
        }
        let day = Date().formatted(Date.ISO8601FormatStyle(timeZone: .current).year().month().day())
        return AcceptedChanges.Change(journalDigest: digest, date: day, reason: reason, moved: alarms.map(\.sentence))
    }

    /// The scenario's name; nil of a file that cannot be read, which is no reason to accept nothing else.
    private func name(of file: String) -> String? {
        (try? ScenarioReader(policies: ProgramPolicies.unread(in: [])).read(file: file))?.plan.name
    }
}
