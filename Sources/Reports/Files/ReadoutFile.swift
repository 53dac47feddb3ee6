public import Experiments
public import Foundation

/// `readout.json`: the same readout gives the same bytes.
///
/// Keys are sorted, numbers are the shortest that read back as the same double, absent numbers have no key, the text is
/// UTF-8 and ends in a line feed. `docs/Readout.md` describes every key.
public enum ReadoutFile {
    /// The bytes of the file.
    public static func bytes(of readout: Readout) throws(ReportProblem) -> Data { try encode(readout) }

    /// The readout that the bytes hold.
    ///
    /// A file of another version of the form is refused.
    public static func readout(from bytes: Data) throws(ReportProblem) -> Readout {
        do {
            let schema = try JSONDecoder().decode(Form.self, from: bytes).schema
            guard schema == Readout.schemaName else { throw ReportProblem.form("its schema is \(schema)") }
            return try JSONDecoder().decode(Readout.self, from: bytes)
        } catch let problem as ReportProblem {
            throw problem
        } catch let DecodingError.keyNotFound(key, context) {
            throw .form("\(path(context.codingPath + [key])) is missing")
        } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context),
            let DecodingError.dataCorrupted(context)
        {
            throw .form("\(path(context.codingPath)): \(context.debugDescription)")
        } catch {
            throw .form("\(error)")
        }
    }

    /// Any of our files, in the same style.
    static func encode(_ value: some Encodable) throws(ReportProblem) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
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

    private struct Form: Decodable { var schema: String }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "the whole" : keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}
