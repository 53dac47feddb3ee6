public import Experiments
public import Foundation

/// `readout.json`: the same readout gives the same bytes.
///
/// Keys are sorted, numbers are the shortest that read back as the same double, absent numbers have no key, the text is
/// UTF-8 and ends in a line feed. `docs/Readout.md` describes every key.
public enum ReadoutFile {
    /// The bytes of the file.
    public static func bytes(of readout: Readout) throws(ReportProblem) -> Data { try JSONFile.bytes(of: readout) }

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
            throw .form("\(JSONFile.path(context.codingPath + [key])) is missing")
        } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context),
            let DecodingError.dataCorrupted(context)
        {
            throw .form("\(JSONFile.path(context.codingPath)): \(context.debugDescription)")
        } catch {
            throw .form("\(error)")
        }
    }

    private struct Form: Decodable { var schema: String }
}
