/// A categorical distribution that is drawn from in constant time, whatever the number of categories.
///
/// Walker's alias method, built in linear time as in Vose: "A linear algorithm for generating random numbers with a
/// given distribution", IEEE Transactions on Software Engineering 17, 1991. A draw reads one 16-byte cell.
public struct AliasTable: Hashable, Sendable {
    @usableFromInline let cells: ContiguousArray<Cell>

    /// A column of the table: with probability `threshold` its own category, otherwise `alias`.
    @frozen
    @usableFromInline
    struct Cell: Hashable, Sendable, BitwiseCopyable {
        @usableFromInline var threshold: Double
        @usableFromInline var alias: Int
    }

    /// The number of categories.
    @inlinable public var count: Int { cells.count }

    /// Category i is drawn with probability `weights[i]` / sum.
    ///
    /// Weights are finite and not negative, at least one is positive, and so is their finite sum.
    /// - Complexity: O(*n*) in the number of weights; a sample takes constant time.
    public init(weights: some Collection<Double>) {
        precondition(weights.allSatisfy { $0 >= 0 && $0.isFinite }, "weights are finite and not negative")
        let total = weights.reduce(0, +)
        precondition(total > 0 && total.isFinite, "the sum of weights is positive and finite")
        let scale = Double(weights.count) / total
        var cells = ContiguousArray<Cell>()
        var poor: [Int] = []
        var rich: [Int] = []
        for (index, weight) in weights.enumerated() {
            cells.append(Cell(threshold: weight * scale, alias: index))
            if weight * scale < 1 { poor.append(index) } else { rich.append(index) }
        }
        while let short = poor.last, let donor = rich.last {
            poor.removeLast()
            cells[short].alias = donor
            cells[donor].threshold -= 1 - cells[short].threshold
            if cells[donor].threshold < 1 {
                rich.removeLast()
                poor.append(donor)
            }
        }
        // What is left over is full but for rounding, unless its weight is 0, which rounding must not bring to life.
        let heaviest = weights.enumerated().max { $0.element < $1.element }!.offset
        for index in poor {
            if cells[index].threshold > 0.5 {
                cells[index].threshold = 1
            } else {
                cells[index].alias = heaviest
            }
        }
        self.cells = cells
    }

    /// The category at `uniform` in [0, 1): its integer part over the columns picks one, the rest decides.
    ///
    /// With n categories and a uniform of b bits a probability is resolved to n 2^-b.
    @inlinable @inline(__always)
    public func sample(_ uniform: Double) -> Int {
        let position = uniform * Double(cells.count)
        // A product with a uniform next to 1 may round up to the count.
        let column = min(Int(position), cells.count &- 1)
        let cell = cells[column]
        return position - Double(column) < cell.threshold ? column : cell.alias
    }

    /// The category that words 0 and 1 of `block` pick, with 53 bits.
    @inlinable @inline(__always)
    public func sample(_ block: Block) -> Int {
        sample(block.uniform53(0))
    }

    /// The category that the next number of `stream` picks, with 53 bits.
    @inlinable @inline(__always)
    public func sample(using stream: inout RandomStream) -> Int {
        sample(stream.uniform())
    }
}
