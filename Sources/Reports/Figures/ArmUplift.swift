import Experiments

/// The uplift of one arm that explored, and the rows in which the arms' bins stand side by side.
struct ArmUplift {
    let name: String
    let isControl: Bool
    let uplift: UpliftReadout

    /// Class of the style sheet.
    var style: String { isControl ? "control" : "treatment" }

    /// Clicks, added or lost.
    static let figure = Figure.difference(.count)

    /// Bins of the same stretch or stage, one an arm.
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

    /// All moments, then down the page, then along the session.
    static func rows(_ arms: [ArmUplift]) -> [Row] {
        func bins(_ part: (UpliftReadout) -> [UpliftReadout.Bin], _ what: String) -> [Row] {
            let all = arms.map { part($0.uplift) }
            return (0..<(all.map(\.count).min() ?? 0)).map { index in
                let bins = all.map { $0[index] }
                // Arms may have pages of different sizes.
                let labels = Wording.distinct(bins.map { "\(what) \(place($0))" })
                return Row(label: labels.joined(separator: " and "), bins: bins)
            }
        }
        return [Row(label: "All moments", bins: arms.map(\.uplift.all))] + bins(\.bySlot, "Slot")
            + bins(\.byStage, "Exposure")
    }

    /// `1–10`, `5` or `from 101`.
    private static func place(_ bin: UpliftReadout.Bin) -> String {
        guard let to = bin.to else { return "from \(bin.from)" }
        return to == bin.from ? "\(to)" : "\(bin.from)–\(to)"
    }

    /// The uplift in words; a dash where there is none.
    static func text(_ bin: UpliftReadout.Bin) -> EffectText {
        bin.uplift.map { EffectText($0, figure) } ?? .absent
    }
}
