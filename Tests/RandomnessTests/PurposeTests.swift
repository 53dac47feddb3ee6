import Foundation
import MarketLabTesting
import Testing

/// Purposes of one key are told apart by their numbers alone, and nothing at run time knows them all: their declarations do.
@Suite struct PurposeTests {
    private struct Declared {
        let name: String
        let number: Int
        let target: String
    }

    /// Draws of an analysis have a key of their own. All other targets draw from the keys of worlds.
    private static let analysis = "Analysis"

    private static let declared = Result { try all() }

    /// Every purpose that the sources declare. A number that stands anywhere but in a declaration is a mistake: who adds a
    /// purpose sees the others then, and this test sees it.
    private static func all() throws -> [Declared] {
        let sources = Checkout.file("Sources")
        var declared: [Declared] = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: sources.path) where name.hasSuffix(".swift") {
            for line in try Checkout.text("Sources/" + name).split(separator: "\n") {
                guard line.contains("Purpose(rawValue:"), !line.contains("///") else { continue }
                let match = try #require(
                    line.firstMatch(of: /static let (\w+) = Purpose\(rawValue: (\d+)\)$/),
                    "\(name) has a purpose that is not declared by a plain number: \(line)")
                let target = String(name.prefix { $0 != "/" })
                declared.append(
                    Declared(name: String(match.1), number: try #require(Int(match.2)), target: target))
            }
        }
        return declared
    }

    @Test(arguments: [false, true]) func noTwoPurposesOfAKeyShareANumber(isOfAnalysis: Bool) throws {
        let purposes = try Self.declared.get().filter { ($0.target == Self.analysis) == isOfAnalysis }
        #expect(purposes.count >= (isOfAnalysis ? 3 : 40))
        for (number, same) in Dictionary(grouping: purposes, by: \.number) where same.count > 1 {
            Issue.record("purpose \(number) is \(same.map { "\($0.name) of \($0.target)" }.joined(separator: " and "))")
        }
    }

    /// 65,535 is kept for the derivation of keys.
    @Test func everyNumberIsOneThatAPurposeMayHave() throws {
        #expect(try Self.declared.get().allSatisfy { $0.number < 65_535 })
    }
}
