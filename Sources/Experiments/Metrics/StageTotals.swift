import Marketplace
import Statistics

extension UnitTotals<StageIndex> {
    /// The totals of users by their stage of entry, those who never enter first: of every quantity in control, then in treatment,
    /// each stage's over the users of that arm in it.
    func moments(_ assignments: Assignments, _ quantities: KeptQuantities) -> [CovarianceMoments] {
        let (width, stages, users) = (quantities.measured.count, index.starts.count, index.users)
        var unit = UnitRow(quantities)
        let entries = (0..<UInt32(users)).map { assignments.stageOfEntry(ofUser: $0) }
        let treated = (0..<stages).map { stage in Double(entries.count { ($0 ?? stages) <= stage }) }
        var groups = Array(repeating: CovarianceMoments(variables: 2 * width), count: stages + 1)
        for (user, entry) in entries.enumerated() {
            var values = [Double](repeating: 0, count: 2 * width)
            for stage in 0..<stages {
                let isTreated = (entry ?? stages) <= stage
                let share = 1 / (isTreated ? treated[stage] : Double(users) - treated[stage])
                read(stages * user + stage, into: &unit.values)
                for quantity in 0..<width { values[(isTreated ? width : 0) + quantity] += share * unit.values[quantity] }
            }
            groups[entry.map { $0 + 1 } ?? 0].add(values)
        }
        return groups
    }
}
