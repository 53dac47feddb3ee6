import Plugins
import PolicyKit
import Testing

@Suite struct GuestColumnTests {
    /// A policy of somebody else sees what a built-in one sees, and nothing else.
    @Test(arguments: Slots.all.map(\.name))
    func aGuestIsGivenEveryColumnThatItsSlotDeclaresAndNoOther(slot: String) throws {
        let declared = try #require(Slots.all.first { $0.name == slot }).calls
        let filled = Guests.columns.filter { $0.slot == slot }
        #expect(filled.map(\.call) == declared.map(\.name))
        for (call, given) in zip(declared, filled) {
            let columns = call.groups.filter { $0.role != .answer }.flatMap(\.columns).map(\.name)
            #expect(Set(given.names) == Set(columns), "\(call.name)")
            #expect(given.names.count == columns.count)
        }
    }
}
