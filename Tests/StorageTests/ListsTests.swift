import Storage
import Testing

struct ListsTests {
    /// Against arrays, through growth of one list beside others that stay.
    @Test func listsDoWhatArraysDo() {
        var lists = Lists<UInt32>(count: 3, minimumCapacity: 0)
        var model: [[UInt32]] = [[], [], []]
        for round in 0..<500 as Range<UInt32> {
            let list = Int(round % 7) / 3
            if round % 5 == 4, !model[list].isEmpty {
                #expect(lists.removeLast(of: list) == model[list].removeLast())
            } else {
                lists.append(round, to: list)
                model[list].append(round)
            }
            if !model[list].isEmpty {
                let index = Int(round) % model[list].count
                lists[list, index] = round
                model[list][index] = round
            }
        }
        for list in 0..<lists.count {
            #expect((0..<lists.count(of: list)).map { lists[list, $0] } == model[list])
        }
    }
}

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
            #expect(rows.wide(row, at: 0) == Int64(row) * 5_000_000_000 && rows.small(row, at: 8) == UInt32(row + 3))
        }
        #expect(rows.wide(99, at: 0) == 0 && rows.small(99, at: 12) == 0)
    }
}
