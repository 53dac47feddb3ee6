import Experiments
import Marketplace
import PolicyKit

/// Writes the scenario format as tables for people.
public enum ScenarioReference {
    /// Markdown tables of all keys and of the columns of CSV files; policies and their parameters are listed elsewhere.
    public static func markdown() -> String {
        var sections: [String] = []
        visit(ScenarioFormat(policies: PolicyRegistry()).keys, path: "", &sections)
        let categories = Int(ListingSettings().categories)
        sections.append(columns("`users.csv`", UserFile.table(categories: categories)))
        sections.append(
            columns(
                "`listings.csv`",
                ListingFile.table(categories: categories, expiry: Market().listings.expiry, currency: .usd)))
        let ofFeed = FeedCampaignFile.table(categories: categories, listings: .none)
        sections.append(columns("`campaigns.csv` of `market.ads.file`", ofFeed))
        let ofAuctions = AuctionCampaignFile.table(categories: Int(AuctionMarketSettings().categories))
        sections.append(columns("`campaigns.csv` of `auctions.file`", ofAuctions))
        return sections.joined(separator: "\n\n") + "\n"
    }

    /// A table of the values at `path`, then those of the groups within; arms repeat what stands above them.
    private static func visit(_ keys: [FormatKey], path: String, _ sections: inout [String]) {
        var rows: [[String]] = []
        var groups: [(name: String, keys: [FormatKey])] = []
        for key in keys {
            if case .group(let inner) = key.shape {
                groups.append((key.name, inner))
            } else {
                rows.append(["`\(key.name)`", value(key.shape), code(key.defaultText), key.summary])
            }
            if case .types(let inner) = key.shape { groups.append(("\(key.name).NAME", inner)) }
        }
        if !rows.isEmpty {
            let title = path.isEmpty ? "At the top" : "`\(path)`"
            sections.append("### \(title)\n\n\(table(["key", "value", "default", "meaning"], rows))")
        }
        for (name, inner) in groups { visit(inner, path: path.isEmpty ? name : "\(path).\(name)", &sections) }
    }

    private static func value(_ shape: FormatShape) -> String {
        switch shape {
        case .parameter(let parameter): parameter.expected
        case .name: "lower-case words joined by `-`"
        case .text: "text"
        case .seed: "a whole number from 0 to \(UInt64.max)"
        case .currency: "the code of a currency, such as EUR or JPY"
        case .file: "a path"
        case .words: "a list of names, the first the primary one"
        case .rising: "a list of rising numbers"
        case .statements: "a list of statements"
        case .bound: "\(EffectBound.expected), or 0"
        case .bounds: "a mapping of metrics to \(EffectBound.expected)"
        case .policy(let slot, _): "a \(slot.name) policy: its name, or a mapping of `policy` and its parameters"
        case .arms: "two mappings or more, each with `share` and the groups `market` and `policies`"
        case .types: "a mapping for each name"
        case .refused: "cannot be set here"
        case .group: ""
        }
    }

    private static func columns<Row>(_ title: String, _ table: Table<Row>) -> String {
        let named = [["`\(table.name)`", "a name", "yes", table.nameSummary]]
        let others = table.columns.filter { !$0.isFurther }.map { column in
            [
                "`\(column.name)`", column.expected, column.isRequired ? "yes" : "no", column.summary,
            ]
        }
        return "### \(title)\n\n\(self.table(["column", "value", "required", "meaning"], named + others))"
    }

    private static func code(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "" }
        return text.hasPrefix("the ") ? text : "`\(text)`"
    }

    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        let lines = [head, head.map { _ in "---" }] + rows
        return lines.map { "| \($0.joined(separator: " | ").replacing("\n", with: " ")) |" }.joined(separator: "\n")
    }
}
