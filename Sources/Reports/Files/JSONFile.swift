package import Foundation

/// JSON as every file and every `--format json` has it: keys are sorted, numbers are the shortest that read back as the
/// same double, absent numbers have no key, dates are ISO 8601, and the text ends in a line feed.
package enum JSONFile {
    /// The bytes of the value.
    /// - Throws: the key of a number that is not finite, which is a mistake of MarketLab's own.
    package static func bytes(of value: some Encodable) throws(ReportProblem) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        do {
            var bytes = try encoder.encode(value)
            bytes.append(UInt8(ascii: "\n"))
            return bytes
        } catch let EncodingError.invalidValue(_, context) {
            throw .number(at: path(context.codingPath))
        } catch {
            throw .form("\(error)")
        }
    }

    /// Keys as a person writes a path.
    static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "the whole" : keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}
