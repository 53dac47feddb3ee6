import Experiments
import Marketplace

/// The uplift of one arm that explored, and the rows in which the arms' bins stand side by side.
struct ArmUplift {
    let name: String
    let isControl: Bool
    let uplift: UpliftReadout

    /// Class of the style sheet.
    var style: String { isControl ? "control" : "treatment" }

    /// Clicks, added or lost.
    static let figure = Figure.difference(.count)

    /// Bins of the same stretch or stage, one per arm.
    struct Row {
        let label: String
        let bins: [UpliftReadout.Bin]
    }

    /// The arms that explored.
    static func all(_ readout: Readout) -> [ArmUplift] {
        zip(readout.arms, readout.requests?.arms ?? []).enumerated().compactMap { index, arm in
            arm.1.uplift.map { ArmUplift(name: arm.0.name, isControl: index == 0, uplift: $0) }
        }
    }

    /// All decision points, then down the page, then along the session.
    static func rows(_ arms: [ArmUplift]) -> [Row] {
        func bins(_ part: (UpliftReadout) -> [UpliftReadout.Bin], _ what: String) -> [Row] {
            let all = arms.map { part($0.uplift) }
            return (0..<(all.map(\.count).min() ?? 0)).map { index in
                let bins = all.map { $0[index] }
                // Arms may have pages of different sizes.
                let labels = Wording.distinct(bins.map { place($0, what) })
                return Row(label: labels.joined(separator: " and "), bins: bins)
            }
        }
        return [Row(label: "All decision points", bins: arms.map(\.uplift.all))] + bins(\.bySlot, "Slot")
            + bins(\.byStage, "Exposure")
    }

    /// `Slots 1–10`, `Slot 5` or `Exposures from 101`.
    private static func place(_ bin: UpliftReadout.Bin, _ what: String) -> String {
        let from = bin.from ?? 1
        guard let to = bin.to else { return "\(what)s from \(from)" }
        return to == from ? "\(what) \(to)" : "\(what)s \(from)–\(to)"
    }

    /// The uplift in words; a dash where there is none.
    static func text(_ bin: UpliftReadout.Bin) -> EffectText {
        bin.uplift.map { EffectText($0, figure) } ?? .absent
    }
}
