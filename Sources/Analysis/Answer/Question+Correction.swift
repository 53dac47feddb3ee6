import Statistics

extension Question.Correction {
    /// Answers whose p-values are corrected for how many they are.
    /// - Throws: for a level that is none.
    func adjusted(_ rows: [MetricAnswer], alpha: Double) throws(StatisticsError) -> [MetricAnswer] {
        let method: MultipleTesting
        switch self {
        case .none: return rows
        case .holm: method = .holm
        case .benjaminiHochberg: method = .benjaminiHochberg
        }
        var rows = rows
        func adjust(
            _ pValue: (MetricAnswer) -> Double?, _ keep: (inout MetricAnswer, Double) -> Void
        ) throws(StatisticsError) {
            let tested = rows.indices.filter { pValue(rows[$0]) != nil }
            let adjusted = try method.adjusted(tested.compactMap { pValue(rows[$0]) }, alpha: alpha)
            for (row, pValue) in zip(tested, adjusted) { keep(&rows[row], pValue) }
        }
        try adjust(\.pValue) { $0.pValueAdjusted = $1 }
        try adjust({ $0.randomisation?.pValue }) { $0.randomisation?.pValueAdjusted = $1 }
        return rows
    }
}
