public import Experiments

/// A readout in Markdown, for a pull request or a wiki: verdict, metrics, health checks, how to make it again.
public struct MarkdownReadout: Sendable {
    /// The document; it ends in a line feed.
    public let text: String

    public init(_ readout: Readout) {
        let sections = [
            Self.head(readout), Self.metrics(readout), Self.further(readout), Self.segments(readout),
            Self.health(readout),
            Self.funnel(readout), Self.requests(readout), Self.comparison(readout), Self.marketFigures(readout),
            Self.changes(readout),
            Self.reproduction(readout),
        ]
        text = sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private static func head(_ readout: Readout) -> String {
        let verdict = readout.verdict
        let details = verdict.details.map { "- " + MarkdownText.inline($0) }.joined(separator: "\n")
        return [
            "# " + MarkdownText.inline(readout.title), MarkdownText.inline(readout.summary),
            "**\(verdict.agreement.mark) \(MarkdownText.inline(verdict.headline))**", details,
            MarkdownText.inline(Wording.run(readout)),
        ].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// What is said of each treatment after the first.
    private static func further(_ readout: Readout) -> String {
        (readout.further ?? []).map { other in
            let verdict = "**\(other.verdict.agreement.mark) \(MarkdownText.inline(other.verdict.headline))**"
            let title = "## What the experiment says of \(MarkdownText.inline(other.arms.last?.name ?? ""))"
            return [title, verdict, metrics(other, title: nil)].joined(separator: "\n\n")
        }.joined(separator: "\n\n")
    }

    private static func metrics(
        _ readout: Readout, title: String? = "## What the experiment says, and what is true"
    ) -> String {
        if readout.metrics.isEmpty { return "" }
        let notes = MetricNote.all(readout.metrics, in: readout.money).map { "- \(MarkdownText.inline($0.line))" }
        return [
            title ?? "", table(readout.rows, of: "Metric"),
            "Intervals are \(Digits.plain(readout.level * 100)) %. \(MarkdownText.inline(methods(readout)))",
            notes.joined(separator: "\n"),
        ].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// - Parameter thing: what has a row, as a title.
    private static func table(_ rows: [MetricRow], of thing: String) -> String {
        let rows = rows.map { row in
            [
                MarkdownText.inline(row.label), row.control, row.treatment, row.difference.line, row.lift.line,
                row.pValue, row.trueDifference.line, row.trueLift.line, row.bias.line,
            ].map { $0.replacing("<", with: "&lt;") }
        }
        let titles = [
            thing, "Control", "Treatment", "Difference", "Lift", "p", "True difference", "True lift", "Bias",
        ]
        return MarkdownText.table(titles, rows)
    }

    /// Every metric by segments of users, treatment by treatment.
    private static func segments(_ readout: Readout) -> String {
        let others = readout.further ?? []
        return ([readout] + others).enumerated().flatMap { place, one -> [String] in
            let tables = SegmentTable.all(one)
            if tables.isEmpty { return [] }
            let arm = place == 0 ? readout.arms[1].name : one.arms.last?.name ?? ""
            let title = "## Segments of users" + (others.isEmpty ? "" : " under \(MarkdownText.inline(arm))")
            let notes = SegmentTable.notes(one).map { "- \(MarkdownText.inline($0))" }
            return [title]
                + tables.flatMap { ["### \(MarkdownText.inline($0.label))", table($0.rows, of: "Segment")] }
                + (notes.isEmpty ? [] : [notes.joined(separator: "\n")])
        }.joined(separator: "\n\n")
    }

    /// The formulas by name, each once.
    private static func methods(_ readout: Readout) -> String {
        let methods = Wording.distinct(readout.metrics.map(\.method)).joined(separator: "; ")
        let lifts = Wording.distinct(readout.metrics.map(\.relativeDefinition)).joined(separator: "; ")
        return "Method: \(methods). Lift: \(lifts)."
    }

    private static func health(_ readout: Readout) -> String {
        if readout.health.isEmpty { return "" }
        let checks = readout.health.map {
            "- \($0.status.mark) **\(MarkdownText.inline($0.label))** (\($0.status)): \(MarkdownText.inline($0.message))"
        }
        return "## Health checks\n\n" + checks.joined(separator: "\n")
    }

    private static func funnel(_ readout: Readout) -> String {
        if readout.funnel.steps.isEmpty { return "" }
        let steps = readout.funnel.steps.map {
            [Wording.label($0.name), Digits.count($0.control), Digits.count($0.treatment)]
        }
        let delays = readout.funnel.delays.map {
            ["Median time to \($0.name)", OrderLifePlot.time($0.control), OrderLifePlot.time($0.treatment)]
        }
        return "## From exposure to kept\n\n"
            + MarkdownText.table(["Step", "Control", "Treatment"], steps + delays)
    }

    private static func requests(_ readout: Readout) -> String {
        guard let section = RequestSection(readout) else { return "" }
        let budgets = section.budgets.map(\.cells)
        let uplifts = section.uplifts.map(\.cells)
        return [
            "## When pages were asked for",
            section.hasBudgets ? MarkdownText.table(RequestSection.BudgetLine.titles, budgets) : "",
            section.hasUplift ? MarkdownText.inline(section.upliftLead) : "",
            section.hasUplift ? MarkdownText.table(RequestSection.UpliftLine.titles, uplifts) : "",
            section.hasUplift ? MarkdownText.inline(section.method + ".") : "",
            section.notes.map { "- " + MarkdownText.inline($0) }.joined(separator: "\n"),
        ].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func comparison(_ readout: Readout) -> String {
        guard let comparison = readout.comparison else { return "" }
        let rows = MarketSection(readout).comparison.map {
            [MarkdownText.inline($0.name), $0.published, $0.realised.line, $0.ratio]
        }
        return [
            "## Beside \(MarkdownText.inline(comparison.title))", MarkdownText.inline(comparison.source),
            MarkdownText.table(["Figure", "Published", "Realised", "Realised / published"], rows),
        ].joined(separator: "\n\n")
    }

    private static func marketFigures(_ readout: Readout) -> String {
        if readout.marketFigures.isEmpty { return "" }
        let rows = MarketSection(readout).figures.map {
            [MarkdownText.inline($0.label), $0.experiment, $0.control, $0.treatment, $0.truth.line]
        }
        let titles = ["Figure", "In the experiment", "Nobody treated", "Everybody treated", "True difference"]
        return "## Listings and sellers\n\n" + MarkdownText.table(titles, rows)
    }

    private static func changes(_ readout: Readout) -> String {
        let rows = readout.arms.flatMap { arm in
            arm.changes.map { [$0.key, arm.name, $0.control, $0.arm].map(MarkdownText.inline) }
        }
        if rows.isEmpty { return "" }
        let rule = "| --- | --- | --- | --- |"
        let lines = rows.map { "| " + $0.joined(separator: " | ") + " |" }
        return (["## What changed", "", "| Key | Arm | Control | In the arm |", rule] + lines).joined(separator: "\n")
    }

    private static func reproduction(_ readout: Readout) -> String {
        [
            "## Reproduce", MarkdownText.block(readout.command, language: "sh"),
            "Seed \(readout.seed), \(Wording.schedule(readout.schedule)), journal digest `\(readout.journalDigest)`.",
        ].joined(separator: "\n\n")
    }
}
