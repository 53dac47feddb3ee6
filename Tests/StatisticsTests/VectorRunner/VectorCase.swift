import MarketLabTesting

/// One test vector: inputs, the values that they must give, and how exactly.
struct VectorCase: Sendable {
    let id: String
    /// Which function of which peer made the expected values: tells methods apart whose inputs look the same.
    let source: String
    let inputs: JSONValue
    let expected: JSONValue
    let tolerance: Tolerance

    init(_ json: JSONValue) throws {
        id = try json.string("id")
        source = try json.optional("source")?.string() ?? ""
        inputs = try json.member("inputs")
        expected = try json.member("expected")
        let tolerance = try json.member("tol")
        self.tolerance = Tolerance(
            relative: try tolerance.number("rel"), absolute: try tolerance.number("abs"))
    }

    /// Whether a typed error is the right answer to the whole case.
    var expectsError: Bool { expected.optional("error") != nil }

    /// The inputs' `kind`, or the one that a family has where none is written.
    func kind(default kind: String) throws -> String { try inputs.optional("kind")?.string() ?? kind }
}

/// A case that the family's evaluator has no method for: counted as a failure, never skipped.
struct UnknownKind: Error, CustomStringConvertible {
    let description: String
    init(_ kind: String) { description = "unknown kind \(kind)" }
}

/// A case whose inputs name a data set that is not among the vectors: listed, never counted as run.
struct MissingData: Error, CustomStringConvertible {
    let description: String
    init(_ name: String) { description = "needs the data set \(name), which is not in the folder" }
}
