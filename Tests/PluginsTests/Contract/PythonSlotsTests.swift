import Foundation
import MarketLabTesting
import Plugins
import Testing

@Suite struct PythonSlotsTests {
    private let path = Checkout.file("python/marketlab/slots.py")

    /// With UPDATE_DOCS=1 in the environment it writes the module.
    @Test func theModuleIsMadeFromTheSlotsDeclarations() throws {
        if TestOptions.writesDocumentation { try Data(PythonSlots.text.utf8).write(to: path) }
        let isCurrent = try String(contentsOf: path, encoding: .utf8) == PythonSlots.text
        #expect(isCurrent, "run this test with UPDATE_DOCS=1 to write the module anew")
    }
}
