import Experiments
import Marketplace
import PolicyKit

/// Who met what: the arms, and what differs between them.
struct ArmSection: Section {
    let id = "arms"
    let title = "Arms, and what changed"
    let blocks: [any Block]
    var media = Media.written

    init(_ readout: Readout) {
        let slots = Set(readout.arms.flatMap(\.policies.keys)).sorted()
        let counted = readout.arms.first?.units ?? "users"
        let arms = Table(
            name: "Arms",
            columns: [
                .init(title: "Arm", kind: .name), .init(title: "Share"),
                .init(title: counted.prefix(1).uppercased() + counted.dropFirst()),
            ] + slots.map { .init(title: Wording.label($0), kind: .words) },
            rows: readout.arms.map { arm in
                [
                    Table.Cell(arm.name), .init(Figure.value(.share).text(arm.share), number: arm.share),
                    .init(Digits.count(arm.users), number: Double(arm.users)),
                ] + slots.map { .init(arm.policies[$0] ?? Digits.absent) }
            })
        let changes = readout.arms.flatMap { arm in
            arm.changes.map { change in
                var key = Table.Cell(change.key)
                key.isCode = true
                return [key, .init(arm.name), .init(change.control), .init(change.arm)]
            }
        }
        let changed: any Block =
            changes.isEmpty
            ? Prose("Nothing changed: both arms are the same (an A/A test).")
            : Table(
                name: "What changed",
                columns: [
                    .init(title: "Key", kind: .name), .init(title: "Arm", kind: .words),
                    .init(title: "In control", kind: .words), .init(title: "In the arm", kind: .words),
                ], rows: changes)
        blocks = [arms.only(.page)] + [Self.origins(readout)].compactMap(\.self) + [changed]
    }

    /// Where policies come from that are not a part of the program; nil where all are.
    private static func origins(_ readout: Readout) -> (any Block)? {
        let rows = readout.arms.flatMap { arm in
            (arm.origins ?? [:]).sorted { $0.key < $1.key }.map { slot, origin in
                let files = origin.files.map { "\($0.name) \($0.sha256.prefix(12))" } + origin.surroundings
                return [
                    Table.Cell("\(arm.name), \(slot)"), .init("\(origin.id) \(origin.version)"),
                    .init(files.joined(separator: ", ")),
                ]
            }
        }
        guard !rows.isEmpty else { return nil }
        return Table(
            name: "Policies that are not a part of the program",
            columns: [
                .init(title: "Arm and slot", kind: .name), .init(title: "Plug-in and version", kind: .words),
                .init(title: "Files, with the start of their SHA-256, and what they run on", kind: .words),
            ], rows: rows)
    }
}
