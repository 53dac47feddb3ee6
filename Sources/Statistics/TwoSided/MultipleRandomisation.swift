/// Contrasts of an experiment that randomises both sides of a table of pairs, its rows (say, buyers) and its columns (sellers), from the means of its four cells (Bajari et
/// al. 2023, "Experimental design in marketplaces"; arXiv 2112.13495).
public struct MultipleRandomisation: Sendable, Codable, Hashable {
    /// Mean where row and column are treated.
    public let treated: Double
    /// Mean where only the row is.
    public let rowOnly: Double
    /// Mean where only the column is.
    public let columnOnly: Double
    /// Mean where neither is.
    public let control: Double

    /// Cell means that another program computed.
    public init(treated: Double, rowOnly: Double, columnOnly: Double, control: Double) {
        self.treated = treated
        self.rowOnly = rowOnly
        self.columnOnly = columnOnly
        self.control = control
    }

    /// From the outcomes of all pairs, row by row.
    ///
    /// - Throws: `unequalLengths`, `undefined` where a cell is empty.
    public init(outcomes: [[Double]], rowTreated: [Bool], columnTreated: [Bool]) throws(StatisticsError) {
        guard outcomes.count == rowTreated.count else { throw .unequalLengths("rows of outcomes", "rows' treatments") }
        guard outcomes.allSatisfy({ $0.count == columnTreated.count }) else {
            throw .unequalLengths("columns of outcomes", "columns' treatments")
        }
        var cells = [Moments](repeating: Moments(), count: 4)
        for (values, row) in zip(outcomes, rowTreated) {
            for (value, column) in zip(values, columnTreated) { cells[(row ? 2 : 0) + (column ? 1 : 0)].add(value) }
        }
        guard cells.allSatisfy({ $0.n > 0 }) else { throw .undefined("a cell of the two-sided design is empty") }
        self.init(
            treated: cells[3].mean, rowOnly: cells[2].mean, columnOnly: cells[1].mean, control: cells[0].mean)
    }

    /// Treating all pairs against none.
    public var totalEffect: Double { treated - control }
    /// What a treated row does with columns that are not.
    public var rowSpillover: Double { rowOnly - control }
    /// What happens to a treated column with rows that are not.
    public var columnSpillover: Double { columnOnly - control }
    /// What neither side's treatment explains alone.
    public var directEffect: Double { treated - rowOnly - columnOnly + control }
}

/// A contrast of the four cells of an experiment that randomises rows and columns: a weight for each cell's rate.
public struct CellWeights: Sendable, Hashable {
    /// The weights by the row's arm, then the column's; 0 for control.
    public let values: [[Double]]

    /// - Precondition: two rows of two weights.
    public init(_ values: [[Double]]) {
        precondition(values.count == 2 && values.allSatisfy { $0.count == 2 }, "two arms of rows and of columns")
        self.values = values
    }

    /// Treated pairs less all others (TSRN), whose rate is that of their cells by the cells' shares of pairs.
    /// - Parameter shares: of all pairs, by the row's arm, then the column's.
    public static func naive(shares: [[Double]]) -> CellWeights {
        let others = 1 - shares[1][1]
        return CellWeights([[-shares[0][0] / others, -shares[0][1] / others], [-shares[1][0] / others, 1]])
    }

    /// b (q11 - q01) + (1 - b)(q11 - q10) + k b (1 - b)[(q01 - q00) + (q10 - q00)]: TSRI-1 and TSRI-2 of Johari et al. 2022,
    /// section 6.
    /// - Parameters:
    ///   - b: exp(-demand / supply): 1 where rows are scarce, 0 where columns are.
    ///   - k: how often the competition between arms is counted: 1 for TSRI-1, 2 for TSRI-2.
    public static func interpolated(leftOverShare b: Double, correction k: Double) -> CellWeights {
        let between = k * b * (1 - b)
        return CellWeights([[-2 * between, between - b], [between - (1 - b), 1]])
    }

    /// The rate of pairs of which neither side is treated.
    public static let control = CellWeights([[1, 0], [0, 0]])
    /// The rate of pairs of which both sides are treated.
    public static let treated = CellWeights([[0, 0], [0, 1]])
    /// What a treated row does with columns that are not.
    public static let rowSpillover = CellWeights([[-1, 0], [1, 0]])
    /// What happens at a treated column with rows that are not.
    public static let columnSpillover = CellWeights([[-1, 1], [0, 0]])

    public static func + (a: CellWeights, b: CellWeights) -> CellWeights {
        CellWeights(zip(a.values, b.values).map { zip($0, $1).map(+) })
    }

    public static func * (factor: Double, weights: CellWeights) -> CellWeights {
        CellWeights(weights.values.map { $0.map { factor * $0 } })
    }
}

extension MultipleRandomisation {
    /// The weighted sum of the cells' means.
    public func contrast(_ weights: CellWeights) -> Double {
        let values = weights.values
        return values[1][1] * treated + values[1][0] * rowOnly + values[0][1] * columnOnly + values[0][0] * control
    }

    /// An estimate of the effect of treating all pairs that leans on the side that is not scarce, and takes
    /// the competition between arms away (TSRI-1 and TSRI-2 of Johari et al. 2022, section 6).
    ///
    /// - Parameters: as of `CellWeights.interpolated`.
    public func interpolatedEffect(leftOverShare: Double, correction: Double) -> Double {
        contrast(.interpolated(leftOverShare: leftOverShare, correction: correction))
    }
}
