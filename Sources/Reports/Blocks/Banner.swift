/// What stands first: how it came out in a word, the headline, the main figures in large, and a sentence or two.
struct Banner: Block {
    /// A main figure.
    struct Tile {
        let name: String
        let value: String
        var remark: String? = nil
        /// Class of the style sheet.
        var style = ""
    }

    /// Class of the style sheet, which gives colour.
    let style: String
    /// Nil where it is an answer and no judgement.
    let tone: Tone?
    /// One character for a terminal.
    let mark: String
    let icon: Element
    /// How it came out, in a few words.
    let label: String
    /// Whether terminal and Markdown begin with the label, which only the page shows otherwise.
    var isLabelled = false
    let headline: String
    let tiles: [Tile]
    let details: [String]
    /// What was judged: the run and its seed.
    let subject: String?

    /// A judgement.
    init(
        _ tone: Tone, label: String, headline: String, tiles: [Tile] = [], details: [String] = [],
        subject: String? = nil
    ) {
        self.init(
            tone, style: tone.rawValue, mark: tone.mark, icon: Icon.of(tone), label: label, headline: headline,
            tiles: tiles, details: details, subject: subject)
    }

    /// An answer.
    init(
        advice label: String, headline: String, tiles: [Tile] = [], details: [String] = [], subject: String? = nil
    ) {
        self.init(
            nil, style: "advice", mark: "→", icon: Icon.arrow, label: label, headline: headline, tiles: tiles,
            details: details, subject: subject)
    }

    /// With a sign of its own.
    init(
        _ tone: Tone?, style: String, mark: String, icon: Element, label: String, headline: String, tiles: [Tile] = [],
        details: [String] = [], subject: String? = nil
    ) {
        (self.tone, self.style, self.mark, self.icon) = (tone, style, mark, icon)
        (self.label, self.headline, self.tiles, self.details, self.subject) = (label, headline, tiles, details, subject)
    }

    private var opening: String { isLabelled ? "\(label). \(headline)" : headline }

    func lines(_ terminal: Terminal) -> [String] {
        let (width, paint) = (terminal.width, terminal.paint)
        return Wrapping.hanging(opening, after: mark + " ", width: width).map { paint.headline($0, tone) }
            + details.flatMap { Wrapping.hanging($0, after: "  ", width: width) }
            + (subject.map { Wrapping.hanging($0, after: "  ", width: width) } ?? []).map(paint.faint)
    }

    var markdown: String {
        [
            "**\(mark) \(MarkdownText.inline(opening))**", Points(details).markdown,
            MarkdownText.inline(subject ?? ""),
        ].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    var elements: [Element] {
        let grid = tiles.map { tile in
            Element.html(
                "div", tile.style,
                children: [
                    .html("dt", text: tile.name),
                    .html(
                        "dd",
                        children: [.html("b", text: tile.value)]
                            + (tile.remark.map { [.html("small", text: Wording.unbroken($0))] } ?? [])),
                ])
        }
        let parts: [Element] =
            [
                .html("p", "agreement", children: [icon, .words(label)]),
                .html("p", "headline", text: Wording.unbroken(headline)),
            ] + (grid.isEmpty ? [] : [.html("dl", "tiles", children: grid)])
            + (details.isEmpty ? [] : [.html("ul", children: details.map { .html("li", text: Wording.unbroken($0)) })])
            + (subject.map { [.html("p", "note", text: $0)] } ?? [])
        return [.html("section", "verdict \(style)", ["aria-label": "Verdict"], children: parts)]
    }
}
