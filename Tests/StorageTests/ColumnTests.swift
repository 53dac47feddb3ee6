import Storage
import Testing

struct ColumnTests {
    /// Against an array, through growth from both sides.
    @Test func aColumnDoesWhatAnArrayDoes() {
        var column = Column<Int32>(repeating: 7, count: 3)
        var model: [Int32] = [7, 7, 7]
        for round in 0..<400 {
            switch round % 5 {
            case 0, 1:
                column.append(Int32(round))
                model.append(Int32(round))
            case 2:
                column.extend(by: round % 60, with: Int32(-round))
                model += [Int32](repeating: Int32(-round), count: round % 60)
            case 3:
                let last = column.removeLast()
                #expect(last == model.removeLast())
            default:
                let gone = min(round % 40, model.count - 1)
                column.removeFirst(gone)
                model.removeFirst(gone)
            }
            if !model.isEmpty {
                column[round % model.count] = Int32(round)
                model[round % model.count] = Int32(round)
            }
            let now = (0..<column.count).map { column[$0] }
            #expect(now == model)
        }
    }

    /// A row of 16 floats is read with one miss of the cache.
    @Test func columnsStartAtACacheLine() {
        var column = Column<Float>(repeating: 0, count: 1)
        for _ in 0..<10 {
            column.extend(by: 1_000, with: 1)
            let address = Int(bitPattern: column.base)
            #expect(address % 64 == 0)
        }
    }
}
