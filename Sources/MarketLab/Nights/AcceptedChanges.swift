import Experiments
import Foundation
import Reports

/// The changes that a team meant: `accepted.json` beside the scenarios, for git.
///
/// A change is known by the digest of the run that has it, so that it is accepted wherever the same run is made again, and nowhere else.
struct AcceptedChanges: Codable, Equatable {
    /// One accepted run.
    struct Change: Codable, Equatable {
        /// Of the run that is as it should be, in hexadecimal.
        var journalDigest: String
        /// The day on which it was accepted, as `2026-11-28`.
        var date: String
        /// Why.
        var reason: String?
        /// What had moved, a sentence each.
        var moved: [String]
    }

    /// By scenario, the oldest first.
    private(set) var changes: [String: [Change]] = [:]

    static let fileName = "accepted.json"

    private init() {}

    /// Those beside each of the scenario files, as far as they can be read, and what is wrong with the others in sentences.
    static func reading(beside files: [String]) -> (accepted: AcceptedChanges, problem: String?) {
        var accepted = AcceptedChanges()
        var problems: [String] = []
        for path in Set(files.map(Self.path)).sorted() {
            do {
                accepted.changes.merge(try AcceptedChanges(reading: path).changes) { $0 + $1 }
            } catch { problems += Mistake.sentences(of: error) ?? ["\(path): \(error)"] }
        }
        return (
            accepted,
            problems.isEmpty ? nil : "Not every accepted change is known: \(problems.joined(separator: "; "))."
        )
    }

    /// Where a scenario file's changes are.
    static func path(beside file: String) -> String {
        let folder = (file as NSString).deletingLastPathComponent
        return folder.isEmpty ? fileName : "\(folder)/\(fileName)"
    }

    /// - Throws: `Mistake` for a file that is no such file; one that is not there has no changes.
    init(reading path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Mistake("\(path) cannot be read: \(SystemWords.of(errno))")
        }
        do {
            changes = try JSONDecoder().decode([String: [Change]].self, from: data)
        } catch {
            throw Mistake(
                "\(path) is no list of accepted changes: expected what `marketlab nightly --accept` writes; repair it, or remove "
                    + "it and accept again")
        }
    }

    /// Why a run of the scenario is as it should be; nil where nobody said so.
    func acceptance(of scenario: String, digest: String) -> NightlyEntry.Acceptance? {
        changes[scenario]?.last { $0.journalDigest == digest }.map {
            NightlyEntry.Acceptance(date: $0.date, reason: $0.reason)
        }
    }

    mutating func accept(_ change: Change, of scenario: String) {
        changes[scenario, default: []].removeAll { $0.journalDigest == change.journalDigest }
        changes[scenario, default: []].append(change)
    }

    func write(to path: String) throws {
        let bytes = try JSONFile.bytes(of: changes)
        do { try bytes.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw Mistake("\(path) cannot be written: \(SystemWords.of(errno))")
        }
    }
}
