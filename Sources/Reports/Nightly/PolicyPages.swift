import Experiments
import Foundation

/// A policy over the scenarios of a night: where it is used, against which others, and how that came out.
struct PolicyUse {
    let slot: String
    let name: String
    let places: [Place]

    /// An arm that uses it.
    struct Place {
        let scenario: String
        let arm: String
        let isTreatment: Bool
        /// The policies of the same slot in the other arms.
        let against: [String]
        /// The effect of the treatment, where the arm is one or the policy is what treatments are compared with.
        let row: MetricRow?
        let readout: Readout
    }

    /// Path from the site's root.
    var page: String { "policies/\(Wording.fileName("\(slot) \(name)")).html" }

    /// All policies of the night's runs, by slot and name.
    static func all(in night: Night) -> [PolicyUse] {
        var places: [String: [String: [Place]]] = [:]
        for entry in night.entries {
            guard let readout = entry.readout else { continue }
            for (index, arm) in readout.arms.enumerated() {
                for (slot, name) in arm.policies {
                    let others = readout.arms.enumerated().filter { $0.offset != index }
                        .compactMap { $0.element.policies[slot] }
                    // An arm after the first treatment has a readout of its own.
                    let one = index < 2 ? readout : readout.further?[safe: index - 2] ?? readout
                    places[slot, default: [:]][name, default: []].append(
                        Place(
                            scenario: entry.scenario, arm: arm.name, isTreatment: index > 0,
                            against: Wording.distinct(others).filter { $0 != name }, row: one.rows.first,
                            readout: one))
                }
            }
        }
        return places.keys.sorted().flatMap { slot in
            (places[slot] ?? [:]).sorted { $0.key < $1.key }.map {
                PolicyUse(slot: slot, name: $0.key, places: $0.value)
            }
        }
    }
}

extension Array {
    fileprivate subscript(safe place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}

/// The page of a policy.
struct PolicyDocument: Document {
    let use: PolicyUse

    /// What a machine wants of it is in the scenarios' own readouts.
    func json() throws(ReportProblem) -> Data {
        try JSONFile.bytes(of: use.places.map { ["scenario": $0.scenario, "arm": $0.arm] })
    }

    var page: Page {
        let contested = use.places.filter { !$0.against.isEmpty }
        let alone = use.places.filter(\.against.isEmpty)
        let scenarios = Set(use.places.map(\.scenario)).count
        return Page(
            kind: "policy · \(use.slot)", title: use.name,
            banners: [
                Banner(
                    advice: "\(use.slot) policy",
                    headline: contested.isEmpty
                        ? "Used in \(Plural.text(scenarios, "scenario")), against no other policy."
                        : "Used in \(Plural.text(scenarios, "scenario")), against \(Plural.list(Wording.distinct(contested.flatMap(\.against))))."
                )
            ],
            sections: ([Contests(contested), Uses(alone)] as [(any Section)?]).compactMap(\.self),
            index: "../index.html")
    }

    private static func name(_ place: PolicyUse.Place) -> Table.Cell {
        .link(place.scenario, to: "../" + Address.of("\(place.scenario)/index.html"))
    }

    /// Where other arms have other policies.
    private struct Contests: Section {
        let id = "against"
        let title = "Against others"
        let blocks: [any Block]
        var media = Media.all

        init?(_ places: [PolicyUse.Place]) {
            guard !places.isEmpty else { return nil }
            blocks = [
                Prose("Effects are those of the treatment over control on the scenario's primary metric.", .lead),
                Table(
                    name: "Against others",
                    columns: [
                        .init(title: "Scenario", kind: .name), .init(title: "Arm", kind: .words),
                        .init(title: "Against", kind: .words), .init(title: "Metric", kind: .words),
                        .init(title: "Experiment says"), .init(title: "Truth"), .init(title: "Verdict", kind: .words),
                    ],
                    rows: places.map { place in
                        [
                            PolicyDocument.name(place),
                            .init(
                                Wording.distinct([place.arm, place.isTreatment ? "treatment" : "control"])
                                    .joined(separator: ", ")),
                            .init(Plural.list(place.against)), .init(place.row?.label ?? Digits.absent),
                            .init(place.row?.lift ?? .absent, place.row?.lifts?.experiment),
                            .init(place.row?.trueLift ?? .absent, place.row?.lifts?.truth),
                            .verdict(place.readout.verdict.agreement),
                        ]
                    }),
            ]
        }
    }

    /// Where all arms have it.
    private struct Uses: Section {
        let id = "uses"
        let title = "In all arms"
        let blocks: [any Block]
        var media = Media.all

        init?(_ places: [PolicyUse.Place]) {
            guard !places.isEmpty else { return nil }
            let scenarios = Wording.distinct(places.map(\.scenario))
            blocks = [
                Table(
                    name: "In all arms",
                    columns: [.init(title: "Scenario", kind: .name), .init(title: "Arms", kind: .words)],
                    rows: scenarios.map { scenario in
                        let own = places.filter { $0.scenario == scenario }
                        return [PolicyDocument.name(own[0]), .init(Plural.list(own.map(\.arm)))]
                    })
            ]
        }
    }
}
