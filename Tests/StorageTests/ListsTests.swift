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
