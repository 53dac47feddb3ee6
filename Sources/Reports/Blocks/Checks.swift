/// What was checked, and how each check came out.
struct Checks: Block {
    /// One check.
    struct Check {
        let tone: Tone
        let label: String
        let message: String
        /// How it came out, in words; nil for those of the tone.
        var outcome: String? = nil

        fileprivate var status: String { outcome ?? tone.rawValue }
    }

    let checks: [Check]

    func lines(_ terminal: Terminal) -> [String] {
        let labels = checks.map { Wrapping.plain($0.label) }
        let longest = labels.map(\.count).max() ?? 0
        return zip(checks, labels).flatMap { check, label in
            let space = String(repeating: " ", count: longest - label.count + 2)
            let lines = Wrapping.hanging(
                check.message, after: "\(check.tone.mark) \(label)\(space)", width: terminal.width)
            return lines.enumerated().map { i, line in
                i == 0 ? terminal.paint.toned(String(line.prefix(1)), check.tone) + line.dropFirst() : line
            }
        }
    }

    var markdown: String {
        checks.map { check in
            "- \(check.tone.mark) **\(MarkdownText.inline(check.label))** (\(check.status)): "
                + MarkdownText.inline(check.message)
        }.joined(separator: "\n")
    }

    var elements: [Element] {
        guard !checks.isEmpty else { return [.html("p", text: "No checks were made.")] }
        return [
            .html(
                "ul", "checks",
                children: checks.map { check in
                    .html(
                        "li", check.tone.rawValue,
                        children: [
                            .html("span", "status", children: [Icon.of(check.tone), .words(check.status)]),
                            .html(
                                "span",
                                children: [
                                    .html("b", text: check.label), .words(" " + Wording.unbroken(check.message)),
                                ]),
                        ])
                })
        ]
    }
}
