import Foundation
import Testing

/// Purposes of one key are told apart by their numbers alone, and nothing at run time knows them all: their declarations do.
@Suite struct PurposeTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources").standardized

    /// The numbers of the purposes that a target declares, by name.
    private static func purposes(of target: String) throws -> [(name: String, number: Int)] {
        let folder = sources.appending(path: target)
        let names = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return try (names?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: /let (\w+) = Purpose\(rawValue: (\w+)\)/).map {
                (String($0.1), try #require(Int($0.2), "\($0.1) is not a plain number"))
            }
        }
    }

    @Test(arguments: ["Marketplace": 40, "Analysis": 3])
    func noTwoPurposesOfATargetShareANumber(target: String, least: Int) throws {
        let purposes = try Self.purposes(of: target)
        #expect(purposes.count >= least)
        for (number, same) in Dictionary(grouping: purposes, by: \.number) where same.count > 1 {
            Issue.record("purpose \(number) is \(same.map(\.name).joined(separator: " and "))")
        }
    }
}
