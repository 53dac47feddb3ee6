/// A paragraph.
struct Prose: Block {
    /// How loud it is.
    enum Style: String {
        case plain = ""
        /// What a section is about.
        case lead
        /// What stands behind figures.
        case note
        /// What a reader must not overlook.
        case warning
    }

    let text: String
    var style = Style.plain

    init(_ text: String, _ style: Style = .plain) {
        self.text = text
        self.style = style
    }

    func lines(_ terminal: Terminal) -> [String] {
        switch style {
        case .plain, .lead: Wrapping.lines(text, width: terminal.width)
        case .note: Wrapping.lines(text, width: terminal.width).map(terminal.paint.faint)
        case .warning:
            Wrapping.hanging(text, after: "! ", width: terminal.width).map { terminal.paint.toned($0, .warn) }
        }
    }

    var markdown: String {
        let safe = MarkdownText.inline(text)
        return style == .warning && !text.isEmpty ? "**! \(safe)**" : safe
    }

    var elements: [Element] {
        text.isEmpty
            ? []
            : [
                .html(
                    "p", style.rawValue,
                    children: (style == .warning ? [Icon.warning] : []) + [.words(Wording.unbroken(text))])
            ]
    }
}

/// A headline within a section.
struct Heading: Block {
    let text: String

    init(_ text: String) { self.text = text }

    func lines(_ terminal: Terminal) -> [String] {
        Wrapping.lines(text, width: terminal.width).map(terminal.paint.bold)
    }

    var markdown: String { "### " + MarkdownText.inline(text) }
    var elements: [Element] { [.html("h3", text: Wording.unbroken(text))] }
}

/// Sentences of their own, one below the other.
struct Points: Block {
    let sentences: [String]

    init(_ sentences: [String]) { self.sentences = sentences }

    func lines(_ terminal: Terminal) -> [String] {
        sentences.flatMap { Wrapping.hanging($0, after: "  ", width: terminal.width) }.map(terminal.paint.faint)
    }

    var markdown: String { sentences.map { "- " + MarkdownText.inline($0) }.joined(separator: "\n") }

    var elements: [Element] {
        sentences.isEmpty
            ? [] : [.html("ul", "points", children: sentences.map { .html("li", text: Wording.unbroken($0)) })]
    }
}

/// What a machine is told: a command, a file.
struct Code: Block {
    let text: String
    /// For Markdown: `sh`, `yaml`.
    var language = ""

    func lines(_ terminal: Terminal) -> [String] { Wrapping.hanging(text, after: "  ", width: terminal.width) }
    var markdown: String { MarkdownText.block(text, language: language) }
    var elements: [Element] { [.html("pre", text: text)] }
}

/// Names and what they stand for.
struct Facts: Block {
    let facts: [(name: String, value: String)]

    init(_ facts: [(name: String, value: String)]) { self.facts = facts }

    func lines(_ terminal: Terminal) -> [String] {
        let longest = facts.map { Wrapping.plain($0.name).count }.max() ?? 0
        return facts.flatMap { fact in
            let name = Wrapping.plain(fact.name)
            let space = String(repeating: " ", count: longest - name.count + 2)
            return Wrapping.hanging(fact.value, after: name + space, width: terminal.width)
        }
    }

    var markdown: String {
        facts.map { "- \(MarkdownText.inline($0.name)): \(MarkdownText.inline($0.value))" }.joined(separator: "\n")
    }

    var elements: [Element] {
        [
            .html(
                "dl", "facts",
                children: facts.map {
                    .html("div", children: [.html("dt", text: $0.name), .html("dd", text: $0.value)])
                })
        ]
    }
}

/// Terms and what they mean.
struct Definitions: Block {
    let terms: [(term: String, meaning: String)]

    init(_ terms: [(term: String, meaning: String)]) { self.terms = terms }

    func lines(_ terminal: Terminal) -> [String] {
        terms.flatMap { Wrapping.hanging("\($0.term): \($0.meaning)", after: "  ", width: terminal.width) }
    }

    var markdown: String {
        terms.map { "- **\(MarkdownText.inline($0.term))**: \(MarkdownText.inline($0.meaning))" }.joined(
            separator: "\n")
    }

    var elements: [Element] {
        [
            .html(
                "dl", "definitions",
                children: terms.map {
                    .html(
                        "div", children: [.html("dt", text: $0.term), .html("dd", text: Wording.unbroken($0.meaning))])
                })
        ]
    }
}

/// What only some want to read: behind a line that opens it on the page, and left out elsewhere unless it says otherwise.
struct Folded: Block {
    let title: String
    let blocks: [any Block]
    var media: Media = .page

    func lines(_ terminal: Terminal) -> [String] {
        media.contains(.terminal) ? blocks.flatMap { $0.lines(terminal) } : []
    }

    var markdown: String {
        media.contains(.markdown)
            ? blocks.map(\.markdown).filter { !$0.isEmpty }.joined(separator: "\n\n") : ""
    }

    var elements: [Element] {
        [.html("details", children: [.html("summary", text: title)] + blocks.flatMap(\.elements))]
    }
}
