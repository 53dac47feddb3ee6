import Statistics

extension UnitTotals<StageIndex> {
    /// The totals of users by their stage of entry, those who never enter first: of every quantity in control, then in treatment,
    /// each stage's over the users of that arm in it.
    func moments(_ assignments: Assignments) -> [CovarianceMoments] {
        let (quantities, stages, users) = (Metric.Quantity.allCases, index.starts.count, index.users)
        let entries = (0..<UInt32(users)).map { assignments.stageOfEntry(ofUser: $0) }
        let treated = (0..<stages).map { stage in Double(entries.count { ($0 ?? stages) <= stage }) }
        var groups = Array(repeating: CovarianceMoments(variables: 2 * quantities.count), count: stages + 1)
        for (user, entry) in entries.enumerated() {
            var values = [Double](repeating: 0, count: 2 * quantities.count)
            for stage in 0..<stages {
                let isTreated = (entry ?? stages) <= stage
                let share = 1 / (isTreated ? treated[stage] : Double(users) - treated[stage])
                let totals = self[stages * user + stage]
                for quantity in quantities {
                    values[(isTreated ? quantities.count : 0) + quantity.rawValue] += share * totals.value(quantity)
                }
            }
            groups[entry.map { $0 + 1 } ?? 0].add(values)
        }
        return groups
    }
}
