import Experiments

/// Writes the quantities of expectations as a table for people.
public enum ExpectationReference {
    /// A Markdown table.
    public static func markdown() -> String {
        let rows = ExpectationQuantity.all.map { quantity in
            [
                "`\(quantity.pattern)`", quantity.words?.joined(separator: ", ") ?? quantity.kind,
                quantity.meaning + (quantity.isOfFeed ? " Of the feed market." : ""),
            ]
        }
        let lines = [["quantity", "compared", "meaning"], ["---", "---", "---"]] + rows
        return lines.map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }
}

extension ExpectationQuantity {
    /// How it is compared.
    fileprivate var kind: String { isEstimate ? "by its interval" : isWord ? "as a word" : "as a number" }
}
