/// Variants that count as one: `b+c`.
public struct VariantPool: Sendable, Hashable, Encodable {
    /// As written; the name of what they become.
    public let name: String
    /// At least two.
    public let variants: [String]

    /// - Throws: a sentence about what is not understood.
    public init(parsing text: String) throws(AnalysisProblem) {
        name = text
        variants = text.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        guard variants.count > 1, variants.allSatisfy({ !$0.isEmpty }), Set(variants).count == variants.count else {
            throw AnalysisProblem("--pool \(text): expected two variants or more that become one, as b+c")
        }
    }
}
