import Foundation
import MarketLabTesting
import Statistics

/// What became of a folder of test vectors: how many cases of each family ran, which failed and what was not covered.
struct VectorReport: Sendable {
    struct FamilyResult: Sendable {
        var ran = 0
        var failures: [String] = []
        var missingData: [String] = []
    }

    private(set) var families: [String: FamilyResult] = [:]
    /// Files that hold a family this runner does not know.
    private(set) var notCovered: [String] = []
    /// Files that hold no vectors at all, but rows that vectors refer to.
    private(set) var dataFiles: [String] = []

    var ran: Int { families.values.reduce(0) { $0 + $1.ran } }
    var failures: [String] { families.sorted { $0.key < $1.key }.flatMap(\.value.failures) }

    /// The folder named by `MARKETLAB_VECTORS`, or the bundled one.
    static func folder() throws -> URL {
        if let named = TestOptions.vectors { return named }
        guard let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil) else {
            throw JSONValue.Malformed(description: "the bundle has no Vectors")
        }
        return bundled
    }

    init(folder: URL, families known: [VectorFamily]) throws {
        let byName = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0) })
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        for file in files {
            let json = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: file))
            let name = try json.optional("family")?.string() ?? file.deletingPathExtension().lastPathComponent
            guard let family = byName[name] else {
                if json.optional("vectors") == nil, json.optional("family") == nil {
                    dataFiles.append(name)
                } else {
                    notCovered.append(name)
                }
                continue
            }
            families[name, default: FamilyResult()].run(try json.list("vectors"), family: family)
        }
    }

    /// A line a family, then the totals.
    var summary: String {
        var lines = families.sorted { $0.key < $1.key }.map { name, result in
            "vectors \(name): \(result.ran) cases, \(result.ran - result.failures.count) passed"
                + (result.missingData.isEmpty ? "" : ", \(result.missingData.count) without their data")
        }
        lines += families.values.flatMap(\.missingData).sorted().map { "vectors without data: \($0)" }
        if !dataFiles.isEmpty { lines.append("vectors' data, no cases: \(dataFiles.joined(separator: ", "))") }
        if !notCovered.isEmpty { lines.append("vectors not covered: \(notCovered.joined(separator: ", "))") }
        lines.append("vectors in total: \(ran) cases in \(families.count) families, \(failures.count) failed")
        return lines.joined(separator: "\n")
    }
}

extension VectorReport.FamilyResult {
    fileprivate mutating func run(_ vectors: [JSONValue], family: VectorFamily) {
        for json in vectors {
            let vector: VectorCase
            do { vector = try VectorCase(json) } catch {
                ran += 1
                failures.append("\(family.name): a case cannot be read: \(error)")
                continue
            }
            do {
                let answer = try family.answer(vector)
                ran += 1
                if vector.expectsError {
                    failures.append("\(vector.id): no error, expected \(vector.expected)")
                } else {
                    let differences = vector.tolerance.differences(
                        .object(answer), expected: vector.expected, at: vector.id)
                    if !differences.isEmpty { failures.append(differences.joined(separator: "; ")) }
                }
            } catch let error as MissingData {
                missingData.append("\(vector.id): \(error)")
            } catch {
                ran += 1
                if !(vector.expectsError && error is StatisticsError) { failures.append("\(vector.id): \(error)") }
            }
        }
    }
}
