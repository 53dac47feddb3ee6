import Storage
import Testing

struct SumRowsTests {
    /// Sums of both widths side by side, the row before the first one among them, keep through growth.
    @Test func sumsKeepWhenRowsGrow() {
        var rows = SumRows(count: 2, stride: 16)
        for row in -1..<2 {
            rows.add(wide: Int64(row) * 5_000_000_000, to: row, at: 0)
            rows.add(small: UInt32(row + 2), to: row, at: 8)
        }
        rows.grow(to: 100)
        #expect(rows.count >= 100)
        for row in -1..<2 {
            rows.add(small: 1, to: row, at: 8)
            #expect(rows.wide(row, at: 0) == Int64(row) * 5_000_000_000 && rows.small(row, at: 8) == Int64(row + 3))
        }
        #expect(rows.wide(99, at: 0) == 0 && rows.small(99, at: 12) == 0)
    }

    /// Nor does an amount stop at its 32 bits, whatever its sign.
    @Test(arguments: [
        [4_294_967_295, 1], [2_500_000_000, 2_500_000_000, -1], [-1], [-1, 1], [-5_000_000_000, 3],
        [9_000_000_000_000_000_000, -9_000_000_000_000_000_000, 7], [.max], [.min],
    ])
    func aWideSumIsExactToSixtyFourBits(amounts: [Int64]) {
        var rows = SumRows(count: 1, stride: 12)
        for offset in [0, 8] { rows.add(wide: Int64(3 + offset), to: 0, at: offset) }
        for amount in amounts { rows.add(wide: amount, to: 0, at: 4) }
        rows.grow(to: 50)
        #expect(rows.wide(0, at: 4) == amounts.reduce(0, +))
        #expect(rows.wide(0, at: 0) == 3 && rows.wide(0, at: 8) == 11 && rows.wide(-1, at: 4) == 0)
    }

    /// A count does not stop at the 16 bits that it has in its row, nor does it touch its neighbours there.
    @Test(arguments: [[1, 65_535], [1, 65_536], [65_536, 65_535, 4_294_967_295, 4_294_967_295], [4_294_967_295]])
    func aSmallSumIsExactHoweverLarge(amounts: [UInt32]) {
        var rows = SumRows(count: 1, stride: 8)
        for row in -1..<1 {
            for offset in [0, 6] { rows.add(small: UInt32(7 + offset), to: row, at: offset) }
            for amount in amounts { rows.add(small: amount, to: row, at: 2) }
        }
        rows.grow(to: 50)
        for row in -1..<1 {
            #expect(rows.small(row, at: 2) == amounts.reduce(0) { $0 + Int64($1) })
            #expect(rows.small(row, at: 0) == 7 && rows.small(row, at: 4) == 0 && rows.small(row, at: 6) == 13)
        }
        #expect((1..<50).allSatisfy { rows.small($0, at: 2) == 0 })
    }
}
