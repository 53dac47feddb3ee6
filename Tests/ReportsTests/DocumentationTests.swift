import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import PolicyKit
import Reports
import Testing

@Suite struct DocumentationTests {
    private static func document(_ name: String) throws -> Data {
        try Data(contentsOf: Checkout.file("docs/" + name))
    }

    /// Each key with the keys above it; the elements of a list go by `[]`, those of a dictionary by `*`.
    private static func paths(_ value: Any, _ path: String = "") -> Set<String> {
        if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(paths($1, path + "[]")) } }
        // A readout within a readout has the form of the whole.
        if path == "further[]" { return [] }
        guard let object = value as? [String: Any] else { return [] }
        return object.reduce(into: []) { all, pair in
            let name = path.hasSuffix("policies") || path.hasSuffix("origins") ? "*" : pair.key
            let here = path.isEmpty ? name : "\(path).\(name)"
            all.insert(here)
            all.formUnion(paths(pair.value, here))
        }
    }

    /// The same out of a JSON schema.
    private static func paths(schema: [String: Any], root: [String: Any], _ path: String = "") -> Set<String> {
        var schema = schema
        if let reference = schema["$ref"] as? String, let name = reference.split(separator: "/").last,
            let definitions = root["$defs"] as? [String: Any], let target = definitions[String(name)] as? [String: Any]
        {
            schema = target
        }
        var all: Set<String> = []
        for (name, child) in schema["properties"] as? [String: Any] ?? [:] {
            let here = path.isEmpty ? name : "\(path).\(name)"
            all.insert(here)
            all.formUnion(paths(schema: child as? [String: Any] ?? [:], root: root, here))
        }
        if let element = schema["items"] as? [String: Any] {
            all.formUnion(paths(schema: element, root: root, path + "[]"))
        }
        if let others = schema["additionalProperties"] as? [String: Any] {
            all.insert(path + ".*")
            all.formUnion(paths(schema: others, root: root, path + ".*"))
        }
        return all
    }

    /// Each document that lists the groups of an arm's market lists those that the program takes.
    @Test(arguments: [
        ("ScenarioFormat.md", "It can change any policy"), ("../README.md", "An arm can change any policy"),
    ])
    func everyGroupThatAnArmMayChangeIsNamed(name: String, start: String) throws {
        let text = String(decoding: try Self.document(name), as: UTF8.self)
        let sentence = text[try #require(text.range(of: start)).lowerBound...].prefix(260)
        let groups = Set(Conditions.fields.compactMap { $0.parameter.name.split(separator: ".").first })
        #expect(!groups.isEmpty)
        for group in groups { #expect(sentence.contains("`\(group)`"), "\(group)") }
    }

    @Test func noTableDescribesAColumnTwice() throws {
        for name in ["EventLog.md", "ScenarioFormat.md", "Readout.md"] {
            let text = String(decoding: try Self.document(name), as: UTF8.self)
            var seen: Set<Substring> = []
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                guard line.hasPrefix("| `"), let key = line.split(separator: "|").first else {
                    seen = []
                    continue
                }
                #expect(seen.insert(key).inserted, "\(name): \(key)")
            }
        }
    }

    @Test func theSchemaHasExactlyTheKeysOfAReadout() throws {
        let readout = try JSONSerialization.jsonObject(with: ReadoutFile.bytes(of: SampleReadout.severalTreatments))
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Self.document("readout.schema.json")) as? [String: Any])
        let written = Self.paths(readout)
        let described = Self.paths(schema: schema, root: schema)
        #expect(written.subtracting(described).isEmpty)
        #expect(described.subtracting(written).isEmpty)
    }

    @Test func everyKeyOfAReadoutIsExplained() throws {
        let text = try #require(String(bytes: Self.document("Readout.md"), encoding: .utf8))
        let readout = try JSONSerialization.jsonObject(with: ReadoutFile.bytes(of: SampleReadout.severalTreatments))
        for path in Self.paths(readout) {
            let key = path.split(separator: ".").last.map { $0.replacing("[]", with: "") } ?? ""
            if key != "*" { #expect(text.contains("`\(key)`"), "\(path) is not in docs/Readout.md") }
        }
        for key in ["runs", "totals", "primary", "alarms", "problem"] { #expect(text.contains("`\(key)`")) }
    }
}
